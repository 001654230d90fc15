package main

import (
	"context"
	"errors"
	"path/filepath"

	"garagemail/mailer/demo"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// session is what the window works with beside the file: where passwords live and how mails leave.
type session struct {
	vault     *signin.Vault
	demo      *demo.Server // nil outside the demo
	transport smtp.Transport
	account   func(ctx context.Context, userID int64) (smtp.Account, error)
}

// openSession chooses the way out once for the whole run: in the demo the built-in server, which nothing can leave, and
// otherwise SMTP. A file that was made as a demo stays one, whatever the flags say.
func openSession(ctx context.Context, db *store.DB, opts options) (*session, error) {
	fileID, err := db.FileID(ctx)
	if err != nil {
		return nil, err
	}
	vault := signin.OpenVault(filepath.Dir(opts.database), fileID)
	made, err := db.Setting(ctx, settingDemo)
	if err != nil && !errors.Is(err, garage.ErrNotFound) {
		return nil, err
	}
	if !opts.demo && made == "" {
		return &session{vault: vault, transport: smtp.SMTP{}, account: signin.Accounts(db, vault)}, nil
	}
	server, err := demo.Start(filepath.Join(filepath.Dir(opts.database), "inbox"))
	if err != nil {
		return nil, err
	}
	if err := fillDemo(ctx, db, opts.words); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return &session{vault: vault, demo: server, transport: server.Transport(), account: signin.Accounts(db, vault)}, nil
}

func (s *session) close() error {
	if s.demo == nil {
		return nil
	}
	return s.demo.Close()
}
