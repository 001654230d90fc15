package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestClientsAreFoundAsSheTypes(t *testing.T) {
	a := newDesk(t)
	eleonore := storetest.Client(t, a.db, garage.Client{Name: "Lefèvre", FirstName: "Éléonore"})
	bram := storetest.Client(t, a.db, garage.Client{Name: "Bram"})
	storetest.Vehicle(t, a.db, garage.Vehicle{ClientID: bram.ID, Plate: "1-ABC-234"})
	c, _ := clientsOf(t, a)
	for typed, want := range map[string][]int64{"lefevre": {eleonore.ID}, "1abc": {bram.ID}, "zz": {}, "": {bram.ID, eleonore.ID}} {
		c.search.SetText(typed)
		if got := c.grid.IDs(); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", typed, got, want)
		}
	}
}

func TestMarksAreClearedFromAFieldAndPutBack(t *testing.T) {
	a := newDesk(t)
	var ids []int64
	for _, name := range []string{"Ana", "Bram", "Carla"} {
		ids = append(ids, storetest.Client(t, a.db, garage.Client{Name: name}).ID)
	}
	c, w := clientsOf(t, a)
	c.grid.Select(ids[0], ids[1])
	w.Focus(c.grid.Focusable())
	pressKey(w, fyne.KeySpace)
	marked := func() int {
		t.Helper()
		n, err := a.db.MarkCount(t.Context())
		check(t, err)
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
	check(t, a.db.RestoreMarks(t.Context(), ids[:2]))
	if marked() != 2 {
		t.Errorf("%d marks put back", marked())
	}
}

func TestMailToTheSelectedClients(t *testing.T) {
	a := newDesk(t)
	_, err := a.db.SaveCompany(t.Context(), garage.Company{Name: "Garage"})
	check(t, err)
	check(t, a.loadIdentity(t.Context()))
	one := storetest.Client(t, a.db, garage.Client{Name: "Ana", Email: "ana@client.example"})
	storetest.Client(t, a.db, garage.Client{Name: "Bram", Email: "bram@client.example"})
	c, w := clientsOf(t, a)
	c.grid.Select(one.ID)
	c.onMail()
	pressKey(w, fyne.KeyReturn) // the default: to the selected client
	mailings, err := a.db.Mailings(t.Context())
	check(t, err)
	if len(mailings) != 1 {
		t.Fatalf("%d drafts", len(mailings))
	}
	got, err := a.db.RecipientIDs(t.Context(), mailings[0].ID)
	check(t, err)
	if !slices.Equal(got, []int64{one.ID}) {
		t.Errorf("the draft goes to %v", got)
	}
}
