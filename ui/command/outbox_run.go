package command

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/session"
)

// RunAnswer is what `garagemail outbox run --json` prints, and `garagemail send …` as its "run".
type RunAnswer struct {
	Sent      int             `json:"sent"`      // in this run
	Failed    int             `json:"failed"`    // in this run
	Uncertain int             `json:"uncertain"` // in the outbox, also from earlier runs
	Waiting   int             `json:"waiting"`   // what could not go now, and what is for later
	Accounts  []accountAnswer `json:"accounts"`  // those that are stopped or wait
	Copies    []copiesAnswer  `json:"copies"`    // accounts whose copies of what was sent are not all filed; the messages left
	Messages  []MessageAnswer `json:"messages"`  // uncertain, failed in this run, or put off
	Error     string          `json:"error"`     // the sentence of what ended the run early, "" = nothing

	unrecorded bool // something is still in sending
}

type accountAnswer struct {
	User     string `json:"user"`
	State    string `json:"state"` // stopped or waiting
	Reason   string `json:"reason"`
	Sentence string `json:"sentence"`
	Reply    string `json:"reply"`
	RetryAt  string `json:"retry_at"`
}

// outboxRun empties the outbox and returns when nothing is left that can go now.
func (c *command) outboxRun() work {
	lease := c.flags.Duration("lease", 30*time.Second, c.p.T("help.flag.lease"))
	return func([]string) int { return c.runOutbox(*lease) }
}

func (c *command) runOutbox(lease time.Duration) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // every result is committed
	c.backUp(ctx, db)
	answer, code := c.emptyOutbox(ctx, db, max(lease, 200*time.Millisecond))
	c.print(answer, func() { c.sayRun(answer) })
	return code
}

// The patience of a run without a window.
const (
	longPause  = time.Minute            // an account that waits longer is left for the next run
	heldFor    = 2 * time.Minute        // another program in the file, and nothing moves
	quietFor   = 2 * time.Second        // without news: can the file still be written?
	lookEvery  = 100 * time.Millisecond // the worker tells of most changes itself
	runSetting = "outbox.run_at"
)

// outboxWatch follows a worker until nothing is left that can go now.
type outboxWatch struct {
	db      *store.DB
	worker  *mailer.Worker
	news    chan struct{}
	moved   time.Time // when something happened last, but for the file being held by another program
	written time.Time // when the file was last seen to be writable

	mu     sync.Mutex
	sent   int
	failed map[int64]bool
	heard  time.Time
}

// emptyOutbox runs a worker over the outbox. The answer is whole also when the run ended early.
func (c *command) emptyOutbox(ctx context.Context, db *store.DB, lease time.Duration) (RunAnswer, int) {
	session, err := session.Open(ctx, db, c.opts.Demo, c.opts.Words)
	if err != nil {
		return RunAnswer{Error: c.sentence(err)}, c.fail(ctx, err)
	}
	now := time.Now()
	watch := &outboxWatch{db: db, news: make(chan struct{}, 1), failed: map[int64]bool{}, moved: now, heard: now}
	watch.worker = mailer.NewWorker(mailer.Options{
		DB: db, Transport: session.Transport, Account: session.Account, OnProgress: watch.hear,
		LeaseTTL: lease, Poll: min(lease/2, 2*time.Second),
	})
	working, stop := context.WithCancel(ctx)
	defer stop()
	finished := make(chan error, 1)
	go func() { finished <- watch.worker.Run(working) }()
	running, err := watch.follow(ctx, finished)
	status := watch.worker.Status()
	stop()
	if running {
		err = errors.Join(err, <-finished)
	}
	err = errors.Join(err, session.Close())
	answer, code := c.runAnswer(context.WithoutCancel(ctx), db, watch, status)
	if answer.unrecorded && !errors.Is(err, errHeld) {
		code = ExitUncertain // a result that could not be written
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		_ = c.fail(ctx, err)
		answer.Error = c.sentence(err)
		code = max(code, ExitFailed)
	}
	return answer, code
}

// hear counts what the worker tells.
func (w *outboxWatch) hear(progress mailer.Progress) {
	w.mu.Lock()
	w.heard = time.Now()
	switch progress.State {
	case garage.Sent:
		w.sent++
	case garage.Failed:
		w.failed[progress.DeliveryID] = true
	}
	w.mu.Unlock()
	select {
	case w.news <- struct{}{}:
	default:
	}
}

// follow returns when nothing is left that can go now, when the file cannot be written, or when ctx or the worker ended;
// running says that the worker has not.
func (w *outboxWatch) follow(ctx context.Context, finished <-chan error) (running bool, err error) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case err := <-finished:
			return false, err
		case <-w.news:
		case <-ticker.C:
		}
		done, err := w.isDone(ctx)
		if done || err != nil {
			return true, err
		}
	}
}

