package mailer

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"golang.org/x/oauth2"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

const sentMessage = "From: info@garage.be\r\nTo: client@example.be\r\nMessage-ID: <1@garage.be>\r\nSubject: Facture\r\n\r\nBonjour\r\n"

func imapAccount(server *mailertest.IMAP, security garage.Security) Account {
	return Account{
		UserID: 7, Email: "info@garage.be", Login: "info@garage.be", Password: "s3cret", TLSConfig: server.TLSConfig,
		IMAP: IMAPServer{Server: server.Host, Port: server.Port, Security: security},
	}
}

func startIMAP(t *testing.T, options mailertest.IMAPOptions) *mailertest.IMAP {
	t.Helper()
	options.Login, options.Password = "info@garage.be", "s3cret"
	return mailertest.StartIMAP(t, options)
}

// holds is the number of messages, and of unread ones, in a mailbox.
func holds(t *testing.T, server *mailertest.IMAP, mailbox string) (messages, unread uint32) {
	t.Helper()
	status, err := server.User.Status(mailbox, &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		t.Fatal(mailbox, err)
	}
	return *status.NumMessages, *status.NumUnseen
}

func TestFileSentAndFindIt(t *testing.T) {
	for name, example := range map[string]struct {
		options  mailertest.IMAPOptions
		security garage.Security
		sent     string
	}{
		"marked":        {mailertest.IMAPOptions{TLS: true, Mailboxes: []string{"Sent", "Verstuurde post"}, Marks: map[string]imap.MailboxAttr{"Verstuurde post": imap.MailboxAttrSent}}, garage.TLS, "Verstuurde post"},
		"French name":   {mailertest.IMAPOptions{StartTLS: true, Mailboxes: []string{"Brouillons", "Éléments envoyés"}}, garage.StartTLS, "Éléments envoyés"},
		"below another": {mailertest.IMAPOptions{TLS: true, Mailboxes: []string{"INBOX/Verzonden items"}}, garage.TLS, "INBOX/Verzonden items"},
		"none yet":      {mailertest.IMAPOptions{Mailboxes: []string{"Trash"}}, garage.Plain, "Sent"},
	} {
		t.Run(name, func(t *testing.T) {
			server := startIMAP(t, example.options)
			account := imapAccount(server, example.security)
			if found, err := findSent(t.Context(), account, "<1@garage.be>"); found || err != nil {
				t.Fatal(found, err)
			}
			for range 2 { // a second time it stays alone
				if err := fileSent(t.Context(), account, []byte(sentMessage)); err != nil {
					t.Fatal(err)
				}
			}
			if messages, unread := holds(t, server, example.sent); messages != 1 || unread != 0 {
				t.Error(messages, "messages,", unread, "unread")
			}
			for id, wanted := range map[string]bool{"<1@garage.be>": true, " <1@garage.be> ": true, "<11@garage.be>": false} {
				if found, err := findSent(t.Context(), account, id); found != wanted || err != nil {
					t.Error(id, found, err)
				}
			}
		})
	}
}

func TestFindSentInAllMail(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{TLS: true, Mailboxes: []string{"Sent", "Archive"}, Marks: map[string]imap.MailboxAttr{
		"Sent": imap.MailboxAttrSent, "Archive": imap.MailboxAttrAll,
	}})
	account := imapAccount(server, garage.TLS)
	if _, err := server.User.Append("Archive", literal{strings.NewReader(sentMessage)}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
	if found, err := findSent(t.Context(), account, "<1@garage.be>"); !found || err != nil {
		t.Error(found, err)
	}
	if _, err := findSent(t.Context(), account, " "); err == nil {
		t.Error("no Message-ID was found")
	}
}

type literal struct{ *strings.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

func TestIMAPRefusals(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{TLS: true})
	bare := startIMAP(t, mailertest.IMAPOptions{})
	misnamed := startIMAP(t, mailertest.IMAPOptions{TLS: true, Certificate: mailertest.Options{CertificateName: "other.example"}})
	for name, example := range map[string]struct {
		server   *mailertest.IMAP
		security garage.Security
		change   func(*Account)
		reason   Reason
		broken   bool
	}{
		"wrong password":        {server, garage.TLS, func(a *Account) { a.Password = "wrong" }, ReasonLoginRefused, true},
		"unknown authority":     {server, garage.TLS, func(a *Account) { a.TLSConfig = nil }, ReasonCertificateUnknown, true},
		"another name":          {misnamed, garage.TLS, func(*Account) {}, ReasonCertificateName, true},
		"STARTTLS not there":    {bare, garage.StartTLS, func(*Account) {}, ReasonNoStartTLS, true},
		"TLS not there":         {bare, garage.TLS, func(*Account) {}, ReasonTLSFailed, true},
		"security not chosen":   {bare, "", func(*Account) {}, ReasonTLSFailed, true},
		"nobody at the address": {server, garage.TLS, func(a *Account) { a.IMAP.Port = closedPort(t) }, ReasonCannotConnect, false},
	} {
		t.Run(name, func(t *testing.T) {
			account := imapAccount(example.server, example.security)
			example.change(&account)
			var failure *ConnectError
			_, err := findSent(t.Context(), account, "<1@garage.be>")
			if !errors.As(err, &failure) || failure.Reason != example.reason || failure.Broken != example.broken {
				t.Errorf("%+v", err)
			}
		})
	}
	if err := fileSent(t.Context(), Account{}, []byte(sentMessage)); !errors.Is(err, ErrNoIMAP) {
		t.Error(err)
	}
}

func closedPort(t *testing.T) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // only its number is wanted
	return listener.Addr().(*net.TCPAddr).Port
}

func TestIMAPGivenUp(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	address, _ := listener.Addr().(*net.TCPAddr)
	for _, security := range []garage.Security{garage.StartTLS, garage.TLS, garage.Plain} { // it takes the call and says nothing
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		account := Account{Login: "x", IMAP: IMAPServer{Server: "127.0.0.1", Port: address.Port, Security: security}}
		start := time.Now()
		if err := fileSent(ctx, account, []byte(sentMessage)); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Error(security, err, time.Since(start))
		}
		cancel()
	}
}

func TestIMAPByToken(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	vault := OpenVault(t.TempDir(), "test")
	if err := vault.SetRefreshToken(7, provider.SignIn()); err != nil {
		t.Fatal(err)
	}
	tokens := NewTokens(OAuth{ClientID: provider.ClientID, Endpoint: oauth2.Endpoint{TokenURL: provider.URL + "/token", AuthStyle: oauth2.AuthStyleInParams}}, vault, 7)
	server := startIMAP(t, mailertest.IMAPOptions{TLS: true, AcceptToken: provider.Good})
	account := imapAccount(server, garage.TLS)
	account.Tokens, account.Password = tokens, ""
	if err := fileSent(t.Context(), account, []byte(sentMessage)); err != nil {
		t.Fatal(err)
	}
	provider.Withdraw()
	var failure *ConnectError
	if err := fileSent(t.Context(), account, []byte(sentMessage)); !errors.As(err, &failure) || failure.Broken {
		t.Errorf("%+v", err)
	}
	if found, err := findSent(t.Context(), account, "<1@garage.be>"); !found || err != nil {
		t.Error(found, err)
	}
	access, _, err := tokens.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tokens.Refused(access)
	provider.Set(mailertest.OAuthState{Revoked: true})
	if err := fileSent(t.Context(), account, []byte(sentMessage)); failureOf(err).Reason != ReasonSignInAgain {
		t.Error(err)
	}
	if messages, _ := holds(t, server, "Sent"); messages != 1 {
		t.Error(messages)
	}
}
