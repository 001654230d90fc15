package smtp

import (
	"context"
	"sync"
)

// Gate lets the connections of an account in: the first dials, the others do when it stands, and sign in when it has signed in. So they are all there at once, and a password that is refused is tried once.
type Gate struct {
	first  bool // whose account this is
	Stands *Signal
	Open   *Signal
}

// Signal is given once and heard by all.
type Signal struct {
	once  sync.Once
	given chan struct{}
}

func newSignal() *Signal { return &Signal{given: make(chan struct{})} }

// Give tells whoever waits.
func (s *Signal) Give() { s.once.Do(func() { close(s.given) }) }

// Heard waits for the signal; it returns the error of ctx when that ends before.
func (s *Signal) Heard(ctx context.Context) error {
	select {
	case <-s.given:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// NewGate returns the first connection's side of a gate, and that of the others.
func NewGate() (first, others *Gate) {
	first = &Gate{first: true, Stands: newSignal(), Open: newSignal()}
	return first, &Gate{Stands: first.Stands, Open: first.Open}
}

// connected is called when a connection stands.
func (g *Gate) connected() {
	if g != nil && g.first {
		g.Stands.Give()
	}
}

// wait returns when the connection may sign in.
func (g *Gate) wait(ctx context.Context) error {
	if g == nil || g.first {
		return nil
	}
	return g.Open.Heard(ctx)
}
