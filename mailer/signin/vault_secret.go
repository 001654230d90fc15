package signin

import (
	"errors"

	"github.com/zalando/go-keyring"

	"garagemail/store/garage"
)

// A secret has one place. The file goes before the keyring: what stands in it is newer, because setting one in the keyring
// takes it out of the file. Where the keyring could not be emptied, a mark in the file says that what it holds is old.

// oldInKeyring ends the name of the mark.
const oldInKeyring = "/old in keyring"

// set keeps a secret in the keyring, and in the file where that refuses it (none, locked, too long).
func (v *Vault) set(name, secret string) error {
	marked, err := v.inFile(name)
	if err == nil && marked { // whatever happens in between, the old one is gone from here
		if err := v.file.set(name, secret); err != nil {
			return err
		}
	}
	if v.keyring.set(name, secret) == nil {
		if err != nil {
			return nil // nobody can read an older one in a file that cannot be opened
		}
		return v.file.delete(name, name+oldInKeyring)
	}
	if err := v.file.set(name, secret); err != nil {
		return err
	}
	return v.emptyKeyring(name)
}

// inFile reports whether the file has something to say about a name.
func (v *Vault) inFile(name string) (bool, error) {
	_, err := v.file.password(name)
	if errors.Is(err, garage.ErrNotFound) {
		_, err = v.file.password(name + oldInKeyring)
	}
	if errors.Is(err, garage.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// secret returns a secret and where it is, or garage.ErrNotFound.
func (v *Vault) secret(name string) (string, Location, error) {
	secret, err := v.file.password(name)
	_, old := v.file.password(name + oldInKeyring)
	if _, tried := v.tried.LoadOrStore(name, true); old == nil && !tried {
		_ = v.emptyKeyring(name) // what cannot be emptied yet stays marked
	}
	if err == nil || old == nil {
		return secret, InFile, err
	}
	kept, refused := v.keyring.secret(name)
	if refused == nil {
		return kept, InKeyring, nil
	}
	if errors.Is(err, garage.ErrNotFound) && errors.Is(refused, errKeyringSilent) {
		return "", InKeyring, refused // nobody knows whether there is one
	}
	return "", InFile, err
}

// forget takes a secret out of both places; that there is none is no error.
func (v *Vault) forget(name string) error {
	return errors.Join(v.file.delete(name), v.emptyKeyring(name))
}

// emptyKeyring takes a secret out of the keyring, or marks it as old until that can be done.
func (v *Vault) emptyKeyring(name string) error {
	if v.keyring.delete(name) == nil {
		return v.file.delete(name + oldInKeyring)
	}
	return v.file.mark(name + oldInKeyring)
}

// probe asks the keyring for what is not there: any other answer than "not found" means that it cannot be used.
func (v *Vault) probe() Location {
	if _, err := v.keyring.secret(v.fileID + "/probe"); err == nil || errors.Is(err, keyring.ErrNotFound) {
		return InKeyring
	}
	return InFile
}
