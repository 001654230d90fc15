package clients

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestClientsAreFoundAsSheTypes(t *testing.T) {
	a := desktest.New(t)
	eleonore := storetest.Client(t, a.DB, garage.Client{Name: "Lefèvre", FirstName: "Éléonore"})
	bram := storetest.Client(t, a.DB, garage.Client{Name: "Bram"})
	storetest.Vehicle(t, a.DB, garage.Vehicle{ClientID: bram.ID, Plate: "1-ABC-234"})
	c, _ := clientsOf(t, a)
	for typed, want := range map[string][]int64{"lefevre": {eleonore.ID}, "1abc": {bram.ID}, "zz": {}, "": {bram.ID, eleonore.ID}} {
		c.search.SetText(typed)
		if got := c.Grid.IDs(); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
}

func TestMarksAreClearedFromAFieldAndPutBack(t *testing.T) {
	a := desktest.New(t)
	var ids []int64
	for _, name := range []string{"Ana", "Bram", "Carla"} {
		ids = append(ids, storetest.Client(t, a.DB, garage.Client{Name: name}).ID)
	}
	c, w := clientsOf(t, a)
	c.Grid.Select(ids[0], ids[1])
	w.Focus(c.Grid.Focusable())
	desktest.PressKey(w, fyne.KeySpace)
	marked := func() int {
		t.Helper()
		n, err := a.DB.MarkCount(t.Context())
		desktest.Check(t, err)
		return n
	}
	if marked() != 2 || !strings.Contains(c.counts.Text, "2 marqués V") {
		t.Fatalf("%d marks, the page says %q", marked(), c.counts.Text)
	}
	w.Focus(c.search)
	c.search.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyR, Modifier: fyne.KeyModifierAlt})
	if marked() != 0 || strings.Contains(c.counts.Text, "V") {
		t.Errorf("ALT+R left %d marks, the page says %q", marked(), c.counts.Text)
	}
	desktest.Check(t, a.DB.RestoreMarks(t.Context(), ids[:2]))
	if marked() != 2 {
		t.Errorf("%d marks put back", marked())
	}
}

func TestMailToTheSelectedClients(t *testing.T) {
	a := desktest.New(t)
	_, err := a.DB.SaveCompany(t.Context(), garage.Company{Name: "Garage"})
	desktest.Check(t, err)
	desktest.Check(t, a.LoadIdentity(t.Context()))
	one := storetest.Client(t, a.DB, garage.Client{Name: "Ana", Email: "ana@client.example"})
	storetest.Client(t, a.DB, garage.Client{Name: "Bram", Email: "bram@client.example"})
	c, w := clientsOf(t, a)
	c.Grid.Select(one.ID)
	c.OnMail()
	desktest.PressKey(w, fyne.KeyReturn) // the default: to the selected client
	mailings, err := a.DB.Mailings(t.Context())
	desktest.Check(t, err)
	if len(mailings) != 1 {
		t.Fatalf("%d drafts", len(mailings))
	}
	got, err := a.DB.RecipientIDs(t.Context(), mailings[0].ID)
	desktest.Check(t, err)
	if !slices.Equal(got, []int64{one.ID}) {
		t.Errorf("the draft goes to %v", got)
	}
}

// clientsOf opens the clients' page in a window.
func clientsOf(t *testing.T, a *desk.App) (*ClientsPage, *kit.Window) {
	t.Helper()
	w := a.NewWindow(kit.WindowOptions{Key: "test", Size: fyne.NewSize(1240, 700)})
	c := NewClientsPage(a, w).(*ClientsPage)
	toolbar := w.NewToolbar(c.Actions()...)
	w.SetBody(c.Object())
	_ = toolbar
	w.Show()
	c.Reload()
	return c, w
}
