package clients

import (
	"context"

	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// clientMails is the tab Courrier: everything that was ever sent to the client, and what failed to be sent again from there.
type clientMails struct{ clientList[garage.DeliveryRow] }

func newClientMails(c *ClientWindow) *clientMails {
	w, a := c.Window, c.app
	m := &clientMails{clientList[garage.DeliveryRow]{
		sheet: c, key: "client.mails",
		ids: func(ctx context.Context, clientID int64) ([]int64, error) {
			return a.DB.Deliveries(ctx, garage.DeliveryFilter{ClientID: clientID})
		},
	}}
	m.Grid = desk.NewDeliveryGrid(a, w, desk.DeliveryGridOptions{Key: "client_mails", Empty: w.T("client.mails_empty"), Menu: m.actions})
	m.build(m.actions()...)
	for key, run := range map[string]func(){"Ctrl+Return": m.onResend, "Ctrl+M": m.onMend} {
		w.Bind(key, func() {
			if c.Tabs.Selected().Content == m.object {
				run()
			}
		})
	}
	return m
}

func (m *clientMails) actions() []kit.Action {
	w := m.sheet.Window
	failed := func() bool { return len(m.failed()) > 0 }
	return []kit.Action{
		{Label: w.T("outbox.open"), Icon: theme.VisibilityIcon(), Tooltip: w.T("outbox.open_hint"), Run: func() {
			if id := m.Grid.Current(); id != 0 {
				m.sheet.app.Doors.OpenMessage(id)
			}
		}},
		{Label: w.T("report.resend"), Icon: theme.MailSendIcon(), Tooltip: w.T("outbox.retry_hint") + " (CTRL+ENTER)", Run: m.onResend, Enabled: failed},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Tooltip: w.T("resend.mend_hint") + " (CTRL+M)", Run: m.onMend, Enabled: failed},
	}
}

// failed are the selected messages that did not go.
func (m *clientMails) failed() []int64 { return failedIn(m.Grid) }

func (m *clientMails) onResend() {
	w := m.sheet.Window
	if ids := m.failed(); len(ids) > 0 {
		m.sheet.app.Resend(w, ids)
		return
	}
	w.Notice(w.T("outbox.select_failed"), "", nil)
}

func (m *clientMails) onMend() {
	w := m.sheet.Window
	if ids := m.failed(); len(ids) > 0 {
		m.sheet.app.Mend(w, ids[0])
		return
	}
	w.Notice(w.T("outbox.select_failed"), "", nil)
}

// failedIn are the selected messages of a list that failed and were not sent anew.
func failedIn(grid *kit.Grid[garage.DeliveryRow]) []int64 {
	var ids []int64
	for _, id := range grid.Picked() {
		if row, ok := grid.Row(id); ok && row.State == garage.Failed && row.ReplacedBy == 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
