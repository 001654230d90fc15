package documents

import (
	"context"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
)

// onSend mails the picked reminders, once she has seen how many go in which tone.
func (r *remindersWindow) onSend() {
	w, a := r.window, r.app
	ids, rows := r.picked(), r.grid.Rows()
	switch {
	case len(ids) == 0:
		w.Notice(w.T("reminders.select_first"), "", nil)
		return
	case a.LacksCompany(w, w.T("reminders.title")):
		return
	}
	mails := make([]compose.ReminderMail, len(ids))
	byTone := map[garage.ReminderLevel]int{}
	for i, id := range ids {
		mails[i] = rows[id-1].mail()
		byTone[mails[i].Level]++
	}
	question := a.Printer.N("reminders.send_text", len(mails))
	for tone := garage.ReminderLevel(1); tone <= 3; tone++ {
		if byTone[tone] > 0 {
			question += "\n" + a.Printer.T("kit.pair", "Label", desk.LevelLabel(a, tone), "Value", a.Printer.Number(int64(byTone[tone])))
		}
	}
	w.Ask(w.T("reminders.title"), question, w.T("preflight.send"), false, func() { r.send(mails) })
}

func (r *remindersWindow) send(mails []compose.ReminderMail) {
	a := r.app
	sendOwed(a, r.window, r.window.T("reminders.title"),
		func(ctx context.Context, paper compose.OwedPaperOf, progress func(done, total int)) (compose.OwedReport, error) {
			return compose.QueueReminders(ctx, a.Office(), mails, paper, progress)
		})
}

// onPreview shows the PDF that the keyboard's client would get.
func (r *remindersWindow) onPreview() {
	row, ok := r.grid.CurrentRow()
	if !ok {
		return
	}
	previewOwed(r.app, r.window, row.mail())
}
