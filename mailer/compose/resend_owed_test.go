package compose

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestResendOfAReminder states what is still open, and counts as the one reminder that it is.
func TestResendOfAReminder(t *testing.T) {
	g := newOffice(t)
	g.on(2)
	maes := g.client(garage.Client{Name: "Maes", Email: "info@maes.example"})
	g.bill(maes, "wrong@maes.example")
	paid, open := g.dueOn(maes, "2026-10-01"), g.dueOn(maes, "2026-10-02")
	mail := ReminderMail{ClientID: maes, Level: 1, DocumentIDs: []int64{paid.ID, open.ID}}
	g.remind(listPaper, mail)
	g.settle("wrong@maes.example")
	g.on(5)
	g.bill(maes, "compta@maes.example")
	_, err := g.db.SetPaid(t.Context(), []int64{paid.ID}, true, "2026-11-04")
	g.must(err)
	before := g.failed()
	report := g.resend(nil, before...)
	if len(report.DeliveryIDs) != 1 || len(report.Problems) != 0 {
		t.Fatalf("%+v", report)
	}
	delivery, _, text := g.received(report.DeliveryIDs[0])
	if delivery.ToAddress != "compta@maes.example" || strings.Contains(text, paid.Number) || !strings.Contains(text, open.Number) {
		t.Errorf("%s\n%s", delivery.ToAddress, text)
	}
	if report := g.resend(nil, before...); !slices.Equal(report.kinds(), []IssueKind{NotResent}) {
		t.Errorf("a second press: %+v", report)
	}
	g.settle()
	g.wantArrived(map[string]int{"compta@maes.example": 1})
	var at string
	g.must(storetest.SQL(t, g.db).QueryRowContext(t.Context(), `SELECT group_concat(substr(at, 1, 10)) FROM reminder WHERE document_id = ?`, open.ID).Scan(&at))
	if at != "2026-11-05" {
		t.Errorf("reminded on %s", at)
	}
}

// TestResendOfAReminderThatNothingIsLeftOf: he paid, or was reminded since.
func TestResendOfAReminderThatNothingIsLeftOf(t *testing.T) {
	g := newOffice(t)
	g.on(2)
	paid := g.client(garage.Client{Name: "Maes", Email: "wrong@maes.example"})
	again := g.client(garage.Client{Name: "Claes", Email: "wrong@claes.example"})
	first, second := g.dueOn(paid, "2026-10-01"), g.dueOn(again, "2026-10-01")
	other := g.dueOn(again, "2026-10-05")
	g.remind(listPaper, ReminderMail{ClientID: paid, Level: 2, DocumentIDs: []int64{first.ID}},
		ReminderMail{ClientID: again, Level: 1, DocumentIDs: []int64{second.ID, other.ID}})
	g.settle("wrong@maes.example", "wrong@claes.example")
	g.on(15)
	_, err := g.db.SetPaid(t.Context(), []int64{first.ID}, true, "2026-11-04")
	g.must(err)
	g.change(again, "claes@client.example", false)
	failed := g.failed()
	g.remind(listPaper, ReminderMail{ClientID: again, Level: 1, DocumentIDs: []int64{second.ID}})
	g.settle()
	if left := g.failed(); len(left) != 1 {
		t.Errorf("the newer reminder does not make up for the one that failed: %v", left)
	}
	report := g.resend(nil, failed...)
	if len(report.Problems) != 2 || len(report.DeliveryIDs) != 0 {
		t.Errorf("%+v", report)
	}
	nothing := slices.ContainsFunc(report.Problems, func(p ResendProblem) bool { return errors.Is(p.Err, ErrNothingOwed) })
	if !nothing || !slices.Contains(report.kinds(), NotResent) {
		t.Errorf("%+v", report.Problems)
	}
	g.settle()
	g.wantArrived(map[string]int{"claes@client.example": 1})
}

// TestResendOfAStatement lists all that is open then.
func TestResendOfAStatement(t *testing.T) {
	g := newOffice(t)
	g.on(2)
	maes := g.client(garage.Client{Name: "Maes", Email: "wrong@maes.example"})
	invoice := g.dueOn(maes, "2026-10-01")
	_, err := QueueStatements(t.Context(), g.sender(), []int64{maes}, listPaper, nil)
	g.must(err)
	g.settle("wrong@maes.example")
	later := g.dueOn(maes, "2026-12-01")
	g.change(maes, "maes@client.example", false)
	report := g.resend(nil, g.failed()...)
	if len(report.DeliveryIDs) != 1 {
		t.Fatalf("%+v", report)
	}
	if _, _, text := g.received(report.DeliveryIDs[0]); !strings.Contains(text, invoice.Number) || !strings.Contains(text, later.Number) {
		t.Error(text)
	}
	g.settle()
	g.wantArrived(map[string]int{"maes@client.example": 1})
}
