package settings

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2/widget"
	"golang.org/x/oauth2"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

// chooseInAccount picks a value as she does, with what follows from it.
func chooseInAccount(f *accountForm, key, value string) {
	f.server.SetValue(key, value)
	f.server.OnChanged(key)
}

func TestSheSignsInAtGoogle(t *testing.T) {
	a, provider := desktest.New(t), mailertest.StartOAuth(t)
	f := newAccount(t, a)
	if f.signIn.Visible() {
		t.Error("with a password there is nothing to sign in to")
	}
	f.person.SetValue("email", "garage@gmail.com")
	f.person.OnChanged("email")
	chooseInAccount(f, "sign_in", string(garage.SignInGoogle))
	if !f.signIn.Visible() {
		t.Fatal("no way to sign in")
	}
	if got := f.mailboxes.Value("imap_server"); got != "imap.gmail.com" {
		t.Errorf("her mailboxes are at %q", got)
	}
	f.mailboxes.SetValue("client_id", provider.ClientID)
	f.mailboxes.SetValue("client_secret", "no secret")
	f.oauth = func(ctx context.Context, way garage.SignIn) (signin.OAuth, error) {
		oauth, err := signin.OAuthFor(ctx, a.DB, way)
		oauth.Endpoint = oauth2.Endpoint{AuthURL: provider.URL + "/authorize", TokenURL: provider.URL + "/token", AuthStyle: oauth2.AuthStyleInParams}
		return oauth, err
	}
	f.browse = func(address string) error {
		go func() {
			if response, err := http.Get(address); err == nil {
				_ = response.Body.Close()
			}
		}()
		return nil
	}
	f.onSignIn()
	user, err := a.DB.User(t.Context(), a.User.ID)
	if err != nil || user.SignIn != garage.SignInGoogle || user.IMAPServer != "imap.gmail.com" || user.IMAPPort != 993 || user.IMAPSecurity != garage.TLS {
		t.Errorf("%+v %v", user, err)
	}
	if token, err := a.Vault.RefreshToken(user.ID); err != nil || token != provider.Refresh() {
		t.Error("the refresh token is not in the vault", err)
	}
	if f.vault.Text == "" || f.dirty() || f.mailboxes.Value("client_id") != provider.ClientID {
		t.Error("after signing in:", f.vault.Text, f.dirty(), f.mailboxes.Value("client_id"))
	}
	chooseInAccount(f, "sign_in", string(garage.SignInMicrosoft))
	if f.mailboxes.Value("client_id") != "" {
		t.Error("Google's id is shown as Microsoft's")
	}
}

func TestSigningInThatFailsKeepsTheAccount(t *testing.T) {
	a := desktest.New(t)
	f := newAccount(t, a)
	chooseInAccount(f, "sign_in", string(garage.SignInMicrosoft))
	f.mailboxes.SetValue("client_id", "garage")
	opened := ""
	f.browse = func(address string) error { opened = address; return errors.New("no browser") }
	f.onSignIn()
	user, err := a.DB.User(t.Context(), a.User.ID)
	if err != nil || user.SignIn != garage.SignInMicrosoft || opened == "" {
		t.Error(user.SignIn, opened, err)
	}
	if _, err := a.Vault.RefreshToken(user.ID); !errors.Is(err, garage.ErrNotFound) {
		t.Error(err)
	}
	f.mailboxes.SetValue("imap_port", "0")
	f.save(func() { t.Error("a wrong port was kept") })
}

// TestSheSignsInByACode: the code of the provider is shown, and what it gives is kept; only Microsoft has codes for mail.
func TestSheSignsInByACode(t *testing.T) {
	a, provider := desktest.New(t), mailertest.StartOAuth(t)
	f := newAccount(t, a)
	chooseInAccount(f, "sign_in", string(garage.SignInGoogle))
	if f.byCode.Visible() {
		t.Error("Google gives no code for mail")
	}
	chooseInAccount(f, "sign_in", string(garage.SignInMicrosoft))
	if !f.byCode.Visible() {
		t.Fatal("no way to sign in by a code")
	}
	f.person.SetValue("email", "garage@hotmail.example")
	f.mailboxes.SetValue("client_id", provider.ClientID)
	f.oauth = func(ctx context.Context, way garage.SignIn) (signin.OAuth, error) {
		oauth, err := signin.OAuthFor(ctx, a.DB, way)
		oauth.Endpoint = oauth2.Endpoint{DeviceAuthURL: provider.URL + "/device", TokenURL: provider.URL + "/token", AuthStyle: oauth2.AuthStyleInParams}
		return oauth, err
	}
	f.browse = func(string) error { t.Error("her browser was opened"); return nil }
	f.onSignInByCode()
	user, err := a.DB.User(t.Context(), a.User.ID)
	desktest.Check(t, err)
	if token, err := a.Vault.RefreshToken(user.ID); err != nil || token != provider.Refresh() || user.SignIn != garage.SignInMicrosoft {
		t.Error("the refresh token is not in the vault", user.SignIn, err)
	}

	shown := desktest.Found[*widget.Label](codeToType(f.window, &signin.DeviceSignIn{Address: "https://login.example/code", Code: "ABCD-EFGH"}))
	if len(shown) != 2 || !strings.Contains(shown[0].Text, "https://login.example/code") || shown[1].Text != "ABCD-EFGH" {
		t.Errorf("she sees %v", shown)
	}

	desktest.Check(t, a.Vault.SetRefreshToken(user.ID, "kept"))
	provider.Set(mailertest.OAuthState{Deny: true})
	f.onSignInByCode()
	told := desktest.Found[*widget.Label](f.window.Canvas().Overlays().Top())
	if !slices.ContainsFunc(told, func(l *widget.Label) bool { return l.Text == f.window.T("reason.sign_in_denied") }) {
		t.Error("she is not told that it was refused")
	}
	if token, err := a.Vault.RefreshToken(user.ID); err != nil || token != "kept" {
		t.Error("what she had is gone", err)
	}
	chooseInAccount(f, "sign_in", string(garage.SignInPassword))
	if f.byCode.Visible() {
		t.Error("with a password there is nothing to sign in to")
	}
}
