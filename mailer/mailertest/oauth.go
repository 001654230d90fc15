package mailertest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
)

// OAuth is a provider for tests: a page that agrees at once, tokens and device codes. It holds clients to PKCE.
type OAuth struct {
	URL      string
	ClientID string

	// What the next answers are; changed through Set.
	deny, revoked, rotate, pending, broken bool

	mu        sync.Mutex
	challenge map[string][2]string // code → challenge, redirect
	access    map[string]bool      // access tokens that are good
	refresh   string               // the refresh token that is good
	requests  []url.Values         // to the token address
}

// OAuthState is what the provider does from now on.
type OAuthState struct {
	Deny    bool // she refuses on the page
	Revoked bool // no refresh token is good any more
	Rotate  bool // each refresh gives a new refresh token, and ends the old one
	Pending bool // she has not typed the device code yet
	Broken  bool // 500 to everything
}

// StartOAuth starts a provider that ends with the test.
func StartOAuth(t testing.TB) *OAuth {
	t.Helper()
	o := &OAuth{ClientID: "garage-client", challenge: map[string][2]string{}, access: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", o.authorize)
	mux.HandleFunc("POST /token", o.token)
	mux.HandleFunc("POST /device", o.device)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	o.URL = server.URL
	return o
}

// Set changes what the provider does.
func (o *OAuth) Set(state OAuthState) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.deny, o.revoked, o.rotate, o.pending, o.broken = state.Deny, state.Revoked, state.Rotate, state.Pending, state.Broken
}

// Withdraw makes every access token that was given out a bad one.
func (o *OAuth) Withdraw() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.access)
}

// Good tells whether an access token is one of ours and not withdrawn; it is what a mail server asks.
func (o *OAuth) Good(_, token string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.access[token]
}

// SignIn gives the refresh token that a person gets who has signed in at the provider.
func (o *OAuth) SignIn() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.refresh = rand.Text()
	return o.refresh
}

// Refresh is the refresh token that is good now.
func (o *OAuth) Refresh() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.refresh
}

// Requests returns the forms that came to the token address.
func (o *OAuth) Requests() []url.Values {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]url.Values(nil), o.requests...)
}

func (o *OAuth) authorize(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	asked := r.URL.Query()
	answer := url.Values{"state": {asked.Get("state")}}
	switch {
	case asked.Get("client_id") != o.ClientID || asked.Get("response_type") != "code" || asked.Get("code_challenge_method") != "S256":
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	case o.deny:
		answer.Set("error", "access_denied")
	default:
		code := rand.Text()
		o.challenge[code] = [2]string{asked.Get("code_challenge"), asked.Get("redirect_uri")}
		answer.Set("code", code)
	}
	http.Redirect(w, r, asked.Get("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
}

func (o *OAuth) token(w http.ResponseWriter, r *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	_ = r.ParseForm()
	o.requests = append(o.requests, r.PostForm)
	refusal := ""
	switch grant := r.PostForm.Get("grant_type"); {
	case o.broken:
		http.Error(w, "out of order", http.StatusInternalServerError)
		return
	case r.PostForm.Get("client_id") != o.ClientID:
		refusal = "invalid_client"
	case grant == "authorization_code":
		sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
		wanted, found := o.challenge[r.PostForm.Get("code")]
		delete(o.challenge, r.PostForm.Get("code"))
		if !found || wanted != [2]string{base64.RawURLEncoding.EncodeToString(sum[:]), r.PostForm.Get("redirect_uri")} {
			refusal = "invalid_grant"
		}
	case grant == "refresh_token":
		if o.revoked || r.PostForm.Get("refresh_token") != o.refresh {
			refusal = "invalid_grant"
		}
	case o.deny:
		refusal = "authorization_declined"
	case o.pending:
		refusal = "authorization_pending"
	}
	if refusal != "" {
		reply(w, http.StatusBadRequest, map[string]any{"error": refusal, "error_description": "as the test wants it"})
		return
	}
	reply(w, http.StatusOK, o.give(r.PostForm.Get("grant_type") != "refresh_token"))
}

func (o *OAuth) give(first bool) map[string]any {
	access := rand.Text()
	o.access[access] = true
	given := map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 3600}
	if first || o.rotate {
		o.refresh = rand.Text()
		given["refresh_token"] = o.refresh
	}
	return given
}

func (o *OAuth) device(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{
		"device_code": rand.Text(), "user_code": "ABCD-EFGH", "verification_uri": o.URL + "/code", "expires_in": 900, "interval": 1,
	})
}

func reply(w http.ResponseWriter, code int, answer map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(answer)
}
