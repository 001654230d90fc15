package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

const userColumns = `id, name, system_login, email, display_name, signature, smtp_server, smtp_port, security, smtp_login,
	sign_in, imap_server, imap_port, imap_security, ca_file`

func scanUser(row interface{ Scan(...any) error }) (u User, err error) {
	err = row.Scan(&u.ID, &u.Name, &u.SystemLogin, &u.Email, &u.DisplayName, &u.Signature, &u.SMTPServer, &u.SMTPPort,
		&u.Security, &u.SMTPLogin, &u.SignIn, &u.IMAPServer, &u.IMAPPort, &u.IMAPSecurity, &u.CAFile)
	return u, missing(err)
}

// Users returns the users of the program in name order.
func (db *DB) Users(ctx context.Context) ([]User, error) {
	users, err := list(ctx, db, "users", func(rows *sql.Rows) (User, error) { return scanUser(rows) },
		`SELECT `+userColumns+` FROM user`)
	sortByFold(users, func(u User) string { return u.Name })
	return users, err
}

// User returns one user, or ErrNotFound.
func (db *DB) User(ctx context.Context, id int64) (User, error) {
	user, err := scanUser(db.reader.QueryRowContext(ctx, `SELECT `+userColumns+` FROM user WHERE id = ?`, id))
	if err != nil {
		return User{}, fmt.Errorf("user %d: %w", id, fault(err))
	}
	return user, nil
}

// CurrentUser returns the user who works with the program under a login of the machine: the one with that login, else
// the first. At the first start it makes one, named after the login.
func (db *DB) CurrentUser(ctx context.Context, systemLogin string) (User, error) {
	const first = `SELECT ` + userColumns + ` FROM user ORDER BY system_login <> ?, id LIMIT 1`
	user, err := scanUser(db.reader.QueryRowContext(ctx, first, systemLogin))
	if errors.Is(err, ErrNotFound) {
		err = db.write(ctx, "first user", func(tx *sql.Tx) error {
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
		return User{}, fmt.Errorf("current user: %w", fault(err))
	}
	return user, nil
}

// SaveUser adds (ID 0) or changes a user and returns her id. It returns a FieldError for a wrong field, ErrConflict for a
// name that another user has.
func (db *DB) SaveUser(ctx context.Context, u User) (int64, error) {
	trim(&u.Name, &u.SystemLogin, &u.Email, &u.DisplayName, &u.SMTPServer, &u.SMTPLogin, &u.IMAPServer, &u.CAFile)
	u.fillDefaults()
	if err := checkUser(u); err != nil {
		return 0, err
	}
	id := u.ID
	err := db.write(ctx, fmt.Sprintf("save user %d", id), func(tx *sql.Tx) (err error) {
		id, err = insertOrUpdate(ctx, tx, id,
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

func checkUser(u User) error {
	switch {
	case u.Name == "":
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	case CheckEmail(u.Email) != "":
		return &FieldError{Field: "email", Reason: CheckEmail(u.Email)}
	case containsInvisible(u.DisplayName):
		return &FieldError{Field: "display_name", Reason: "check.line_break"}
	case CheckServerName(u.SMTPServer) != "":
		return &FieldError{Field: "smtp_server", Reason: CheckServerName(u.SMTPServer)}
	case u.SMTPPort < 1 || u.SMTPPort > 65535:
		return &FieldError{Field: "smtp_port", Reason: "check.port"}
	case u.Security != StartTLS && u.Security != TLS && u.Security != Plain:
		return &FieldError{Field: "security", Reason: "check.security"}
	case containsInvisible(u.SMTPLogin):
		return &FieldError{Field: "smtp_login", Reason: "check.line_break"}
	}
	return checkMailboxes(u)
}

// checkMailboxes looks at what an account has beside its sending.
func checkMailboxes(u User) error {
	switch {
	case u.SignIn != SignInPassword && u.SignIn != SignInGoogle && u.SignIn != SignInMicrosoft:
		return &FieldError{Field: "sign_in", Reason: "check.security"}
	case CheckServerName(u.IMAPServer) != "":
		return &FieldError{Field: "imap_server", Reason: CheckServerName(u.IMAPServer)}
	case u.IMAPPort < 1 || u.IMAPPort > 65535:
		return &FieldError{Field: "imap_port", Reason: "check.port"}
	case u.IMAPSecurity != StartTLS && u.IMAPSecurity != TLS && u.IMAPSecurity != Plain:
		return &FieldError{Field: "imap_security", Reason: "check.security"}
	case containsInvisible(u.CAFile):
		return &FieldError{Field: "ca_file", Reason: "check.line_break"}
	}
	return nil
}

func (u *User) fillDefaults() {
	if u.Security == "" {
		u.Security = StartTLS
	}
	if u.SMTPPort == 0 {
		u.SMTPPort = 587
	}
	if u.SignIn == "" {
		u.SignIn = SignInPassword
	}
	if u.IMAPSecurity == "" {
		u.IMAPSecurity = TLS
	}
	if u.IMAPPort == 0 {
		u.IMAPPort = 993
	}
}

// DeleteUser removes a user. It returns ErrInUse for one whose mailings or messages are kept, and for the last one.
func (db *DB) DeleteUser(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete user %d", id), func(tx *sql.Tx) error {
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM user WHERE id <> ?`, id).Scan(&others); err != nil {
			return err
		}
		if others == 0 {
			return ErrInUse
		}
		return changedOne(tx.ExecContext(ctx, `DELETE FROM user WHERE id = ?`, id))
	})
}
