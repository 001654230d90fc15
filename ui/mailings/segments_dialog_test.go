package mailings

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// answer answers the question of the open dialog.
func answer(t *testing.T, w *kit.Window, text string) {
	t.Helper()
	overlay := w.Canvas().Overlays().Top()
	if overlay == nil {
		t.Fatal("no question is open")
	}
	desktest.Found[*kit.Entry](overlay)[0].SetText(text)
	desktest.PressKey(w, fyne.KeyReturn)
}

func segmentNames(t *testing.T, a *desk.App) (names []string) {
	t.Helper()
	all, err := a.DB.Segments(t.Context())
	desktest.Check(t, err)
	for _, one := range all {
		names = append(names, one.Name)
	}
	return names
}

func TestListIsSavedReopenedRenamedAndDeleted(t *testing.T) {
	a := desktest.New(t)
	ana := storetest.Client(t, a.DB, garage.Client{Name: "Ana", Postcode: "5000", Email: "ana@client.example"})
	storetest.Client(t, a.DB, garage.Client{Name: "Bram", Postcode: "1000"})
	l := builderOf(t, a, desk.ListStart{})
	l.panel.postcodes.SetText("50*")
	l.panel.hasEmail.SetChecked(true)
	l.move([]int64{ana.ID}, kit.Right)
	l.onSaveSegment()
	answer(t, l.window, "")
	if names := segmentNames(t, a); len(names) != 0 {
		t.Fatalf("a list without a name was saved: %v", names)
	}
	answer(t, l.window, "Namur")
	if names := segmentNames(t, a); !slices.Equal(names, []string{"Namur"}) {
		t.Fatalf("saved are %v", names)
	}

	late := storetest.Client(t, a.DB, garage.Client{Name: "Carla", Postcode: "5020", Email: "carla@client.example"})
	l.window.Discard()
	l = builderOf(t, a, desk.ListStart{})
	l.onOpenSegment()
	desktest.PressKey(l.window, fyne.KeyDown)
	desktest.PressKey(l.window, fyne.KeyReturn)
	if l.panel.postcodes.Text != "50*" || !l.panel.hasEmail.Checked || l.panel.hasGSM.Checked {
		t.Errorf("the criteria come back as %+v", l.panel.criteria())
	}
	if !slices.Equal(l.selection.IDs(), []int64{ana.ID}) || !slices.Equal(l.found.IDs(), []int64{late.ID}) {
		t.Errorf("selected are %v, and found of today %v", l.selection.IDs(), l.found.IDs())
	}

	l.onOpenSegment()
	desktest.PressKey(l.window, fyne.KeyDown)
	list := l.window.Canvas().Overlays().Top()
	desktest.PressButton(t, list, l.window.T("action.rename"), 0)
	answer(t, l.window, "Province de Namur")
	if names := segmentNames(t, a); !slices.Equal(names, []string{"Province de Namur"}) {
		t.Errorf("renamed they are %v", names)
	}
	desktest.PressKey(l.window, fyne.KeyDown)
	desktest.PressButton(t, list, l.window.T("action.delete"), 0)
	desktest.PressButton(t, list, l.window.T("kit.undo_delete"), 0)
	if names := segmentNames(t, a); len(names) != 1 {
		t.Fatalf("undone, left are %v", names)
	}
	if kept := firstSegment(t, a); kept.Criteria.Postcodes != "50*" || !slices.Equal(kept.ClientIDs, []int64{ana.ID}) {
		t.Errorf("put back it is %+v", kept)
	}
	desktest.PressKey(l.window, fyne.KeyDown)
	desktest.PressButton(t, list, l.window.T("action.delete"), 0)
	if names := segmentNames(t, a); len(names) != 0 {
		t.Errorf("left are %v", names)
	}
	desktest.PressKey(l.window, fyne.KeyEscape)
	if l.window.Canvas().Overlays().Top() != nil || l.window.Context().Err() != nil {
		t.Error("Escape closes the list of lists and nothing else")
	}
}

func TestListSavedUnderANameThatExistsReplacesIt(t *testing.T) {
	a := desktest.New(t)
	l := builderOf(t, a, desk.ListStart{})
	l.onSaveSegment()
	answer(t, l.window, "Namur")
	l.panel.marked.SetChecked(true)
	l.onSaveSegment()
	answer(t, l.window, "Namur")
	if kept := firstSegment(t, a); kept.Criteria.Marked {
		t.Error("the list was replaced without a question")
	}
	desktest.PressKey(l.window, fyne.KeyReturn)
	all, err := a.DB.Segments(t.Context())
	desktest.Check(t, err)
	if len(all) != 1 {
		t.Fatalf("there are %d lists of one name", len(all))
	}
	if kept := firstSegment(t, a); !kept.Criteria.Marked {
		t.Error("agreed to, the list is still the first one")
	}
	if l.window.Canvas().Overlays().Top() != nil {
		t.Error("the question is still open")
	}
}

func firstSegment(t *testing.T, a *desk.App) garage.Segment {
	t.Helper()
	all, err := a.DB.Segments(t.Context())
	desktest.Check(t, err)
	first, err := a.DB.Segment(t.Context(), all[0].ID)
	desktest.Check(t, err)
	return first
}
