package store_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// workshop is a garage with one client, whose car was hit.
type workshop struct {
	*testing.T
	db     *store.DB
	client store.Client
	car    int64
	clock  time.Time
}

func newWorkshop(t *testing.T) *workshop {
	t.Helper()
	w := &workshop{T: t, db: storetest.New(t), clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local)}
	w.db.SetClock(func() time.Time { return w.clock })
	w.client = storetest.Client(t, w.db, store.Client{Name: "Lefèvre", FirstName: "Anne", Email: "anne@client.example", Language: "fr"})
	var err error
	w.car, err = w.db.SaveVehicle(t.Context(), store.Vehicle{ClientID: w.client.ID, Plate: "1-ABC-123", Make: "Renault", Model: "Clio", VIN: "VF1RJA00012345678"})
	check(t, err)
	return w
}

// damage opens a bodyshop file with an insurer and an expert.
func (w *workshop) damage() store.File {
	w.Helper()
	file := store.File{
		Kind: "bodyshop", ClientID: w.client.ID, VehicleID: w.car,
		Values: map[string]string{"claim_number": "SIN-77/2026", "franchise": "25000", "damage_date": "2026-11-20"},
		Parties: []store.FileParty{
			{Role: store.PartyInsurer, Name: "Assurances Meuse", Email: "sinistres@meuse.example", Reference: "M-4711"},
			{Role: store.PartyExpert, Name: "Bureau Dumont", Contact: "Luc Dumont", Email: "luc@dumont.example", Language: "fr"},
		},
	}
	check(w, w.db.SaveFile(w.Context(), &file, "Sophie"))
	return file
}

func TestFileIsKeptAndNumbered(t *testing.T) {
	w := newWorkshop(t)
	first, second := w.damage(), w.damage()
	if first.Number != "CA2026-00001" || second.Number != "CA2026-00002" || first.State != "opened" || first.LateOn != "2026-11-26" {
		t.Errorf("%+v", first)
	}
	read, err := w.db.File(t.Context(), first.ID)
	check(t, err)
	if read.Values["plate"] != "1-ABC-123" || read.Values["vin"] != "VF1RJA00012345678" || read.Values["franchise"] != "25000" ||
		read.Party(store.PartyExpert).Contact != "Luc Dumont" || read.Party(store.PartyBroker).Name != "" || read.Version != first.Version {
		t.Errorf("%+v", read)
	}
	tow := store.File{Kind: "breakdown", Values: map[string]string{"plate": "2-XYZ-789", "cause": "accident"}}
	if err := w.db.SaveFile(t.Context(), &tow, ""); err != nil {
		delete(tow.Values, "cause") // a choice of its own kind
		check(t, w.db.SaveFile(t.Context(), &tow, ""))
	}
	if kind, _ := store.FileKindNamed("breakdown"); tow.Number != kind.Code+"2026-00001" || tow.State != kind.States[0].Key {
		t.Errorf("%+v", tow)
	}
}

