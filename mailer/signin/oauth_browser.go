package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/oauth2"

	"garagemail/mailer/smtp"
)

// SignInPage holds the words that her browser shows at the end, in her language.
type SignInPage struct {
	Language string // "fr"
	Done     string
	Failed   string
}

// SignInInBrowser has her sign in on the provider's page, which open shows, and returns the refresh token. Its answer
// comes to a server of ours on this machine, which takes one answer and is gone (RFC 8252, with PKCE). The error is a
// *ConnectError, or ctx's own when she gave it up.
func (o OAuth) SignInInBrowser(ctx context.Context, login string, page SignInPage, open func(address string) error) (refreshToken string, err error) {
	if o.ClientID == "" {
		return "", &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInClient, Broken: true}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("wait for the browser: %w", err)
	}
	answer := newBrowserAnswer(ctx, o, page, "http://"+listener.Addr().String()+"/")
	server := &http.Server{Handler: answer, ReadHeaderTimeout: oauthTimeout, MaxHeaderBytes: 64 << 10}
	go server.Serve(listener) //nolint:errcheck // it ends by Shutdown
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(ending) != nil { // the page gets its moment to reach her
			_ = server.Close()
		}
	}()
	if err := open(answer.address(login)); err != nil {
		return "", fmt.Errorf("open the browser: %w", err)
	}
	patience := time.NewTimer(o.patience())
	defer patience.Stop()
	select {
	case result := <-answer.result:
		return result.refreshToken, result.err
	case <-patience.C:
		return "", &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInExpired, Broken: true}
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// browserAnswer takes the one answer that her browser brings.
type browserAnswer struct {
	oauth    OAuth
	ctx      context.Context // of the signing in, not of the browser's request
	page     SignInPage
	config   *oauth2.Config
	state    string
	verifier string
	first    chan struct{} // holds one token: whoever takes it is the answer
	result   chan browserResult
}

type browserResult struct {
	refreshToken string
	err          error
}

func newBrowserAnswer(ctx context.Context, o OAuth, page SignInPage, redirect string) *browserAnswer {
	a := &browserAnswer{
		oauth: o, ctx: ctx, page: page, config: o.config(redirect), state: rand.Text(), verifier: oauth2.GenerateVerifier(),
		first: make(chan struct{}, 1), result: make(chan browserResult, 1),
	}
	a.first <- struct{}{}
	return a
}

// address is that of the provider's page.
func (a *browserAnswer) address(login string) string {
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(a.verifier)}
	if login != "" {
		options = append(options, oauth2.SetAuthURLParam("login_hint", login))
	}
	for name, value := range a.oauth.Extra {
		options = append(options, oauth2.SetAuthURLParam(name, value))
	}
	return a.config.AuthCodeURL(a.state, options...)
}

// ServeHTTP takes the answer that knows our state; whatever else calls at the port changes nothing.
func (a *browserAnswer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	known := subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.state)) == 1
	if r.Method != http.MethodGet || r.URL.Path != "/" || !known {
		http.NotFound(w, r)
		return
	}
	select {
	case <-a.first:
	default:
		http.NotFound(w, r)
		return
	}
	result := a.take(query) //nolint:contextcheck // her giving up ends it, not a browser that closes its page
	a.show(w, result.err)
	a.result <- result
}

// take exchanges the code for tokens before the page is shown, so that the page can tell the truth.
func (a *browserAnswer) take(query url.Values) browserResult {
	if code := query.Get("error"); code != "" {
		return browserResult{err: oauthRefusal(code, query.Get("error_description"))}
	}
	token, err := a.config.Exchange(a.oauth.httpContext(a.ctx), query.Get("code"), oauth2.VerifierOption(a.verifier))
	if err != nil {
		return browserResult{err: explainOAuth(a.ctx, err)}
	}
	refreshToken, err := kept(token)
	return browserResult{refreshToken, err}
}

var signInPage = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><title>GarageMail</title></head>
<body style="font:18px sans-serif;max-width:34em;margin:4em auto;padding:0 1em"><h1>GarageMail</h1><p>{{.Text}}</p></body></html>
`))

func (a *browserAnswer) show(w http.ResponseWriter, err error) {
	text := a.page.Done
	if err != nil {
		text = a.page.Failed
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds the code
	w.Header().Set("Connection", "close")
	_ = signInPage.Execute(w, struct{ Language, Text string }{a.page.Language, text})
}
