package settings

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// copiesTest is how the filing of copies was tried; it is no part of sending.
type copiesTest struct {
	wanted  bool
	step    smtp.StepResult
	mailbox string
}

// loadCopies says beside the account what keeps the copies of what it sent from being filed.
func (f *accountForm) loadCopies() {
	w, id := f.window, f.user.ID
	kit.Try(w.Runner, "account.copies", func(ctx context.Context) (store.Filing, error) {
		if id == 0 {
			return store.Filing{}, nil
		}
		return f.app.DB.FilingOf(ctx, id)
	}, func(filing store.Filing, err error) {
		w.Fail(err)
		kit.ShowText(f.copies, strings.Join(copiesLines(f.app, filing), "\n"))
	})
}

// copiesLines says what is known of the copies of an account, nothing when they are filed or on their way.
func copiesLines(a *desk.App, filing store.Filing) (lines []string) {
	reason, reply := smtp.Reason(filing.Reason), filing.Reply
	if a.Worker != nil {
		unfiled := a.Worker.Status().Unfiled
		if i := slices.IndexFunc(unfiled, func(s mailer.FilingStatus) bool { return s.UserID == filing.UserID }); i >= 0 {
			reason, reply = unfiled[i].Reason, unfiled[i].Reply
		}
	}
	if reason != "" {
		line := a.Printer.T(string(mailbox.OfMailboxes(reason)))
		if filing.Waiting > 0 {
			line = a.Printer.N("settings.copies_waiting", filing.Waiting, "Reason", line)
		}
		if lines = append(lines, line); reply != "" {
			lines = append(lines, a.Printer.T("settings.server_said", "Reply", reply))
		}
	}
	if filing.Refused > 0 {
		lines = append(lines, a.Printer.N("settings.copies_refused", filing.Refused, "Reason", a.Printer.T(filing.RefusedReason)))
	}
	return lines
}

// showCopiesTest says where the copies go, or why they cannot.
func (f *accountForm) showCopiesTest(copies copiesTest) {
	if !copies.wanted {
		return
	}
	w := f.window
	f.steps.Add(stepLine(w, copies.step))
	text, importance := w.T("settings.copies_to", "Mailbox", copies.mailbox), widget.LowImportance
	if copies.step.State == smtp.Failing {
		text, importance = w.T(string(copies.step.Reason)), widget.WarningImportance
		if copies.step.Reply != "" {
			text += "\n" + w.T("settings.server_said", "Reply", copies.step.Reply)
		}
	}
	label := widget.NewLabel(text)
	label.Wrapping, label.Importance = fyne.TextWrapWord, importance
	f.steps.Add(label)
}

// tryAgain has the outbox go on with an account that was tried as it is kept, and works again.
func (f *accountForm) tryAgain(diagnosis smtp.Diagnosis, copies copiesTest) {
	if f.user.ID == 0 || f.dirty() || !diagnosis.OK() || copies.wanted && copies.step.State == smtp.Failing {
		return
	}
	w, id := f.window, f.user.ID
	kit.Change(w, "account.again", func(ctx context.Context) error {
		return f.app.DB.ForgetFiling(ctx, id)
	}, func() {
		if f.app.Worker != nil {
			f.app.Worker.Retry(id)
		}
		f.loadCopies()
	})
}
