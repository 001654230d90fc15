package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/kit"
)

// onMail is the @ button: one document to the addresses she ticks (at once where only one is known), several without a
// question to billing email or main email.
func (d *documentsPage) onMail() {
	ids := d.grid.Picked()
	w := d.window
	switch {
	case len(ids) == 0:
		w.Notice(w.T("documents.select_first"), "", nil)
		return
	case d.app.company.Name == "":
		w.Ask(w.T("documents.mail"), w.T("documents.no_company"), w.T("settings.companies"), false, d.app.openCompanies)
		return
	case len(ids) > 1:
		d.sendSeveral(ids)
		return
	}
	d.app.mailDocument(w, ids[0])
}

// mailDocument mails one document to the addresses she ticks, at once where only one is known.
func (a *App) mailDocument(w *kit.Window, id int64) {
	if a.company.Name == "" {
		w.Ask(w.T("documents.mail"), w.T("documents.no_company"), w.T("settings.companies"), false, a.openCompanies)
		return
	}
	kit.Load(w.Runner, "documents.addresses", func(ctx context.Context) (choice addressChoice, err error) {
		if choice.document, err = a.db.DocumentRows(ctx, []int64{id}); err != nil {
			return choice, err
		}
		before, err := a.db.DocumentRecipients(ctx, []int64{id})
		if err == nil && len(before) > 0 {
			choice.sent = before[0].Sent
			choice.addresses, err = a.db.DocumentAddresses(ctx, id)
		}
		return choice, err
	}, func(choice addressChoice, err error) {
		switch {
		case err != nil:
			a.fail(w, err)
		case len(choice.document) == 0:
			w.Notice(w.T("error.not_found"), "", nil)
		case len(choice.addresses) <= 1 && !choice.sent:
			mail := mailer.DocumentMail{DocumentID: id} // without an address the report names it
			for _, address := range choice.addresses {
				mail.Emails = []string{address.Email}
			}
			a.sendDocuments(w, []mailer.DocumentMail{mail}, nil)
		case len(choice.addresses) == 0:
			w.Notice(w.T("documents.no_address"), w.T("documents.client"), func() { a.openClient(choice.document[0].ClientID) })
		default:
			a.askAddresses(w, choice)
		}
	})
}

// sendSeveral mails documents without asking where to; only those that went before are asked about.
func (d *documentsPage) sendSeveral(ids []int64) {
	w, a := d.window, d.app
	kit.Load(w.Runner, "documents.addresses", func(ctx context.Context) ([]store.DocumentRecipient, error) {
		return a.db.DocumentRecipients(ctx, ids)
	}, func(rows []store.DocumentRecipient, err error) {
		if err != nil {
			a.fail(w, err)
			return
		}
		var all, unsent []mailer.DocumentMail
		for _, row := range rows {
			all = append(all, mailer.DocumentMail{DocumentID: row.DocumentID})
			if !row.Sent {
				unsent = append(unsent, mailer.DocumentMail{DocumentID: row.DocumentID})
			}
		}
		if len(unsent) == len(all) {
			a.sendDocuments(w, all, nil)
			return
		}
		choices := []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("documents.send_all_again"), Do: func() bool { a.sendDocuments(w, all, nil); return true }},
		}
		if len(unsent) > 0 {
			choices = append(choices, kit.Choice{
				Label: a.p.N("documents.send_unsent", len(unsent)), Default: true,
				Do: func() bool { a.sendDocuments(w, unsent, nil); return true },
			})
		}
		w.ShowDialog(kit.DialogOptions{
			Title: w.T("documents.mail"), MinSize: fyne.NewSize(460, 120), Choices: choices,
			Body: kit.Sentence(a.p.N("documents.some_sent_before", len(all)-len(unsent))),
		})
	})
}

// addressChoice is a document and where it can go.
type addressChoice struct {
	document  []store.DocumentRow
	addresses []store.Address
	sent      bool // a message with it has left before, to any of them
}

// askAddresses offers the known addresses with their origins, the billing email ticked.
func (a *App) askAddresses(w *kit.Window, choice addressChoice) {
	row := choice.document[0]
	ticked := map[string]bool{}
	boxes := container.NewVBox()
	if row.Sent == store.Sent {
		boxes.Add(widget.NewLabel(w.T("documents.sent_before", "Time", a.p.Time(row.SentAt), "Address", row.SentTo)))
	} else if choice.sent {
		boxes.Add(widget.NewLabel(a.p.N("documents.some_sent_before", 1)))
	}
	var first fyne.Focusable
	for i, address := range choice.addresses {
		label := w.T("documents.address_"+string(address.Origin), "Address", address.Email, "Name", address.Name, "Role", address.Role)
		box := kit.NewCheck(label, func(on bool) { ticked[address.Email] = on })
		box.Checked = i == 0
		ticked[address.Email] = i == 0
		boxes.Add(box)
		if first == nil {
			first = box
		}
	}
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("documents.mail_one", "Number", row.Number), MinSize: fyne.NewSize(460, 160), Body: boxes, Focus: first,
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("preflight.send"), Default: true, Do: func() bool {
				var emails []string
				for _, address := range choice.addresses {
					if ticked[address.Email] {
						emails = append(emails, address.Email)
					}
				}
				if len(emails) == 0 {
					return false
				}
				a.sendDocuments(w, []mailer.DocumentMail{{DocumentID: row.ID, Emails: emails}}, nil)
				return true
			}},
		},
	})
}

// sendDocuments queues documents with their PDFs and opens the report; done, unless nil, is told when all that could be
// queued was.
func (a *App) sendDocuments(w *kit.Window, mails []mailer.DocumentMail, done func()) {
	paper := PaperOf(a.db, a.company.ID)
	queueMessages(a, w, w.T("documents.mail"), func(ctx context.Context, progress func(done, total int)) (mailer.DocumentReport, error) {
		return mailer.QueueDocuments(ctx, a.db, a.user.ID, a.company.ID, mails, paper, progress)
	}, func(_ *kit.Window, report mailer.DocumentReport, whole bool) {
		if len(report.DeliveryIDs)+len(report.Problems) > 0 {
			a.openDocumentReport(report, mails)
		}
		if whole && done != nil {
			done()
		}
	})
}
