package cases

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// gather attaches what the mail's text speaks of.
func (l *caseMailFiles) gather() {
	m := l.mail
	a, fileID, mail, language := m.app, m.draft.CaseID, m.mail, m.draft.Language
	type found struct {
		papers []compose.CaseAttached
		absent []garage.CaseAttachment
		photos []store.CasePhoto
	}
	l.reading++
	kit.Try(m.window.Runner, "file_mail.gather", func(ctx context.Context) (f found, fault error) {
		for _, kind := range mail.Attachments {
			var err error
			before := f.papers
			switch kind {
			case garage.WithPhotos:
				f.photos, err = a.DB.CasePhotos(ctx, fileID)
			case garage.WithReport:
				var report compose.CaseAttached
				report, err = attachedReport(ctx, a, fileID, language)
				f.papers = append(f.papers, report)
			default:
				var papers []compose.CaseAttached
				papers, err = papersOfKind(ctx, a, fileID, kind, mail.Party)
				f.papers = append(f.papers, papers...)
			}
			if err != nil { // the others still go along, and it is asked whether the mail goes without this one
				f.papers, fault = before, cmp.Or(fault, err)
			}
			if len(f.papers) == len(before) && (kind != garage.WithPhotos || len(f.photos) == 0) {
				f.absent = append(f.absent, kind)
			}
		}
		return f, fault
	}, func(f found, err error) {
		l.reading--
		m.window.Fail(err)
		l.papers, l.absent, l.photos = append(f.papers, l.papers...), f.absent, f.photos
		l.make()
	})
	l.show()
}

// papersOfKind are the papers of a case that are of a kind and meant for the party; none when one of them cannot be had.
func papersOfKind(ctx context.Context, a *desk.App, fileID int64, kind garage.CaseAttachment, party garage.Party) ([]compose.CaseAttached, error) {
	papers, err := a.DB.CaseDocuments(ctx, fileID)
	if err != nil {
		return nil, err
	}
	papers = slices.DeleteFunc(papers, func(paper store.CaseDocument) bool { return paper.Kind != kind })
	if kind == garage.WithInvoice && len(papers) > 1 {
		if papers, err = invoicesFor(ctx, a, fileID, party, papers); err != nil {
			return nil, err
		}
	}
	var all []compose.CaseAttached
	for _, paper := range papers {
		attached, err := attachedPaper(ctx, a, paper)
		if err != nil {
			return nil, err
		}
		all = append(all, attached)
	}
	return all, nil
}

// invoicesFor leaves of several invoices those of the amount that the case says the party pays: what another pays is none of his
// business. Where that leaves a doubt there is none, and she chooses.
func invoicesFor(ctx context.Context, a *desk.App, fileID int64, party garage.Party, papers []store.CaseDocument) (his []store.CaseDocument, err error) {
	file, err := a.DB.Case(ctx, fileID)
	if err != nil {
		return nil, err
	}
	pays := file.Values["invoice_"+string(party)]
	for _, paper := range papers {
		if paper.DocumentID == 0 || pays == "" {
			continue
		}
		document, err := a.DB.Document(ctx, paper.DocumentID)
		if err != nil {
			return nil, err
		}
		if document.Kind == garage.Invoice && strconv.FormatInt(int64(document.Total), 10) == pays {
			his = append(his, paper)
		}
	}
	if len(his) > 1 {
		return nil, nil
	}
	return his, nil
}
