package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

const userColumns = `id, name, system_login, email, display_name, signature, smtp_server, smtp_port, security, smtp_login,
	sign_in, imap_server, imap_port, imap_security, ca_file`

func scanUser(row interface{ Scan(...any) error }) (u garage.User, err error) {
	err = row.Scan(&u.ID, &u.Name, &u.SystemLogin, &u.Email, &u.DisplayName, &u.Signature, &u.SMTPServer, &u.SMTPPort,
		&u.Security, &u.SMTPLogin, &u.SignIn, &u.IMAPServer, &u.IMAPPort, &u.IMAPSecurity, &u.CAFile)
	return u, sqlite.Missing(err)
}

// Users returns the users of the program in name order.
func (db *DB) Users(ctx context.Context) ([]garage.User, error) {
	users, err := list(ctx, db, "users", func(rows *sql.Rows) (garage.User, error) { return scanUser(rows) },
		`SELECT `+userColumns+` FROM user`)
	garage.SortByFold(users, func(u garage.User) string { return u.Name })
	return users, err
}

// User returns one user, or ErrNotFound.
func (db *DB) User(ctx context.Context, id int64) (garage.User, error) {
	user, err := scanUser(db.Reader.QueryRowContext(ctx, `SELECT `+userColumns+` FROM user WHERE id = ?`, id))
	if err != nil {
		return garage.User{}, fmt.Errorf("user %d: %w", id, sqlite.Fault(err))
	}
	return user, nil
}

// CurrentUser returns the user who works with the program under a login of the machine: the one with that login, else
// the first. At the first start it makes one, named after the login.
func (db *DB) CurrentUser(ctx context.Context, systemLogin string) (garage.User, error) {
	const first = `SELECT ` + userColumns + ` FROM user ORDER BY system_login <> ?, id LIMIT 1`
	user, err := scanUser(db.Reader.QueryRowContext(ctx, first, systemLogin))
	if errors.Is(err, garage.ErrNotFound) {
		err = db.Write(ctx, "first user", func(tx *sql.Tx) error {
			name := systemLogin
			if name == "" {
				name = "1"
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO user (name, system_login)
				SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM user)`, name, systemLogin) // another window may have been first
			if err == nil {
				user, err = scanUser(tx.QueryRowContext(ctx, first, systemLogin))
			}
			return err
		})
	}
	if err != nil {
		return garage.User{}, fmt.Errorf("current user: %w", sqlite.Fault(err))
	}
	return user, nil
}

// SaveUser adds (ID 0) or changes a user and returns her id. It returns a FieldError for a wrong field, ErrConflict for a
// name that another user has.
func (db *DB) SaveUser(ctx context.Context, u garage.User) (int64, error) {
	garage.Trim(&u.Name, &u.SystemLogin, &u.Email, &u.DisplayName, &u.SMTPServer, &u.SMTPLogin, &u.IMAPServer, &u.CAFile)
	fillDefaults(&u)
	if err := u.Check(); err != nil {
		return 0, err
	}
	id := u.ID
	err := db.Write(ctx, fmt.Sprintf("save user %d", id), func(tx *sql.Tx) (err error) {
		id, err = sqlite.InsertOrUpdate(ctx, tx, id,
			`INSERT INTO user (name, system_login, email, display_name, signature, smtp_server, smtp_port, security, smtp_login,
				sign_in, imap_server, imap_port, imap_security, ca_file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			`UPDATE user SET name = ?, system_login = ?, email = ?, display_name = ?, signature = ?, smtp_server = ?,
				smtp_port = ?, security = ?, smtp_login = ?, sign_in = ?, imap_server = ?, imap_port = ?, imap_security = ?, ca_file = ?
				WHERE id = ?`,
			u.Name, u.SystemLogin, u.Email, u.DisplayName, u.Signature, u.SMTPServer, u.SMTPPort, u.Security, u.SMTPLogin,
			u.SignIn, u.IMAPServer, u.IMAPPort, u.IMAPSecurity, u.CAFile)
		if err != nil {
			return err
		}
		return forgetFiling(ctx, tx, id)
	})
	return id, err
}

func fillDefaults(u *garage.User) {
	if u.Security == "" {
		u.Security = garage.StartTLS
	}
	if u.SMTPPort == 0 {
		u.SMTPPort = 587
	}
	if u.SignIn == "" {
		u.SignIn = garage.SignInPassword
	}
	if u.IMAPSecurity == "" {
		u.IMAPSecurity = garage.TLS
	}
	if u.IMAPPort == 0 {
		u.IMAPPort = 993
	}
}

// DeleteUser removes a user. It returns ErrInUse for one whose mailings or messages are kept, and for the last one.
func (db *DB) DeleteUser(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("delete user %d", id), func(tx *sql.Tx) error {
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM user WHERE id <> ?`, id).Scan(&others); err != nil {
			return err
		}
		if others == 0 {
			return garage.ErrInUse
		}
		return sqlite.ChangedOne(tx.ExecContext(ctx, `DELETE FROM user WHERE id = ?`, id))
	})
}
