package desk

import (
	"context"
	"errors"

	"garagemail/mailer/compose"
	"garagemail/ui/kit"
)

// QueueMessages makes messages and hands them to the outbox, whatever becomes of the window that asked for it meanwhile:
// show gets that window, or the main one when it was closed, with the report on what was queued, and whether all was done.
// While one runs another does not begin: pressing twice must not send twice.
func QueueMessages[R any](a *App, w *kit.Window, title string,
	queue func(ctx context.Context, progress func(done, total int)) (R, error), show func(w *kit.Window, report R, whole bool),
) {
	if a.Queueing {
		w.Notice(w.T("documents.busy"), "", nil)
		return
	}
	a.Queueing = true
	owner := w
	if a.Main != nil {
		owner = a.Main
	}
	stop := func() {}
	progress := w.ShowProgress(w.T("documents.preparing"), func() { stop() })
	ctx, cancel := context.WithCancel(owner.Context())
	stop = cancel
	kit.Try(owner.Runner, "messages.queue", func(context.Context) (R, error) {
		return queue(ctx, func(made, total int) {
			w.Runner.Post(func() { progress.Set(made, total, "") })
		})
	}, func(report R, err error) {
		cancel()
		a.Queueing = false
		progress.Close()
		a.Wake()
		a.Bus.Announce(TopicDocuments, TopicOutbox)
		if w.Context().Err() != nil {
			w = owner
		}
		var refused *compose.RefusedError
		if errors.As(err, &refused) {
			a.tellRefused(w, title, refused)
			return
		}
		w.Fail(err)
		show(w, report, err == nil)
	})
}

// tellRefused says what keeps a mail back, and leads to where it is mended when that is her account.
func (a *App) tellRefused(w *kit.Window, title string, refused *compose.RefusedError) {
	issue := refused.Report.Issues[0]
	if issue.Kind == compose.NoAccount {
		w.Ask(title, issue.Sentence(a.Printer), w.T("settings.mine"), false, a.Doors.OpenMySettings)
		return
	}
	w.Tell(title, issue.Sentence(a.Printer))
}
