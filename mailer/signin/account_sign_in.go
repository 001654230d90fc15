package signin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"sync"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// The settings under which the garage's program is registered at the providers.
const (
	SettingGoogleClient    = "oauth.google_client_id"
	SettingGoogleSecret    = "oauth.google_client_secret" // no secret, says Google, but wanted
	SettingMicrosoftClient = "oauth.microsoft_client_id"
)

// OAuthFor returns how accounts of this kind sign in, with the garage's own ids.
func OAuthFor(ctx context.Context, db settings, way garage.SignIn) (OAuth, error) {
	if way == garage.SignInMicrosoft {
		id, err := db.Setting(ctx, SettingMicrosoftClient)
		return MicrosoftOAuth(id), err
	}
	id, err := db.Setting(ctx, SettingGoogleClient)
	if err != nil {
		return OAuth{}, err
	}
	secret, err := db.Setting(ctx, SettingGoogleSecret)
	return GoogleOAuth(id, secret), err
}

// MailboxesAt returns the IMAP server of the provider where an account signs in, "" with a password.
func MailboxesAt(way garage.SignIn) string {
	switch way {
	case garage.SignInGoogle:
		return "imap.gmail.com"
	case garage.SignInMicrosoft:
		return "outlook.office365.com"
	}
	return ""
}

// SignedIn keeps the access tokens of the accounts between their connections.
type SignedIn struct {
	mu     sync.Mutex
	tokens map[signedInAccount]*Tokens
}

type signedInAccount struct {
	userID   int64
	way      garage.SignIn
	clientID string
	email    string
}

func (s *SignedIn) of(oauth OAuth, vault *Vault, user garage.User) *Tokens {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := signedInAccount{user.ID, user.SignIn, oauth.ClientID, user.Email}
	if s.tokens[key] == nil {
		if s.tokens == nil {
			s.tokens = map[signedInAccount]*Tokens{}
		}
		s.tokens[key] = NewTokens(oauth, vault, user.ID)
	}
	return s.tokens[key]
}

// AccountFor returns the account of a user as she is given, saved or not: with the password, or what the vault keeps
// where password is empty. What is missing is a *ConnectError.
func AccountFor(ctx context.Context, db settings, vault *Vault, signedIn *SignedIn, user garage.User, password string) (smtp.Account, error) {
	account := NewAccount(user, password)
	var err error
	if account.TLSConfig, err = trusting(user.CAFile); err != nil {
		return smtp.Account{}, &smtp.ConnectError{Step: smtp.StepTLS, Reason: smtp.ReasonAuthorityFile, Broken: true, Err: err}
	}
	if user.SignIn == garage.SignInGoogle || user.SignIn == garage.SignInMicrosoft {
		oauth, err := OAuthFor(ctx, db, user.SignIn)
		if err != nil {
			return smtp.Account{}, fmt.Errorf("account of user %d: %w", user.ID, err)
		}
		account.Password, account.Tokens = "", signedIn.of(oauth, vault, user)
		return account, nil
	}
	if user.SMTPLogin == "" || password != "" {
		return account, nil
	}
	account.Password, err = vault.Password(user.ID)
	if errors.Is(err, garage.ErrNotFound) {
		return smtp.Account{}, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonNoPassword, Broken: true}
	}
	if errors.Is(err, errKeyringSilent) {
		return smtp.Account{}, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonKeyringSilent, Err: err}
	}
	if err != nil {
		return smtp.Account{}, fmt.Errorf("account of user %d: %w", user.ID, err)
	}
	return account, nil
}

// trusting adds the authorities of a PEM file to the system's, nil for no file.
func trusting(path string) (*tls.Config, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // nil is the system's configuration
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool() // a machine without authorities still has this one
	}
	if !roots.AppendCertsFromPEM(content) {
		return nil, fmt.Errorf("%s: no certificate in it", path)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}, nil
}
