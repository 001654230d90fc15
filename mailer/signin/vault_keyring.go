package signin

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringPatience is how long an answer of the system's keyring is waited for. A locked one asks on the screen, where perhaps
// nobody sits, and answers when somebody has.
const keyringPatience = 10 * time.Second

// errKeyringSilent says that the keyring has not answered yet.
var errKeyringSilent = errors.New("the keyring does not answer")

// boundedKeyring is the system's keyring, of which no call lasts longer than its patience. While one is still without its
// answer, every other is refused at once.
type boundedKeyring struct {
	patience time.Duration
	late     atomic.Int32 // calls that are still without an answer after it
	get      func(service, name string) (string, error)
	put      func(service, name, secret string) error
	remove   func(service, name string) error
}

func systemKeyring() *boundedKeyring {
	return &boundedKeyring{patience: keyringPatience, get: keyring.Get, put: keyring.Set, remove: keyring.Delete}
}

// secret returns what is kept under name, or keyring.ErrNotFound.
func (k *boundedKeyring) secret(name string) (string, error) {
	answer := make(chan string, 1) // a late answer is nobody's any more
	err := k.ask(func() error {
		secret, err := k.get(keyringService, name)
		answer <- secret
		return err
	})
	if err != nil {
		return "", err
	}
	return <-answer, nil
}

func (k *boundedKeyring) set(name, secret string) error {
	return k.ask(func() error { return k.put(keyringService, name, secret) })
}

// delete forgets name; that there is none is no error.
func (k *boundedKeyring) delete(name string) error {
	err := k.ask(func() error { return k.remove(keyringService, name) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

func (k *boundedKeyring) ask(call func() error) error {
	if k.late.Load() > 0 {
		return errKeyringSilent
	}
	done := make(chan error, 1)
	var counted, answered atomic.Bool
	go func() {
		err := call()
		answered.Store(true)
		if counted.CompareAndSwap(true, false) {
			k.late.Add(-1)
		}
		done <- err
	}()
	patience := time.NewTimer(k.patience)
	defer patience.Stop()
	select {
	case err := <-done:
		return err
	case <-patience.C:
		k.late.Add(1)
		counted.Store(true)
		if answered.Load() && counted.CompareAndSwap(true, false) { // in this very moment
			k.late.Add(-1)
		}
		return errKeyringSilent
	}
}
