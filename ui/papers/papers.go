// Package papers gathers what stands on the PDF of a document that is kept, and has package pdf make it; it needs no window.
package papers

import (
	"cmp"
	"context"

	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/pdf"
	"garagemail/store"
	"garagemail/store/garage"
)

// Of returns what makes or fetches the PDF of a document: the one that came with it, else one made of its fields in
// the client's language. companyID is who issues documents that name no company.
func Of(db *store.DB, companyID int64) compose.PaperOf {
	return func(ctx context.Context, document garage.Document) (compose.Paper, error) {
		name := pdf.FileName(document.Number)
		if document.HasPaper {
			kept, err := db.KeptPaper(ctx, document.ID)
			return compose.Paper{Name: name, Bytes: kept}, err
		}
		paper, err := paperFor(ctx, db, companyID, document)
		if err != nil {
			return compose.Paper{}, err
		}
		content, err := pdf.Document(paper)
		return compose.Paper{Name: name, Bytes: content}, err
	}
}

// paperFor gathers what stands on a document's PDF.
func paperFor(ctx context.Context, db *store.DB, companyID int64, document garage.Document) (paper pdf.Paper, err error) {
	paper.Document = document
	if paper.Client, err = db.Client(ctx, document.ClientID); err != nil {
		return paper, err
	}
	if document.CompanyID != 0 {
		companyID = document.CompanyID
	}
	if companyID != 0 {
		if paper.Company, err = db.Company(ctx, companyID); err != nil {
			return paper, err
		}
	}
	if document.VehicleID != 0 {
		vehicles, err := db.Vehicles(ctx, document.ClientID)
		if err != nil {
			return paper, err
		}
		for _, vehicle := range vehicles {
			if vehicle.ID == document.VehicleID {
				paper.Vehicle = vehicle
			}
		}
	}
	if document.CorrectsID != 0 {
		corrected, err := db.Document(ctx, document.CorrectsID)
		if err != nil {
			return paper, err
		}
		paper.Corrects = corrected.Number
	}
	paper.Language = cmp.Or(paper.Client.Language, paper.Company.Language, languages.Reference)
	return paper, nil
}
