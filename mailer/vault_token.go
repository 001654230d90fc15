package mailer

import (
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"

	"garagemail/store"
)

// A refresh token has an entry of its own: it must never be sent to a server as if it were her password.
func (v *Vault) tokenName(userID int64) string { return v.name(userID) + "/refresh" }

// SetRefreshToken keeps what lets a user's account sign in at Google or Microsoft.
func (v *Vault) SetRefreshToken(userID int64, token string) error {
	name := v.tokenName(userID)
	if v.Location() == InKeyring {
		if err := keyring.Set(keyringService, name, token); err == nil {
			return v.wrapToken("set", userID, v.file.delete(name))
		}
		_ = keyring.Delete(keyringService, name) // an older one would be found before the file's
	}
	return v.wrapToken("set", userID, v.file.set(name, token))
}

// RefreshToken returns the refresh token of a user's account, or store.ErrNotFound when none is kept.
func (v *Vault) RefreshToken(userID int64) (string, error) {
	name := v.tokenName(userID)
	if v.Location() == InKeyring {
		if token, err := keyring.Get(keyringService, name); err == nil {
			return token, nil
		}
	}
	token, err := v.file.password(name)
	return token, v.wrapToken("read", userID, err)
}

// DeleteRefreshToken forgets the refresh token of a user's account; that there is none is no error.
func (v *Vault) DeleteRefreshToken(userID int64) error {
	name := v.tokenName(userID)
	var err error
	if v.Location() == InKeyring {
		if err = keyring.Delete(keyringService, name); errors.Is(err, keyring.ErrNotFound) {
			err = nil
		}
	}
	return v.wrapToken("delete", userID, errors.Join(err, v.file.delete(name)))
}

func (v *Vault) wrapToken(verb string, userID int64, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("refresh token of user %d: %w", userID, store.ErrNotFound)
	}
	return fmt.Errorf("%s refresh token of user %d: %w", verb, userID, err)
}
