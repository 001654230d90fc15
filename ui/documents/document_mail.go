package documents

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// OnMail is the @ button: one document to the addresses she ticks (at once where only one is known), several without a
// question to billing email or main email.
func (d *DocumentsPage) OnMail() {
	ids := d.Grid.Picked()
	w := d.Window
	switch {
	case len(ids) == 0:
		w.Notice(w.T("documents.select_first"), "", nil)
		return
	case d.app.LacksCompany(w, w.T("documents.mail")):
		return
	case len(ids) > 1:
		d.sendSeveral(ids)
		return
	}
	mailDocument(d.app, w, ids[0])
}

// mailDocument mails one document to the addresses she ticks, at once where only one is known.
func mailDocument(a *desk.App, w *kit.Window, id int64) {
	if a.LacksCompany(w, w.T("documents.mail")) {
		return
	}
	kit.Load(w, "documents.addresses", func(ctx context.Context) (choice addressChoice, err error) {
		if choice.document, err = a.DB.DocumentRows(ctx, []int64{id}); err != nil {
			return choice, err
		}
		before, err := a.DB.DocumentRecipients(ctx, []int64{id})
		if err != nil || len(before) == 0 {
			return choice, err
		}
		choice.sent, choice.clientID = before[0].Sent, before[0].ClientID
		if before[0].Origin == garage.AddressOfBilling {
			choice.wrong = before[0].Wrong
		}
		if choice.addresses, err = a.DB.DocumentAddresses(ctx, id); err != nil {
			return choice, err
		}
		choice.missed, err = missed(ctx, a, choice.document)
		return choice, err
	}, func(choice addressChoice) {
		switch {
		case len(choice.document) == 0:
			w.Notice(w.T("error.not_found"), "", nil)
		case len(choice.addresses) == 0 && !choice.sent, len(choice.addresses) == 1 && !choice.sent && choice.wrong == "":
			mail := compose.DocumentMail{DocumentID: id} // without an address the report names it
			if len(choice.addresses) == 1 && choice.addresses[0].Origin == garage.AddressOfContact {
				mail.Emails = []string{choice.addresses[0].Email}
			}
			sendDocuments(a, w, []compose.DocumentMail{mail}, nil)
		case len(choice.addresses) == 0:
			w.Notice(w.T("documents.no_address"), w.T("report.mend"), func() {
				a.Doors.OpenAddress(choice.clientID, garage.AddressOwner{Origin: garage.AddressOfSheet})
			})
		default:
			askAddresses(a, w, choice)
		}
	})
}

// sendSeveral mails documents without asking where to; only those that went before are asked about.
func (d *DocumentsPage) sendSeveral(ids []int64) {
	w, a := d.Window, d.app
	kit.Load(w, "documents.addresses", func(ctx context.Context) ([]store.DocumentRecipient, error) {
		return a.DB.DocumentRecipients(ctx, ids)
	}, func(rows []store.DocumentRecipient) {
		var all, unsent []compose.DocumentMail
		for _, row := range rows {
			all = append(all, compose.DocumentMail{DocumentID: row.DocumentID})
			if !row.Sent {
				unsent = append(unsent, compose.DocumentMail{DocumentID: row.DocumentID})
			}
		}
		if len(unsent) == len(all) {
			sendDocuments(a, w, all, nil)
			return
		}
		choices := []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("documents.send_all_again"), Do: func() bool { sendDocuments(a, w, all, nil); return true }},
		}
		if len(unsent) > 0 {
			choices = append(choices, kit.Choice{
				Label: a.Printer.N("documents.send_unsent", len(unsent)), Default: true,
				Do: func() bool { sendDocuments(a, w, unsent, nil); return true },
			})
		}
		w.ShowDialog(kit.DialogOptions{
			Title: w.T("documents.mail"), MinSize: fyne.NewSize(460, 120), Choices: choices,
			Body: kit.Sentence(a.Printer.N("documents.some_sent_before", len(all)-len(unsent))),
		})
	})
}

// addressChoice is a document and where it can go.
type addressChoice struct {
	document  []store.DocumentRow
	addresses []garage.Address
	sent      bool // a message with it has left before, to any of them
	clientID  int64
	wrong     string          // a billing email that is not valid: no other takes its place unasked
	missed    map[string]bool // the addresses, folded, of those whose message failed
}

