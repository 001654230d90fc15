package signin

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestAccountWithItsOwnAuthority(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{StartTLS: true})
	path := filepath.Join(t.TempDir(), "garage-ca.pem")
	if err := os.WriteFile(path, server.AuthorityPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	db := storetest.New(t)
	user := storetest.User(t, db, garage.User{
		Name: "Sophie", Email: "info@garage.be", SMTPServer: "smtp.garage.be", CAFile: path,
		IMAPServer: "imap.garage.be", IMAPPort: 143, IMAPSecurity: garage.StartTLS,
	})
	other := storetest.User(t, db, garage.User{Name: "Marc", Email: "marc@garage.be", SMTPServer: "smtp.garage.be"})
	accounts := Accounts(db, testVault(t))
	for id, wanted := range map[int64]smtp.Reason{user.ID: "", other.ID: smtp.ReasonCertificateUnknown} {
		account, err := accounts(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		account.Server, account.Port = server.Host, server.Port
		session, err := smtp.SMTP{}.Connect(t.Context(), account)
		if err == nil {
			_ = session.Close()
		}
		if reasonOf(err) != wanted {
			t.Errorf("user %d: %v", id, err)
		}
	}
	if account, err := accounts(t.Context(), user.ID); err != nil || account.IMAP != (smtp.IMAPServer{Server: "imap.garage.be", Port: 143, Security: garage.StartTLS}) {
		t.Error(account.IMAP, err)
	}
	for name, content := range map[string]string{"empty": "", "not PEM": "hello"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := accounts(t.Context(), user.ID); reasonOf(err) != smtp.ReasonAuthorityFile {
			t.Error(name, err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	var failure *smtp.ConnectError
	if _, err := accounts(t.Context(), user.ID); !errors.As(err, &failure) || failure.Reason != smtp.ReasonAuthorityFile || !failure.Broken {
		t.Error(err)
	}
}

func TestAccountThatSignsInAtItsProvider(t *testing.T) {
	db, vault := storetest.New(t), testVault(t)
	google := storetest.User(t, db, garage.User{Name: "G", Email: "g@gmail.com", SMTPServer: "smtp.gmail.com", SMTPLogin: "g@gmail.com", SignIn: garage.SignInGoogle})
	if err := vault.SetPassword(google.ID, "her old password"); err != nil {
		t.Fatal(err)
	}
	if err := db.SetSetting(t.Context(), SettingGoogleClient, "garage"); err != nil {
		t.Fatal(err)
	}
	accounts := Accounts(db, vault)
	account, err := accounts(t.Context(), google.ID)
	if err != nil || account.Password != "" || account.Tokens == nil || account.Tokens.(*Tokens).oauth.ClientID != "garage" {
		t.Fatal(account, err)
	}
	if again, _ := accounts(t.Context(), google.ID); again.Tokens != account.Tokens {
		t.Error("the tokens are not kept between two connections")
	}
	if _, _, err := account.Tokens.Token(t.Context()); reasonOf(err) != smtp.ReasonSignInAgain {
		t.Error("who never signed in got a token", err)
	}
	google.SignIn = garage.SignInMicrosoft
	if _, err := db.SaveUser(t.Context(), google); err != nil {
		t.Fatal(err)
	}
	if other, err := accounts(t.Context(), google.ID); err != nil || other.Tokens == account.Tokens || other.Tokens.(*Tokens).oauth.Endpoint.DeviceAuthURL == "" {
		t.Error("one provider's tokens went to another", err)
	}
}
