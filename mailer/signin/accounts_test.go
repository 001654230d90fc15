package signin

import (
	"context"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// oneUser is the user whatever id is asked for.
type oneUser struct{}

func (oneUser) User(_ context.Context, id int64) (garage.User, error) {
	return garage.User{ID: id, Email: mailertest.Marie, SMTPServer: "smtp.garage.example", SMTPPort: 587, Security: garage.StartTLS, SMTPLogin: "marie"}, nil
}

func (oneUser) Setting(context.Context, string) (string, error) { return "", nil }

func TestAccounts(t *testing.T) {
	vault := OpenVault(t.TempDir(), "test")
	accounts := Accounts(oneUser{}, &Vault{fileID: "test", file: vault.file, keyring: refusingKeyring()})
	_, err := accounts(t.Context(), 1)
	if failure, ok := err.(*smtp.ConnectError); !ok || failure.Reason != smtp.ReasonNoPassword { //nolint:errorlint // it is returned bare
		t.Errorf("%v", err)
	}
	if err := vault.file.set("test/1", "s3cret-pass"); err != nil {
		t.Fatal(err)
	}
	account, err := accounts(t.Context(), 1)
	if err != nil || account.Password != "s3cret-pass" || account.Server != "smtp.garage.example" {
		t.Errorf("%v %v", account, err)
	}
}
