package signin

import (
	"errors"
	"fmt"

	"garagemail/store/garage"
)

// A refresh token has an entry of its own: it must never be sent to a server as if it were her password.
func (v *Vault) tokenName(userID int64) string { return v.name(userID) + "/refresh" }

// SetRefreshToken keeps what lets a user's account sign in at Google or Microsoft, in one place.
func (v *Vault) SetRefreshToken(userID int64, token string) error {
	return v.wrapToken("set", userID, v.set(v.tokenName(userID), token))
}

// RefreshToken returns the refresh token of a user's account, or garage.ErrNotFound when none is kept.
func (v *Vault) RefreshToken(userID int64) (string, error) {
	token, _, err := v.secret(v.tokenName(userID))
	return token, v.wrapToken("read", userID, err)
}

// DeleteRefreshToken forgets the refresh token of a user's account; that there is none is no error.
func (v *Vault) DeleteRefreshToken(userID int64) error {
	return v.wrapToken("delete", userID, v.forget(v.tokenName(userID)))
}

func (v *Vault) wrapToken(verb string, userID int64, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, garage.ErrNotFound) {
		return fmt.Errorf("refresh token of user %d: %w", userID, garage.ErrNotFound)
	}
	return fmt.Errorf("%s refresh token of user %d: %w", verb, userID, err)
}
