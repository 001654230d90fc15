package store_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestNumbersHaveNoGaps issues from several goroutines, of two files opened on the same path, with drafts that are refused
// or deleted in between.
func TestNumbersHaveNoGaps(t *testing.T) {
	f := storetest.NewFirm(t)
	second := storetest.Open(t, f.DB.Path())
	var issuing sync.WaitGroup
	for worker := range 6 {
		db := []*store.DB{f.DB, second}[worker%2]
		issuing.Go(func() {
			for i := range 12 {
				d := f.Draft()
				d.Date = fmt.Sprintf("%d-03-%02d", 2025+i%2, 28-i)
				id, err := db.SaveDraft(t.Context(), d)
				if err != nil {
					t.Error(err)
					return
				}
				if i%4 == 0 {
					d.ID, d.Lines = id, nil
					if _, err := db.SaveDraft(t.Context(), d); err != nil {
						t.Error(err)
					}
					if _, err := db.IssueDocument(t.Context(), id, d.Date); err == nil {
						t.Error("a document without lines was issued")
					}
					continue
				}
				if _, err := db.IssueDocument(t.Context(), id, d.Date); err != nil {
					t.Error(err)
				}
			}
		})
	}
	issuing.Wait()
	ids, err := f.DB.DocumentIDs(t.Context(), store.DocumentFilter{States: []garage.DocumentState{garage.DocumentIssued}}, store.DocumentSort{By: store.DocumentNumber})
	storetest.Check(t, err)
	rows, err := f.DB.DocumentRows(t.Context(), ids)
	storetest.Check(t, err)
	var numbers, want []string
	ogms := map[string]bool{}
	for _, row := range rows {
		numbers = append(numbers, row.Number)
		ogms[row.OGM] = true
		if garage.CheckOGM(row.OGM) != "" || row.Date[:4] != row.Number[1:5] {
			t.Errorf("%s of %s has OGM %q", row.Number, row.Date, row.OGM)
		}
	}
	for _, year := range []struct{ year, count int }{{2025, 6 * 3}, {2026, 6 * 6}} {
		for i := range year.count {
			want = append(want, fmt.Sprintf("F%d-%05d", year.year, i+1))
		}
	}
	if !slices.Equal(numbers, want) || len(ogms) != len(want) {
		t.Errorf("%d OGMs, numbers %v", len(ogms), numbers)
	}
}

// TestNumbersGoOnFromImported lets a garage change over in the middle of a year.
func TestNumbersGoOnFromImported(t *testing.T) {
	f := storetest.NewFirm(t)
	_, err := storetest.SQL(t, f.DB).ExecContext(t.Context(), `INSERT INTO document (kind, number, date, client_id) VALUES
		('invoice', 'F2026-00812', '2026-05-05', ?1), ('invoice', 'F2026-00099', '2026-05-05', ?1), ('invoice', 'F2025-09999', '2025-05-05', ?1),
		('invoice', 'F2026-x', '2026-05-05', ?1), ('credit_note', 'F2026-00900', '2026-05-05', ?1)`, f.Client.ID)
	storetest.Check(t, err)
	for _, want := range []string{"F2026-00813", "F2026-00814"} {
		if d := f.Issue(f.Draft()); d.Number != want {
			t.Errorf("%s, want %s", d.Number, want)
		}
	}
}

// TestNumberTakenByAnImport: numbers of another program, which name no company, are not given a second time.
func TestNumberTakenByAnImport(t *testing.T) {
	f := storetest.NewFirm(t)
	first := f.Issue(f.Draft())
	_, err := storetest.SQL(t, f.DB).ExecContext(t.Context(), `INSERT INTO document (kind, number, date, client_id)
		VALUES ('invoice', 'F2026-00002', '2026-05-05', ?)`, f.Client.ID)
	storetest.Check(t, err)
	if second := f.Issue(f.Draft()); first.Number != "F2026-00001" || second.Number != "F2026-00003" {
		t.Error(first.Number, second.Number)
	}
}

