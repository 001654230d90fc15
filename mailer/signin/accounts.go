// Package signin knows how a user's account signs in: its provider, its limits, its password or tokens and where they are kept.
package signin

import (
	"context"
	"fmt"
	"strings"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// AccountOf finds the account from which a user sends.
type AccountOf func(ctx context.Context, userID int64) (smtp.Account, error)

// NewAccount returns the account of a user with the password that the vault keeps for her.
func NewAccount(user garage.User, password string) smtp.Account {
	return smtp.Account{
		UserID: user.ID, Email: user.Email, DisplayName: user.DisplayName, Server: strings.TrimSpace(user.SMTPServer),
		Port: user.SMTPPort, Security: user.Security, Login: user.SMTPLogin, Password: password,
		Limits: DefaultLimits(user.SMTPServer, user.Email),
		IMAP:   smtp.IMAPServer{Server: strings.TrimSpace(user.IMAPServer), Port: user.IMAPPort, Security: user.IMAPSecurity},
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
	return func(ctx context.Context, userID int64) (account smtp.Account, err error) {
		defer func() {
			if err == nil {
				account.Limits, err = LimitsOf(ctx, db, account)
			}
		}()
		user, err := db.User(ctx, userID)
		if err != nil {
			return smtp.Account{}, fmt.Errorf("account of user %d: %w", userID, err)
		}
		if !user.CanSend() {
			return smtp.Account{}, &smtp.ConnectError{Step: smtp.StepResolve, Reason: smtp.ReasonNoAccount, Broken: true}
		}
		return AccountFor(ctx, db, vault, signedIn, user, "")
	}
}
