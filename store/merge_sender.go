package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// MergeSender returns the user and the company a mail is from, the zero value for an id of 0. It returns ErrNotFound when
// one of them is gone. The company comes without its logo and terms, which no mail mentions.
func (db *DB) MergeSender(ctx context.Context, userID, companyID int64) (User, Company, error) {
	user, company := User{ID: userID}, Company{ID: companyID}
	if userID != 0 {
		err := db.reader.QueryRowContext(ctx, `SELECT name, email, display_name, signature, smtp_server FROM user WHERE id = ?`,
			userID).Scan(&user.Name, &user.Email, &user.DisplayName, &user.Signature, &user.SMTPServer)
		if err != nil {
			return User{}, Company{}, fmt.Errorf("sender %d: %w", userID, mergeError(err))
		}
	}
	if companyID != 0 {
		err := db.reader.QueryRowContext(ctx, `SELECT name, language, nomsoc_is_client FROM company WHERE id = ?`,
			companyID).Scan(&company.Name, &company.Language, &company.NomSocIsClient)
		if err != nil {
			return User{}, Company{}, fmt.Errorf("company %d: %w", companyID, mergeError(err))
		}
	}
	return user, company, nil
}

// mergeError turns the driver's "no rows" into ErrNotFound.
func mergeError(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return fault(err)
}
