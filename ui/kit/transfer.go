package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
)

// Side is one of the two lists of a Transfer.
type Side int

// The sides.
const (
	Left Side = iota
	Right
)

// TransferOptions describe two lists and what the arrows between them do.
type TransferOptions struct {
	Left, Right fyne.CanvasObject
	OnMove      func(to Side) // > and <: what is highlighted
	OnMoveAll   func(to Side) // >> and <<: all
	SplitKey    string        // names the divider in the settings
}

// NewTransfer puts the arrows between the lists and binds CTRL+Right, CTRL+Left and, with SHIFT, all.
func NewTransfer(w *Window, options TransferOptions) fyne.CanvasObject {
	arrow := func(label, tooltip, key string, run func()) fyne.CanvasObject {
		action := Action{Label: label, Tooltip: w.T(tooltip), Key: key, Run: run}
		w.bindAction(&w.router.own, action)
		button := NewButton(label, run)
		button.SetToolTip(action.hint())
		return button
	}
	arrows := container.NewVBox(
		layout.NewSpacer(),
		arrow(">", "kit.move_right", "Ctrl+Right", func() { options.OnMove(Right) }),
		arrow(">>", "kit.move_all_right", "Ctrl+Shift+Right", func() { options.OnMoveAll(Right) }),
		arrow("<", "kit.move_left", "Ctrl+Left", func() { options.OnMove(Left) }),
		arrow("<<", "kit.move_all_left", "Ctrl+Shift+Left", func() { options.OnMoveAll(Left) }),
		layout.NewSpacer(),
	)
	split := container.NewHSplit(options.Left, container.NewBorder(nil, nil, arrows, nil, options.Right))
	w.RememberSplit(options.SplitKey, split, 0.55)
	return split
}
