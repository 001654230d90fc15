package store

import "strings"

// SentFilter restricts a journal by what became of the newest message of each document.
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

// where is the filter in SQL but for Sent, which DocumentIDs answers beside it; "" lets all through.
func (f DocumentFilter) where() (string, []any) {
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
		c.addDocumentWord(word)
	}
	return strings.Join(c.parts, " AND "), c.args
}

func oneOf[T any](c *conditions, column string, values []T) {
	if len(values) > 0 {
		c.add(column + in(c, values))
	}
}

// addDocumentWord looks for a word as it was typed, and without its signs: 1abc finds 1-ABC-123, and 1-abc too.
func (c *conditions) addDocumentWord(word string) {
	typed, plate := c.bind(word), FoldPlate(word)
	term := "instr(search_text, " + typed + ") > 0 OR client_id IN (SELECT id FROM client WHERE instr(name_fold, " + typed + ") > 0)"
	if plate != "" && plate != word {
		term += " OR instr(search_text, " + c.bind(plate) + ") > 0"
	}
	c.add("(" + term + ")")
}

// sentQuery returns the query for the documents whose newest message is in one of the states of the filter, and whether
// those are the ones to be left out.
func (f DocumentFilter) sentQuery() (query string, leaveOut bool) {
	states := map[SentFilter]string{
		IsSent: `'sent'`, SentFail: `'failed', 'uncertain', 'cancelled'`, NotSent: `'sent', 'failed', 'uncertain', 'cancelled'`,
	}[f.Sent]
	if states == "" {
		return "", false
	}
	// Beside a bare max(), SQLite takes the other columns from the row that has it.
	return `SELECT document_id FROM (SELECT document_id, state, max(id) FROM delivery
		WHERE document_id IS NOT NULL AND replaced_by IS NULL GROUP BY document_id) WHERE state IN (` + states + `)`, f.Sent == NotSent
}
