package signin

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"garagemail/mailer/smtp"
)

// OAuth is how a provider lets its customers sign in without giving us their password: in its own page, for tokens that
// it gives us. The ids are those under which the garage's program is registered there.
type OAuth struct {
	ClientID     string
	ClientSecret string // Google wants one and says itself that it is no secret in a desktop program
	Endpoint     oauth2.Endpoint
	Scopes       []string
	Extra        map[string]string // what the provider wants beside, in the address of its page
	Patience     time.Duration     // how long her answer is waited for, 0 = ten minutes
	HTTP         *http.Client      // nil = one that verifies against the system
}

// GoogleOAuth signs in to Gmail and Google Workspace.
func GoogleOAuth(clientID, clientSecret string) OAuth {
	return OAuth{
		ClientID: clientID, ClientSecret: clientSecret, Scopes: []string{"https://mail.google.com/"},
		Endpoint: oauth2.Endpoint{
			AuthURL: "https://accounts.google.com/o/oauth2/v2/auth", TokenURL: "https://oauth2.googleapis.com/token",
			AuthStyle: oauth2.AuthStyleInParams,
		},
		// Google gives a refresh token with the first consent only, unless consent is asked for anew.
		Extra: map[string]string{"access_type": "offline", "prompt": "consent"},
	}
}

// MicrosoftOAuth signs in to Microsoft 365 and Outlook.com.
func MicrosoftOAuth(clientID string) OAuth {
	const base = "https://login.microsoftonline.com/common/oauth2/v2.0/"
	return OAuth{
		ClientID: clientID,
		Scopes: []string{
			"https://outlook.office.com/SMTP.Send", "https://outlook.office.com/IMAP.AccessAsUser.All", "offline_access",
		},
		Endpoint: oauth2.Endpoint{
			AuthURL: base + "authorize", TokenURL: base + "token", DeviceAuthURL: base + "devicecode",
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

const (
	signInPatience = 10 * time.Minute
	oauthTimeout   = 30 * time.Second // of one request to the provider
)

func (o OAuth) config(redirect string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: o.Endpoint, Scopes: o.Scopes, RedirectURL: redirect,
	}
}

func (o OAuth) patience() time.Duration {
	if o.Patience > 0 {
		return o.Patience
	}
	return signInPatience
}

// httpContext gives the requests of golang.org/x/oauth2 a client with a timeout: its own has none.
func (o OAuth) httpContext(ctx context.Context) context.Context {
	client := o.HTTP
	if client == nil {
		client = &http.Client{Timeout: oauthTimeout}
	}
	return context.WithValue(ctx, oauth2.HTTPClient, client)
}

// refresh gets a new access token. The answer may hold a new refresh token too, which replaces the old one.
func (o OAuth) refresh(ctx context.Context, refreshToken string) (*oauth2.Token, error) {
	source := o.config("").TokenSource(o.httpContext(ctx), &oauth2.Token{RefreshToken: refreshToken})
	token, err := source.Token()
	if err != nil {
		return nil, explainOAuth(ctx, err)
	}
	return token, nil
}

// kept returns the refresh token, without which we would have to ask her again within the hour.
func kept(token *oauth2.Token) (refreshToken string, err error) {
	if token.RefreshToken == "" {
		return "", &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInAgain, Broken: true, Err: errors.New("the provider gave no refresh token")}
	}
	return token.RefreshToken, nil
}

// oauthReasons are the providers' refusals by RFC 6749 and 8628; those that are not here pass by themselves.
var oauthReasons = map[string]smtp.Reason{
	"invalid_grant":          smtp.ReasonSignInAgain,
	"interaction_required":   smtp.ReasonSignInAgain,
	"consent_required":       smtp.ReasonSignInAgain,
	"login_required":         smtp.ReasonSignInAgain,
	"invalid_token":          smtp.ReasonSignInAgain,
	"access_denied":          smtp.ReasonSignInDenied,
	"authorization_declined": smtp.ReasonSignInDenied, // Microsoft's word for it
	"expired_token":          smtp.ReasonSignInExpired,
	"invalid_client":         smtp.ReasonSignInClient,
	"unauthorized_client":    smtp.ReasonSignInClient,
	"invalid_scope":          smtp.ReasonSignInClient,
	"redirect_uri_mismatch":  smtp.ReasonSignInClient,
	"invalid_request":        smtp.ReasonSignInClient,
}

// explainOAuth makes a ConnectError of what a provider or the way to it answered. No token comes into it: the errors of
// golang.org/x/oauth2 quote the whole answer, so only its code and description are kept.
func explainOAuth(ctx context.Context, err error) error {
	if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err()
	}
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		failure := &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.NetworkReason(err)}
		if reason, found := smtp.CertificateReason(err); found {
			failure.Reason, failure.Broken = reason, true
		}
		return failure
	}
	return oauthRefusal(refusal.ErrorCode, refusal.ErrorDescription)
}

func oauthRefusal(code, description string) *smtp.ConnectError {
	reason, known := oauthReasons[code]
	if !known {
		reason = smtp.ReasonTemporary
	}
	return &smtp.ConnectError{
		Step: smtp.StepLogin, Reason: reason, Broken: known, Reply: smtp.CleanReply(strings.TrimSpace(code + " " + description)),
	}
}
