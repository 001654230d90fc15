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

// Check returns a FieldError for what no user may hold.
func (u *User) Check() error {
	switch {
	case u.Name == "":
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	case CheckEmail(u.Email) != "":
		return &FieldError{Field: "email", Reason: CheckEmail(u.Email)}
	case ContainsInvisible(u.DisplayName):
		return &FieldError{Field: "display_name", Reason: "check.line_break"}
	case CheckServerName(u.SMTPServer) != "":
		return &FieldError{Field: "smtp_server", Reason: CheckServerName(u.SMTPServer)}
	case u.SMTPPort < 1 || u.SMTPPort > 65535:
		return &FieldError{Field: "smtp_port", Reason: "check.port"}
	case u.Security != StartTLS && u.Security != TLS && u.Security != Plain:
		return &FieldError{Field: "security", Reason: "check.security"}
	case ContainsInvisible(u.SMTPLogin):
		return &FieldError{Field: "smtp_login", Reason: "check.line_break"}
	}
	return u.checkMailboxes()
}

// checkMailboxes looks at what an account has beside its sending.
func (u *User) checkMailboxes() error {
	switch {
	case u.SignIn != SignInPassword && u.SignIn != SignInGoogle && u.SignIn != SignInMicrosoft:
		return &FieldError{Field: "sign_in", Reason: "check.security"}
	case CheckServerName(u.IMAPServer) != "":
		return &FieldError{Field: "imap_server", Reason: CheckServerName(u.IMAPServer)}
	case u.IMAPPort < 1 || u.IMAPPort > 65535:
		return &FieldError{Field: "imap_port", Reason: "check.port"}
	case u.IMAPSecurity != StartTLS && u.IMAPSecurity != TLS && u.IMAPSecurity != Plain:
		return &FieldError{Field: "imap_security", Reason: "check.security"}
	case ContainsInvisible(u.CAFile):
		return &FieldError{Field: "ca_file", Reason: "check.line_break"}
	}
	return nil
}
