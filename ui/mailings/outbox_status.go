package mailings

import (
	"slices"
	"strings"

	"garagemail/mailer"
	"garagemail/mailer/mailbox"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// statusLines says in words what holds the outbox back: for each account why, when it goes on, and when the last message
// will have left. names are the users'; left is what the outbox still holds.
func statusLines(a *desk.App, status mailer.Status, names map[int64]string, left int) []string {
	p := a.Printer
	var lines []string
	switch {
	case status.Paused:
		lines = append(lines, p.T("outbox.all_paused"))
	case !status.Holding && left > 0:
		lines = append(lines, p.T("report.other_program"))
	}
	for _, account := range status.Accounts {
		if account.State != mailer.AccountWaiting && account.State != mailer.AccountStopped {
			continue
		}
		parts := []string{p.T("outbox.account", "Name", names[account.UserID], "Reason", p.T(string(account.Reason)))}
		if account.State == mailer.AccountWaiting {
			parts = append(parts, p.T("outbox.goes_on", "Time", p.Time(account.RetryAt)))
		}
		if !account.DoneAt.IsZero() {
			parts = append(parts, p.T("outbox.done_at", "Time", p.Time(account.DoneAt)))
		}
		if account.Reply != "" {
			parts = append(parts, p.T("outbox.server_said", "Reply", account.Reply))
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	for _, account := range status.Unfiled {
		key := "outbox.unfiled"
		if account.LookupOnly {
			key = "outbox.not_looked_up"
		}
		parts := []string{p.T(key, "Name", names[account.UserID], "Reason", p.T(string(mailbox.OfMailboxes(account.Reason))))}
		if account.Reply != "" {
			parts = append(parts, p.T("outbox.server_said", "Reply", account.Reply))
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return lines
}

// waitingReason is why the account of a user sends nothing at the moment, "" when it does.
func waitingReason(a *desk.App, userID int64) string {
	if a.Worker == nil {
		return ""
	}
	status := a.Worker.Status()
	if !status.Holding {
		return a.Printer.T("report.other_program")
	}
	for _, account := range status.Accounts {
		if account.UserID == userID && account.Reason != "" && account.State != mailer.AccountIdle {
			return a.Printer.T(string(account.Reason))
		}
	}
	return ""
}

// onPauseAll holds back, or lets go again, everything that waits.
func (o *OutboxPage) onPauseAll() {
	worker := o.app.Worker
	if worker == nil {
		return
	}
	if worker.Status().Paused {
		worker.Unpause()
	} else {
		worker.Pause()
	}
	o.app.Bus.Announce(desk.TopicOutbox)
}

// onTryNow has every account that waits or was stopped try again.
func (o *OutboxPage) onTryNow() {
	worker := o.app.Worker
	if worker == nil {
		return
	}
	status := worker.Status()
	var users []int64
	for _, account := range status.Accounts {
		if account.State == mailer.AccountWaiting || account.State == mailer.AccountStopped {
			users = append(users, account.UserID)
		}
	}
	for _, account := range status.Unfiled {
		if !slices.Contains(users, account.UserID) {
			users = append(users, account.UserID)
		}
	}
	for _, userID := range users {
		worker.Retry(userID)
	}
	o.window.Notice(o.app.Printer.N("outbox.tried", len(users)), "", nil)
}

// showDetail shows the whole sentence of the row, and the server's words for whoever has to look further.
func (o *OutboxPage) showDetail() {
	text := ""
	if row, ok := o.Grid.Row(o.Grid.Current()); ok {
		text = desk.ReasonText(o.app, row.Reason)
		if row.Reply != "" {
			text = strings.TrimSpace(text + "\n" + o.app.Printer.T("outbox.server_said", "Reply", row.Reply))
		}
	}
	kit.ShowText(o.detail, text)
	o.body.Refresh() // the label has another height now
}
