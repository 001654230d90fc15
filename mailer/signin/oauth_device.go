package signin

import (
	"context"
	"errors"

	"golang.org/x/oauth2"

	"garagemail/mailer/smtp"
)

// DeviceSignIn is a signing in that she does on any device: she types Code on the page at Address.
type DeviceSignIn struct {
	Address string
	Code    string

	oauth    OAuth
	response *oauth2.DeviceAuthResponse
}

// StartDevice asks the provider for the code (RFC 8628). Google gives none for mail.
func (o OAuth) StartDevice(ctx context.Context) (*DeviceSignIn, error) {
	if o.ClientID == "" || o.Endpoint.DeviceAuthURL == "" {
		return nil, &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInClient, Broken: true}
	}
	response, err := o.config("").DeviceAuth(o.httpContext(ctx))
	if err != nil {
		return nil, explainOAuth(ctx, err)
	}
	return &DeviceSignIn{Address: response.VerificationURI, Code: response.UserCode, oauth: o, response: response}, nil
}

// Wait returns the refresh token once she has signed in. The error is a *ConnectError, or ctx's own when she gave it up.
func (d *DeviceSignIn) Wait(ctx context.Context) (refreshToken string, err error) {
	waiting, cancel := context.WithTimeout(ctx, d.oauth.patience())
	defer cancel()
	token, err := d.oauth.config("").DeviceAccessToken(d.oauth.httpContext(waiting), d.response)
	switch {
	case err == nil:
		return kept(token)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, context.DeadlineExceeded): // her patience or the code's
		return "", &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInExpired, Broken: true}
	}
	return "", explainOAuth(ctx, err)
}