// missed are the addresses of today of those who did not get a document because their message failed.
func missed(ctx context.Context, a *desk.App, rows []store.DocumentRow) (map[string]bool, error) {
	missed := map[string]bool{}
	recipients, err := a.DB.RecipientsNow(ctx, failedMessages(rows))
	for _, one := range recipients {
		if one.Trouble == "" {
			missed[garage.Fold(one.Address)] = true
		}
	}
	return missed, err
}

// failedMessages are the messages of documents that failed and were not sent anew.
func failedMessages(rows []store.DocumentRow) (ids []int64) {
	for _, row := range rows {
		for _, message := range row.Messages {
			if message.State == garage.Failed {
				ids = append(ids, message.DeliveryID)
			}
		}
	}
	return ids
}

// isTicked is what the question proposes: those who have missed it, else the first. A billing address that is not valid leaves
// the choice to her.
func (c addressChoice) isTicked(place int) bool {
	known := slices.ContainsFunc(c.addresses, func(a garage.Address) bool { return c.missed[garage.Fold(a.Email)] })
	if known {
		return c.missed[garage.Fold(c.addresses[place].Email)]
	}
	return place == 0 && c.wrong == ""
}

// askAddresses offers the known addresses with their origins, the billing email ticked.
func askAddresses(a *desk.App, w *kit.Window, choice addressChoice) {
	row := choice.document[0]
	ticked := map[string]bool{}
	boxes := container.NewVBox()
	if at, addresses := lastIn(row, garage.Sent); len(addresses) > 0 {
		boxes.Add(kit.Sentence(w.T("documents.sent_before", "Time", a.Printer.Time(at), "Address", strings.Join(addresses, ", "))))
	} else if choice.sent {
		boxes.Add(widget.NewLabel(a.Printer.N("documents.some_sent_before", 1)))
	}
	choices := []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true}}
	if choice.wrong != "" {
		boxes.Add(kit.Sentence(w.T("documents.billing_wrong", "Address", choice.wrong)))
		choices = append(choices, kit.Choice{Label: w.T("report.mend"), Do: func() bool {
			a.Doors.OpenAddress(choice.clientID, garage.AddressOwner{Origin: garage.AddressOfBilling})
			return true
		}})
	}
	var first fyne.Focusable
	for i, address := range choice.addresses {
		label := w.T("documents.address_"+string(address.Origin), "Address", address.Email, "Name", address.Name, "Role", address.Role)
		box := kit.NewCheck(label, func(on bool) { ticked[address.Email] = on })
		box.Checked = choice.isTicked(i)
		ticked[address.Email] = box.Checked
		boxes.Add(box)
		if first == nil {
			first = box
		}
	}
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("documents.mail_one", "Number", row.Number), MinSize: fyne.NewSize(460, 160), Body: boxes, Focus: first,
		Choices: append(choices, kit.Choice{Label: w.T("preflight.send"), Default: true, Do: func() bool {
			var emails []string
			for _, address := range choice.addresses {
				if ticked[address.Email] {
					emails = append(emails, address.Email)
				}
			}
			if len(emails) == 0 {
				return false
			}
			sendDocuments(a, w, []compose.DocumentMail{{DocumentID: row.ID, Emails: emails}}, nil)
			return true
		}}),
	})
}

// sendDocuments queues documents with their PDFs and opens the report; done, unless nil, is told when all that could be
// queued was.
func sendDocuments(a *desk.App, w *kit.Window, mails []compose.DocumentMail, done func()) {
	paper := papers.Of(a.DB, a.Company.ID)
	desk.QueueMessages(a, w, w.T("documents.mail"), func(ctx context.Context, progress func(done, total int)) (compose.DocumentReport, error) {
		return compose.QueueDocuments(ctx, a.Office(), mails, paper, progress)
	}, func(_ *kit.Window, report compose.DocumentReport, whole bool) {
		if len(report.DeliveryIDs)+len(report.Problems) > 0 {
			OpenDocumentReport(a, report, mails)
		}
		if whole && done != nil {
			done()
		}
	})
}
