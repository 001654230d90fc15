package signin

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"garagemail/store/garage"
)

func TestVaultInKeyring(t *testing.T) {
	keyring.MockInit()
	folder := t.TempDir()
	vault := OpenVault(folder, "file1")
	vaultWorks(t, vault)
	if vault.Location() != InKeyring || vault.Location().Notice() != "" {
		t.Error("not in the keyring")
	}
	if _, err := os.Stat(filepath.Join(folder, "passwords")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was written beside the keyring", err)
	}
	if err := vault.SetPassword(1, "of file 1"); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenVault(folder, "file2").Password(1); !errors.Is(err, garage.ErrNotFound) {
		t.Error("another database's password was given out:", err)
	}
}

func TestVaultInFile(t *testing.T) {
	keyring.MockInitWithError(errors.New("no keyring on this machine"))
	t.Cleanup(keyring.MockInit)
	folder := t.TempDir()
	vault := OpenVault(folder, "file1")
	vaultWorks(t, vault)
	if vault.Location() != InFile || vault.Location().Notice() == "" {
		t.Error("not in the file")
	}
	if err := vault.SetPassword(7, "s3cret-pass"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"passwords", "passwords.key"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || bytes.Contains(content, []byte("s3cret")) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if password, err := OpenVault(folder, "file1").Password(7); err != nil || password != "s3cret-pass" {
		t.Errorf("after a restart: %q %v", password, err)
	}
	if _, err := OpenVault(folder, "file2").Password(7); err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Error("another database's password file was opened:", err)
	}

	path := filepath.Join(folder, "passwords")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	content[len(content)-1] ^= 1
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Password(7); err == nil || errors.Is(err, garage.ErrNotFound) {
		t.Error("a changed file was believed:", err)
	}
	if err := vault.SetPassword(7, "new"); err != nil {
		t.Error("a new password cannot be set over a damaged file:", err)
	}
}

// vaultWorks goes through setting, reading, changing and deleting.
func vaultWorks(t *testing.T, vault *Vault) {
	t.Helper()
	if _, err := vault.Password(1); !errors.Is(err, garage.ErrNotFound) {
		t.Fatal(err)
	}
	if err := vault.DeletePassword(1); err != nil {
		t.Fatal("deleting what is not there:", err)
	}
	for _, password := range []string{"first", "été & \"signs\"", ""} {
		if err := vault.SetPassword(1, password); err != nil {
			t.Fatal(err)
		}
		if got, err := vault.Password(1); err != nil || got != password {
			t.Fatalf("%q: got %q %v", password, got, err)
		}
	}
	if err := vault.DeletePassword(1); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Password(1); !errors.Is(err, garage.ErrNotFound) {
		t.Fatal("still there:", err)
	}
}
