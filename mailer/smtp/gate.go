package smtp

import (
	"context"
	"sync"
)

// gate lets the connections of an account in: the first dials, the others do when it stands, and sign in when it has signed in. So they are all there at once, and a password that is refused is tried once.
type gate struct {
	first  bool // whose account this is
	Stands *signal
	Open   *signal
}

// signal is given once and heard by all.
type signal struct {
	once  sync.Once
	given chan struct{}
}

func newSignal() *signal { return &signal{given: make(chan struct{})} }

// Give tells whoever waits.
func (s *signal) Give() { s.once.Do(func() { close(s.given) }) }

// Heard waits for the signal; it returns the error of ctx when that ends before.
func (s *signal) Heard(ctx context.Context) error {
	select {
	case <-s.given:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// NewGate returns the first connection's side of a gate, and that of the others.
func NewGate() (first, others *gate) {
	first = &gate{first: true, Stands: newSignal(), Open: newSignal()}
	return first, &gate{Stands: first.Stands, Open: first.Open}
}

// connected is called when a connection stands.
func (g *gate) connected() {
	if g != nil && g.first {
		g.Stands.Give()
	}
}

// wait returns when the connection may sign in.
func (g *gate) wait(ctx context.Context) error {
	if g == nil || g.first {
		return nil
	}
	return g.Open.Heard(ctx)
}
