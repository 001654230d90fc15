package signin

import (
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"

	"garagemail/store/garage"
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
	fileID  string
	file    *passwordFile
	keyring *boundedKeyring
	tried   sync.Map // names of which this run has tried to empty the keyring: it asks on the screen each time
}

// OpenVault returns the vault of one database: folder is where it lies, fileID its store.DB.FileID. Nothing is asked of the
// keyring yet.
func OpenVault(folder, fileID string) *Vault {
	return &Vault{fileID: fileID, keyring: systemKeyring(), file: &passwordFile{
		path: filepath.Join(folder, "passwords"), keyPath: filepath.Join(folder, "passwords.key"), scope: fileID,
	}}
}

// Location says where a password set now is kept, so that the form can say it. It asks the keyring, which may take
// keyringPatience.
func (v *Vault) Location() Location { return v.probe() }

func (v *Vault) name(userID int64) string { return v.fileID + "/" + strconv.FormatInt(userID, 10) }

// SetPassword keeps the password of a user's account, in one place.
func (v *Vault) SetPassword(userID int64, password string) error {
	return v.wrap("set", userID, v.set(v.name(userID), password))
}

// Password returns the password of a user's account, or garage.ErrNotFound when none is kept.
func (v *Vault) Password(userID int64) (string, error) {
	password, _, err := v.secret(v.name(userID))
	return password, v.wrap("read", userID, err)
}

// PasswordIn says where the password of a user's account is kept, or garage.ErrNotFound when none is.
func (v *Vault) PasswordIn(userID int64) (Location, error) {
	_, place, err := v.secret(v.name(userID))
	return place, v.wrap("read", userID, err)
}

// DeletePassword forgets the password of a user's account and what lets it sign in; that there is none is no error.
func (v *Vault) DeletePassword(userID int64) error {
	return v.wrap("delete", userID, errors.Join(v.forget(v.name(userID)), v.DeleteRefreshToken(userID)))
}

func (v *Vault) wrap(verb string, userID int64, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, garage.ErrNotFound) && verb == "read" {
		return fmt.Errorf("password of user %d: %w", userID, garage.ErrNotFound)
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
