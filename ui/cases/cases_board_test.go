package cases

import (
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// boardDesk is Dossiers with two damages opened, one agreed and a breakdown.
func boardDesk(t *testing.T) (d *desktest.MailDesk, f *casesPage, damages []garage.Case) {
	t.Helper()
	d = desktest.NewMail(t)
	d.Host.Settings = desk.NewSettings(d.DB)
	for _, plate := range []string{"1-AAA-111", "1-BBB-222", "1-CCC-333"} {
		file := garage.Case{Kind: "bodyshop", ClientID: d.Clients[0].ID, Values: map[string]string{"plate": plate, "make": "Renault", "model": "Clio"}}
		desktest.Check(t, d.DB.SaveCase(t.Context(), &file, "Sophie"))
		damages = append(damages, file)
	}
	var err error
	damages[2], err = d.DB.SetCaseState(t.Context(), damages[2].ID, damages[2].Version, "agreed", "Sophie")
	desktest.Check(t, err)
	towed := garage.Case{Kind: "breakdown", Values: map[string]string{"plate": "1-TOW-444"}}
	desktest.Check(t, d.DB.SaveCase(t.Context(), &towed, "Sophie"))
	w := kit.NewWindow(d.Host, kit.WindowOptions{Key: "main", Title: "GarageMail", Size: fyne.NewSize(1200, 700)})
	t.Cleanup(w.Discard)
	f = NewCasesPage(d.App, w).(*casesPage)
	w.SetBody(f.Object())
	w.NewPageToolbar(f.Actions()...)
	w.Show()
	f.Reload()
	f.Focus()
	return d, f, damages
}

// stackOf is the board's column of a state.
func stackOf(t *testing.T, f *casesPage, state string) *caseStack {
	t.Helper()
	for _, stack := range f.board.stacks {
		if stack.state.Key == state {
			return stack
		}
	}
	t.Fatalf("the board has no column %q", state)
	return nil
}

// TestBoardByKeyboard: CTRL+T, arrows from state to state over the empty ones, Enter opens what is seen.
func TestBoardByKeyboard(t *testing.T) {
	d, f, damages := boardDesk(t)
	desktest.PressChord(t, f.window, fyne.KeyT, fyne.KeyModifierControl)
	if !f.onBoard || f.grid.Visible() || !f.board.body.Visible() || f.board.empty.Visible() || len(f.board.stacks) != len(f.kind.States) {
		t.Fatal("CTRL+T shows no board")
	}
	if label := stackOf(t, f, "opened").heading.Text; label != d.Printer.T(f.kind.States[0].LabelKey())+"  2" {
		t.Errorf("heading %q", label)
	}
	desktest.PressKey(f.window, fyne.KeyDown)
	if row, ok := f.row(); !ok || row.ID != damages[1].ID {
		t.Errorf("down is on %+v", row)
	}
	desktest.PressKey(f.window, fyne.KeyRight)
	if row, ok := f.row(); !ok || row.ID != damages[2].ID || stackOf(t, f, "opened").grid.SelectedCount() != 0 {
		t.Errorf("right is on %+v", row)
	}
	desktest.PressKey(f.window, fyne.KeyRight) // there is nothing
	desktest.PressKey(f.window, fyne.KeyReturn)
	if len(kit.Screens[*CaseWindow](d.Host)) != 1 || kit.Screens[*CaseWindow](d.Host)[0].file.ID != damages[2].ID {
		t.Fatalf("Enter opened %d windows", len(kit.Screens[*CaseWindow](d.Host)))
	}
	kit.Screens[*CaseWindow](d.Host)[0].Window.Discard()
	f.window.Focus(f.search)
	desktest.PressKey(f.window, fyne.KeyDown)
	if row, ok := f.row(); !ok || row.ID != damages[2].ID {
		t.Errorf("down from the search is on %+v", row)
	}
	if again := NewCasesPage(d.App, f.window).(*casesPage); !again.onBoard {
		t.Error("the board is forgotten")
	}
}

// TestBoardFollows: what moves elsewhere moves here; search, kind and heading narrow it; its export is what it shows.
func TestBoardFollows(t *testing.T) {
	d, f, damages := boardDesk(t)
	f.toggleView()
	_, err := d.DB.SetCaseState(t.Context(), damages[0].ID, damages[0].Version, "agreed", "Els")
	desktest.Check(t, err)
	d.Bus.Announce(desk.TopicCases)
	if opened, agreed := len(stackOf(t, f, "opened").grid.IDs()), len(stackOf(t, f, "agreed").grid.IDs()); opened != 1 || agreed != 2 {
		t.Errorf("%d opened, %d agreed", opened, agreed)
	}
	if f.count.Text != d.Printer.N("files.count", 3) || len(f.board.ids()) != 3 {
		t.Errorf("%q, %v", f.count.Text, f.board.ids())
	}
	f.search.SetText("1bbb222")
	if ids := f.board.ids(); len(ids) != 1 || ids[0] != damages[1].ID {
		t.Errorf("found %v", ids)
	}
	f.search.SetText("zzzz")
	if len(f.board.ids()) != 0 || !f.board.empty.Visible() {
		t.Errorf("nothing is said of no file: %v", f.board.ids())
	}
	f.search.SetText("")
	f.kinds.SetSelectedIndex(1)
	if len(f.board.stacks) != len(f.kind.States) || len(stackOf(t, f, "called").grid.IDs()) != 1 || len(f.board.ids()) != 1 {
		t.Errorf("breakdowns: %v", f.board.ids())
	}
	f.kinds.SetSelectedIndex(0)
	stackOf(t, f, "agreed").heading.OnTapped()
	if f.onBoard || f.state != "agreed" || len(f.grid.IDs()) != 2 {
		t.Errorf("the heading shows state %q, %v", f.state, f.grid.IDs())
	}
}

// TestBoardOfAnotherKind: the keyboard waits for the columns of the kind that is chosen, and what is opened is what it is.
func TestBoardOfAnotherKind(t *testing.T) {
	d, f, damages := boardDesk(t)
	f.toggleView()
	f.toggleView()
	f.kinds.OnChanged = nil // as while the files of the other kind are read
	f.kinds.SetSelectedIndex(1)
	f.kind = garage.CaseKinds[1]
	f.window.Focus(f.search)
	f.grid.Select(damages[0].ID)
	f.open()
	if len(kit.Screens[*CaseWindow](d.Host)) != 1 || kit.Screens[*CaseWindow](d.Host)[0].kind.Name != "bodyshop" {
		t.Fatalf("%d windows", len(kit.Screens[*CaseWindow](d.Host)))
	}
	kit.Screens[*CaseWindow](d.Host)[0].Window.Discard()
	f.view(true)
	f.Focus()
	if f.window.Canvas().Focused() != f.search {
		t.Errorf("%T has the keyboard", f.window.Canvas().Focused())
	}
	f.Reload()
	desktest.PressKey(f.window, fyne.KeyReturn)
	if len(kit.Screens[*CaseWindow](d.Host)) != 1 || kit.Screens[*CaseWindow](d.Host)[0].kind.Name != "breakdown" {
		t.Fatalf("%d windows", len(kit.Screens[*CaseWindow](d.Host)))
	}
	kit.Screens[*CaseWindow](d.Host)[0].Window.Discard()
}
