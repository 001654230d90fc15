package mailings

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// builderOf opens the list builder; the caller finds its window among those of the program.
func builderOf(t *testing.T, a *desk.App, start desk.ListStart) *listWindow {
	t.Helper()
	l := OpenListBuilder(a, start)
	t.Cleanup(l.window.Discard)
	return l
}

func clientsNamed(t *testing.T, a *desk.App, names ...string) (ids []int64) {
	t.Helper()
	for _, name := range names {
		ids = append(ids, storetest.Client(t, a.DB, garage.Client{Name: name, Email: strings.ToLower(name) + "@client.example"}).ID)
	}
	return ids
}

func TestClientsMoveBothWaysAndStandNowhereTwice(t *testing.T) {
	a := desktest.New(t)
	ids := clientsNamed(t, a, "Ana", "Bram", "Carla", "Dirk")
	l := builderOf(t, a, desk.ListStart{})
	stand := func(step string, left, right []int64) {
		t.Helper()
		if got := l.found.IDs(); !slices.Equal(got, left) {
			t.Errorf("%s: on the left %v, want %v", step, got, left)
		}
		if got := l.selection.IDs(); !slices.Equal(got, right) {
			t.Errorf("%s: on the right %v, want %v", step, got, right)
		}
		if want := a.Printer.N("list.count", len(left)); l.foundCount.Text != want {
			t.Errorf("%s: the left says %q, want %q", step, l.foundCount.Text, want)
		}
		if want := a.Printer.N("list.count", len(right)); l.chosenCount.Text != want {
			t.Errorf("%s: the right says %q, want %q", step, l.chosenCount.Text, want)
		}
	}
	stand("at first", ids, []int64{})
	l.found.Select(ids[1], ids[3])
	desktest.PressButton(t, l.window.Content(), ">", 0)
	stand(">", []int64{ids[0], ids[2]}, []int64{ids[1], ids[3]})
	l.move([]int64{ids[1], ids[0]}, kit.Right)
	if got := l.selection.IDs(); len(got) != 3 {
		t.Errorf("moved a second time: %v", got)
	}
	desktest.PressButton(t, l.window.Content(), ">>", 0)
	if got := slices.Sorted(slices.Values(l.selection.IDs())); !slices.Equal(got, ids) || len(l.found.IDs()) != 0 {
		t.Errorf(">>: on the right %v, on the left %v", got, l.found.IDs())
	}
	l.selection.Select(ids[2])
	desktest.PressButton(t, l.window.Content(), "<", 0)
	if !slices.Equal(l.found.IDs(), []int64{ids[2]}) || slices.Contains(l.selection.IDs(), ids[2]) {
		t.Errorf("<: on the left %v, on the right %v", l.found.IDs(), l.selection.IDs())
	}
	l.panel.postcodes.SetText("9999")
	desktest.PressButton(t, l.window.Content(), "<<", 0)
	stand("<< with criteria nobody meets", []int64{}, []int64{})
	l.panel.postcodes.SetText("")
	stand("<<", ids, []int64{})
}

func TestKeysMoveClients(t *testing.T) {
	a := desktest.New(t)
	ids := clientsNamed(t, a, "Ana", "Bram", "Carla")
	l := builderOf(t, a, desk.ListStart{})
	l.found.Select(ids[1])
	l.window.Focus(l.found.Focusable())
	desktest.PressChord(t, l.window, fyne.KeyRight, fyne.KeyModifierControl)
	desktest.PressKey(l.window, fyne.KeyDown)
	desktest.PressKey(l.window, fyne.KeyReturn)
	if got := l.selection.IDs(); len(got) != 2 || got[0] != ids[1] {
		t.Errorf("CTRL+Right and ENTER moved %v", got)
	}
	desktest.PressChord(t, l.window, fyne.KeyLeft, fyne.KeyModifierControl|fyne.KeyModifierShift)
	if got := l.selection.IDs(); len(got) != 0 {
		t.Errorf("CTRL+SHIFT+Left left %v", got)
	}
}

