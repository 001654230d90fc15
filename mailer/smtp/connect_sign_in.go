package smtp

import (
	"encoding/base64"
	"errors"
	"net/textproto"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"garagemail/store/garage"
)

// ErrNoMechanism is returned where server and program know no common way to sign in.
var ErrNoMechanism = errors.New("no common way to sign in")

// mechanism is a way to sign in by password.
type mechanism struct {
	name string
	auth smtp.Auth
}

// mechanisms are those that we know, the best first: over TLS the plain ones, because servers announce stronger ones that
// they have no passwords for; without TLS, which a person chose, those that do not show the password.
func (c *Connection) mechanisms() []mechanism {
	host, login, password := c.Account.Server, c.Account.Login, c.Account.Password
	plain := []mechanism{
		{"PLAIN", smtp.PlainAuth("", login, password, host, true)},
		{"LOGIN", smtp.LoginAuth(login, password, host, true)},
	}
	hidden := []mechanism{
		{"SCRAM-SHA-256", smtp.ScramSHA256Auth(login, password)},
		{"SCRAM-SHA-1", smtp.ScramSHA1Auth(login, password)},
		{"CRAM-MD5", smtp.CRAMMD5Auth(login, password)},
	}
	if c.Account.Security == garage.Plain {
		return append(hidden, plain...)
	}
	return append(plain, hidden...)
}

// signIn tries the mechanisms that the server offers, one after the other as long as it says that it does not know one
// after all. A login that it refuses is tried once: some servers lock an account after a few.
func (c *Connection) signIn(client *smtp.Client) error {
	_, announced := client.Extension("AUTH")
	offers := strings.Fields(strings.ToUpper(announced))
	err := ErrNoMechanism
	for _, mechanism := range c.mechanisms() {
		if !slices.Contains(offers, mechanism.name) {
			continue
		}
		err = c.authenticate(client.Text, offers, mechanism)
		var reply *textproto.Error
		if !errors.As(err, &reply) || !slices.Contains([]int{500, 502, 504}, reply.Code) {
			return err
		}
	}
	return err
}

// authenticate holds the dialogue of a mechanism. go-mail's own ends the connection with a refusal, and the next mechanism
// could not follow.
func (c *Connection) authenticate(text *textproto.Conn, offers []string, mechanism mechanism) error {
	name, answer, err := mechanism.auth.Start(&smtp.ServerInfo{
		Name: c.Account.Server, TLS: c.Account.Security != garage.Plain, Auth: offers,
	})
	if err != nil {
		return err
	}
	line := "AUTH " + name
	if len(answer) > 0 {
		line += " " + base64.StdEncoding.EncodeToString(answer)
	}
	for {
		if err := text.PrintfLine("%s", line); err != nil {
			return err
		}
		code, words, err := text.ReadResponse(0)
		if err != nil {
			return err
		}
		if code != 334 && code != 235 {
			return &textproto.Error{Code: code, Msg: words}
		}
		challenge := []byte(words)
		if code == 334 {
			if challenge, err = base64.StdEncoding.DecodeString(words); err != nil {
				challenge = []byte(words) // LOGIN's prompts mean nothing, and some servers write them in clear
			}
		}
		answer, err := mechanism.auth.Next(challenge, code == 334)
		switch {
		case err != nil:
			return err // the mechanism does not trust the server, or does not understand it
		case code == 235:
			return nil
		}
		line = base64.StdEncoding.EncodeToString(answer)
	}
}
