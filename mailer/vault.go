package mailer

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/zalando/go-keyring"

	"garagemail/store"
)

// keyringService is the name under which the system's keyring lists our passwords.
const keyringService = "GarageMail"

// Location says where passwords are kept.
type Location int

// The places for passwords: the keyring wherever the machine has one.
const (
	InKeyring Location = iota
	InFile
)

// Vault keeps the passwords of mail accounts: in the system's keyring, and where the machine has none in an encrypted
// file beside the database. No error of it holds a password.
type Vault struct {
	fileID   string
	file     *passwordFile
	location func() Location
}

// OpenVault returns the vault of one database: folder is where it lies, fileID its store.FileID. Nothing is asked of the
// keyring yet.
func OpenVault(folder, fileID string) *Vault {
	v := &Vault{fileID: fileID, file: &passwordFile{
		path: filepath.Join(folder, "passwords"), keyPath: filepath.Join(folder, "passwords.key"), scope: fileID,
	}}
	v.location = sync.OnceValue(v.probe)
	return v
}

// probe asks the keyring for what is not there: any other answer than "not found" means that it cannot be used.
func (v *Vault) probe() Location {
	_, err := keyring.Get(keyringService, v.fileID+"/probe")
	if err == nil || errors.Is(err, keyring.ErrNotFound) {
		return InKeyring
	}
	return InFile
}

// Location says where a password set now is kept, so that the form can say it. The first call asks the keyring.
func (v *Vault) Location() Location { return v.location() }

func (v *Vault) name(userID int64) string { return v.fileID + "/" + strconv.FormatInt(userID, 10) }

// SetPassword keeps the password of a user's account.
func (v *Vault) SetPassword(userID int64, password string) error {
	if v.Location() == InKeyring {
		// A keyring may still refuse one entry (locked, too long): then the file has it.
		if err := keyring.Set(keyringService, v.name(userID), password); err == nil {
			return v.wrap("set", userID, v.file.delete(v.name(userID)))
		}
	}
	return v.wrap("set", userID, v.file.set(v.name(userID), password))
}

// Password returns the password of a user's account, or store.ErrNotFound when none is kept.
func (v *Vault) Password(userID int64) (string, error) {
	if v.Location() == InKeyring {
		password, err := keyring.Get(keyringService, v.name(userID))
		if err == nil {
			return password, nil
		}
	}
	// One that was set while the keyring was not there is in the file.
	password, err := v.file.password(v.name(userID))
	return password, v.wrap("read", userID, err)
}

// DeletePassword forgets the password of a user's account and what lets it sign in; that there is none is no error.
func (v *Vault) DeletePassword(userID int64) error {
	var err error
	if v.Location() == InKeyring {
		if err = keyring.Delete(keyringService, v.name(userID)); errors.Is(err, keyring.ErrNotFound) {
			err = nil
		}
	}
	return v.wrap("delete", userID, errors.Join(err, v.file.delete(v.name(userID)), v.DeleteRefreshToken(userID)))
}

func (v *Vault) wrap(verb string, userID int64, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("password of user %d: %w", userID, store.ErrNotFound)
	}
	return fmt.Errorf("%s password of user %d: %w", verb, userID, err)
}

// Notice is the language key of what she must know about the place, "" for the keyring.
func (l Location) Notice() string {
	if l == InFile {
		return "vault.in_file"
	}
	return ""
}
