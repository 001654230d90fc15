package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// SentFilter restricts a journal by what became of the messages of each document: see DocumentRow.Sent.
type SentFilter string

// The answers to "was it sent?"; "" restricts nothing. NotSent are those that were never mailed or are on their way.
const (
	IsSent   SentFilter = "yes"
	NotSent  SentFilter = "no"
	SentFail SentFilter = "failed" // refused, uncertain or cancelled
)

// PaidFilter restricts a journal to documents that are paid or not; "" restricts nothing. Only issued invoices and credit
// notes can be either.
type PaidFilter string

// The answers to "is it paid?". What credit notes took back counts as settled.
const (
	PaidOpen  PaidFilter = "open"
	PaidWhole PaidFilter = "paid"
	PaidLate  PaidFilter = "late" // open, and due before DocumentFilter.LateOn
)

// DocumentFilter says which documents a journal shows; an empty field restricts nothing.
type DocumentFilter struct {
	CompanyID  int64
	JournalIDs []int64
	Kinds      []garage.DocumentKind
	States     []garage.DocumentState
	From, To   string // ISO dates, both included
	ClientID   int64
	Search     string // every word stands in the number, the client's name or the plate
	Sent       SentFilter
	Paid       PaidFilter
	LateOn     string // ISO date that PaidLate looks from
}

// metQuery reads the documents that meet the filter but for Sent, which documentIDs answers beside it; "" when all do.
func (f DocumentFilter) metQuery() (query string, args []any) {
	c := &criteria.Conditions{}
	if f.CompanyID != 0 {
		c.Add("company_id = " + c.Bind(f.CompanyID))
	}
	oneOf(c, "journal_id", f.JournalIDs)
	oneOf(c, "kind", f.Kinds)
	oneOf(c, "state", f.States)
	if f.From != "" {
		c.Add("date >= " + c.Bind(f.From))
	}
	if f.To != "" {
		c.Add("date <= " + c.Bind(f.To))
	}
	if f.ClientID != 0 {
		c.Add("client_id = " + c.Bind(f.ClientID))
	}
	switch f.Paid {
	case PaidOpen:
		c.Add(isOwed)
	case PaidWhole:
		c.Add("kind IN ('invoice', 'credit_note') AND state <> 'draft' AND NOT " + isOwed)
	case PaidLate:
		c.Add(isOwed + " AND due_date <> '' AND due_date < " + c.Bind(f.LateOn))
	}
	for _, word := range strings.Fields(garage.Fold(f.Search)) {
		addSearchWord(c, word)
	}
	if len(c.Parts) == 0 {
		return "", nil
	}
	return `SELECT id FROM document WHERE ` + strings.Join(c.Parts, " AND "), c.Args
}

func oneOf[T any](c *criteria.Conditions, column string, values []T) {
	if len(values) > 0 {
		c.Add(column + criteria.In(c, values))
	}
}

// addSearchWord looks for a word as it was typed, and without its signs: 1abc finds 1-ABC-123, and 1-abc too.
func addSearchWord(c *criteria.Conditions, word string) {
	typed, plate := c.Bind(word), garage.FoldPlate(word)
	term := "instr(search_text, " + typed + ") > 0 OR client_id IN (SELECT id FROM client WHERE instr(name_fold, " + typed + ") > 0)"
	if plate != "" && plate != word {
		term += " OR instr(search_text, " + c.Bind(plate) + ") > 0"
	}
	c.Add("(" + term + ")")
}

// ofNewest reads the messages of documents so that the newest of each comes last. The index has all it asks for, which
// SQLite does not see by itself in a file it has no statistics of.
const ofNewest = `FROM delivery INDEXED BY delivery_newest WHERE document_id IS NOT NULL AND replaced_by IS NULL ORDER BY document_id, id`

// sentAnswers are what SentFilter asks for, by the verdict of sentVerdicts: 0 is a document that was never mailed, 1 one whose
// messages were cancelled, 3 one of which a message is on its way.
var sentAnswers = map[SentFilter][]int64{IsSent: {2}, SentFail: {1, 4}, NotSent: {0, 3}}

