package store_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestCaseIsKeptAndNumbered(t *testing.T) {
	w := storetest.NewWorkshop(t)
	first, second := w.Damage(), w.Damage()
	if first.Number != "CA2026-00001" || second.Number != "CA2026-00002" || first.State != "opened" || first.LateOn != "2026-11-26" {
		t.Errorf("%+v", first)
	}
	read, err := w.DB.Case(t.Context(), first.ID)
	storetest.Check(t, err)
	if read.Values["plate"] != "1-ABC-123" || read.Values["vin"] != "VF1RJA00012345678" || read.Values["franchise"] != "25000" ||
		read.Party(garage.PartyExpert).Contact != "Luc Dumont" || read.Party(garage.PartyBroker).Name != "" || read.Version != first.Version {
		t.Errorf("%+v", read)
	}
	tow := garage.Case{Kind: "breakdown", Values: map[string]string{"plate": "2-XYZ-789", "cause": "accident"}}
	if err := w.DB.SaveCase(t.Context(), &tow, ""); err != nil {
		delete(tow.Values, "cause") // a choice of its own kind
		storetest.Check(t, w.DB.SaveCase(t.Context(), &tow, ""))
	}
	if kind, _ := garage.CaseKindNamed("breakdown"); tow.Number != kind.Code+"2026-00001" || tow.State != kind.States[0].Key {
		t.Errorf("%+v", tow)
	}
}

