package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// deliveryGridOptions say where a list of messages stands.
type deliveryGridOptions struct {
	Key      string              // of its column widths
	Empty    string              // said while there is no message
	Menu     func() []kit.Action // what a right click and the menu key offer
	OnSelect func()              // nil = nobody asks
}

// newDeliveryGrid lists messages wherever they stand: in the outbox, on a client's Courrier tab.
func newDeliveryGrid(a *App, w *kit.Window, options deliveryGridOptions) *kit.Grid[garage.DeliveryRow] {
	column := func(key string, width float32, of func(garage.DeliveryRow) string) kit.Column[garage.DeliveryRow] {
		return kit.Column[garage.DeliveryRow]{Key: key, Label: w.T("outbox." + key), Width: width, Text: of}
	}
	state := column("state", 115, func(d garage.DeliveryRow) string { return stateWord(a, d) })
	state.Color = func(d garage.DeliveryRow) fyne.ThemeColorName { return stateColor(d.State) }
	grid := kit.NewGrid(kit.GridOptions[garage.DeliveryRow]{
		Columns: []kit.Column[garage.DeliveryRow]{
			column("date", 125, func(d garage.DeliveryRow) string {
				if !d.FinishedAt.IsZero() {
					return a.p.Time(d.FinishedAt)
				}
				return a.p.Time(d.QueuedAt)
			}),
			state,
			column("next_try", 125, func(d garage.DeliveryRow) string { return nextTry(a, d) }),
			column("client", 160, func(d garage.DeliveryRow) string { return d.ToName }),
			column("address", 200, func(d garage.DeliveryRow) string { return d.ToAddress }),
			column("subject", 260, func(d garage.DeliveryRow) string { return d.Subject }),
			column("reason", 380, func(d garage.DeliveryRow) string {
				if d.Reason == "" {
					return ""
				}
				return a.p.T(d.Reason)
			}),
		},
		ID:       func(d garage.DeliveryRow) int64 { return d.ID },
		Rows:     func(ids []int64) ([]garage.DeliveryRow, error) { return a.db.DeliveryRows(w.Context(), ids) },
		OnError:  w.Fail,
		OnOpen:   a.openMessage,
		OnMenu:   func(_ []int64, at fyne.Position) { w.PopUpMenu(at, options.Menu()...) },
		OnSelect: options.OnSelect,
		Empty:    options.Empty,
	})
	w.RememberColumns(options.Key, grid)
	return grid
}

// nextTry is when a message that waits is tried (again), "" = as soon as its turn comes.
func nextTry(a *App, d garage.DeliveryRow) string {
	if d.State != garage.Queued || !d.NextTryAt.After(a.db.Now()) {
		return ""
	}
	return a.p.Time(d.NextTryAt)
}

// stateWord names a delivery's state as she reads it.
func stateWord(a *App, d garage.DeliveryRow) string {
	if d.State == garage.Queued && d.Paused {
		return a.p.T("outbox.state.paused")
	}
	return a.p.T("outbox.state." + string(d.State))
}

func stateColor(state garage.DeliveryState) fyne.ThemeColorName {
	switch state {
	case garage.Sent:
		return theme.ColorNameSuccess
	case garage.Failed:
		return theme.ColorNameError
	case garage.Uncertain:
		return theme.ColorNameWarning
	}
	return ""
}
