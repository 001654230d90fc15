package ui

import (
	"context"
	"errors"
	"slices"

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
		mails := make([]mailer.DocumentMail, len(ids))
		for i, id := range ids {
			mails[i].DocumentID = id
		}
		d.send(mails)
		return
	}
	kit.Load(w.Runner, "documents.addresses", func(ctx context.Context) (choice addressChoice, err error) {
		if choice.document, err = d.app.db.DocumentRows(ctx, ids); err == nil {
			choice.addresses, err = d.app.db.DocumentAddresses(ctx, ids[0])
		}
		return choice, err
	}, func(choice addressChoice, err error) {
		switch {
		case err != nil:
			d.app.fail(w, err)
		case len(choice.addresses) <= 1 && choice.document[0].Sent != store.Sent:
			d.send([]mailer.DocumentMail{{DocumentID: ids[0]}}) // without an address the report names it
		default:
			d.askAddresses(choice)
		}
	})
}

// addressChoice is a document and where it can go.
type addressChoice struct {
	document  []store.DocumentRow
	addresses []store.Address
}

// askAddresses offers the known addresses with their origins, the billing email ticked.
func (d *documentsPage) askAddresses(choice addressChoice) {
	w := d.window
	row := choice.document[0]
	ticked := map[string]bool{}
	boxes := container.NewVBox()
	if row.Sent == store.Sent {
		boxes.Add(widget.NewLabel(w.T("documents.sent_before", "Time", d.app.p.Time(row.SentAt), "Address", row.SentTo)))
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
				d.send([]mailer.DocumentMail{{DocumentID: row.ID, Emails: emails}})
				return true
			}},
		},
	})
}

// send makes the messages and reports on them.
func (d *documentsPage) send(mails []mailer.DocumentMail) {
	if d.sending {
		return
	}
	d.sending = true
	d.app.sendDocuments(d.window, mails, func() { d.sending = false })
}

// sendDocuments queues documents with their PDFs and opens the report; done is told when they are queued or not.
func (a *App) sendDocuments(w *kit.Window, mails []mailer.DocumentMail, done func()) {
	ctx, cancel := context.WithCancel(w.Context())
	progress := w.ShowProgress(w.T("documents.preparing"), cancel)
	paper := PaperOf(a.db, a.company.ID)
	kit.Load(w.Runner, "documents.queue", func(context.Context) (mailer.DocumentReport, error) {
		return mailer.QueueDocuments(ctx, a.db, a.user.ID, a.company.ID, mails, paper, func(made, total int) {
			w.Runner.Post(func() { progress.Set(made, total, "") })
		})
	}, func(report mailer.DocumentReport, err error) {
		cancel()
		progress.Close()
		done()
		a.wake()
		a.bus.Announce(topicDocuments, topicOutbox)
		var refused *mailer.RefusedError
		if errors.As(err, &refused) {
			w.Ask(w.T("documents.mail"), refused.Report.Issues[0].Sentence(a.p), w.T("settings.mine"), false, a.openMySettings)
			return
		}
		if err != nil && !errors.Is(err, context.Canceled) {
			a.fail(w, err)
		}
		if len(report.DeliveryIDs)+len(report.Problems) > 0 {
			a.openDocumentReport(report)
		}
	})
}

// documentsOf are the documents of problems, each once.
func documentsOf(problems []mailer.DocumentProblem) []mailer.DocumentMail {
	var mails []mailer.DocumentMail
	for _, problem := range problems {
		if !slices.ContainsFunc(mails, func(m mailer.DocumentMail) bool { return m.DocumentID == problem.DocumentID }) {
			mails = append(mails, mailer.DocumentMail{DocumentID: problem.DocumentID})
		}
	}
	return mails
}
