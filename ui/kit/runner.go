package kit

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// synchronous makes every runner work on the calling goroutine: Fyne's test driver has no UI thread to hop to.
var synchronous atomic.Bool

// Synchronous has all runners work on the calling goroutine until restore is called: for tests.
func Synchronous() (restore func()) {
	synchronous.Store(true)
	return func() { synchronous.Store(false) }
}

// Runner does the work of a window off the UI thread and brings the answers back to it. Of several loads with one key the
// newest wins: older ones are cancelled, and their answers are dropped.
type Runner struct {
	context context.Context
	mu      sync.Mutex
	newest  map[string]*load
	timers  map[string]*time.Timer
}

type load struct{ cancel context.CancelFunc }

// NewRunner returns a runner that falls silent when ctx ends.
func NewRunner(ctx context.Context) *Runner {
	return &Runner{context: ctx, newest: map[string]*load{}, timers: map[string]*time.Timer{}}
}

// Load runs fetch off the UI thread and then show, with its answer, on it. When fetch fails the window says so and show is
// not run.
func Load[T any](w *Window, key string, fetch func(ctx context.Context) (T, error), show func(T)) {
	Try(w.Runner, key, fetch, func(answer T, err error) {
		if err != nil {
			w.Fail(err)
			return
		}
		show(answer)
	})
}

// Do is Load for work that has no answer: then runs on the UI thread when it is done, and the window says when it failed.
func Do(w *Window, key string, do func(ctx context.Context) error, then func()) {
	TryDo(w.Runner, key, do, func(err error) {
		if err != nil {
			w.Fail(err)
			return
		}
		then()
	})
}

// Change is Do for work of several steps: then runs also after a failure, which the window says, because what was done
// before it must be seen.
func Change(w *Window, key string, do func(ctx context.Context) error, then func()) {
	TryDo(w.Runner, key, do, func(err error) {
		w.Fail(err)
		then()
	})
}

// Try is Load for a screen that has something of its own to say about a failure: show gets it. A panic in fetch arrives as
// an error.
func Try[T any](r *Runner, key string, fetch func(ctx context.Context) (T, error), show func(T, error)) {
	ctx, current := r.begin(key)
	work := func() {
		answer, err := guarded(ctx, fetch)
		r.onScreen(func() {
			if r.end(key, current) {
				show(answer, err)
			}
		})
	}
	if synchronous.Load() {
		work()
		return
	}
	go work()
}

// TryDo is Try for work that has no answer.
func TryDo(r *Runner, key string, do func(ctx context.Context) error, then func(error)) {
	Try(r, key, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) { then(err) })
}

// Post runs show on the UI thread unless the window has closed: for news that come from elsewhere (the outbox's worker).
func (r *Runner) Post(show func()) {
	r.onScreen(func() {
		if r.context.Err() == nil {
			show()
		}
	})
}

func (r *Runner) onScreen(show func()) {
	if synchronous.Load() {
		show()
		return
	}
	fyne.Do(rescued(show))
}

// Cancel ends the load of that key, if one runs; its answer is not shown.
func (r *Runner) Cancel(key string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if running := r.newest[key]; running != nil {
		running.cancel()
		delete(r.newest, key)
	}
}

func (r *Runner) begin(key string) (context.Context, *load) {
	ctx, cancel := context.WithCancel(r.context)
	current := &load{cancel}
	r.mu.Lock()
	defer r.mu.Unlock()
	if older := r.newest[key]; older != nil {
		older.cancel()
	}
	r.newest[key] = current
	return ctx, current
}

// end reports whether the load is still the one whose answer is wanted.
func (r *Runner) end(key string, current *load) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	current.cancel()
	if r.newest[key] != current {
		return false
	}
	delete(r.newest, key)
	return r.context.Err() == nil
}

// guarded turns a panic of the work into an error: it must never reach the person.
func guarded[T any](ctx context.Context, fetch func(ctx context.Context) (T, error)) (answer T, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, debug.Stack())
		}
	}()
	return fetch(ctx)
}
