package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/ui/kit"
)

// clientList is a tab with a grid of what the file holds of the client, and buttons above it.
type clientList[T any] struct {
	sheet  *clientWindow
	key    string // of its load
	ids    func(ctx context.Context, clientID int64) ([]int64, error)
	grid   *kit.Grid[T]
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
	l.object = container.NewBorder(buttons, nil, nil, nil, l.grid)
}

func (l *clientList[T]) load() {
	id := l.sheet.client.ID
	if id == 0 {
		return
	}
	kit.Load(l.sheet.window, l.key, func(ctx context.Context) ([]int64, error) { return l.ids(ctx, id) }, l.grid.SetIDs)
}

func (l *clientList[T]) focusRows() { l.sheet.window.Focus(l.grid.Focusable()) }