func TestBothListsSort(t *testing.T) {
	a := desktest.New(t)
	ids := clientsNamed(t, a, "Carla", "ana", "Bram")
	byName := []int64{ids[1], ids[2], ids[0]}
	l := builderOf(t, a, desk.ListStart{ClientIDs: ids})
	l.chosenSort = desk.Sorting{Key: "name", Descending: false}
	l.sortChosen()
	if got := l.selection.IDs(); !slices.Equal(got, byName) {
		t.Errorf("the selection stands as %v, want %v", got, byName)
	}
	l.chosenSort.Descending = true
	l.sortChosen()
	slices.Reverse(byName)
	if got := l.selection.IDs(); !slices.Equal(got, byName) {
		t.Errorf("descending it stands as %v, want %v", got, byName)
	}
	l.move(ids, kit.Left)
	l.foundSort = desk.Sorting{Key: "name", Descending: true}
	l.loadMatches()
	if got := l.found.IDs(); !slices.Equal(got, byName) {
		t.Errorf("what is found stands as %v, want %v", got, byName)
	}
	l.move(ids[:2], kit.Right)
	if want := []int64{ids[0], ids[1]}; !slices.Equal(l.selection.IDs(), want) {
		t.Errorf("what is moved into a sorted list stands as %v, want %v", l.selection.IDs(), want)
	}
}

func TestWhoCannotGetTheMailIsCountedAndTakenOut(t *testing.T) {
	a := desktest.New(t)
	ids := clientsNamed(t, a, "Ana", "Bram")
	mute := storetest.Client(t, a.DB, garage.Client{Name: "Carla"})
	yes := storetest.Client(t, a.DB, garage.Client{Name: "Dirk", Email: "dirk@client.example", AcceptsPromotional: true})
	l := builderOf(t, a, desk.ListStart{ClientIDs: append(ids, mute.ID, yes.ID)})
	if want := a.Printer.N("list.without_email", 1); l.problems.Text != want {
		t.Errorf("says %q, want %q", l.problems.Text, want)
	}
	l.promotional.SetChecked(true)
	if want := a.Printer.N("list.not_accepting", 2); !strings.Contains(l.problems.Text, want) {
		t.Errorf("of a promotional mail it says %q, want %q in it", l.problems.Text, want)
	}
	l.onTakeOutProblems()
	if got := l.selection.IDs(); !slices.Equal(got, []int64{yes.ID}) {
		t.Errorf("%v are left, want %v", got, yes.ID)
	}
	desktest.PressButton(t, l.window.Content(), l.window.T("action.undo"), 0)
	if got := len(l.selection.IDs()); got != 4 {
		t.Errorf("%d are back", got)
	}
}

func TestAllCriteriaAreSeenInASmallWindow(t *testing.T) {
	for _, language := range []string{"fr", "nl", "en"} {
		t.Run(language, func(t *testing.T) {
			a := desktest.In(t, language)
			l := builderOf(t, a, desk.ListStart{})
			l.window.Resize(fyne.NewSize(1280, 690)) // 720 less the title of the window
			scrolls := desktest.Found[*container.Scroll](l.panel.object)
			if len(scrolls) == 0 {
				t.Fatal("the criteria stand in no scroller")
			}
			if room, needed := scrolls[0].Size(), scrolls[0].Content.MinSize(); needed.Height > room.Height || needed.Width > room.Width {
				t.Errorf("the criteria need %v and have %v", needed, room)
			}
		})
	}
}

// TestEmptiedCentreDoesNotAskForWiderCriteria: when all who meet the criteria are chosen, the centre says so.
func TestEmptiedCentreDoesNotAskForWiderCriteria(t *testing.T) {
	a := desktest.New(t)
	clientsNamed(t, a, "Ana", "Bram")
	l := builderOf(t, a, desk.ListStart{})
	says := func(want string) {
		t.Helper()
		var shown []string
		for _, label := range desktest.Found[*widget.Label](l.found) {
			if label.Visible() {
				shown = append(shown, label.Text)
			}
		}
		if !slices.Contains(shown, l.window.T(want)) {
			t.Errorf("the centre says %q", shown)
		}
	}
	desktest.PressButton(t, l.window.Content(), ">>", 0)
	says("list.all_chosen")
	l.panel.postcodes.SetText("9999")
	says("list.empty_found")
}
