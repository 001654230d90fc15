package figures

import (
	"fmt"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestFiguresCountAndSayNoName(t *testing.T) {
	db := storetest.New(t)
	before, err := Of(t.Context(), db)
	storetest.Check(t, err)
	for _, name := range []string{"Dupont", "Peeters"} {
		storetest.Client(t, db, garage.Client{Name: name, Email: strings.ToLower(name) + "@client.example", Phone: "+32 81 22 33 44"})
	}
	counted, err := Of(t.Context(), db)
	storetest.Check(t, err)
	if counted.Schema == 0 || counted.Size == 0 || rows(before, "client") != 0 || rows(counted, "client") != 2 {
		t.Errorf("%+v", counted)
	}
	for _, table := range counted.Tables {
		if strings.HasPrefix(table.Name, "sqlite_") {
			t.Errorf("%s is SQLite's own", table.Name)
		}
	}
	if said := strings.ToLower(fmt.Sprintf("%+v", counted)); strings.Contains(said, "dupont") || strings.Contains(said, "22 33") {
		t.Errorf("%s", said)
	}
}

func rows(f File, name string) int {
	for _, table := range f.Tables {
		if table.Name == name {
			return table.Rows
		}
	}
	return -1
}

// A reason that is no key of the program, as a server's words would be, is left out.
func TestForeignReasonIsLeftOut(t *testing.T) {
	for reason, kept := range map[string]bool{
		"reason.mailbox_full": true, "bounced": true, "": false, "550 no anna@client.example here": false, "Anna": false, "reason.": false,
	} {
		if reasonKey.MatchString(reason) != kept {
			t.Errorf("%q: kept %v", reason, !kept)
		}
	}
}
