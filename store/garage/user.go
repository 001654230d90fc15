package garage

// Security is how the connection to the mail server is protected.
type Security string

// The ways to protect a connection: STARTTLS on port 587, TLS from the first byte on port 465, or nothing, which only a
// person's explicit choice for that account sets.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	Plain    Security = "none"
)

// SignIn is how an account proves to its servers whose it is.
type SignIn string

// The ways to sign in: with a password (which may be an app password), or on the provider's own page (OAuth 2).
const (
	SignInPassword  SignIn = "password"
	SignInGoogle    SignIn = "google"
	SignInMicrosoft SignIn = "microsoft"
)

// User is a person who works with the program, with her mail account. The password is not here: it lives in the
// system's keyring under the user's id.
type User struct {
	ID          int64
	Name        string
	SystemLogin string // the machine's login that opens the program as this user
	Email       string
	DisplayName string
	Signature   string // Markdown
	SMTPServer  string
	SMTPPort    int
	Security    Security
	SMTPLogin   string // "" = the server asks for none

	SignIn       SignIn
	IMAPServer   string // where her sent messages are filed, "" = nowhere
	IMAPPort     int
	IMAPSecurity Security
	CAFile       string // the path of a PEM file with an authority that is trusted for this account, "" = none
}

// CanSend reports whether her account is filled in as far as sending needs it; whether the server takes it is for the server
// to say.
func (u User) CanSend() bool { return u.SMTPServer != "" && IsEmail(u.Email) }
