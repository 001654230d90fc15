package compose

import (
	"context"
	"errors"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
)

// ErrNothingOwed is returned of a client who has nothing (left) to be reminded of or to be listed: he paid meanwhile.
var ErrNothingOwed = errors.New("nothing is owed")

// ReminderMail is a client who is to be reminded of documents. Level 0 is a statement of account: all that is open.
type ReminderMail struct {
	ClientID    int64
	Level       garage.ReminderLevel
	DocumentIDs []int64 // of a reminder
}

// Owed is what one message lists of a client: what he owes one company, and what that company owes him.
type Owed struct {
	Level     garage.ReminderLevel // 0 = a statement
	ClientID  int64
	CompanyID int64
	Date      string            // ISO date of the day
	Documents []garage.Document // oldest first, without lines
}

// OwedBy reads what a message to a client has to list now, for each company that issued documents apart: they have accounts
// of their own. Of a reminder only what is late and unpaid today remains, and credits that are still open are set off; a
// company to which nothing is owed then is left out. companyID is who issues documents that name no company.
func OwedBy(ctx context.Context, db *store.DB, companyID int64, mail ReminderMail) ([]Owed, error) {
	documents, err := db.OpenDocuments(ctx, mail.ClientID)
	if err != nil {
		return nil, err
	}
	today := db.Today()
	var all []Owed
	for _, document := range documents {
		asked := isLate(document, today) && slices.Contains(mail.DocumentIDs, document.ID)
		if mail.Level != 0 && document.Open > 0 && !asked {
			continue
		}
		if document.CompanyID == 0 {
			document.CompanyID = companyID
		}
		at := slices.IndexFunc(all, func(o Owed) bool { return o.CompanyID == document.CompanyID })
		if at < 0 {
			at = len(all)
			all = append(all, Owed{Level: mail.Level, ClientID: mail.ClientID, CompanyID: document.CompanyID, Date: today})
		}
		all[at].Documents = append(all[at].Documents, document)
	}
	if mail.Level != 0 {
		all = slices.DeleteFunc(all, func(o Owed) bool { return o.Total() <= 0 })
	}
	return all, nil
}

func isLate(document garage.Document, today string) bool {
	return document.Kind == garage.Invoice && document.DueDate != "" && document.DueDate < today
}

// Total is what the client has to pay, below zero what he is owed.
func (o Owed) Total() (total garage.Cents) {
	for _, document := range o.Documents {
		total += document.Open
	}
	return total
}

// Paper is the document whose PDF lists them: it has no number, and asks for the payment under the communication of a
// single invoice.
func (o Owed) Paper() garage.Document {
	paper := garage.Document{
		Kind: garage.Reminder, State: garage.DocumentIssued, Date: o.Date, ClientID: o.ClientID, CompanyID: o.CompanyID,
		Total: o.Total(), Open: o.Total(),
	}
	if o.Level == 0 {
		paper.Kind = garage.Statement
	}
	if len(o.Documents) == 1 {
		paper.OGM = o.Documents[0].OGM
	}
	return paper
}

// phrase is what the placeholders of the text are filled with: <SOLDE> is the whole, <ECHEANCE> the oldest due date, and
// <NUMFACT> all numbers.
func (o Owed) phrase() garage.Document {
	document := o.Paper()
	document.Total = 0
	var numbers []string
	for _, one := range o.Documents {
		numbers = append(numbers, one.Number)
		document.Total += one.Total
		if one.Open > 0 && one.DueDate != "" && (document.DueDate == "" || one.DueDate < document.DueDate) {
			document.DueDate = one.DueDate
		}
	}
	document.Number = strings.Join(numbers, ", ")
	if len(o.Documents) == 1 {
		one := o.Documents[0]
		document.Date, document.VehicleID, document.Plate = one.Date, one.VehicleID, one.Plate
	}
	return document
}
