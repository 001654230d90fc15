package signin

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/oauth2"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// Tokens gives the access tokens of one user's account. The refresh token behind them is in the vault and nowhere else;
// the access tokens, good for about an hour, are in memory only.
type Tokens struct {
	oauth  OAuth
	vault  *Vault
	userID int64

	mu      sync.Mutex
	current *oauth2.Token
}

// NewTokens returns the tokens of a user who has signed in, or will have.
func NewTokens(oauth OAuth, vault *Vault, userID int64) *Tokens {
	return &Tokens{oauth: oauth, vault: vault, userID: userID}
}

// Token returns an access token; fresh says that the provider gave it just now. Its error is a *ConnectError, Broken
// when she has to sign in again, or ctx's own.
func (t *Tokens) Token(ctx context.Context) (access string, fresh bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current.Valid() {
		return t.current.AccessToken, false, nil
	}
	refreshToken, err := t.vault.RefreshToken(t.userID)
	if errors.Is(err, garage.ErrNotFound) {
		return "", false, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInAgain, Broken: true}
	}
	if errors.Is(err, errKeyringSilent) {
		return "", false, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonKeyringSilent, Err: err}
	}
	if err != nil {
		return "", false, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonStore, Err: err}
	}
	token, err := t.oauth.refresh(ctx, refreshToken)
	if err != nil {
		return "", false, err
	}
	if token.RefreshToken != "" && token.RefreshToken != refreshToken {
		if err := t.vault.SetRefreshToken(t.userID, token.RefreshToken); err != nil {
			return "", false, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonStore, Err: err}
		}
	}
	t.current = token
	return token.AccessToken, true, nil
}

// Refused forgets an access token that a server did not take, so that the next one is fresh.
func (t *Tokens) Refused(access string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current != nil && t.current.AccessToken == access {
		t.current = nil
	}
}
