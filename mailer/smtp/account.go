package smtp

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
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
	Gate        *Gate        // through which its connections come in, nil = none

	Patience time.Duration // how long its IMAP server may say nothing, 0 = a minute
}

// AccessTokens are what a provider lets an account sign in with instead of its password.
type AccessTokens interface {
	// Token returns an access token; fresh says that the provider gave it just now. Its error is a *ConnectError, or ctx's own.
	Token(ctx context.Context) (access string, fresh bool, err error)
	// Refused forgets a token that a server did not take, so that the next one is fresh.
	Refused(access string)
}

// String names the account for logs.
func (a Account) String() string {
	return fmt.Sprintf("%s at %s:%d (%s)", a.Email, a.Server, a.Port, a.Security)
}

// GoString keeps the password out of %#v.
func (a Account) GoString() string { return "smtp.Account{" + a.String() + "}" }

// Format keeps the password out of every verb.
func (a Account) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(a.String())) }

// LogValue keeps the password out of slog.
func (a Account) LogValue() slog.Value { return slog.StringValue(a.String()) }

// ServerTLS is the account's own configuration, or the system's, for its server.
func (a Account) ServerTLS() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.TLSConfig != nil {
		config = a.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = a.Server
	}
	return config
}

// IMAPServer is where an account's own mailboxes are; the login is the one for sending.
type IMAPServer struct {
	Server   string // "" = the account has none that we know
	Port     int
	Security garage.Security
}

// Limits are what a provider lets one account send; 0 = no limit is known.
type Limits struct {
	PerMinute     int `json:"perMinute,omitempty"`
	PerDay        int `json:"perDay,omitempty"` // in any 24 hours
	PerConnection int `json:"perConnection,omitempty"`
	Connections   int `json:"connections,omitempty"` // at once, 0 = 1
}

// MaxConnections is how many connections one account may have at once, whatever its provider allows.
const MaxConnections = 4
