package mailings

import (
	"context"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// named is one kind of what is kept by name, for a test that does not know which.
type named struct {
	window *kit.Window
	save   func()                 // opens the question for a name
	list   func()                 // opens the list
	names  func() []string        // what the file holds
	loaded func(name string) bool // reports that this one was opened
	change func()                 // makes what would be saved another
}

// namedKinds opens the screen of each kind, with something in it that can be saved.
func namedKinds(t *testing.T) map[string]func() named {
	d := desktest.NewMail(t)
	return map[string]func() named{
		"segments": func() named {
			l := builderOf(t, d.App, desk.ListStart{})
			l.panel.postcodes.SetText("5000")
			return named{
				window: l.window, save: l.onSaveSegment, list: l.onOpenSegment,
				names:  namesOf(t, segments(d.App)),
				loaded: func(name string) bool { return l.segment == name && l.panel.postcodes.Text == "5000" },
				change: func() { l.panel.postcodes.SetText("1000") },
			}
		},
		"templates": func() named {
			e := newMailEditor(d.App, d.Mailing)
			t.Cleanup(e.Window.Discard)
			body := e.texts["fr"].body
			body.SetText("Bonjour")
			return named{
				window: e.Window, save: e.onSaveTemplate, list: e.onOpenTemplate,
				names:  namesOf(t, templates(d.App)),
				loaded: func(string) bool { return body.Text == "Bonjour" },
				change: func() { body.SetText("Au revoir") },
			}
		},
		"filters": func() named {
			f, _ := filterOf(t, d.App, &garage.Rule{Field: "client.name", Operator: criteria.Is, Values: []string{"Ana"}})
			return named{
				window: f.window, save: f.onSave, list: f.onOpen,
				names:  namesOf(t, customFilters(d.App, filterWords{app: d.App})),
				loaded: func(name string) bool { return f.name == name && f.root.rule().Rules[0].Values[0] == "Ana" },
				change: func() {
					f.setRule(&garage.Rule{Field: "client.name", Operator: criteria.Is, Values: []string{"Bram"}})
					f.show()
				},
			}
		},
	}
}

func namesOf[T any](t *testing.T, kind kit.Named[T]) func() []string {
	return func() (names []string) {
		t.Helper()
		all, err := kind.All(context.Background())
		desktest.Check(t, err)
		for _, one := range all {
			_, name := kind.Of(one)
			names = append(names, name)
		}
		return names
	}
}

// holds reports an error when the file holds other names.
func (n named) holds(t *testing.T, want ...string) {
	t.Helper()
	if got := n.names(); !slices.Equal(got, want) {
		t.Fatalf("there are %q, want %q", got, want)
	}
}

func (n named) dialog() fyne.CanvasObject { return n.window.Canvas().Overlays().Top() }

// TestNamed: lists, templates and filters are saved, opened, renamed and deleted in the same way.
func TestNamed(t *testing.T) {
	for kind, open := range namedKinds(t) {
		t.Run(kind, func(t *testing.T) {
			one := open()
			saveAndOpen(t, one)
			renameAndDelete(t, one)
		})
	}
}

func saveAndOpen(t *testing.T, one named) {
	t.Helper()
	w := one.window
	one.save()
	answer(t, w, "")
	one.holds(t)
	answer(t, w, "Alpha")
	one.save()
	answer(t, w, "Beta")
	one.holds(t, "Alpha", "Beta")
	one.change()
	one.save()
	answer(t, w, "Beta")
	if one.dialog() == nil {
		t.Fatal("a name that exists is replaced without her agreeing")
	}
	desktest.PressKey(w, fyne.KeyReturn)
	one.holds(t, "Alpha", "Beta")

	one.list()
	desktest.PressKey(w, fyne.KeyHome)
	desktest.PressKey(w, fyne.KeyReturn)
	if one.dialog() != nil || !one.loaded("Alpha") {
		t.Error("Enter did not open the first")
	}
}

func renameAndDelete(t *testing.T, one named) {
	t.Helper()
	w := one.window
	one.list()
	desktest.PressKey(w, fyne.KeyHome)
	desktest.PressKey(w, fyne.KeyF2)
	answer(t, w, "Beta")
	one.holds(t, "Alpha", "Beta")
	answer(t, w, "")
	one.holds(t, "Alpha", "Beta")
	answer(t, w, "Gamma")
	one.holds(t, "Beta", "Gamma")

	desktest.PressKey(w, fyne.KeyHome) // without a question, and can be undone
	desktest.PressKey(w, fyne.KeyDelete)
	one.holds(t, "Gamma")
	desktest.PressButton(t, one.dialog(), w.T("kit.undo_delete"), 0)
	one.holds(t, "Beta", "Gamma")
	desktest.PressKey(w, fyne.KeyHome)
	desktest.PressButton(t, one.dialog(), w.T("action.delete"), 0)
	one.holds(t, "Gamma")
	desktest.PressKey(w, fyne.KeyEscape)
	if one.dialog() != nil || w.Context().Err() != nil {
		t.Error("Escape closes the list and nothing else")
	}
	desktest.PressButton(t, w.Canvas().Content(), w.T("kit.undo_delete"), 0) // also once the list is closed
	one.holds(t, "Beta", "Gamma")
}
