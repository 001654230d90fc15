package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/assets/lang"
	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// shownProblems is how many of those that did not go are named in a dialog.
const shownProblems = 8

// resending is how the user who sits here sends messages again.
func (a *App) resending() compose.Resending {
	return compose.Resending{
		UserID: a.user.ID, UserName: a.user.Name, CompanyID: a.company.ID,
		Paper: PaperOf(a.db, a.company.ID), OwedPaper: OwedPaperOf(a.db, a.company.ID),
	}
}

// resend sends messages that failed again, each to its recipient at the address that he has now, and says of each that did not
// go why.
func (a *App) resend(w *kit.Window, ids []int64) { a.resendAs(w, ids, a.resending()) }

func (a *App) resendAs(w *kit.Window, ids []int64, how compose.Resending) {
	queueMessages(a, w, w.T("report.resend"), func(ctx context.Context, _ func(done, total int)) (compose.ResendReport, error) {
		return compose.ResendDeliveries(ctx, a.db, how, ids)
	}, func(w *kit.Window, report compose.ResendReport, _ bool) { a.tellResent(w, report) })
}

// tellResent says how many go again, and why the others do not.
func (a *App) tellResent(w *kit.Window, report compose.ResendReport) {
	a.bus.Announce(topicMailings, topicCases)
	done := a.p.N("resend.done", len(report.DeliveryIDs))
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
			done += "\n\n" + a.p.T("kit.pair", "Label", problem.ToName+" <"+problem.ToAddress+">", "Value", ResendReason(a.p, problem))
		}
	}
	first := report.Problems[0].RecipientNow
	choices := []kit.Choice{
		{Label: w.T("kit.close"), Cancel: true, Default: true},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Do: func() bool { a.openRecipient(w, first); return true }},
	}
	if len(doubles) > 0 {
		choices = append(choices, kit.Choice{Label: w.T("resend.anyway"), Danger: true, Do: func() bool {
			how := a.resending()
			how.Again = true
			a.resendAs(w, doubles, how)
			return true
		}})
	}
	w.ShowDialog(kit.DialogOptions{Title: w.T("report.resend"), Body: kit.Sentence(done), MinSize: fyne.NewSize(560, 0), Choices: choices})
}

// ResendReason says why a message did not go again.
func ResendReason(p *lang.Printer, problem compose.ResendProblem) string {
	switch {
	case problem.Err == nil:
		return problem.Issue.Sentence(p)
	case errors.Is(problem.Err, compose.ErrNothingOwed) || errors.Is(problem.Err, store.ErrReminded) || errors.Is(problem.Err, garage.ErrConflict):
		return owedReason(p, compose.OwedProblem{Err: problem.Err})
	}
	return explain(p, problem.Err)
}

// mend opens the place where the address of a message's recipient lives today.
func (a *App) mend(w *kit.Window, deliveryID int64) {
	kit.Try(w.Runner, "mend", func(ctx context.Context) ([]store.RecipientNow, error) {
		return a.db.RecipientsNow(ctx, []int64{deliveryID})
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
		a.openParty(w, r.CaseID, r.Where.Party)
	case r.Where.Origin == garage.AddressOfContact && r.ContactOf != 0:
		a.openAddress(r.ContactOf, r.Where)
	case r.Owner.Origin == garage.AddressOfContact: // who is gone may have come back as another
		a.openAddress(r.ClientID, garage.AddressOwner{Origin: garage.AddressOfContact})
	case r.ClientID != 0:
		a.openAddress(r.ClientID, r.Where)
	default:
		w.Notice(w.T("resend.nobodys"), "", nil)
	}
}

// openAddress opens a client's sheet where an address of his stands: the field, or the row of the tab Contacts.
func (a *App) openAddress(clientID int64, where garage.AddressOwner) {
	a.clientSheet(clientID).showAddress(where)
}

// openParty opens a file at one of its parties.
func (a *App) openParty(w *kit.Window, fileID int64, role garage.Party) {
	kit.Load(w, "mend.file", func(ctx context.Context) (garage.Case, error) {
		return a.db.Case(ctx, fileID)
	}, func(file garage.Case) {
		a.caseSheet(file.Kind, file.ID).showParty(role)
	})
}