// sentVerdicts are of messages: the highest of a document counts, so that what failed is not hidden by what was sent.
const sentVerdicts = `SELECT document_id, CASE state WHEN 'cancelled' THEN 1 WHEN 'sent' THEN 2 WHEN 'queued' THEN 3 WHEN 'sending' THEN 3
	ELSE 4 END ` + ofNewest

// sentFilter reads what became of the messages and returns the function that takes out of ids what the filter does
// not let through.
func (f DocumentFilter) sentFilter(ctx context.Context, q sqlite.Querier) (func(ids []int64) []int64, error) {
	documents, verdicts, err := readNumberKeys(ctx, q, sentVerdicts)
	return func(ids []int64) []int64 {
		place := sqlite.PlacesOf(ids)
		verdict := make([]int64, len(ids))
		for i, id := range documents {
			if at := place(id); at >= 0 {
				verdict[at] = max(verdict[at], verdicts[i])
			}
		}
		kept := ids[:0]
		for at, id := range ids {
			if slices.Contains(sentAnswers[f.Sent], verdict[at]) {
				kept = append(kept, id)
			}
		}
		return kept
	}, err
}

// DocumentOrder is what a journal is sorted by. Documents that are equal in it stand newest first.
type DocumentOrder string

// The orders of a journal; "" is DocumentDate. Sent sorts by when the newest message was queued.
const (
	DocumentDate   DocumentOrder = "date"
	DocumentNumber DocumentOrder = "number"
	DocumentKindOf DocumentOrder = "kind"
	DocumentClient DocumentOrder = "client"
	DocumentPlate  DocumentOrder = "plate"
	DocumentTotal  DocumentOrder = "total"
	DocumentDue    DocumentOrder = "due"
	DocumentSent   DocumentOrder = "sent"
	DocumentOpen   DocumentOrder = "open"
)

// DocumentSort is an order and its direction. The zero value puts the oldest first.
type DocumentSort struct {
	By         DocumentOrder
	Descending bool
}

// walks read all ids in an order that an index has.
var walks = map[DocumentOrder]string{
	"":             `SELECT id FROM document ORDER BY date, id`,
	DocumentDate:   `SELECT id FROM document ORDER BY date, id`,
	DocumentNumber: `SELECT id FROM document ORDER BY number_key, id`,
}

// orderKeys read what documents are sorted by: as a number, or as a text that sorts by its letters. Documents without
// one stand at the end.
var orderKeys = map[DocumentOrder]struct {
	numbers, texts string
}{
	DocumentKindOf: {numbers: `SELECT id, instr('invoice credit_note quote order reminder statement', kind) FROM document`},
	DocumentTotal:  {numbers: `SELECT id, CASE kind WHEN 'credit_note' THEN -abs(total_cents) ELSE total_cents END FROM document`},
	DocumentOpen:   {numbers: `SELECT id, open_cents FROM document WHERE open_cents <> 0`},
	DocumentSent:   {numbers: `SELECT document_id, id ` + ofNewest},
	DocumentPlate:  {texts: `SELECT id, plate FROM document WHERE plate <> ''`},
	DocumentDue:    {texts: `SELECT id, due_date FROM document WHERE due_date <> ''`},
}

// readNumberKeys reads rows of an id and a number.
func readNumberKeys(ctx context.Context, q sqlite.Querier, query string) (ids, numbers []int64, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	var id, number int64
	into := []any{&id, &number}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		ids, numbers = append(ids, id), append(numbers, number)
	}
	return ids, numbers, rows.Err()
}

// readTextKeys reads rows of an id and a text, and gives each text its rank: many documents share one.
func readTextKeys(ctx context.Context, q sqlite.Querier, query string) (ids, numbers []int64, err error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	seen, texts := map[string]int64{}, []string(nil)
	var id int64
	var text sql.RawBytes
	into := []any{&id, &text}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, nil, err
		}
		number, known := seen[string(text)]
		if !known {
			number = int64(len(texts))
			texts = append(texts, string(text))
			seen[texts[number]] = number
		}
		ids, numbers = append(ids, id), append(numbers, number)
	}
	ranks := make([]int64, len(texts))
	slices.Sort(texts)
	for rank, text := range texts {
		ranks[seen[text]] = int64(rank)
	}
	for i, number := range numbers {
		numbers[i] = ranks[number]
	}
	return ids, numbers, rows.Err()
}

