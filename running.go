package main

import (
	"context"
	"errors"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/session"
)

// running is what works beside the window: the worker that empties the outbox, and the copy of the day.
type running struct {
	db       *store.DB
	session  *session.Session
	worker   *mailer.Worker
	stop     context.CancelFunc
	finished chan error
}

func startRunning(ctx context.Context, db *store.DB, session *session.Session, onProgress func(mailer.Progress)) *running {
	ctx, stop := context.WithCancel(ctx)
	r := &running{db: db, session: session, stop: stop, finished: make(chan error, 2)}
	r.worker = mailer.NewWorker(mailer.Options{
		DB: db, Transport: session.Transport, Account: session.Account, OnProgress: onProgress,
	})
	go func() { r.finished <- r.worker.Run(ctx) }()
	go func() { r.finished <- keepBackups(ctx, db) }()
	return r
}

// end lets the messages on their way end, gives the outbox back and closes the file.
func (r *running) end() error {
	r.stop()
	return errors.Join(<-r.finished, <-r.finished, r.session.Close(), r.db.Close())
}
