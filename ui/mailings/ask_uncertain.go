package mailings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// askUncertain explains what is known of messages, what their server said last, and has a person decide: only she may
// send them a second time.
func askUncertain(a *desk.App, w *kit.Window, ids []int64) {
	if len(ids) == 0 {
		w.Notice(w.T("outbox.select_uncertain"), "", nil)
		return
	}
	kit.Load(w, "uncertain", func(ctx context.Context) ([]garage.DeliveryRow, error) {
		return a.DB.DeliveryRows(ctx, ids[:min(len(ids), shownUncertain)])
	}, func(rows []garage.DeliveryRow) {
		showUncertain(a, w, ids, rows)
	})
}

// shownUncertain is of how many messages the dialog tells what is known.
const shownUncertain = 3

func showUncertain(a *desk.App, w *kit.Window, ids []int64, rows []garage.DeliveryRow) {
	resolve := func(arrived bool) func() bool {
		return func() bool {
			decide(a, w, ids, func(ctx context.Context, id int64) error { return a.DB.ResolveUncertain(ctx, id, arrived) })
			return true
		}
	}
	text := kit.WrappedLabel()
	text.SetText(uncertainText(a, len(ids), rows))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("outbox.resolve"), Body: text, MinSize: fyne.NewSize(560, 190+70*float32(len(rows))),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("outbox.send_again"), Danger: true, Do: resolve(false)},
			{Label: w.T("outbox.arrived"), Default: true, Do: resolve(true)},
		},
	})
}

func uncertainText(a *desk.App, count int, rows []garage.DeliveryRow) string {
	parts := []string{a.Printer.N("outbox.uncertain_text", count)}
	for _, row := range rows {
		part := row.ToAddress + "\n" + desk.ReasonText(a, row.Reason)
		if row.Reply != "" {
			part += "\n" + a.Printer.T("outbox.server_said", "Reply", row.Reply)
		}
		parts = append(parts, part)
	}
	if count > len(rows) {
		parts = append(parts, "…")
	}
	return strings.Join(parts, "\n\n")
}
