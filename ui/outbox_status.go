package ui

import (
	"slices"
	"strings"

	"garagemail/mailer"
	"garagemail/mailer/mailbox"
)

// statusLines says in words what holds the outbox back: for each account why, when it goes on, and when the last message
// will have left. names are the users'; left is what the outbox still holds.
func (a *App) statusLines(status mailer.Status, names map[int64]string, left int) []string {
	p := a.p
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
func (a *App) waitingReason(userID int64) string {
	if a.worker == nil {
		return ""
	}
	status := a.worker.Status()
	if !status.Holding {
		return a.p.T("report.other_program")
	}
	for _, account := range status.Accounts {
		if account.UserID == userID && account.Reason != "" && account.State != mailer.AccountIdle {
			return a.p.T(string(account.Reason))
		}
	}
	return ""
}

// onPauseAll holds back, or lets go again, everything that waits.
func (o *outboxPage) onPauseAll() {
	worker := o.app.worker
	if worker == nil {
		return
	}
	if worker.Status().Paused {
		worker.Unpause()
	} else {
		worker.Pause()
	}
	o.app.bus.Announce(topicOutbox)
}

// onTryNow has every account that waits or was stopped try again.
func (o *outboxPage) onTryNow() {
	worker := o.app.worker
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
	o.window.Notice(o.app.p.N("outbox.tried", len(users)), "", nil)
}

// showDetail shows the whole sentence of the row, and the server's words for whoever has to look further.
func (o *outboxPage) showDetail() {
	text := ""
	if row, ok := o.grid.Row(o.grid.Current()); ok {
		text = reasonText(o.app, row.Reason)
		if row.Reply != "" {
			text = strings.TrimSpace(text + "\n" + o.app.p.T("outbox.server_said", "Reply", row.Reply))
		}
	}
	showText(o.detail, text)
	o.body.Refresh() // the label has another height now
}
