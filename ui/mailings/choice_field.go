package mailings

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/ui/kit"
)

// choice is one thing that a choiceField offers. Value is what is kept, Label what is read.
type choice struct {
	Value, Label string
}

// choiceField shows what is chosen of a long list and opens a dialog of tick boxes to change it.
type choiceField struct {
	*kit.PickField
	window  *kit.Window
	title   string
	choices []choice
	chosen  []string
	changed func()
	nothing string // said while nothing is chosen, "" = all
	room    int    // signs that fit on it: a button is as wide as its words, and would push its neighbours aside
}

func newChoiceField(w *kit.Window, title string, changed func()) *choiceField {
	b := &choiceField{window: w, title: title, changed: changed, room: 17}
	b.PickField = kit.NewPickField("", b.open)
	b.show()
	return b
}

func (b *choiceField) setChoices(choices []choice) {
	b.choices = choices
	b.show()
}

func (b *choiceField) setChosen(values []string) {
	b.chosen = values
	b.show()
}

// show writes the chosen names on the button, cut where they would not fit; the tooltip has them all.
func (b *choiceField) show() {
	var names []string
	for _, value := range b.chosen {
		names = append(names, b.label(value))
	}
	text := strings.Join(names, ", ")
	b.SetToolTip(b.title)
	if text != "" {
		b.SetToolTip(b.title + ": " + text)
	}
	if text == "" {
		text = b.nothing
	}
	if text == "" {
		text = b.window.T("criteria.all")
	}
	if runes := []rune(text); len(runes) > b.room {
		text = string(runes[:b.room-1]) + "…"
	}
	b.SetText(text)
}

func (b *choiceField) label(value string) string {
	for _, one := range b.choices {
		if one.Value == value {
			return one.Label
		}
	}
	return value
}

// open lets her tick; a field above shortens a long list.
func (b *choiceField) open() {
	ticked := map[string]bool{}
	for _, value := range b.chosen {
		ticked[value] = true
	}
	boxes := container.NewVBox()
	fill := func(text string) {
		boxes.RemoveAll()
		for _, one := range b.choices {
			if !strings.Contains(strings.ToLower(one.Label), strings.ToLower(strings.TrimSpace(text))) {
				continue
			}
			box := kit.NewCheck(one.Label, func(on bool) { ticked[one.Value] = on })
			box.Checked = ticked[one.Value]
			boxes.Add(box)
		}
	}
	search := kit.NewSearch(b.window, b.title, nil, fill)
	fill("")
	take := func() bool {
		b.chosen = nil
		for _, one := range b.choices {
			if ticked[one.Value] {
				b.chosen = append(b.chosen, one.Value)
			}
		}
		b.show()
		b.changed()
		return true
	}
	none := func() bool {
		clear(ticked)
		return take()
	}
	b.window.ShowDialog(kit.DialogOptions{
		Title: b.title, MinSize: fyne.NewSize(320, 380), Focus: search,
		Body: container.NewBorder(search, nil, nil, nil, container.NewVScroll(boxes)),
		Choices: []kit.Choice{
			{Label: b.window.T("kit.cancel"), Cancel: true},
			{Label: b.window.T("criteria.none"), Do: none},
			{Label: b.window.T("criteria.take"), Default: true, Do: take},
		},
	})
}
