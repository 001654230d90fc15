package compose

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/peppol"
	"garagemail/store/ubl"
)

// Electronic is a document as an electronic invoice.
type Electronic struct {
	Name   string  // of the file, plain ASCII
	XML    []byte  // nil when Issues keep it back
	Issues []Issue // the rules of EN 16931 and Peppol that it breaks
}

// ElectronicOf makes the electronic invoice of an issued invoice or credit note, with its PDF inside where paper has one. companyID is
// whose document it is when it does not say. Of other kinds of document, and of drafts, there is none: an Issue says so.
func ElectronicOf(ctx context.Context, db *store.DB, companyID int64, document garage.Document, paper Paper) (Electronic, error) {
	client, err := db.Client(ctx, document.ClientID)
	if err == nil {
		var source peppol.Source
		if source, err = electronicSource(ctx, db, companyID, document, client); err == nil {
			source.PDF, source.PDFName = paper.Bytes, paper.Name
			return electronic(source, paper.Name), nil
		}
	}
	return Electronic{}, fmt.Errorf("electronic invoice of document %d: %w", document.ID, err)
}

// ElectronicName is the name of the file beside the PDF of that name.
func ElectronicName(paperName string) string { return strings.TrimSuffix(paperName, ".pdf") + ".xml" }

// electronic writes a document that breaks no rule.
func electronic(source peppol.Source, paperName string) Electronic {
	made := Electronic{Name: ElectronicName(paperName)}
	if d := source.Document; d.IsDraft() || d.Kind != garage.Invoice && d.Kind != garage.CreditNote {
		made.Issues = []Issue{{Kind: NoElectronic, Blocking: true, ClientID: d.ClientID, Name: source.Client.WrittenName()}}
		return made
	}
	invoice := peppol.Of(source)
	for _, broken := range ubl.Check(invoice) {
		made.Issues = append(made.Issues, Issue{
			Kind: BrokenRule, Blocking: true, ClientID: source.Client.ID, Name: source.Client.WrittenName(), Reason: broken.Rule.Reason, Detail: broken.Detail,
		})
	}
	if len(made.Issues) == 0 {
		made.XML = ubl.Write(invoice)
	}
	return made
}

// electronicSource gathers what an electronic invoice says, its PDF left out.
func electronicSource(ctx context.Context, db *store.DB, companyID int64, document garage.Document, client garage.Client) (source peppol.Source, err error) {
	source.Document, source.Client = document, client
	if id := cmp.Or(document.CompanyID, companyID); id != 0 {
		if source.Company, err = db.Company(ctx, id); err != nil {
			return source, err
		}
	}
	if document.VehicleID != 0 {
		vehicles, err := db.Vehicles(ctx, client.ID)
		if err != nil {
			return source, err
		}
		for _, vehicle := range vehicles {
			if vehicle.ID == document.VehicleID {
				source.Vehicle = vehicle
			}
		}
	}
	if document.CorrectsID != 0 {
		corrected, err := db.Document(ctx, document.CorrectsID)
		if err != nil {
			return source, err
		}
		source.Corrects = corrected.Number
	}
	if document.Kind == garage.Invoice && document.Paid != 0 {
		if source.Prepaid, err = db.PaidUntil(ctx, document.ID, document.Date); err != nil {
			return source, err
		}
	}
	source.Say = lang.New(cmp.Or(client.Language, source.Company.Language, languages.Reference)).T
	return source, nil
}
