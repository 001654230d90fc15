package mailbox

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
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

const sentMessage = "From: info@garage.be\r\nTo: client@example.be\r\nMessage-ID: <1@garage.be>\r\nSubject: Facture\r\n\r\nBonjour\r\n"

func imapAccount(server *mailertest.IMAP, security garage.Security) smtp.Account {
	return smtp.Account{
		UserID: 7, Email: "info@garage.be", Login: "info@garage.be", Password: "s3cret", TLSConfig: server.TLSConfig,
		IMAP: smtp.IMAPServer{Server: server.Host, Port: server.Port, Security: security},
	}
}

func startIMAP(t *testing.T, options mailertest.IMAPOptions) *mailertest.IMAP {
	t.Helper()
	options.Login, options.Password = "info@garage.be", "s3cret"
	return mailertest.StartIMAP(t, options)
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
			if messages, unread := mailertest.MailboxHolds(t, server, example.sent); messages != 1 || unread != 0 {
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
	if _, err := server.User.Append("Archive", mailertest.IMAPLiteral{Reader: strings.NewReader(sentMessage)}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
	if found, err := findSent(t.Context(), account, "<1@garage.be>"); !found || err != nil {
		t.Error(found, err)
	}
	if _, err := findSent(t.Context(), account, " "); err == nil {
		t.Error("no Message-ID was found")
	}
}

func TestIMAPRefusals(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{TLS: true})
	bare := startIMAP(t, mailertest.IMAPOptions{})
	misnamed := startIMAP(t, mailertest.IMAPOptions{TLS: true, Certificate: mailertest.Options{CertificateName: "other.example"}})
	for name, example := range map[string]struct {
		server   *mailertest.IMAP
		security garage.Security
		change   func(*smtp.Account)
		reason   smtp.Reason
		broken   bool
	}{
		"wrong password":        {server, garage.TLS, func(a *smtp.Account) { a.Password = "wrong" }, smtp.ReasonLoginRefused, true},
		"unknown authority":     {server, garage.TLS, func(a *smtp.Account) { a.TLSConfig = nil }, smtp.ReasonCertificateUnknown, true},
		"another name":          {misnamed, garage.TLS, func(*smtp.Account) {}, smtp.ReasonCertificateName, true},
		"STARTTLS not there":    {bare, garage.StartTLS, func(*smtp.Account) {}, smtp.ReasonNoStartTLS, true},
		"TLS not there":         {bare, garage.TLS, func(*smtp.Account) {}, smtp.ReasonTLSFailed, true},
		"security not chosen":   {bare, "", func(*smtp.Account) {}, smtp.ReasonTLSFailed, true},
		"nobody at the address": {server, garage.TLS, func(a *smtp.Account) { a.IMAP.Port = mailertest.ClosedPort(t) }, smtp.ReasonCannotConnect, false},
	} {
		t.Run(name, func(t *testing.T) {
			account := imapAccount(example.server, example.security)
			example.change(&account)
			var failure *smtp.ConnectError
			_, err := findSent(t.Context(), account, "<1@garage.be>")
			if !errors.As(err, &failure) || failure.Reason != example.reason || failure.Broken != example.broken {
				t.Errorf("%+v", err)
			}
		})
	}
	if err := fileSent(t.Context(), smtp.Account{}, []byte(sentMessage)); !errors.Is(err, ErrNoIMAP) {
		t.Error(err)
	}
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
		account := smtp.Account{Login: "x", IMAP: smtp.IMAPServer{Server: "127.0.0.1", Port: address.Port, Security: security}}
		start := time.Now()
		if err := fileSent(ctx, account, []byte(sentMessage)); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > time.Second {
			t.Error(security, err, time.Since(start))
		}
		cancel()
	}
}

func TestIMAPByToken(t *testing.T) {
	provider := mailertest.StartOAuth(t)
	vault := signin.OpenVault(t.TempDir(), "test")
	if err := vault.SetRefreshToken(7, provider.SignIn()); err != nil {
		t.Fatal(err)
	}
	tokens := signin.NewTokens(signin.OAuth{ClientID: provider.ClientID, Endpoint: oauth2.Endpoint{TokenURL: provider.URL + "/token", AuthStyle: oauth2.AuthStyleInParams}}, vault, 7)
	server := startIMAP(t, mailertest.IMAPOptions{TLS: true, AcceptToken: provider.Good})
	account := imapAccount(server, garage.TLS)
	account.Tokens, account.Password = tokens, ""
	if err := fileSent(t.Context(), account, []byte(sentMessage)); err != nil {
		t.Fatal(err)
	}
	provider.Withdraw()
	var failure *smtp.ConnectError
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
	if err := fileSent(t.Context(), account, []byte(sentMessage)); FailureOf(err).Reason != smtp.ReasonSignInAgain {
		t.Error(err)
	}
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 1 {
		t.Error(messages)
	}
}
