package store

import (
	"context"
	"slices"
	"strings"
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
	Kinds      []DocumentKind
	States     []DocumentState
	From, To   string // ISO dates, both included
	ClientID   int64
	Search     string // every word stands in the number, the client's name or the plate
	Sent       SentFilter
	Paid       PaidFilter
	LateOn     string // ISO date that PaidLate looks from
}

// metQuery reads the documents that meet the filter but for Sent, which documentIDs answers beside it; "" when all do.
func (f DocumentFilter) metQuery() (query string, args []any) {
	c := &conditions{}
	if f.CompanyID != 0 {
		c.add("company_id = " + c.bind(f.CompanyID))
	}
	oneOf(c, "journal_id", f.JournalIDs)
	oneOf(c, "kind", f.Kinds)
	oneOf(c, "state", f.States)
	if f.From != "" {
		c.add("date >= " + c.bind(f.From))
	}
	if f.To != "" {
		c.add("date <= " + c.bind(f.To))
	}
	if f.ClientID != 0 {
		c.add("client_id = " + c.bind(f.ClientID))
	}
	switch f.Paid {
	case PaidOpen:
		c.add(isOwed)
	case PaidWhole:
		c.add("kind IN ('invoice', 'credit_note') AND state <> 'draft' AND NOT " + isOwed)
	case PaidLate:
		c.add(isOwed + " AND due_date <> '' AND due_date < " + c.bind(f.LateOn))
	}
	for _, word := range strings.Fields(Fold(f.Search)) {
		c.addSearchWord(word)
	}
	if len(c.parts) == 0 {
		return "", nil
	}
	return `SELECT id FROM document WHERE ` + strings.Join(c.parts, " AND "), c.args
}

func oneOf[T any](c *conditions, column string, values []T) {
	if len(values) > 0 {
		c.add(column + in(c, values))
	}
}

// addSearchWord looks for a word as it was typed, and without its signs: 1abc finds 1-ABC-123, and 1-abc too.
func (c *conditions) addSearchWord(word string) {
	typed, plate := c.bind(word), FoldPlate(word)
	term := "instr(search_text, " + typed + ") > 0 OR client_id IN (SELECT id FROM client WHERE instr(name_fold, " + typed + ") > 0)"
	if plate != "" && plate != word {
		term += " OR instr(search_text, " + c.bind(plate) + ") > 0"
	}
	c.add("(" + term + ")")
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
func (f DocumentFilter) sentFilter(ctx context.Context, q querier) (func(ids []int64) []int64, error) {
	documents, verdicts, err := readNumberKeys(ctx, q, sentVerdicts)
	return func(ids []int64) []int64 {
		place := placesOf(ids)
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