// TestJournalCodeTaken: a journal that is made by itself keeps clear of the codes that she chose.
func TestJournalCodeTaken(t *testing.T) {
	f := storetest.NewFirm(t)
	for _, code := range []string{"CN", "CN2"} {
		_, err := f.DB.SaveJournal(t.Context(), garage.Journal{CompanyID: f.Company, Kind: garage.Invoice, Code: code})
		storetest.Check(t, err)
	}
	d := f.Draft()
	d.Kind = garage.CreditNote
	if note := f.Issue(d); note.Number != "CN32026-00001" {
		t.Error(note.Number)
	}
}

func TestJournals(t *testing.T) {
	f := storetest.NewFirm(t)
	second, err := f.DB.SaveCompany(t.Context(), garage.Company{Name: "Carrosserie", Language: "fr"})
	storetest.Check(t, err)
	tyres, err := f.DB.SaveJournal(t.Context(), garage.Journal{CompanyID: f.Company, Kind: garage.Invoice, Code: " t1 ", Name: "Banden"})
	storetest.Check(t, err)
	in := func(company, journal int64, kind garage.DocumentKind) garage.Document {
		d := f.Draft()
		d.CompanyID, d.JournalID, d.Kind = company, journal, kind
		return f.Issue(d)
	}
	for _, test := range []struct {
		got  garage.Document
		want string
	}{
		{in(f.Company, tyres, garage.Invoice), "T12026-00001"},
		{in(f.Company, 0, garage.Invoice), "T12026-00002"}, // its first journal of the kind
		{in(second, 0, garage.Invoice), "F2026-00001"},
		{in(second, 0, garage.CreditNote), "NC2026-00001"},
		{in(f.Company, 0, garage.Quote), "O2026-00001"},
		{in(f.Company, 0, garage.Order), "B2026-00001"},
		{in(f.Company, 0, garage.Reminder), "H2026-00001"},
		{in(f.Company, 0, garage.Statement), "RO2026-00001"},
	} {
		if test.got.Number != test.want {
			t.Errorf("%s, want %s", test.got.Number, test.want)
		}
	}
	_, err = f.DB.SaveJournal(t.Context(), garage.Journal{CompanyID: f.Company, Kind: garage.Invoice, Code: "T1"})
	storetest.MustFail(t, err, garage.ErrConflict)
	_, err = f.DB.SaveJournal(t.Context(), garage.Journal{CompanyID: f.Company, Kind: garage.Invoice, Code: "2026/"})
	storetest.MustRefuse(t, err, "code", "check.journal_code")
	_, err = f.DB.SaveJournal(t.Context(), garage.Journal{ID: tyres, CompanyID: f.Company, Kind: garage.Invoice, Code: "T2"})
	storetest.MustFail(t, err, garage.ErrIssued)
	_, err = f.DB.SaveJournal(t.Context(), garage.Journal{ID: tyres, CompanyID: f.Company, Kind: garage.Invoice, Code: "T1", Name: "Pneus"})
	storetest.Check(t, err)
	storetest.MustFail(t, f.DB.DeleteNamed(t.Context(), store.NamedRow{List: store.JournalNames, ID: tyres}), garage.ErrInUse)
	if all, err := journalsOf(t, f.DB, second); err != nil || len(all) != 2 || all[0].Code != "F" || all[1].Code != "NC" {
		t.Error(all, err)
	}
	storetest.MustFail(t, f.DB.DeleteCompany(t.Context(), second), garage.ErrInUse)
}

func TestOGM(t *testing.T) {
	for number, want := range map[string]string{
		"1234567890": "+++123/4567/89002+++", "0000000000": "+++000/0000/00097+++", "0000000097": "+++000/0000/09797+++",
		"0851927541": "+++085/1927/54115+++", "123456789": "", "12345678901": "", "123456789x": "",
	} {
		if got := garage.FormatOGM(garage.OGM(number)); got != want {
			t.Errorf("%s: %s, want %s", number, got, want)
		}
	}
	for communication, want := range map[string]string{
		"": "", "+++123/4567/89002+++": "", "***123/4567/89002***": "", "123456789002": "", " 123 4567 89002 ": "",
		"+++123/4567/89003+++": "check.ogm_digits", "123456789": "check.ogm", "facture 123456789002": "check.ogm", "000000000000": "check.ogm_digits",
	} {
		if got := garage.CheckOGM(communication); got != want {
			t.Errorf("%q: %q, want %q", communication, got, want)
		}
	}
	if got := garage.FormatOGM("bon 7"); got != "bon 7" {
		t.Error(got)
	}
}

