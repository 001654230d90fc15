package papers

import (
	"context"

	"garagemail/assets/lang"
	"garagemail/mailer/compose"
	"garagemail/pdf"
	"garagemail/store"
)

// OfOwed returns what makes the PDF of a reminder or a statement of account, in the client's language. companyID is
// who it is from where documents name no company.
func OfOwed(db *store.DB, companyID int64) compose.OwedPaperOf {
	return func(ctx context.Context, owed compose.Owed) (compose.Paper, error) {
		document := owed.Paper()
		paper, err := paperFor(ctx, db, companyID, document)
		if err != nil {
			return compose.Paper{}, err
		}
		paper.Owed = owed.Documents
		content, err := pdf.Document(paper)
		title := lang.New(paper.Language).T(document.Kind.LabelKey())
		return compose.Paper{Name: pdf.FileName(title + " " + owed.Date), Bytes: content}, err
	}
}
