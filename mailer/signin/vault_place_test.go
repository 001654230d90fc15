package signin

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// oneKeyring is a keyring whose moods the test chooses.
type oneKeyring struct {
	mu       sync.Mutex
	secrets  map[string]string
	longest  int           // what is longer is refused, 0 = nothing is
	locked   error         // what everything is answered with, nil = it is open
	unlocked chan struct{} // until it is closed nothing is answered at all, nil = at once
	calls    int
}

func (k *oneKeyring) do(call func() error) error {
	k.mu.Lock()
	k.calls++
	locked, unlocked := k.locked, k.unlocked
	k.mu.Unlock()
	if unlocked != nil {
		<-unlocked
	}
	if locked != nil {
		return locked
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return call()
}

func (k *oneKeyring) bounded() *boundedKeyring {
	return &boundedKeyring{
		patience: 20 * time.Millisecond,
		get: func(_, name string) (secret string, err error) {
			err = k.do(func() error {
				found := false
				if secret, found = k.secrets[name]; !found {
					return keyring.ErrNotFound
				}
				return nil
			})
			return secret, err
		},
		put: func(_, name, secret string) error {
			return k.do(func() error {
				if k.longest > 0 && len(secret) > k.longest {
					return keyring.ErrSetDataTooBig
				}
				k.secrets[name] = secret
				return nil
			})
		},
		remove: func(_, name string) error {
			return k.do(func() error {
				if _, found := k.secrets[name]; !found {
					return keyring.ErrNotFound
				}
				delete(k.secrets, name)
				return nil
			})
		},
	}
}

// refusingKeyring is that of a machine that has none.
func refusingKeyring() *boundedKeyring {
	return (&oneKeyring{locked: errors.New("no keyring")}).bounded()
}

// kind is a secret of an account: a password or what lets it sign in at a provider.
type kind struct {
	name   string
	set    func(*Vault, string) error
	get    func(*Vault) (string, error)
	forget func(*Vault) error
	entry  func(*Vault) string
}

var secretKinds = []kind{
	{
		"password", func(v *Vault, s string) error { return v.SetPassword(1, s) }, func(v *Vault) (string, error) { return v.Password(1) },
		func(v *Vault) error { return v.DeletePassword(1) }, func(v *Vault) string { return v.name(1) },
	},
	{
		"token", func(v *Vault, s string) error { return v.SetRefreshToken(1, s) }, func(v *Vault) (string, error) { return v.RefreshToken(1) },
		func(v *Vault) error { return v.DeleteRefreshToken(1) }, func(v *Vault) string { return v.tokenName(1) },
	},
}

func reopened(folder string, ring *oneKeyring) *Vault {
	v := OpenVault(folder, "file1")
	v.keyring = ring.bounded()
	return v
}

// mood changes the keyring before a step.
func (k *oneKeyring) mood(longest int, locked error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.longest, k.locked = longest, locked
}

// TestVaultReadsTheNewest: whatever a keyring took, refused or would not give up, what was set last is read, by this run and
// by the next, and once the keyring is open again one place holds it.
func TestVaultReadsTheNewest(t *testing.T) {
	locked := errors.New("locked")
	moods := []struct {
		name    string
		longest int
		locked  error
	}{{"open", 0, nil}, {"short", 5, nil}, {"locked", 0, locked}}
	for _, secret := range secretKinds {
		for a := range moods {
			for b := range moods {
				for c := range moods {
					t.Run(fmt.Sprint(secret.name, " ", moods[a].name, " ", moods[b].name, " ", moods[c].name), func(t *testing.T) {
						folder, ring := t.TempDir(), &oneKeyring{secrets: map[string]string{}}
						for n, mood := range []int{a, b, c} {
							v := reopened(folder, ring)
							ring.mood(moods[mood].longest, moods[mood].locked)
							value := fmt.Sprintf("secret number %d", n)
							if err := secret.set(v, value); err != nil {
								t.Fatal(err)
							}
							if got, err := secret.get(v); err != nil || got != value {
								t.Fatalf("after %d: %q %v", n, got, err)
							}
						}
						ring.mood(0, nil)
						onePlace(t, reopened(folder, ring), ring, secret)
					})
				}
			}
		}
	}
}

func onePlace(t *testing.T, v *Vault, ring *oneKeyring, secret kind) {
	t.Helper()
	if got, err := secret.get(v); err != nil || got != "secret number 2" {
		t.Errorf("once it is open: %q %v", got, err)
	}
	_, inKeyring := ring.secrets[secret.entry(v)]
	_, err := v.file.password(secret.entry(v))
	if inKeyring == (err == nil) {
		t.Errorf("in the keyring %v, in the file %v", inKeyring, err)
	}
	if _, err := v.file.password(secret.entry(v) + oldInKeyring); !errors.Is(err, garage.ErrNotFound) {
		t.Error("the mark is left:", err)
	}
}

// TestVaultForgetsWhatALockedKeyringKeeps: another user may be given the same id.
func TestVaultForgetsWhatALockedKeyringKeeps(t *testing.T) {
	for _, secret := range secretKinds {
		folder, ring := t.TempDir(), &oneKeyring{secrets: map[string]string{}}
		v := reopened(folder, ring)
		if err := secret.set(v, "old"); err != nil {
			t.Fatal(err)
		}
		ring.mood(0, errors.New("locked"))
		if err := secret.forget(v); err != nil {
			t.Error(err)
		}
		ring.mood(0, nil)
		for range 2 {
			if got, err := secret.get(reopened(folder, ring)); !errors.Is(err, garage.ErrNotFound) {
				t.Errorf("%s: %q %v", secret.name, got, err)
			}
		}
		if len(ring.secrets) > 0 {
			t.Error("the keyring still has", ring.secrets)
		}
	}
}

// TestVaultDoesNotWaitForASilentKeyring: one that asks on the screen, where nobody sits.
func TestVaultDoesNotWaitForASilentKeyring(t *testing.T) {
	folder, ring := t.TempDir(), &oneKeyring{secrets: map[string]string{}, unlocked: make(chan struct{})}
	v := reopened(folder, ring)
	if _, err := v.Password(1); !errors.Is(err, errKeyringSilent) || errors.Is(err, garage.ErrNotFound) {
		t.Error("what nobody knows is said to be none:", err)
	}
	if err := v.SetPassword(1, "typed anew"); err != nil {
		t.Fatal(err)
	}
	if got, err := v.Password(1); err != nil || got != "typed anew" {
		t.Errorf("%q %v", got, err)
	}
	if place, err := v.PasswordIn(1); err != nil || place != InFile || v.Location() != InFile {
		t.Error(place, err)
	}
	ring.mu.Lock()
	if ring.calls != 1 {
		t.Errorf("the silent keyring was asked %d times", ring.calls)
	}
	ring.mu.Unlock()
	_, err := AccountFor(t.Context(), nil, v, nil, garage.User{ID: 2, SMTPLogin: "sophie"}, "")
	var failure *smtp.ConnectError
	if !errors.As(err, &failure) || failure.Reason != smtp.ReasonKeyringSilent || failure.Broken {
		t.Errorf("%+v", err)
	}
	close(ring.unlocked) // somebody came
	for v.keyring.late.Load() > 0 {
		time.Sleep(time.Millisecond)
	}
	if err := v.SetPassword(1, "after"); err != nil || ring.secrets[v.name(1)] != "after" {
		t.Error(err, ring.secrets)
	}
	if _, err := v.file.password(v.name(1)); !errors.Is(err, garage.ErrNotFound) {
		t.Error("the file of", filepath.Base(folder), "still holds one:", err)
	}
}
