package clients

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/ui/kit"
)

// clientList is a tab with a grid of what the file holds of the client, and buttons above it.
type clientList[T any] struct {
	sheet  *ClientWindow
	key    string // of its load
	ids    func(ctx context.Context, clientID int64) ([]int64, error)
	Grid   *kit.Grid[T]
	object fyne.CanvasObject
}

// build lays out the tab, with a button for each action.
func (l *clientList[T]) build(actions ...kit.Action) {
	buttons := container.NewHBox()
	for _, action := range actions {
		button := kit.NewIconButton(action.Label, action.Icon, action.Run)
		button.SetToolTip(action.Tooltip)
		buttons.Add(button)
	}
	l.object = container.NewBorder(buttons, nil, nil, nil, l.Grid)
}

func (l *clientList[T]) load() {
	id := l.sheet.Client.ID
	if id == 0 {
		return
	}
	kit.Load(l.sheet.Window, l.key, func(ctx context.Context) ([]int64, error) { return l.ids(ctx, id) }, l.Grid.SetIDs)
}

func (l *clientList[T]) focusRows() { l.sheet.Window.Focus(l.Grid.Focusable()) }
