package desk

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// DeliveryGridOptions say where a list of messages stands.
type DeliveryGridOptions struct {
	Key      string              // of its column widths
	Empty    string              // said while there is no message
	Menu     func() []kit.Action // what a right click and the menu key offer
	OnSelect func()              // nil = nobody asks
}

// NewDeliveryGrid lists messages wherever they stand: in the outbox, on a client's Courrier tab.
func NewDeliveryGrid(a *App, w *kit.Window, options DeliveryGridOptions) *kit.Grid[garage.DeliveryRow] {
	column := func(key string, width float32, of func(garage.DeliveryRow) string) kit.Column[garage.DeliveryRow] {
		return kit.Column[garage.DeliveryRow]{Key: key, Label: w.T("outbox." + key), Width: width, Text: of}
	}
	state := column("state", 115, func(d garage.DeliveryRow) string { return stateWord(a, d) })
	state.Color = func(d garage.DeliveryRow) fyne.ThemeColorName { return StateColor(d.State) }
	grid := kit.NewGrid(kit.GridOptions[garage.DeliveryRow]{
		Columns: []kit.Column[garage.DeliveryRow]{
			column("date", 125, func(d garage.DeliveryRow) string {
				if !d.FinishedAt.IsZero() {
					return a.Printer.Time(d.FinishedAt)
				}
				return a.Printer.Time(d.QueuedAt)
			}),
			state,
			column("next_try", 125, func(d garage.DeliveryRow) string { return NextTry(a, d) }),
			column("client", 160, func(d garage.DeliveryRow) string { return d.ToName }),
			column("address", 220, func(d garage.DeliveryRow) string { return d.ToAddress }),
			column("subject", 260, func(d garage.DeliveryRow) string { return d.Subject }),
			column("reason", 360, func(d garage.DeliveryRow) string {
				if d.Reason == "" {
					return ""
				}
				return a.Printer.T(d.Reason)
			}),
		},
		ID:       func(d garage.DeliveryRow) int64 { return d.ID },
		Rows:     func(ids []int64) ([]garage.DeliveryRow, error) { return a.DB.DeliveryRows(w.Context(), ids) },
		OnError:  w.Fail,
		OnOpen:   a.Doors.OpenMessage,
		OnMenu:   func(_ []int64, at fyne.Position) { w.PopUpMenu(at, options.Menu()...) },
		OnSelect: options.OnSelect,
		Empty:    options.Empty,
	})
	w.RememberColumns(options.Key, grid)
	return grid
}

// NextTry is when a message that waits is tried (again), "" = as soon as its turn comes.
func NextTry(a *App, d garage.DeliveryRow) string {
	if d.State != garage.Queued || !d.NextTryAt.After(a.DB.Now()) {
		return ""
	}
	return a.Printer.Time(d.NextTryAt)
}

// stateWord names a delivery's state as she reads it.
func stateWord(a *App, d garage.DeliveryRow) string {
	if d.State == garage.Queued && d.Paused {
		return a.Printer.T("outbox.state.paused")
	}
	return a.Printer.T("outbox.state." + string(d.State))
}

// StateColor is the color of a state in a list, "" for the usual one.
func StateColor(state garage.DeliveryState) fyne.ThemeColorName {
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

// StateLabel names a state; "" is a recipient for whom no message was made.
func StateLabel(a *App, state garage.DeliveryState) string {
	if state == "" {
		return a.Printer.T("report.left_out")
	}
	return a.Printer.T("outbox.state." + string(state))
}

// ReasonText is the sentence of a reason, "" = none.
func ReasonText(a *App, reason string) string {
	if reason == "" {
		return ""
	}
	return a.Printer.T(reason)
}

// ReportPause is how often the report is read anew while messages leave.
const ReportPause = 250 * time.Millisecond
