package settings

import (
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desktest"
)

// names are the rows of a list as the window shows them.
func (n *namesWindow) names(list store.NameList) (names []string) {
	for _, row := range n.grid.Rows() {
		if row.List == list {
			names = append(names, n.nameOf(row))
		}
	}
	return names
}

// row is the row with this name.
func (n *namesWindow) row(t *testing.T, name string) store.NamedRow {
	t.Helper()
	for _, row := range n.grid.Rows() {
		if n.nameOf(row) == name {
			return row
		}
	}
	t.Fatalf("no %q among %+v", name, n.grid.Rows())
	return store.NamedRow{}
}

func TestNamesAreRenamedMergedAndDeleted(t *testing.T) {
	d := desktest.NewMail(t)
	place, err := d.DB.SaveFamily(t.Context(), garage.Family{Name: "Garage"})
	desktest.Check(t, err)
	_, err = d.DB.SaveFamily(t.Context(), garage.Family{Name: "Garages"})
	desktest.Check(t, err)
	_, err = d.DB.SaveClientType(t.Context(), garage.ClientType{Name: "Flotte"})
	desktest.Check(t, err)
	storetest.Client(t, d.DB, garage.Client{Name: "Lambert", FamilyID: place})
	n := newNamesWindow(d.App)
	n.load()
	if got := n.names(store.FamilyNames); len(got) != 2 || len(n.names(store.ClientTypeNames)) != 1 {
		t.Fatalf("lists %v", n.grid.Rows())
	}

	n.remove([]store.NamedRow{n.row(t, "Flotte"), n.row(t, "Garage")})
	if got := n.names(store.ClientTypeNames); len(got) != 0 || len(n.names(store.FamilyNames)) != 2 {
		t.Errorf("what is unused goes, what is used stays: %v", n.grid.Rows())
	}
	n.window.Canvas().Overlays().Remove(n.window.Canvas().Overlays().Top()) // why the other one stays
	desktest.PressButton(t, n.window.Content(), n.window.T("action.undo"), 0)
	if got := n.names(store.ClientTypeNames); len(got) != 1 || got[0] != "Flotte" {
		t.Errorf("put back: %v", got)
	}

	into := n.row(t, "Garages")
	n.mergeInto(n.row(t, "Garage"), into)
	if got := n.names(store.FamilyNames); len(got) != 1 || n.row(t, "Garages").Used != 1 {
		t.Errorf("merged: %v", n.grid.Rows())
	}
	desktest.PressButton(t, n.window.Content(), n.window.T("action.undo"), 0)
	if got := n.names(store.FamilyNames); len(got) != 2 || n.row(t, "Garage").Used != 1 {
		t.Errorf("the merge undone: %v", n.grid.Rows())
	}
	n.merge(n.row(t, "Garage"))
	desktest.PressKey(n.window, fyne.KeyReturn)
	if got := n.names(store.FamilyNames); len(got) != 1 || n.row(t, "Garages").Used != 1 {
		t.Errorf("merged by the keyboard: %v", n.grid.Rows())
	}
	n.merge(n.row(t, "Flotte")) // nothing to merge it with: no dialog
	if top := n.window.Canvas().Overlays().Top(); top != nil {
		t.Error("a dialog without a choice")
	}

	n.edit(n.row(t, "Garages"))
	n.window.Canvas().Focused().(interface{ SetText(string) }).SetText("Confrères")
	desktest.PressKey(n.window, fyne.KeyReturn)
	if got := n.names(store.FamilyNames); len(got) != 1 || got[0] != "Confrères" {
		t.Errorf("renamed: %v", got)
	}
}
