package signin

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

func testOAuth(provider *mailertest.OAuth) OAuth {
	return OAuth{
		ClientID: provider.ClientID, Scopes: []string{"mail", "offline_access"}, Extra: map[string]string{"access_type": "offline"},
		Endpoint: oauth2.Endpoint{
			AuthURL: provider.URL + "/authorize", TokenURL: provider.URL + "/token", DeviceAuthURL: provider.URL + "/device",
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
}

func testVault(t *testing.T) *Vault {
	folder := t.TempDir()
	return &Vault{fileID: "test", file: &passwordFile{path: folder + "/passwords", keyPath: folder + "/key", scope: "test"}, keyring: refusingKeyring()}
}

var testPage = SignInPage{Language: "fr", Done: "C'est fait <b>", Failed: "Raté"}

// browse is her browser: it follows the provider's redirect to us and keeps the page she sees.
func browse(t *testing.T, shown chan<- string) func(string) error {
	return func(address string) error {
		go func() {
			response, err := http.Get(address)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close() //nolint:errcheck // it was read
			page, _ := io.ReadAll(response.Body)
			shown <- string(page)
		}()
		return nil
	}
}

func reasonOf(err error) smtp.Reason {
	var failure *smtp.ConnectError
	if errors.As(err, &failure) {
		return failure.Reason
	}
	return ""
}

func TestSignInInBrowser(t *testing.T) {
	provider, shown := mailertest.StartOAuth(t), make(chan string, 1)
	token, err := testOAuth(provider).SignInInBrowser(t.Context(), "info@garage.be", testPage, browse(t, shown))
	if err != nil || token == "" || token != provider.Refresh() {
		t.Fatal(token, err)
	}
	if page := <-shown; !strings.Contains(page, "C&#39;est fait &lt;b&gt;") || !strings.Contains(page, `lang="fr"`) {
		t.Error(page)
	}
	provider.Set(mailertest.OAuthState{Deny: true})
	_, err = testOAuth(provider).SignInInBrowser(t.Context(), "", testPage, browse(t, shown))
	if page := <-shown; reasonOf(err) != smtp.ReasonSignInDenied || !strings.Contains(page, "Raté") {
		t.Error(err, page)
	}
	provider.Set(mailertest.OAuthState{Broken: true})
	_, err = testOAuth(provider).SignInInBrowser(t.Context(), "", testPage, browse(t, shown))
	if page := <-shown; reasonOf(err) != smtp.ReasonTemporary || !strings.Contains(page, "Raté") {
		t.Error(err, page)
	}
}

func TestSignInTakesOnlyItsOwnAnswer(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	var redirect string
	open := func(address string) error {
		asked, err := url.Parse(address)
		if err != nil {
			return err
		}
		redirect = asked.Query().Get("redirect_uri")
		if asked.Query().Get("access_type") != "offline" || asked.Query().Get("login_hint") != "info@garage.be" {
			t.Error(address)
		}
		for _, stray := range []string{"?code=stolen&state=guessed", "?code=stolen", "favicon.ico?state=" + asked.Query().Get("state")} {
			response, err := http.Get(redirect + stray)
			if err != nil {
				return err
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusNotFound {
				t.Error(stray, response.Status)
			}
		}
		return browse(t, make(chan string, 1))(address)
	}
	if _, err := testOAuth(provider).SignInInBrowser(t.Context(), "info@garage.be", testPage, open); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get(redirect); err == nil { //nolint:bodyclose // there is none
		t.Error("our server is still there")
	}
	if requests := provider.Requests(); len(requests) != 1 || requests[0].Get("code") == "stolen" {
		t.Error(requests)
	}
}

func TestSignInEnds(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	nobody := func(string) error { return nil }
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := testOAuth(provider).SignInInBrowser(ctx, "", testPage, nobody); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	hurried := testOAuth(provider)
	hurried.Patience = 50 * time.Millisecond
	if _, err := hurried.SignInInBrowser(t.Context(), "", testPage, nobody); reasonOf(err) != smtp.ReasonSignInExpired {
		t.Error(err)
	}
	noBrowser := errors.New("no browser")
	if _, err := hurried.SignInInBrowser(t.Context(), "", testPage, func(string) error { return noBrowser }); !errors.Is(err, noBrowser) {
		t.Error(err)
	}
	if _, err := (OAuth{}).SignInInBrowser(t.Context(), "", testPage, nobody); reasonOf(err) != smtp.ReasonSignInClient {
		t.Error(err)
	}
}

func TestSignInByDevice(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	provider.Set(mailertest.OAuthState{Pending: true})
	device, err := testOAuth(provider).StartDevice(t.Context())
	if err != nil || device.Code != "ABCD-EFGH" || device.Address != provider.URL+"/code" {
		t.Fatal(device, err)
	}
	time.AfterFunc(1500*time.Millisecond, func() { provider.Set(mailertest.OAuthState{}) })
	token, err := device.Wait(t.Context())
	if err != nil || token != provider.Refresh() || len(provider.Requests()) != 2 {
		t.Fatal(token, err, provider.Requests())
	}
	provider.Set(mailertest.OAuthState{Deny: true})
	if _, err := device.Wait(t.Context()); reasonOf(err) != smtp.ReasonSignInDenied {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := device.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := GoogleOAuth("id", "").StartDevice(t.Context()); reasonOf(err) != smtp.ReasonSignInClient {
		t.Error(err)
	}
}

// signedIn returns tokens of a user whose refresh token is in the vault.
func signedIn(t *testing.T, provider *mailertest.OAuth) (*Tokens, *Vault) {
	t.Helper()
	refreshToken, err := testOAuth(provider).SignInInBrowser(t.Context(), "", testPage, browse(t, make(chan string, 1)))
	if err != nil {
		t.Fatal(err)
	}
	vault := testVault(t)
	if err := vault.SetRefreshToken(7, refreshToken); err != nil {
		t.Fatal(err)
	}
	return NewTokens(testOAuth(provider), vault, 7), vault
}

func TestTokens(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	tokens, vault := signedIn(t, provider)
	provider.Set(mailertest.OAuthState{Rotate: true})
	first, fresh, err := tokens.Token(t.Context())
	if err != nil || !fresh || !provider.Good("", first) {
		t.Fatal(first, fresh, err)
	}
	if kept, err := vault.RefreshToken(7); err != nil || kept != provider.Refresh() {
		t.Error("the new refresh token was not kept", err)
	}
	if again, fresh, err := tokens.Token(t.Context()); again != first || fresh || err != nil {
		t.Error("a good token was not used again", err)
	}
	tokens.Refused("another")
	if again, _, _ := tokens.Token(t.Context()); again != first {
		t.Error("another's refusal cost the token")
	}
	provider.Set(mailertest.OAuthState{})
	tokens.current.Expiry = time.Now().Add(-time.Minute)
	if second, fresh, err := tokens.Token(t.Context()); second == first || !fresh || err != nil {
		t.Error("an expired token was used", err)
	}
	if kept, _ := vault.RefreshToken(7); kept != provider.Refresh() {
		t.Error("the refresh token was lost when no new one came")
	}
	tokens.current = nil
	provider.Set(mailertest.OAuthState{Broken: true})
	var failure *smtp.ConnectError
	if _, _, err := tokens.Token(t.Context()); !errors.As(err, &failure) || failure.Broken {
		t.Error("the provider's trouble is not ours to mend:", err)
	}
	provider.Set(mailertest.OAuthState{Revoked: true})
	if _, _, err := tokens.Token(t.Context()); !errors.As(err, &failure) || !failure.Broken || failure.Reason != smtp.ReasonSignInAgain {
		t.Error(err)
	}
	if err := vault.DeletePassword(7); err != nil {
		t.Error(err)
	}
	if _, err := vault.RefreshToken(7); !errors.Is(err, garage.ErrNotFound) {
		t.Error("the refresh token outlived the user", err)
	}
	if _, _, err := tokens.Token(t.Context()); reasonOf(err) != smtp.ReasonSignInAgain {
		t.Error(err)
	}
}

func TestXOAUTH2(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	tokens, _ := signedIn(t, provider)
	server := mailertest.Start(t, mailertest.Options{StartTLS: true, AcceptToken: func(login, token string) bool {
		return login == "info@garage.be" && provider.Good(login, token)
	}})
	account := smtp.Account{
		UserID: 7, Email: "info@garage.be", Server: server.Host, Port: server.Port, Security: garage.StartTLS, TLSConfig: server.TLSConfig(), Tokens: tokens,
	}
	send := func() error {
		session, err := smtp.SMTP{Timeout: 5 * time.Second}.Connect(t.Context(), account)
		if err != nil {
			return err
		}
		defer session.Close() //nolint:errcheck // the outcome is known
		letter := smtp.Letter{From: "info@garage.be", To: "client@example.be", Message: []byte("Subject: x\r\n\r\nx\r\n")}
		if refusal := session.Begin(t.Context(), letter); refusal != nil {
			t.Error(*refusal)
		} else if outcome, _ := session.Deliver(t.Context(), letter, nil); outcome.Verdict != smtp.Accepted {
			t.Error(outcome)
		}
		return nil
	}
	if err := send(); err != nil || len(server.Messages()) != 1 {
		t.Fatal(err)
	}
	provider.Withdraw() // the hour is over for the server, not yet for us
	var failure *smtp.ConnectError
	if err := send(); !errors.As(err, &failure) || failure.Broken || !strings.Contains(failure.Reply, "status 401") || failure.Code != 535 {
		t.Fatalf("%+v", err)
	}
	if err := send(); err != nil { // with a fresh one
		t.Fatal(err)
	}
	account.Login = "other@garage.be"
	tokens.current = nil
	if err := send(); !errors.As(err, &failure) || !failure.Broken || failure.Reason != smtp.ReasonSignInAgain {
		t.Errorf("%+v", err)
	}
	provider.Set(mailertest.OAuthState{Revoked: true})
	tokens.current = nil
	if err := send(); !errors.As(err, &failure) || !failure.Broken || failure.Reason != smtp.ReasonSignInAgain {
		t.Errorf("%+v", err)
	}
	if got := len(server.Messages()); got != 2 {
		t.Error(got, "messages")
	}
}

func TestNoTokenWithoutTLS(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	tokens, _ := signedIn(t, provider)
	server := mailertest.Start(t, mailertest.Options{AcceptToken: provider.Good})
	account := smtp.Account{Email: "info@garage.be", Server: server.Host, Port: server.Port, Security: garage.Plain, Tokens: tokens}
	if _, err := (smtp.SMTP{}).Connect(t.Context(), account); reasonOf(err) != smtp.ReasonLoginUnsupported || server.Logins() != 0 {
		t.Error(err, server.Logins())
	}
}
