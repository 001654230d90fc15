package store_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// naiveJournal is all there is to know about documents, read row by row.
type naiveJournal struct {
	rows       []store.DocumentRow
	clients    map[int64]garage.Client
	deliveries map[int64]int64 // newest delivery of a document
}

// randomJournal invents documents in every state, and what was mailed of them.
func randomJournal(t *testing.T, random *rand.Rand) (*store.DB, *naiveJournal) {
	t.Helper()
	f := storetest.NewFirm(t)
	user := storetest.User(t, f.DB, garage.User{})
	n := &naiveJournal{clients: map[int64]garage.Client{}, deliveries: map[int64]int64{}}
	for i, name := range []string{"Maes", "Lefèvre", "Lefevre", "Van den Berghe", "Œuvrard", "123", "Ä"} {
		c := storetest.Client(t, f.DB, garage.Client{Name: name, FirstName: []string{"", "Élise"}[i%2]})
		n.clients[c.ID] = c
	}
	direct := storetest.SQL(t, f.DB)
	exec := func(statement string, args ...any) {
		t.Helper()
		if _, err := direct.ExecContext(t.Context(), statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	exec(`INSERT INTO journal (company_id, kind, code) VALUES (1, 'invoice', 'F'), (1, 'credit_note', 'CN')`)
	exec(`INSERT INTO company (name) VALUES ('second')`)
	day := func() string { return fmt.Sprintf("2026-%02d-%02d", 1+random.IntN(3), 1+random.IntN(5)) }
	states := []string{"queued", "sending", "sent", "sent", "failed", "uncertain", "cancelled"}
	for id := int64(1); id <= 400; id++ {
		kind, state, number := pickFrom(random, garage.DocumentKinds[:3]), pickFrom(random, []string{"draft", "issued", "issued", "credited"}), ""
		if state != "draft" {
			number = fmt.Sprintf("%s%d", pickFrom(random, []string{"F2026-", "", "N", "X"}), id*int64(1+random.IntN(200)))
		}
		total := random.IntN(500) - 50
		exec(`INSERT INTO document (id, company_id, journal_id, kind, number, state, date, due_date, client_id, plate, total_cents, paid_cents, credited_cents)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, pickFrom(random, []any{nil, 1, 2}), pickFrom(random, []any{nil, 1, 2}), kind, number+pickFrom(random, []string{"", "", "b"}),
			state, day(), pickFrom(random, []string{"", day()}), 2+random.IntN(7), pickFrom(random, []string{"", "1-ABC-123", "1 abc 123", "2-XYZ-001", "MAES1"}),
			total, pickFrom(random, []int{0, 0, total, 7}), pickFrom(random, []int{0, 0, total}))
		for range random.IntN(4) {
			exec(`INSERT INTO delivery (kind, document_id, user_id, purpose, from_address, to_address, subject, search_key, message_id, state, size, queued_at)
				VALUES ('document', ?, ?, 'service', 'a@b.be', 'c@d.be', '', '', 'm' || random(), ?, 1, '')`, id, user.ID, pickFrom(random, states))
		}
	}
	exec(`UPDATE delivery SET replaced_by = (SELECT min(id) FROM delivery) WHERE id % 7 = 0`)
	n.read(t, f.DB, direct)
	return f.DB, n
}

func pickFrom[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

func (n *naiveJournal) read(t *testing.T, db *store.DB, direct *sql.DB) {
	t.Helper()
	var ids []int64
	for id := int64(1); id <= 400; id++ {
		ids = append(ids, id)
		var newest int64
		storetest.Check(t, direct.QueryRowContext(t.Context(), `SELECT coalesce(max(id), 0) FROM delivery WHERE document_id = ? AND replaced_by IS NULL`, id).Scan(&newest))
		n.deliveries[id] = newest
	}
	var err error
	n.rows, err = db.DocumentRows(t.Context(), ids)
	storetest.Check(t, err)
	if len(n.rows) != 400 {
		t.Fatal(len(n.rows))
	}
	for _, row := range n.rows {
		var state string
		storetest.Check(t, direct.QueryRowContext(t.Context(), `SELECT coalesce((SELECT state FROM delivery WHERE document_id = ? AND replaced_by IS NULL
			ORDER BY instr('uncertain failed sending queued sent cancelled', state) LIMIT 1), '')`, row.ID).Scan(&state))
		if string(row.Sent) != state {
			t.Errorf("document %d: sent %q, want %q", row.ID, row.Sent, state)
		}
	}
}

func (n *naiveJournal) lets(filter store.DocumentFilter, d store.DocumentRow) bool {
	c := n.clients[d.ClientID]
	for _, word := range strings.Fields(garage.Fold(filter.Search)) {
		if !strings.Contains(garage.NameFold(c), word) && !strings.Contains(strings.ToLower(d.Number), word) && !strings.Contains(strings.ToLower(d.Plate), word) &&
			(garage.FoldPlate(word) == "" || !strings.Contains(garage.FoldPlate(d.Plate), garage.FoldPlate(word)) && !strings.Contains(strings.ToLower(d.Number), garage.FoldPlate(word))) {
			return false
		}
	}
	failed := d.Sent == garage.Failed || d.Sent == garage.Uncertain || d.Sent == garage.Cancelled
	switch {
	case filter.CompanyID != 0 && d.CompanyID != filter.CompanyID,
		len(filter.JournalIDs) > 0 && !slices.Contains(filter.JournalIDs, d.JournalID),
		len(filter.Kinds) > 0 && !slices.Contains(filter.Kinds, d.Kind),
		len(filter.States) > 0 && !slices.Contains(filter.States, d.State),
		filter.From > d.Date, filter.To != "" && d.Date > filter.To,
		filter.ClientID != 0 && d.ClientID != filter.ClientID,
		filter.Sent == store.IsSent && d.Sent != garage.Sent, filter.Sent == store.SentFail && !failed,
		filter.Sent == store.NotSent && (d.Sent == garage.Sent || failed):
		return false
	}
	amount := d.Total - d.Paid - d.Credited
	if d.Kind == garage.CreditNote {
		amount = max(d.Total, -d.Total) - d.Paid
	}
	open := !d.IsDraft() && d.Kind != garage.Quote && amount > 0
	switch filter.Paid {
	case store.PaidOpen:
		return open
	case store.PaidWhole:
		return !open && !d.IsDraft() && d.Kind != garage.Quote
	case store.PaidLate:
		return open && d.DueDate != "" && d.DueDate < filter.LateOn
	}
	return true
}

// compare orders two documents as a person would; sorted by anything but the date, the newest comes first among equals
// and those that have nothing in the column stand last.
func (n *naiveJournal) compare(sort store.DocumentSort, a, b store.DocumentRow) int {
	number := func(d store.DocumentRow) string {
		prefix := strings.TrimRight(d.Number, "0123456789")
		return prefix + fmt.Sprintf("%016s", d.Number[len(prefix):])
	}
	byDate := cmp.Or(strings.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID))
	order, emptyA, emptyB := 0, false, false
	switch sort.By {
	case "", store.DocumentDate:
		order = byDate
	case store.DocumentNumber:
		order = cmp.Or(strings.Compare(number(a), number(b)), cmp.Compare(a.ID, b.ID))
	case store.DocumentKindOf:
		order = cmp.Compare(slices.Index(garage.DocumentKinds, a.Kind), slices.Index(garage.DocumentKinds, b.Kind))
	case store.DocumentClient:
		order = cmp.Or(strings.Compare(garage.NameFold(n.clients[a.ClientID]), garage.NameFold(n.clients[b.ClientID])), cmp.Compare(a.ClientID, b.ClientID))
	case store.DocumentPlate:
		order, emptyA, emptyB = strings.Compare(a.Plate, b.Plate), a.Plate == "", b.Plate == ""
	case store.DocumentTotal:
		signed := func(d store.DocumentRow) garage.Cents {
			if d.Kind == garage.CreditNote {
				return min(d.Total, -d.Total)
			}
			return d.Total
		}
		order = cmp.Compare(signed(a), signed(b))
	case store.DocumentDue:
		order, emptyA, emptyB = strings.Compare(a.DueDate, b.DueDate), a.DueDate == "", b.DueDate == ""
	case store.DocumentSent:
		order, emptyA, emptyB = cmp.Compare(n.deliveries[a.ID], n.deliveries[b.ID]), a.Sent == "", b.Sent == ""
	case store.DocumentOpen:
		order, emptyA, emptyB = cmp.Compare(a.Open, b.Open), a.Open == 0, b.Open == 0
	}
	switch {
	case emptyA && !emptyB:
		return 1
	case emptyB && !emptyA:
		return -1
	case sort.Descending:
		order = -order
	}
	return cmp.Or(order, -byDate)
}

func (n *naiveJournal) ids(filter store.DocumentFilter, sort store.DocumentSort) []int64 {
	var found []store.DocumentRow
	for _, row := range n.rows {
		if n.lets(filter, row) {
			found = append(found, row)
		}
	}
	slices.SortFunc(found, func(a, b store.DocumentRow) int { return n.compare(sort, a, b) })
	var ids []int64
	for _, row := range found {
		ids = append(ids, row.ID)
	}
	return ids
}

func TestJournalAgreesWithNaiveEvaluation(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 1)) //nolint:gosec // a test's guesses
	db, n := randomJournal(t, random)
	orders := []store.DocumentOrder{
		"", store.DocumentDate, store.DocumentNumber, store.DocumentKindOf, store.DocumentClient, store.DocumentPlate,
		store.DocumentTotal, store.DocumentDue, store.DocumentSent, store.DocumentOpen,
	}
	some := 0
	for range 1500 {
		filter := randomDocumentFilter(random)
		sort := store.DocumentSort{By: pickFrom(random, orders), Descending: random.IntN(2) == 0}
		got, err := db.DocumentIDs(t.Context(), filter, sort)
		storetest.Check(t, err)
		want := n.ids(filter, sort)
		if !slices.Equal(got, want) {
			t.Fatalf("%+v %+v:\ngot  %v\nwant %v", filter, sort, got, want)
		}
		if len(want) > 0 {
			some++
		}
	}
	if some < 500 {
		t.Errorf("only %d of the filters let anything through", some)
	}
	if _, err := db.DocumentIDs(t.Context(), store.DocumentFilter{}, store.DocumentSort{By: "1; DROP TABLE document"}); err == nil {
		t.Error("an unknown order was taken")
	}
}

// randomDocumentFilter fills in a few fields at a time.
func randomDocumentFilter(random *rand.Rand) (filter store.DocumentFilter) {
	for range random.IntN(4) {
		switch random.IntN(9) {
		case 0:
			filter.CompanyID = int64(random.IntN(3))
		case 1:
			filter.JournalIDs = []int64{int64(1 + random.IntN(2))}
		case 2:
			filter.Kinds = []garage.DocumentKind{pickFrom(random, garage.DocumentKinds[:3]), garage.Invoice}
		case 3:
			filter.States = []garage.DocumentState{pickFrom(random, []garage.DocumentState{garage.DocumentDraft, garage.DocumentIssued, garage.DocumentCredited})}
		case 4:
			filter.From = fmt.Sprintf("2026-%02d-03", 1+random.IntN(3))
		case 5:
			filter.To = fmt.Sprintf("2026-%02d-03", 1+random.IntN(3))
		case 6:
			filter.ClientID = int64(2 + random.IntN(7))
		case 7:
			filter.Search = pickFrom(random, []string{"lefevre", "LEFÈVRE élise", "1abc", "1-abc-1", "maes", "f2026", "26-1", "1", "123 ber", "œuv", "%", "-", "n2 maes", "x"})
		case 8:
			filter.Sent = pickFrom(random, []store.SentFilter{store.IsSent, store.NotSent, store.SentFail})
		}
	}
	if random.IntN(3) == 0 {
		filter.Paid, filter.LateOn = pickFrom(random, []store.PaidFilter{store.PaidOpen, store.PaidWhole, store.PaidLate}), "2026-02-04"
	}
	return filter
}