// clientKeys gives each document the place of its client in name order. Both halves come from indexes.
func clientKeys(ctx context.Context, q sqlite.Querier) (ids, numbers []int64, err error) {
	byName, err := sqlite.ReadIDs(ctx, q, `SELECT id FROM client ORDER BY name_fold, id`)
	if err != nil {
		return nil, nil, err
	}
	ids, numbers, err = readNumberKeys(ctx, q, `SELECT id, client_id FROM document`)
	place := sqlite.PlacesOf(byName)
	for i, client := range numbers {
		numbers[i] = int64(place(client))
	}
	return ids, numbers, err
}

// keyReader reads the keys of an order, and returns what sorts newest-first ids by them.
type keyReader func(ctx context.Context, q sqlite.Querier) (arrange func(newest []int64, descending bool) []int64, err error)

// orderReader returns the function that sorts newest-first ids by an order, once it has read the keys with read; nil for
// orders that are walked.
func orderReader(by DocumentOrder) (keyReader, error) {
	if walks[by] != "" {
		return nil, nil
	}
	query, known := orderKeys[by]
	switch {
	case by == DocumentClient:
		return numberOrder(clientKeys), nil
	case !known:
		return nil, fmt.Errorf("sort documents by %q: unknown", by)
	case query.texts != "":
		return numberOrder(func(ctx context.Context, q sqlite.Querier) ([]int64, []int64, error) {
			return readTextKeys(ctx, q, query.texts)
		}), nil
	}
	return numberOrder(func(ctx context.Context, q sqlite.Querier) ([]int64, []int64, error) {
		return readNumberKeys(ctx, q, query.numbers)
	}), nil
}

func numberOrder(keys func(context.Context, sqlite.Querier) ([]int64, []int64, error)) keyReader {
	return func(ctx context.Context, q sqlite.Querier) (func([]int64, bool) []int64, error) {
		ids, numbers, err := keys(ctx, q)
		return func(newest []int64, descending bool) []int64 { return sortByNumber(newest, ids, numbers, descending) }, err
	}
}

// sortByNumber sorts newest-first ids by the numbers of those that have one, and puts the others behind. Of two numbers of
// one document the later one counts.
func sortByNumber(newest, ids, numbers []int64, descending bool) []int64 {
	place := sqlite.PlacesOf(newest)
	keys, has := make([]int64, len(newest)), make([]bool, len(newest))
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	for i, id := range ids {
		at := place(id)
		if at < 0 {
			continue
		}
		keys[at], has[at] = numbers[i], true
		if descending {
			keys[at] = -numbers[i]
		}
		low, high = min(low, keys[at]), max(high, keys[at])
	}
	var with, without []int
	for at := range newest {
		if has[at] {
			with = append(with, at)
		} else {
			without = append(without, at)
		}
	}
	if len(with) > 0 && high-low < int64(4*len(newest)) {
		with = countingSort(with, keys, low, high)
	} else {
		slices.SortFunc(with, func(a, b int) int { return cmp.Or(cmp.Compare(keys[a], keys[b]), a-b) })
	}
	sorted := make([]int64, 0, len(newest))
	for _, at := range append(with, without...) {
		sorted = append(sorted, newest[at])
	}
	return sorted
}

// countingSort sorts places by their keys, which lie between low and high, and keeps the order of those that are equal. It
// takes a tenth of the time of comparing.
func countingSort(places []int, keys []int64, low, high int64) []int {
	begins := make([]int, high-low+2)
	for _, at := range places {
		begins[keys[at]-low+1]++
	}
	for i := 1; i < len(begins); i++ {
		begins[i] += begins[i-1]
	}
	sorted := make([]int, len(places))
	for _, at := range places {
		begin := &begins[keys[at]-low]
		sorted[*begin] = at
		*begin++
	}
	return sorted
}
