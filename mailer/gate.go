package mailer

import (
	"context"
	"sync"
)

// gate lets the connections of an account in: the first dials, the others do when it stands, and sign in when it has signed in. So they are all there at once, and a password that is refused is tried once.
type gate struct {
	first  bool // whose account this is
	stands *signal
	open   *signal
}

// signal is given once and heard by all.
type signal struct {
	once  sync.Once
	given chan struct{}
}

func newSignal() *signal { return &signal{given: make(chan struct{})} }

func (s *signal) give() { s.once.Do(func() { close(s.given) }) }

// heard waits for the signal; it returns the error of ctx when that ends before.
func (s *signal) heard(ctx context.Context) error {
	select {
	case <-s.given:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// newGate returns the first connection's side of a gate, and that of the others.
func newGate() (first, others *gate) {
	first = &gate{first: true, stands: newSignal(), open: newSignal()}
	return first, &gate{stands: first.stands, open: first.open}
}

// connected is called when a connection stands.
func (g *gate) connected() {
	if g != nil && g.first {
		g.stands.give()
	}
}

// wait returns when the connection may sign in.
func (g *gate) wait(ctx context.Context) error {
	if g == nil || g.first {
		return nil
	}
	return g.open.heard(ctx)
}