func TestWrongCasesAreRefused(t *testing.T) {
	w := storetest.NewWorkshop(t)
	for field, change := range map[string]func(*garage.Case){
		"kind":          func(f *garage.Case) { f.Kind = "tyres" },
		"franchise":     func(f *garage.Case) { f.Values["franchise"] = "250,00" },
		"damage_date":   func(f *garage.Case) { f.Values["damage_date"] = "31/02/2026" },
		"entry_at":      func(f *garage.Case) { f.Values["entry_at"] = "demain" },
		"settlement":    func(f *garage.Case) { f.Values["settlement"] = "other" },
		"nothing":       func(f *garage.Case) { f.Values["nothing"] = "x" },
		"expert_email":  func(f *garage.Case) { f.Parties[1].Email = "luc@dumont" },
		"insurer_phone": func(f *garage.Case) { f.Parties[0].Phone = "call us" },
	} {
		file := w.Damage()
		change(&file)
		if field == "kind" {
			file.ID = 0
		}
		err := w.DB.SaveCase(t.Context(), &file, "")
		var wrong *garage.FieldError
		if !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestCaseChangedElsewhere(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	other := file
	other.Notes = "vu au téléphone"
	storetest.Check(t, w.DB.SaveCase(t.Context(), &other, "Jan"))
	file.Notes = "autre chose"
	storetest.MustFail(t, w.DB.SaveCase(t.Context(), &file, "Sophie"), garage.ErrConflict)
	_, err := w.DB.SetCaseState(t.Context(), file.ID, file.Version, "agreed", "Sophie")
	storetest.MustFail(t, err, garage.ErrConflict)
	moved, err := w.DB.SetCaseState(t.Context(), file.ID, other.Version, "estimate_sent", "Sophie")
	storetest.Check(t, err)
	if moved.State != "estimate_sent" || moved.Notes != "vu au téléphone" || moved.LateOn != "2026-11-30" {
		t.Errorf("%+v", moved)
	}
	_, err = w.DB.SetCaseState(t.Context(), file.ID, moved.Version, "towed", "Sophie")
	storetest.MustRefuse(t, err, "state", "check.file_state")
	storetest.Check(t, w.DB.AddNote(t.Context(), file.ID, " l'expert passe jeudi ", "Sophie"))
	storetest.MustRefuse(t, w.DB.AddNote(t.Context(), file.ID, " ", "Sophie"), "note", "check.file_note")
	storetest.MustFail(t, w.DB.AddNote(t.Context(), 99, "x", ""), garage.ErrNotFound)
	events, err := w.DB.CaseEvents(t.Context(), file.ID)
	storetest.Check(t, err)
	var words []string
	for _, event := range events {
		words = append(words, string(event.Kind)+":"+event.Text+":"+event.UserName)
	}
	if want := []string{"state:opened:Sophie", "state:estimate_sent:Sophie", "note:l'expert passe jeudi:Sophie"}; !slices.Equal(words, want) {
		t.Errorf("%q", words)
	}
}

func TestDirectoryRemembersFirms(t *testing.T) {
	w := storetest.NewWorkshop(t)
	w.Damage()
	w.Clock = w.Clock.Add(time.Hour)
	file := garage.Case{Kind: "bodyshop", Parties: []garage.CaseParty{
		{Role: garage.PartyExpert, Name: "bureau dumont", Contact: "Eva Smet", Email: "eva@dumont.example"},
		{Role: garage.PartyClient, Name: "Passant"},
	}}
	storetest.Check(t, w.DB.SaveCase(t.Context(), &file, ""))
	experts, err := w.DB.SearchDirectory(t.Context(), garage.PartyExpert, "dumont")
	storetest.Check(t, err)
	if len(experts) != 1 || len(experts[0].Contacts) != 2 || experts[0].Contacts[0].Email != "eva@dumont.example" || experts[0].Language != "fr" {
		t.Errorf("%+v", experts)
	}
	if all, err := w.DB.SearchDirectory(t.Context(), "", "passant"); err != nil || len(all) != 0 {
		t.Errorf("the client of a job stands in the directory: %+v %v", all, err)
	}
}

func TestCasesAreFoundAndCounted(t *testing.T) {
	w := storetest.NewWorkshop(t)
	first, second := w.Damage(), w.Damage()
	tow := garage.Case{Kind: "breakdown", Values: map[string]string{"plate": "2-XYZ-789"}}
	storetest.Check(t, w.DB.SaveCase(t.Context(), &tow, ""))
	_, err := w.DB.SetCaseState(t.Context(), second.ID, second.Version, "in_repair", "")
	storetest.Check(t, err)
	for name, test := range map[string]struct {
		filter store.CaseFilter
		want   []int64
	}{
		"all":         {store.CaseFilter{}, []int64{tow.ID, second.ID, first.ID}},
		"kind":        {store.CaseFilter{Kind: "bodyshop"}, []int64{second.ID, first.ID}},
		"state":       {store.CaseFilter{Kind: "bodyshop", States: []string{"in_repair", "ready"}}, []int64{second.ID}},
		"late":        {store.CaseFilter{LateOn: "2026-11-28"}, []int64{first.ID}},
		"client":      {store.CaseFilter{ClientID: w.Client.ID}, []int64{second.ID, first.ID}},
		"claim":       {store.CaseFilter{Search: "sin-77"}, []int64{second.ID, first.ID}},
		"name, folds": {store.CaseFilter{Search: "LEFEVRE meuse"}, []int64{second.ID, first.ID}},
		"plate":       {store.CaseFilter{Search: "2xyz789"}, []int64{tow.ID}},
		"none":        {store.CaseFilter{Search: "100%"}, nil},
	} {
		got, err := w.DB.CaseIDs(t.Context(), test.filter)
		storetest.Check(t, err)
		slices.Sort(got)
		slices.Sort(test.want)
		if name != "late" && !slices.Equal(got, test.want) || name == "late" && !slices.Contains(got, first.ID) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	rows, err := w.DB.CaseRows(t.Context(), []int64{second.ID, 99, first.ID})
	storetest.Check(t, err)
	if len(rows) != 2 || rows[0].ID != second.ID || rows[0].ClientName != "Lefèvre Anne" || rows[0].Plate != "1-ABC-123" ||
		rows[0].Partner != "Assurances Meuse" || rows[0].Reference != "SIN-77/2026" || rows[0].Vehicle != "Renault Clio" {
		t.Errorf("%+v", rows)
	}
	counts, err := w.DB.CountCases(t.Context(), "bodyshop", "2026-11-28")
	storetest.Check(t, err)
	if counts["opened"] != (store.CaseCounts{Files: 1, Late: 1}) || counts["in_repair"] != (store.CaseCounts{Files: 1}) {
		t.Errorf("%+v", counts)
	}
}

// TestCaseRowsWithTwoPartners: a breakdown has an orderer and an insurer; its line names the orderer, once.
func TestCaseRowsWithTwoPartners(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := garage.Case{Kind: "breakdown", ClientID: w.Client.ID, Parties: []garage.CaseParty{
		{Role: garage.PartyInsurer, Name: "Assurances Meuse"}, {Role: garage.PartyOrderer, Name: "Belgo Assistance", Reference: "BA-1"},
	}}
	storetest.Check(t, w.DB.SaveCase(t.Context(), &file, "Sophie"))
	rows, err := w.DB.CaseRows(t.Context(), []int64{file.ID})
	storetest.Check(t, err)
	if len(rows) != 1 || rows[0].Partner != "Belgo Assistance" || rows[0].Reference != "BA-1" {
		t.Errorf("%+v", rows)
	}
	for typed, want := range map[string]int{"assistance": 1, "lefevre belgo": 1, "dupont": 0} {
		ids, err := w.DB.CaseIDs(t.Context(), store.CaseFilter{Kind: "breakdown", Search: typed})
		if storetest.Check(t, err); len(ids) != want {
			t.Errorf("%q finds %d", typed, len(ids))
		}
	}
	w.Client.Name = "Dupont" // the index follows the client too
	storetest.Check(t, w.DB.SaveClient(t.Context(), &w.Client, garage.ConsentNote{}))
	if ids, err := w.DB.CaseIDs(t.Context(), store.CaseFilter{Search: "dupont"}); err != nil || len(ids) != 1 {
		t.Error(ids, err)
	}
}

// TestFeesByTariff: the day's price of a place and an orderer's prices are those of his last case; fees follow from them.
func TestFeesByTariff(t *testing.T) {
	w := storetest.NewWorkshop(t)
	before := garage.Case{
		Kind: "breakdown", Values: map[string]string{"storage_place": "Dépôt Namur", "storage_day": "1850", "fee_call": "9500", "fee_per_km": "125"},
		Parties: []garage.CaseParty{{Role: garage.PartyOrderer, Name: "Belgo Assistance"}},
	}
	storetest.Check(t, w.DB.SaveCase(t.Context(), &before, "Sophie"))
	file := garage.Case{
		Kind: "breakdown", Values: map[string]string{
			"storage_place": "Dépôt Namur", "storage_in": "2026-11-20T23:30", "storage_out": "2026-11-23T08:00", "km_out": "12.5", "km_towed": "8", "km_back": "0.4",
			"fee_call": "5000",
		},
		Parties: []garage.CaseParty{{Role: garage.PartyOrderer, Name: "Belgo Assistance"}},
	}
	storetest.Check(t, w.DB.SaveCase(t.Context(), &file, "Sophie"))
	proposed, err := w.DB.ProposeCaseValues(t.Context(), file)
	storetest.Check(t, err)
	want := map[string]string{"storage_day": "1850", "fee_per_km": "125", "fee_km": "2613", "fee_storage": "7400"} // 20.9 km, four days begun
	if !maps.Equal(proposed, want) {
		t.Errorf("%v", proposed)
	}
	file.Values = map[string]string{"storage_place": "Ailleurs", "storage_in": "2026-11-20T23:30"}
	file.Parties = nil
	if proposed, err := w.DB.ProposeCaseValues(t.Context(), file); err != nil || len(proposed) != 0 {
		t.Errorf("%v %v", proposed, err)
	}
}

// TestCaseBoard: each case stands once in its state, what is due first is first, and search and lateness narrow the board.
func TestCaseBoard(t *testing.T) {
	w := storetest.NewWorkshop(t)
	var opened []garage.Case
	for range 3 {
		opened = append(opened, w.Damage())
		w.Clock = w.Clock.Add(24 * time.Hour)
	}
	for range 2 { // closed waits for nothing
		file := w.Damage()
		file, err := w.DB.SetCaseState(t.Context(), file.ID, file.Version, "closed", "Sophie")
		storetest.Check(t, err)
		opened = append(opened, file)
	}
	board := func(filter store.CaseFilter, today string) map[string]store.CaseStack {
		filter.Kind = "bodyshop"
		all, err := w.DB.CaseBoard(t.Context(), filter, today)
		storetest.Check(t, err)
		return all
	}
	all := board(store.CaseFilter{}, "2026-11-28")
	if stack := all["opened"]; !slices.Equal(stack.IDs, []int64{opened[0].ID, opened[1].ID, opened[2].ID}) || stack.Late != 2 {
		t.Errorf("opened: %+v", stack)
	}
	if stack := all["closed"]; !slices.Equal(stack.IDs, []int64{opened[4].ID, opened[3].ID}) || stack.Late != 0 || len(all) != 2 {
		t.Errorf("closed: %+v of %v", stack, all)
	}
	if late := board(store.CaseFilter{LateOn: "2026-11-28"}, "2026-11-28"); len(late) != 1 || len(late["opened"].IDs) != 2 {
		t.Errorf("late: %v", late)
	}
	if found := board(store.CaseFilter{Search: "lefevre 00002"}, "2026-11-28"); len(found) != 1 || !slices.Equal(found["opened"].IDs, []int64{opened[1].ID}) {
		t.Errorf("found: %v", found)
	}
	if none := board(store.CaseFilter{Search: "zzzz"}, "2026-11-28"); len(none) != 0 {
		t.Errorf("none: %v", none)
	}
}

// TestCaseMailWrittenAnew: a mail that failed and was written anew cannot be tried again, one to somebody else can.
func TestCaseMailWrittenAnew(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	user := storetest.User(t, w.DB, garage.User{Name: "Sophie"})
	number := 0
	queue := func(to string) int64 {
		number++
		ids, err := w.DB.QueueCaseMail(t.Context(), store.CaseMailing{CaseID: file.ID, Key: "expert_visit", UserName: "Sophie"}, []garage.NewDelivery{{Delivery: garage.Delivery{
			ClientID: w.Client.ID, UserID: user.ID, Purpose: garage.Service, FromAddress: "g@garage.example", ToAddress: to,
			MessageID: fmt.Sprintf("<%d@garage.example>", number), Subject: "Expertise",
		}, Head: []byte("x")}})
		storetest.Check(t, err)
		return ids[0]
	}
	fail := func() {
		_, err := w.DB.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
		storetest.Check(t, err)
		claim, err := w.DB.FinishAndClaim(t.Context(), "here", user.ID, store.Handover{Claim: store.ClaimToSend})
		storetest.Check(t, err)
		storetest.Check(t, w.DB.FinishDelivery(t.Context(), store.Result{
			DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Failed, Reason: "reason.refused",
		}))
	}
	first := queue("luc@dumont.example")
	fail()
	other := queue("anne@dumont.example")
	fail()
	again := queue("LUC@dumont.example")
	if err := w.DB.RetryDelivery(t.Context(), first); !errors.Is(err, garage.ErrConflict) {
		t.Errorf("the one that was written anew: %v", err)
	}
	if replaced, err := w.DB.Delivery(t.Context(), first); err != nil || replaced.ReplacedBy != again {
		t.Errorf("%+v %v", replaced, err)
	}
	if err := w.DB.RetryDelivery(t.Context(), other); err != nil {
		t.Errorf("the one to somebody else: %v", err)
	}
}
