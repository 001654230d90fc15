package desk

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// shownProblems is how many of those that did not go are named in a dialog.
const shownProblems = 8

// Resending is how the user who sits here sends messages again.
func (a *App) Resending() compose.Resending {
	return compose.Resending{
		UserID: a.User.ID, UserName: a.User.Name, CompanyID: a.Company.ID,
		Paper: papers.Of(a.DB, a.Company.ID), OwedPaper: papers.OfOwed(a.DB, a.Company.ID),
	}
}

// Resend sends messages that failed again, each to its recipient at the address that he has now, and says of each that did not
// go why.
func (a *App) Resend(w *kit.Window, ids []int64) { a.resendAs(w, ids, a.Resending()) }

func (a *App) resendAs(w *kit.Window, ids []int64, how compose.Resending) {
	QueueMessages(a, w, w.T("report.resend"), func(ctx context.Context, _ func(done, total int)) (compose.ResendReport, error) {
		return compose.ResendDeliveries(ctx, a.DB, how, ids)
	}, func(w *kit.Window, report compose.ResendReport, _ bool) { a.TellResent(w, report) })
}

// TellResent says how many go again, and why the others do not.
func (a *App) TellResent(w *kit.Window, report compose.ResendReport) {
	a.Bus.Announce(TopicMailings, TopicCases)
	done := a.Printer.N("resend.done", len(report.DeliveryIDs))
	if len(report.Problems) == 0 {
		w.Notice(done, "", nil)
		return
	}
	var doubles []int64
	for i, problem := range report.Problems {
		if problem.Issue.Kind == compose.SameMailbox && problem.State != garage.Sent {
			doubles = append(doubles, problem.ID)
		}
		switch {
		case i == shownProblems:
			done += "\n…"
		case i < shownProblems:
			done += "\n\n" + a.Printer.T("kit.pair", "Label", problem.ToName+" <"+problem.ToAddress+">", "Value", explain.Resend(a.Printer, problem))
		}
	}
	first := report.Problems[0].RecipientNow
	choices := []kit.Choice{
		{Label: w.T("kit.close"), Cancel: true, Default: true},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Do: func() bool { a.openRecipient(w, first); return true }},
	}
	if len(doubles) > 0 {
		choices = append(choices, kit.Choice{Label: w.T("resend.anyway"), Danger: true, Do: func() bool {
			how := a.Resending()
			how.Again = true
			a.resendAs(w, doubles, how)
			return true
		}})
	}
	w.ShowDialog(kit.DialogOptions{Title: w.T("report.resend"), Body: kit.Sentence(done), MinSize: fyne.NewSize(560, 0), Choices: choices})
}

// Mend opens the place where the address of a message's recipient lives today.
func (a *App) Mend(w *kit.Window, deliveryID int64) {
	kit.Try(w.Runner, "mend", func(ctx context.Context) ([]store.RecipientNow, error) {
		return a.DB.RecipientsNow(ctx, []int64{deliveryID})
	}, func(found []store.RecipientNow, err error) {
		if err != nil || len(found) == 0 {
			w.Fail(err)
			return
		}
		a.openRecipient(w, found[0])
	})
}

// openRecipient opens the place where a recipient's address lives; where it is nobody's, what the message is about.
func (a *App) openRecipient(w *kit.Window, r store.RecipientNow) {
	switch {
	case r.Where.Origin == garage.AddressOfParty && r.CaseID != 0, r.Where.Origin == "" && r.CaseID != 0:
		a.Doors.OpenParty(w, r.CaseID, r.Where.Party)
	case r.Where.Origin == garage.AddressOfContact && r.ContactOf != 0:
		a.Doors.OpenAddress(r.ContactOf, r.Where)
	case r.Owner.Origin == garage.AddressOfContact: // who is gone may have come back as another
		a.Doors.OpenAddress(r.ClientID, garage.AddressOwner{Origin: garage.AddressOfContact})
	case r.ClientID != 0:
		a.Doors.OpenAddress(r.ClientID, r.Where)
	default:
		w.Notice(w.T("resend.nobodys"), "", nil)
	}
}
