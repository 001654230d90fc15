package kit

import "fyne.io/fyne/v2"

// PickField shows what was picked, as a Select does, and opens something of the owner's to pick anew: a dialog of tick boxes, a
// window.
type PickField struct {
	Select
	pick func()
}

// NewPickField returns a field that shows text; pick opens what she picks from.
func NewPickField(text string, pick func()) *PickField {
	p := &PickField{pick: rescued(pick)}
	p.Selected, p.PlaceHolder, p.Options = text, " ", []string{text}
	p.ExtendBaseWidget(p)
	return p
}

// SetText shows what was picked.
func (p *PickField) SetText(text string) {
	p.Selected, p.Options = text, []string{text}
	p.Refresh()
}

// Tapped picks.
func (p *PickField) Tapped(*fyne.PointEvent) {
	if !p.Disabled() {
		p.pick()
	}
}

// TypedKey picks with Enter, space and the arrows, or passes the key on.
func (p *PickField) TypedKey(event *fyne.KeyEvent) {
	switch event.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		if !p.Disabled() {
			p.pick()
		}
	default:
		route(p, event)
	}
}

// CreateRenderer is Fyne's, with the frame of a field.
func (p *PickField) CreateRenderer() fyne.WidgetRenderer {
	return newFramed(p.Select.Select.CreateRenderer())
}
