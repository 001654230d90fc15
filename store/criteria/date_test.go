package criteria_test

import (
	"fmt"
	"slices"
	"testing"
	"time"
	_ "time/tzdata"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// places are those where the days of UTC are others: before, beside and after it, and one whose clocks change at midnight.
var places = []string{"Europe/Brussels", "UTC", "Pacific/Auckland", "America/Santiago"}

func placeOf(t *testing.T, name string) *time.Location {
	t.Helper()
	place, err := time.LoadLocation(name)
	storetest.Check(t, err)
	return place
}

// datedGarage has clients with every kind of date around the days of one place, and one who has none.
func datedGarage(t *testing.T, place *time.Location) *naive {
	t.Helper()
	db := storetest.New(t)
	now := time.Date(2026, 9, 8, 0, 30, 0, 0, place)
	db.SetClock(func() time.Time { return now })
	user := storetest.User(t, db, garage.User{Email: "sophie@garage.example"})
	direct := storetest.SQL(t, db)
	storetest.Client(t, db, garage.Client{Name: "Nothing ever"})
	moments := []time.Time{now, now.AddDate(0, 0, -1), now.AddDate(0, 0, -30), time.Date(1900, 1, 1, 0, 0, 0, 0, place)}
	for _, day := range []time.Time{ // the clocks change in Brussels, Auckland and Santiago; a new year
		time.Date(2026, 3, 29, 0, 0, 0, 0, place), time.Date(2026, 10, 25, 0, 0, 0, 0, place), time.Date(2026, 4, 5, 0, 0, 0, 0, place),
		time.Date(2026, 9, 27, 0, 0, 0, 0, place), time.Date(2026, 9, 6, 0, 0, 0, 0, place), time.Date(2026, 1, 1, 0, 0, 0, 0, place),
	} {
		moments = append(moments, day.Add(-time.Hour), day.Add(-time.Millisecond), day, day.Add(time.Hour), day.Add(90*time.Minute), day.Add(23*time.Hour))
	}
	for i, at := range moments {
		day := at.In(place).Format(time.DateOnly)
		client := storetest.Client(t, db, garage.Client{Name: fmt.Sprint("At ", at)})
		storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Plate: fmt.Sprint("1-ABC-", 100+i), FirstRegistration: day, NextInspection: day})
		storetest.Visit(t, db, garage.Visit{ClientID: client.ID, Date: day})
		_, err := direct.ExecContext(t.Context(), `INSERT INTO document (kind, number, date, client_id) VALUES ('invoice', ?, ?, ?)`, i, day, client.ID)
		storetest.Check(t, err)
		_, err = direct.ExecContext(t.Context(), `INSERT INTO delivery (kind, client_id, user_id, purpose, from_address, to_address, subject,
			search_key, message_id, state, size, queued_at, finished_at) VALUES ('mailing', ?, ?, 'service', 'a@b.be', 'c@d.be', '', '', ?, 'sent', 1, '', ?)`,
			client.ID, user.ID, i, at.UTC().Format("2006-01-02T15:04:05.000Z"))
		storetest.Check(t, err)
	}
	n := loadNaive(t, db, direct, now)
	for _, rule := range dateRules() {
		criteria := garage.Criteria{Filter: &garage.Rule{Group: criteria.AllOf, Rules: []garage.Rule{rule}}}
		n.mustAgree(t, db, criteria, rule)
	}
	for _, day := range days {
		n.mustAgree(t, db, garage.Criteria{CameSince: day}, day)
		n.mustAgree(t, db, garage.Criteria{NotCameSince: day}, day)
	}
	return n
}

func (n *naive) mustAgree(t *testing.T, db *store.DB, criteria garage.Criteria, what any) {
	t.Helper()
	found, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: criteria})
	storetest.Check(t, err)
	if want := n.ids(criteria); !slices.Equal(found, want) {
		t.Errorf("%s: %+v finds %v, want %v", n.now.Location(), what, found, want)
	}
}

var days = []string{
	"1900-01-01", "2026-01-01", "2026-03-28", "2026-03-29", "2026-04-05", "2026-09-06", "2026-09-07", "2026-09-08",
	"2026-09-27", "2026-10-25", "2200-12-31",
}

// dateRules is every operator of every field that is a date.
func dateRules() (rules []garage.Rule) {
	for _, field := range criteria.FilterFields() {
		if field.Type != criteria.DateField {
			continue
		}
		for _, operator := range field.Operators {
			switch operator {
			case criteria.Empty, criteria.NotEmpty:
				rules = append(rules, garage.Rule{Field: field.Key, Operator: operator})
			case criteria.LastDays, criteria.NextDays:
				for _, count := range []string{"0", "1", "30", "36600"} {
					rules = append(rules, garage.Rule{Field: field.Key, Operator: operator, Values: []string{count}})
				}
			default:
				for _, day := range days {
					values := []string{day}
					if operator == criteria.Between {
						values = append(values, "2026-09-27")
					}
					if values[0] <= values[len(values)-1] {
						rules = append(rules, garage.Rule{Field: field.Key, Operator: operator, Values: values})
					}
				}
			}
		}
	}
	return rules
}

// TestDatesOfAnyPlace: a day is that of the place, whatever the clock of the machine says of UTC.
func TestDatesOfAnyPlace(t *testing.T) {
	for _, name := range places {
		t.Run(name, func(t *testing.T) { datedGarage(t, placeOf(t, name)) })
	}
}

// TestReminderPauseOfAnyPlace: a week is seven days of the place, also early in the morning.
func TestReminderPauseOfAnyPlace(t *testing.T) {
	before := time.Local
	t.Cleanup(func() { time.Local = before })
	for _, name := range places {
		time.Local = placeOf(t, name)
		for _, hour := range []int{0, 8, 23} {
			f := storetest.NewFirm(t)
			reminded := time.Date(2026, 11, 2, hour, 30, 0, 0, time.Local)
			invoice := f.Draft()
			invoice.Date, invoice.DueDate = "2026-09-01", "2026-10-01"
			issued := f.Issue(invoice)
			f.DB.SetClock(func() time.Time { return reminded })
			storetest.Check(t, f.Remind(1, issued))
			for day, want := range map[string]int{"2026-11-08": 0, "2026-11-09": 1} {
				proposals, err := f.DB.ReminderProposals(t.Context(), day)
				if storetest.Check(t, err); len(proposals) != want {
					t.Errorf("%s: reminded at %v, %d proposals on %s, want %d", name, reminded, len(proposals), day, want)
				}
			}
		}
	}
}
