package main

import (
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"garagemail/ui/command"
)

// How long an end may take. The toolkit has been seen to wait for ever for an event of its own once its windows were gone;
// meanwhile the program would hold the outbox, and another one could send nothing.
const (
	toolkitPatience = 5 * time.Second
	endLimit        = time.Minute // the messages on their way have mailer.Options.CloseWait of it
)

// ending ends the program once, in order, whoever comes first: the toolkit that returns, or nobody for toolkitPatience after the
// window has closed or the system has asked for the end. Then it ends from beside, and the process with it.
type ending struct {
	patience, limit time.Duration
	exit            func(code int)

	asked, returned, closed, over chan struct{}
	ask, back, once               sync.Once
	mu                            sync.Mutex
	orderly                       func() int         // what is open is closed
	after                         func(code int) int // what is to be done once it is closed; it may take its time
	code                          int
}

func newEnding() *ending {
	return &ending{
		patience: toolkitPatience, limit: endLimit, exit: os.Exit,
		asked: make(chan struct{}), returned: make(chan struct{}), closed: make(chan struct{}), over: make(chan struct{}),
	}
}

// catchSignals has the system's wish to end heard from the first moment on: the toolkit hears it only once it runs. quit asks the
// toolkit to return as soon as it does.
func (e *ending) catchSignals(quit func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		e.askFor()
		quit()
	}()
}

// askFor says that the program is to end: the toolkit should return now.
func (e *ending) askFor() { e.ask.Do(func() { close(e.asked) }) }

func (e *ending) isAskedFor() bool {
	select {
	case <-e.asked:
		return true
	default:
		return false
	}
}

// closes says how what is open by now is closed, and what comes after. It reports whether the program goes on: not when it was
// asked to end while it started.
func (e *ending) closes(orderly func() int, after func(code int) int) (goesOn bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.orderly, e.after = orderly, after
	return !e.isAskedFor()
}

// toolkitReturned says that the main goroutine goes on: it finishes.
func (e *ending) toolkitReturned() { e.back.Do(func() { close(e.returned) }) }

// finish ends in order, once, and returns the code of the process; who comes second waits.
func (e *ending) finish() int {
	e.askFor()
	e.once.Do(func() {
		e.mu.Lock()
		orderly, after := e.orderly, e.after
		e.mu.Unlock()
		if orderly != nil {
			e.code = orderly()
		}
		close(e.closed)
		if after != nil {
			e.code = after(e.code)
		}
		close(e.over)
	})
	return e.code
}

// watch ends the program when nobody else does.
func (e *ending) watch() {
	<-e.asked
	alone := false
	select {
	case <-e.returned:
	case <-time.After(e.patience):
		alone = true
		slog.Warn("the toolkit does not return: the program ends without it")
		go e.finish()
	}
	select {
	case <-e.closed:
	case <-time.After(e.limit):
		slog.Error("the end takes too long: what is still on its way is settled at the next start")
		e.exit(command.ExitFailed)
		return
	}
	if alone {
		<-e.over
		e.exit(e.code)
	}
}
