package signin

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"os"
	"os/user"
	"sync"

	"garagemail/mailer/wholefile"
	"garagemail/store/garage"
)

// passwordFile keeps passwords where there is no keyring: AES-256-GCM under a key drawn from a random key file, the
// database's id and the machine's user.
//
// What that protects: a copy of the file alone (a backup, a synced folder, a mail to support) is of no use. What it does
// not: whoever can read both files as this user can open it, as the program itself must be able to. The form says so.
type passwordFile struct {
	mu            sync.Mutex
	path, keyPath string
	scope         string
}

func (f *passwordFile) password(name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	passwords, err := f.read()
	if err != nil {
		return "", err
	}
	password, found := passwords[name]
	if !found {
		return "", garage.ErrNotFound
	}
	return password, nil
}

func (f *passwordFile) set(name, password string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	passwords, err := f.read()
	if err != nil {
		passwords = map[string]string{} // unreadable ones are lost already: the new one must not be
	}
	passwords[name] = password
	return f.write(passwords)
}

// mark keeps a name without a secret; where there is one already nothing is written.
func (f *passwordFile) mark(name string) error {
	if _, err := f.password(name); err == nil {
		return nil
	}
	return f.set(name, "")
}

func (f *passwordFile) delete(names ...string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, err := os.Stat(f.path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	passwords, err := f.read()
	if err != nil {
		return err
	}
	before := len(passwords)
	for _, name := range names {
		delete(passwords, name)
	}
	if len(passwords) == before {
		return nil
	}
	return f.write(passwords)
}

func (f *passwordFile) read() (map[string]string, error) {
	sealed, err := os.ReadFile(f.path)
	if errors.Is(err, os.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	gcm, err := f.cipher()
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcm.NonceSize() {
		return nil, errors.New("password file is cut short")
	}
	plain, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], nil)
	if err != nil {
		return nil, errors.New("password file cannot be opened with this key")
	}
	passwords := map[string]string{}
	if err := json.Unmarshal(plain, &passwords); err != nil {
		return nil, errors.New("password file is damaged") // the JSON error could quote a password
	}
	return passwords, nil
}

func (f *passwordFile) write(passwords map[string]string) error {
	plain, err := json.Marshal(passwords)
	if err != nil {
		return err
	}
	gcm, err := f.cipher()
	if err != nil {
		return err
	}
	nonce := make([]byte, gcm.NonceSize())
	rand.Read(nonce)
	return wholefile.Write(f.path, gcm.Seal(nonce, nonce, plain, nil))
}

// cipher draws the key; the key file is made on first use.
func (f *passwordFile) cipher() (cipher.AEAD, error) {
	secret, err := os.ReadFile(f.keyPath)
	if errors.Is(err, os.ErrNotExist) {
		secret = make([]byte, 32)
		rand.Read(secret)
		err = wholefile.Write(f.keyPath, secret)
	}
	if err != nil {
		return nil, err
	}
	owner := ""
	if current, err := user.Current(); err == nil {
		owner = current.Uid
	}
	key, err := hkdf.Key(sha256.New, secret, []byte(f.scope), "garagemail passwords of "+owner, 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
