// Package session is what a run of the program works with beside its file: where passwords live and how mails leave, and the demo garage.
package session

import (
	"context"
	"errors"
	"os/user"
	"path/filepath"

	"garagemail/mailer/demo"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
)

// Session is what the window works with beside the file: where passwords live and how mails leave.
type Session struct {
	Vault     *signin.Vault
	Demo      *demo.Server // nil outside the demo
	Transport smtp.Transport
	Account   func(ctx context.Context, userID int64) (smtp.Account, error)
}

// Open chooses the way out once for the whole run: in the demo the built-in server, which nothing can leave, and
// otherwise SMTP. A file that was made as a demo stays one, whatever the flags say. words are those of the tables that an empty demo
// is filled from.
func Open(ctx context.Context, db *store.DB, asDemo bool, words *intake.Words) (*Session, error) {
	fileID, err := db.FileID(ctx)
	if err != nil {
		return nil, err
	}
	vault := signin.OpenVault(filepath.Dir(db.Path()), fileID)
	made, err := db.Setting(ctx, settingDemo)
	if err != nil && !errors.Is(err, garage.ErrNotFound) {
		return nil, err
	}
	if !asDemo && made == "" {
		return &Session{Vault: vault, Transport: smtp.SMTP{}, Account: signin.Accounts(db, vault)}, nil
	}
	server, err := demo.Start(filepath.Join(filepath.Dir(db.Path()), "inbox"))
	if err != nil {
		return nil, err
	}
	if err := fillDemo(ctx, db, words); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return &Session{Vault: vault, Demo: server, Transport: server.Transport(), Account: signin.Accounts(db, vault)}, nil
}

func (s *Session) Close() error {
	if s.Demo == nil {
		return nil
	}
	return s.Demo.Close()
}

// SystemLogin is the name of the person whom the system knows, "" = it does not say.
func SystemLogin() string {
	current, err := user.Current()
	if err != nil {
		return ""
	}
	return current.Username
}
