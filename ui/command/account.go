package command

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"garagemail/mailer/signin"
	"garagemail/store"
	"garagemail/store/garage"
)

// accountSetAnswer is what `garagemail account set --json` prints: the account as it stands now, without its password.
type accountSetAnswer struct {
	User        string `json:"user"`
	New         bool   `json:"new"`
	Email       string `json:"email"`
	DisplayName string `json:"display_name"`
	Server      string `json:"server"`
	Port        int    `json:"port"`
	Security    string `json:"security"`
	Login       string `json:"login"`
	CA          string `json:"ca"`
	Password    string `json:"password"` // keyring, file or none
}

// accountCopiesAnswer is what it prints beside of an account with an IMAP server: where copies of what is sent are filed.
type accountCopiesAnswer struct {
	IMAPServer   string `json:"imap_server"`
	IMAPPort     int    `json:"imap_port"`
	IMAPSecurity string `json:"imap_security"`
	Waiting      int    `json:"copies_waiting"` // still to be filed; what kept them from it is forgotten
}

type accountWholeAnswer struct {
	accountSetAnswer
	*accountCopiesAnswer
}

// accountFlags are the fields of an account; a flag that was not given changes nothing.
type accountFlags struct {
	user, email, display, server, security, login, ca string
	imap, imapSecurity                                string
	port, imapPort                                    int
	password                                          bool
}

// accountSet sets the mail account of a user, who is made when there is none of that name.
func (c *command) accountSet() work {
	var f accountFlags
	text := func(at *string, name, key string) { c.flags.StringVar(at, name, "", c.p.T("help.flag."+key)) }
	text(&f.user, "user", "user")
	text(&f.email, "email", "email")
	text(&f.display, "display-name", "display_name")
	text(&f.server, "server", "server")
	c.flags.IntVar(&f.port, "port", 0, c.p.T("help.flag.port"))
	text(&f.security, "security", "security")
	text(&f.login, "login", "login")
	text(&f.ca, "ca", "ca")
	text(&f.imap, "imap-server", "imap_server")
	c.flags.IntVar(&f.imapPort, "imap-port", 0, c.p.T("help.flag.imap_port"))
	text(&f.imapSecurity, "imap-security", "security")
	c.flags.BoolVar(&f.password, "password-stdin", false, c.p.T("help.flag.password_stdin"))
	return func([]string) int {
		if f.user == "" {
			return c.wrongUse("")
		}
		return c.keepAccount(f)
	}
}

func (c *command) keepAccount(f accountFlags) int {
	if f.ca != "" { // the program that sends may be started from another folder
		var err error
		if f.ca, err = filepath.Abs(f.ca); err == nil {
			_, err = os.Stat(f.ca)
		}
		if err != nil {
			fmt.Fprintln(c.stderr, "garagemail account set:", err)
			return ExitUsage
		}
	}
	password := ""
	if f.password {
		var err error
		if password, err = readPassword(os.Stdin); err != nil {
			fmt.Fprintln(c.stderr, "garagemail account set:", err)
			return ExitUsage
		}
	}
	ctx := context.Background()
	answer, err := c.setAccount(ctx, f, password)
	if err != nil {
		return c.fail(ctx, err)
	}
	c.print(answer, func() {
		c.say("%s: %s, %s:%d, %s, %s", answer.User, answer.Email, answer.Server, answer.Port, answer.Security, answer.Password)
	})
	return ExitDone
}

// readPassword reads a line: a password on the command line would be seen by every user of the machine.
func readPassword(input io.Reader) (string, error) {
	line, err := bufio.NewReader(input).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("password: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errors.New("no password on the standard input")
	}
	return line, nil
}

func (c *command) setAccount(ctx context.Context, f accountFlags, password string) (answer accountWholeAnswer, err error) {
	db, err := store.Open(ctx, c.opts.Database)
	if err != nil {
		return answer, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	user, err := userNamed(ctx, db, f.user)
	if err != nil {
		return answer, err
	}
	answer.New = user.ID == 0
	f.fill(c.flags, &user)
	if user.ID, err = db.SaveUser(ctx, user); err != nil {
		return answer, err
	}
	if user, err = db.User(ctx, user.ID); err != nil { // as it was stored
		return answer, err
	}
	fileID, err := db.FileID(ctx)
	if err != nil {
		return answer, err
	}
	vault := signin.OpenVault(filepath.Dir(c.opts.Database), fileID)
	if password != "" {
		if err := vault.SetPassword(user.ID, password); err != nil {
			return answer, err
		}
	}
	answer.User, answer.Email, answer.DisplayName = user.Name, user.Email, user.DisplayName
	answer.Server, answer.Port, answer.Security = user.SMTPServer, user.SMTPPort, string(user.Security)
	answer.CA = user.CAFile
	if user.IMAPServer != "" {
		filing, err := db.FilingOf(ctx, user.ID)
		if err != nil {
			return answer, err
		}
		answer.accountCopiesAnswer = &accountCopiesAnswer{user.IMAPServer, user.IMAPPort, string(user.IMAPSecurity), filing.Waiting}
	}
	answer.Login, answer.Password = user.SMTPLogin, passwordPlace(vault, user)
	return answer, nil
}

// userNamed returns the user of that name, or a new one.
func userNamed(ctx context.Context, db *store.DB, name string) (garage.User, error) {
	users, err := db.Users(ctx)
	if err != nil {
		return garage.User{}, err
	}
	for _, user := range users {
		if garage.Fold(user.Name) == garage.Fold(name) {
			return user, nil
		}
	}
	return garage.User{Name: name}, nil
}

// fill changes what was asked for. An address of a known provider fills in a server that nobody named.
func (f accountFlags) fill(flags *flag.FlagSet, user *garage.User) {
	flags.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "email":
			user.Email = f.email
		case "display-name":
			user.DisplayName = f.display
		case "server":
			user.SMTPServer = f.server
		case "port":
			user.SMTPPort = f.port
		case "security":
			user.Security = garage.Security(f.security)
		case "login":
			user.SMTPLogin = f.login
		case "ca":
			user.CAFile = f.ca
		case "imap-server":
			user.IMAPServer = f.imap
		case "imap-port":
			user.IMAPPort = f.imapPort
		case "imap-security":
			user.IMAPSecurity = garage.Security(f.imapSecurity)
		}
	})
	if preset, known := signin.PresetFor(user.Email); known && user.SMTPServer == "" {
		user.SMTPServer, user.SMTPPort, user.Security = preset.Server, preset.Port, preset.Security
		if user.SMTPLogin == "" {
			user.SMTPLogin = preset.LoginFor(user.Email)
		}
	}
}

func passwordPlace(vault *signin.Vault, user garage.User) string {
	if user.SMTPLogin == "" {
		return "none" // the keyring is not asked for what nobody needs
	}
	place, err := vault.PasswordIn(user.ID)
	if err != nil {
		return "none"
	}
	if place == signin.InKeyring {
		return "keyring"
	}
	return "file"
}