func TestWrongFilesAreRefused(t *testing.T) {
	w := newWorkshop(t)
	for field, change := range map[string]func(*store.File){
		"kind":          func(f *store.File) { f.Kind = "tyres" },
		"franchise":     func(f *store.File) { f.Values["franchise"] = "250,00" },
		"damage_date":   func(f *store.File) { f.Values["damage_date"] = "31/02/2026" },
		"entry_at":      func(f *store.File) { f.Values["entry_at"] = "demain" },
		"settlement":    func(f *store.File) { f.Values["settlement"] = "other" },
		"nothing":       func(f *store.File) { f.Values["nothing"] = "x" },
		"expert_email":  func(f *store.File) { f.Parties[1].Email = "luc@dumont" },
		"insurer_phone": func(f *store.File) { f.Parties[0].Phone = "call us" },
	} {
		file := w.damage()
		change(&file)
		if field == "kind" {
			file.ID = 0
		}
		err := w.db.SaveFile(t.Context(), &file, "")
		var wrong *store.FieldError
		if !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestFileChangedElsewhere(t *testing.T) {
	w := newWorkshop(t)
	file := w.damage()
	other := file
	other.Notes = "vu au téléphone"
	check(t, w.db.SaveFile(t.Context(), &other, "Jan"))
	file.Notes = "autre chose"
	mustFail(t, w.db.SaveFile(t.Context(), &file, "Sophie"), store.ErrConflict)
	_, err := w.db.SetFileState(t.Context(), file.ID, file.Version, "agreed", "Sophie")
	mustFail(t, err, store.ErrConflict)
	moved, err := w.db.SetFileState(t.Context(), file.ID, other.Version, "estimate_sent", "Sophie")
	check(t, err)
	if moved.State != "estimate_sent" || moved.Notes != "vu au téléphone" || moved.LateOn != "2026-11-30" {
		t.Errorf("%+v", moved)
	}
	_, err = w.db.SetFileState(t.Context(), file.ID, moved.Version, "towed", "Sophie")
	mustRefuse(t, err, "state", "check.file_state")
	check(t, w.db.AddNote(t.Context(), file.ID, " l'expert passe jeudi ", "Sophie"))
	mustRefuse(t, w.db.AddNote(t.Context(), file.ID, " ", "Sophie"), "note", "check.file_note")
	mustFail(t, w.db.AddNote(t.Context(), 99, "x", ""), store.ErrNotFound)
	events, err := w.db.FileEvents(t.Context(), file.ID)
	check(t, err)
	var words []string
	for _, event := range events {
		words = append(words, string(event.Kind)+":"+event.Text+":"+event.UserName)
	}
	if want := []string{"state:opened:Sophie", "state:estimate_sent:Sophie", "note:l'expert passe jeudi:Sophie"}; !slices.Equal(words, want) {
		t.Errorf("%q", words)
	}
}

func TestDirectoryRemembersFirms(t *testing.T) {
	w := newWorkshop(t)
	w.damage()
	w.clock = w.clock.Add(time.Hour)
	file := store.File{Kind: "bodyshop", Parties: []store.FileParty{
		{Role: store.PartyExpert, Name: "bureau dumont", Contact: "Eva Smet", Email: "eva@dumont.example"},
		{Role: store.PartyClient, Name: "Passant"},
	}}
	check(t, w.db.SaveFile(t.Context(), &file, ""))
	experts, err := w.db.SearchDirectory(t.Context(), store.PartyExpert, "dumont")
	check(t, err)
	if len(experts) != 1 || len(experts[0].Contacts) != 2 || experts[0].Contacts[0].Email != "eva@dumont.example" || experts[0].Language != "fr" {
		t.Errorf("%+v", experts)
	}
	if all, err := w.db.SearchDirectory(t.Context(), "", "passant"); err != nil || len(all) != 0 {
		t.Errorf("the client of a job stands in the directory: %+v %v", all, err)
	}
}

func TestFilesAreFoundAndCounted(t *testing.T) {
	w := newWorkshop(t)
	first, second := w.damage(), w.damage()
	tow := store.File{Kind: "breakdown", Values: map[string]string{"plate": "2-XYZ-789"}}
	check(t, w.db.SaveFile(t.Context(), &tow, ""))
	_, err := w.db.SetFileState(t.Context(), second.ID, second.Version, "in_repair", "")
	check(t, err)
	for name, test := range map[string]struct {
		filter store.FileFilter
		want   []int64
	}{
		"all":         {store.FileFilter{}, []int64{tow.ID, second.ID, first.ID}},
		"kind":        {store.FileFilter{Kind: "bodyshop"}, []int64{second.ID, first.ID}},
		"state":       {store.FileFilter{Kind: "bodyshop", States: []string{"in_repair", "ready"}}, []int64{second.ID}},
		"late":        {store.FileFilter{LateOn: "2026-11-28"}, []int64{first.ID}},
		"client":      {store.FileFilter{ClientID: w.client.ID}, []int64{second.ID, first.ID}},
		"claim":       {store.FileFilter{Search: "sin-77"}, []int64{second.ID, first.ID}},
		"name, folds": {store.FileFilter{Search: "LEFEVRE meuse"}, []int64{second.ID, first.ID}},
		"plate":       {store.FileFilter{Search: "2xyz789"}, []int64{tow.ID}},
		"none":        {store.FileFilter{Search: "100%"}, nil},
	} {
		got, err := w.db.FileIDs(t.Context(), test.filter)
		check(t, err)
		slices.Sort(got)
		slices.Sort(test.want)
		if name != "late" && !slices.Equal(got, test.want) || name == "late" && !slices.Contains(got, first.ID) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	rows, err := w.db.FileRows(t.Context(), []int64{second.ID, 99, first.ID})
	check(t, err)
	if len(rows) != 2 || rows[0].ID != second.ID || rows[0].ClientName != "Lefèvre Anne" || rows[0].Plate != "1-ABC-123" ||
		rows[0].Partner != "Assurances Meuse" || rows[0].Reference != "SIN-77/2026" || rows[0].Vehicle != "Renault Clio" {
		t.Errorf("%+v", rows)
	}
	counts, err := w.db.CountFiles(t.Context(), "bodyshop", "2026-11-28")
	check(t, err)
	if counts["opened"] != (store.FileCounts{Files: 1, Late: 1}) || counts["in_repair"] != (store.FileCounts{Files: 1}) {
		t.Errorf("%+v", counts)
	}
}

// TestFileRowsWithTwoPartners: a breakdown has an orderer and an insurer; its line names the orderer, once.
func TestFileRowsWithTwoPartners(t *testing.T) {
	w := newWorkshop(t)
	file := store.File{Kind: "breakdown", ClientID: w.client.ID, Parties: []store.FileParty{
		{Role: store.PartyInsurer, Name: "Assurances Meuse"}, {Role: store.PartyOrderer, Name: "Belgo Assistance", Reference: "BA-1"},
	}}
	check(t, w.db.SaveFile(t.Context(), &file, "Sophie"))
	rows, err := w.db.FileRows(t.Context(), []int64{file.ID})
	check(t, err)
	if len(rows) != 1 || rows[0].Partner != "Belgo Assistance" || rows[0].Reference != "BA-1" {
		t.Errorf("%+v", rows)
	}
	for typed, want := range map[string]int{"assistance": 1, "lefevre belgo": 1, "dupont": 0} {
		ids, err := w.db.FileIDs(t.Context(), store.FileFilter{Kind: "breakdown", Search: typed})
		if check(t, err); len(ids) != want {
			t.Errorf("%q finds %d", typed, len(ids))
		}
	}
	w.client.Name = "Dupont" // the index follows the client too
	check(t, w.db.SaveClient(t.Context(), &w.client, store.ConsentNote{}))
	if ids, err := w.db.FileIDs(t.Context(), store.FileFilter{Search: "dupont"}); err != nil || len(ids) != 1 {
		t.Error(ids, err)
	}
}

// TestFeesByTariff: the day's price of a place and an orderer's prices are those of his last file; fees follow from them.
func TestFeesByTariff(t *testing.T) {
	w := newWorkshop(t)
	before := store.File{
		Kind: "breakdown", Values: map[string]string{"storage_place": "Dépôt Namur", "storage_day": "1850", "fee_call": "9500", "fee_per_km": "125"},
		Parties: []store.FileParty{{Role: store.PartyOrderer, Name: "Belgo Assistance"}},
	}
	check(t, w.db.SaveFile(t.Context(), &before, "Sophie"))
	file := store.File{
		Kind: "breakdown", Values: map[string]string{
			"storage_place": "Dépôt Namur", "storage_in": "2026-11-20T23:30", "storage_out": "2026-11-23T08:00", "km_out": "12.5", "km_towed": "8", "km_back": "0.4",
			"fee_call": "5000",
		},
		Parties: []store.FileParty{{Role: store.PartyOrderer, Name: "Belgo Assistance"}},
	}
	check(t, w.db.SaveFile(t.Context(), &file, "Sophie"))
	proposed, err := w.db.ProposeFileValues(t.Context(), file)
	check(t, err)
	want := map[string]string{"storage_day": "1850", "fee_per_km": "125", "fee_km": "2613", "fee_storage": "7400"} // 20.9 km, four days begun
	if !maps.Equal(proposed, want) {
		t.Errorf("%v", proposed)
	}
	file.Values = map[string]string{"storage_place": "Ailleurs", "storage_in": "2026-11-20T23:30"}
	file.Parties = nil
	if proposed, err := w.db.ProposeFileValues(t.Context(), file); err != nil || len(proposed) != 0 {
		t.Errorf("%v %v", proposed, err)
	}
}

// TestFileBoard: each file stands once in its state, what is due first is first, and search and lateness narrow the board.
func TestFileBoard(t *testing.T) {
	w := newWorkshop(t)
	var opened []store.File
	for range 3 {
		opened = append(opened, w.damage())
		w.clock = w.clock.Add(24 * time.Hour)
	}
	for range 2 { // closed waits for nothing
		file := w.damage()
		file, err := w.db.SetFileState(t.Context(), file.ID, file.Version, "closed", "Sophie")
		check(t, err)
		opened = append(opened, file)
	}
	board := func(filter store.FileFilter, today string) map[string]store.FileStack {
		filter.Kind = "bodyshop"
		all, err := w.db.FileBoard(t.Context(), filter, today)
		check(t, err)
		return all
	}
	all := board(store.FileFilter{}, "2026-11-28")
	if stack := all["opened"]; !slices.Equal(stack.IDs, []int64{opened[0].ID, opened[1].ID, opened[2].ID}) || stack.Late != 2 {
		t.Errorf("opened: %+v", stack)
	}
	if stack := all["closed"]; !slices.Equal(stack.IDs, []int64{opened[4].ID, opened[3].ID}) || stack.Late != 0 || len(all) != 2 {
		t.Errorf("closed: %+v of %v", stack, all)
	}
	if late := board(store.FileFilter{LateOn: "2026-11-28"}, "2026-11-28"); len(late) != 1 || len(late["opened"].IDs) != 2 {
		t.Errorf("late: %v", late)
	}
	if found := board(store.FileFilter{Search: "lefevre 00002"}, "2026-11-28"); len(found) != 1 || !slices.Equal(found["opened"].IDs, []int64{opened[1].ID}) {
		t.Errorf("found: %v", found)
	}
	if none := board(store.FileFilter{Search: "zzzz"}, "2026-11-28"); len(none) != 0 {
		t.Errorf("none: %v", none)
	}
}
