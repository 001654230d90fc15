package mailer

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"garagemail/store/garage"
)

// Account is what it takes to send from a user's mail address. It prints without its password.
type Account struct {
	UserID      int64
	Email       string // the sender's address
	DisplayName string
	Server      string
	Port        int
	Security    garage.Security
	Login       string // "" = the server asks for none
	Password    string
	Limits      Limits       // of its provider, or chosen
	Tokens      AccessTokens // nil = she signs in with the password
	IMAP        IMAPServer   // where her copies of what was sent are kept
	TLSConfig   *tls.Config  // nil = the system's certificate authorities
	gate        *gate        // through which its connections come in, nil = none

	patience time.Duration // how long its IMAP server may say nothing, 0 = a minute
}

// AccessTokens are what a provider lets an account sign in with instead of its password.
type AccessTokens interface {
	// Token returns an access token; fresh says that the provider gave it just now. Its error is a *ConnectError, or ctx's own.
	Token(ctx context.Context) (access string, fresh bool, err error)
	// Refused forgets a token that a server did not take, so that the next one is fresh.
	Refused(access string)
}

// AccountOf finds the account from which a user sends.
type AccountOf func(ctx context.Context, userID int64) (Account, error)

// NewAccount returns the account of a user with the password that the vault keeps for her.
func NewAccount(user garage.User, password string) Account {
	return Account{
		UserID: user.ID, Email: user.Email, DisplayName: user.DisplayName, Server: strings.TrimSpace(user.SMTPServer),
		Port: user.SMTPPort, Security: user.Security, Login: user.SMTPLogin, Password: password,
		Limits: DefaultLimits(user.SMTPServer, user.Email),
		IMAP:   IMAPServer{Server: strings.TrimSpace(user.IMAPServer), Port: user.IMAPPort, Security: user.IMAPSecurity},
	}
}

// users is *store.DB.
type users interface {
	settings
	User(ctx context.Context, id int64) (garage.User, error)
}

// Accounts returns the function by which a Worker finds the account of a user: her settings in db, her password in vault.
// It gives a ConnectError with ReasonNoAccount or ReasonNoPassword when either is missing.
func Accounts(db users, vault *Vault) AccountOf {
	signedIn := &SignedIn{}
	return func(ctx context.Context, userID int64) (account Account, err error) {
		defer func() {
			if err == nil {
				account.Limits, err = LimitsOf(ctx, db, account)
			}
		}()
		user, err := db.User(ctx, userID)
		if err != nil {
			return Account{}, fmt.Errorf("account of user %d: %w", userID, err)
		}
		if !user.CanSend() {
			return Account{}, &ConnectError{Step: StepResolve, Reason: ReasonNoAccount, Broken: true}
		}
		return AccountFor(ctx, db, vault, signedIn, user, "")
	}
}

// String names the account for logs.
func (a Account) String() string {
	return fmt.Sprintf("%s at %s:%d (%s)", a.Email, a.Server, a.Port, a.Security)
}

// GoString keeps the password out of %#v.
func (a Account) GoString() string { return "mailer.Account{" + a.String() + "}" }

// Format keeps the password out of every verb.
func (a Account) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(a.String())) }

// LogValue keeps the password out of slog.
func (a Account) LogValue() slog.Value { return slog.StringValue(a.String()) }

// tlsConfig is the account's own configuration, or the system's, for its server.
func (a Account) tlsConfig() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.TLSConfig != nil {
		config = a.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = a.Server
	}
	return config
}