// TestRandomTotalsByRate holds 10,000 documents to fractions: the net of a rate is summed line by line, its VAT taken once.
// 200 of them go through the file.
func TestRandomTotalsByRate(t *testing.T) {
	f := storetest.NewFirm(t)
	random := rand.New(rand.NewPCG(3, 3)) //nolint:gosec // a test's guesses
	for n := range 10_000 {
		lines := make([]garage.DocumentLine, random.IntN(15))
		for i := range lines {
			lines[i] = garage.DocumentLine{
				Position: i + 1, Quantity: garage.Thousandths(random.Int64N(40_000) - 5000), UnitPrice: garage.Cents(random.Int64N(100_000) - 20_000),
				Discount: garage.BasisPoints(random.IntN(3) * random.IntN(5001)), VATRate: garage.VATRates[random.IntN(4)],
			}
		}
		var want []garage.RateTotal
		var net, vat garage.Cents
		for _, rate := range garage.VATRates {
			if row := rateByHand(lines, rate); slices.ContainsFunc(lines, func(l garage.DocumentLine) bool { return l.VATRate == rate }) {
				want, net, vat = append(want, row), net+row.Net, vat+row.VAT
			}
		}
		if got := garage.TotalsByRate(lines); !slices.Equal(got, want) {
			t.Fatalf("%+v: %+v, want %+v", lines, got, want)
		}
		if n%50 == 0 {
			d := f.Draft()
			d.Lines = lines
			if kept := f.Document(f.Save(d)); kept.Net != net || kept.VAT != vat || kept.Total != net+vat || !slices.Equal(kept.Lines, lines) && len(lines) > 0 {
				t.Fatalf("kept %+v, want %d %d", kept, net, vat)
			}
		}
	}
}

// rateByHand works in euro, with whole fractions and a rounding of its own: twice the cents plus one, halved downwards.
func rateByHand(lines []garage.DocumentLine, rate garage.BasisPoints) garage.RateTotal {
	round := func(euro *big.Rat) *big.Rat {
		cents := new(big.Rat).Mul(new(big.Rat).Abs(euro), big.NewRat(200, 1))
		cents.Add(cents, big.NewRat(1, 1))
		whole := new(big.Int).Div(cents.Num(), new(big.Int).Mul(big.NewInt(2), cents.Denom()))
		if euro.Sign() < 0 {
			whole.Neg(whole)
		}
		return new(big.Rat).SetFrac(whole, big.NewInt(100))
	}
	cents := func(euro *big.Rat) garage.Cents {
		return garage.Cents(new(big.Rat).Mul(euro, big.NewRat(100, 1)).Num().Int64())
	}
	net := new(big.Rat)
	for _, line := range lines {
		if line.VATRate != rate {
			continue
		}
		price := big.NewRat(int64(line.UnitPrice), 100)
		less := new(big.Rat).Mul(price, big.NewRat(int64(line.Discount), 10_000))
		amount := new(big.Rat).Mul(new(big.Rat).Sub(price, less), big.NewRat(int64(line.Quantity), 1000))
		net.Add(net, round(amount))
	}
	return garage.RateTotal{Rate: rate, Net: cents(net), VAT: cents(round(new(big.Rat).Mul(net, big.NewRat(int64(rate), 10_000))))}
}

// journalsOf are the journals of a company as the settings list them.
func journalsOf(t *testing.T, db *store.DB, companyID int64) (journals []garage.Journal, err error) {
	t.Helper()
	rows, err := db.NamedRows(t.Context())
	for _, row := range rows {
		if row.List == store.JournalNames && row.Journal.CompanyID == companyID {
			journals = append(journals, row.Journal)
		}
	}
	return journals, err
}