var errHeld = errors.New("another program holds the outbox")

func (w *outboxWatch) isDone(ctx context.Context) (bool, error) {
	counts, err := w.db.OutboxCounts(ctx)
	if err != nil {
		return false, err
	}
	waiting, err := w.db.WaitingUsers(ctx)
	if err != nil {
		return false, err
	}
	status := w.worker.Status()
	if counts.Sending == 0 && !w.anyCanGo(waiting, status.Accounts) && !status.Filing {
		return true, nil
	}
	w.mu.Lock()
	heard := w.heard
	w.mu.Unlock()
	if heard.After(w.moved) {
		w.moved = heard
	}
	now := time.Now()
	if now.Sub(w.moved) < quietFor || now.Sub(w.written) < quietFor {
		return false, nil
	}
	// Nothing happens: a full disk would keep the worker waiting for ever, and it would not say so.
	switch err := w.db.SetSetting(ctx, runSetting, stamp(now)); {
	case err == nil:
		w.written = time.Now()
	case !errors.Is(err, garage.ErrBusy):
		return false, err
	}
	if !status.Holding && now.Sub(w.moved) > heldFor {
		return false, errHeld
	}
	return false, nil
}

// anyCanGo reports whether one of the accounts that have something due will send it within a short time.
func (w *outboxWatch) anyCanGo(waiting []int64, accounts []mailer.AccountStatus) bool {
	now := w.db.Now()
	kept := map[int64]bool{}
	for _, account := range accounts {
		kept[account.UserID] = account.State == mailer.AccountStopped ||
			account.State == mailer.AccountWaiting && account.RetryAt.Sub(now) > longPause
	}
	for _, userID := range waiting {
		if !kept[userID] {
			return true
		}
	}
	return false
}

// runAnswer reads what became of the outbox and judges it.
func (c *command) runAnswer(ctx context.Context, db *store.DB, watch *outboxWatch, status mailer.Status) (RunAnswer, int) {
	answer := RunAnswer{Sent: watch.sent, Failed: len(watch.failed), Accounts: []accountAnswer{}, Copies: []copiesAnswer{}, Messages: []MessageAnswer{}}
	counts, err := db.OutboxCounts(ctx)
	if err != nil {
		return answer, c.fail(ctx, err)
	}
	answer.Uncertain, answer.Waiting, answer.unrecorded = counts.Uncertain, counts.Left(), counts.Sending > 0
	code := ExitDone
	for _, account := range status.Accounts {
		if account.State == mailer.AccountStopped || account.State == mailer.AccountWaiting {
			code = ExitFailed
			answer.Accounts = append(answer.Accounts, c.account(ctx, db, account))
		}
	}
	if answer.Copies, err = c.unfiled(ctx, db, status.Unfiled); err != nil {
		return answer, c.fail(ctx, err)
	}
	open, err := c.messages(ctx, db, garage.DeliveryFilter{
		States: []garage.DeliveryState{garage.Queued, garage.Failed, garage.Uncertain}, HideReplaced: true,
	})
	if err != nil {
		return answer, c.fail(ctx, err)
	}
	for _, m := range open {
		if m.State == string(garage.Uncertain) || watch.failed[m.ID] || m.State == string(garage.Queued) && m.Attempts > 0 {
			answer.Messages = append(answer.Messages, m)
		}
	}
	if due, err := db.WaitingUsers(ctx); err != nil || len(due) > 0 || counts.Sending > 0 || len(answer.Messages) > 0 {
		code = ExitFailed
	}
	if counts.Uncertain > 0 {
		code = ExitUncertain
	}
	return answer, code
}

func (c *command) account(ctx context.Context, db *store.DB, status mailer.AccountStatus) accountAnswer {
	answer := accountAnswer{
		State: string(status.State), Reason: string(status.Reason), Reply: status.Reply, RetryAt: stamp(status.RetryAt),
	}
	if user, err := db.User(ctx, status.UserID); err == nil {
		answer.User = user.Name
	}
	if status.Reason != "" {
		answer.Sentence = c.p.T(string(status.Reason))
	}
	return answer
}

func (c *command) sayRun(answer RunAnswer) {
	c.say("%s %d, %s %d, %s %d, %s %d", c.p.T("outbox.state.sent"), answer.Sent, c.p.T("outbox.state.failed"), answer.Failed,
		c.p.T("outbox.state.uncertain"), answer.Uncertain, c.p.T("outbox.state.queued"), answer.Waiting)
	for _, account := range answer.Accounts {
		c.say("%s: %s", account.User, account.Sentence)
		if account.Reply != "" {
			c.say("        %s", c.p.T("outbox.server_said", "Reply", account.Reply))
		}
	}
	c.sayCopies(answer.Copies)
	c.sayMessages(answer.Messages)
}
