package intake

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// invoice brings one document in; a *ublRefusal leaves nothing of it.
func (r *ublRun) invoice(ctx context.Context, invoice *ubl.Invoice, result *UBLResult) error {
	company, err := r.company(ctx, invoice, result)
	if err != nil {
		return err
	}
	if invoice.Currency != "EUR" {
		return &ublRefusal{ubl.Currency, invoice.Currency}
	}
	document, err := documentOfUBL(invoice, company)
	if err != nil {
		return err
	}
	there, err := r.sameNumber(ctx, document)
	if err != nil {
		return err
	}
	client, ambiguous := r.clients.match(invoice.Customer)
	if there != 0 {
		document.ID = there
		return r.again(ctx, document, client, invoice, result)
	}
	if ambiguous != nil {
		return ambiguous
	}
	if document.ClientID = client; client == 0 {
		document.ClientID, err = r.newClientOf(ctx, invoice.Customer, result)
	} else {
		r.clients.noticeName(client, invoice.Customer, result)
	}
	if err != nil {
		return err
	}
	return r.write(ctx, document, invoice, result)
}

// company finds the supplier among our companies, or makes the first one of it.
func (r *ublRun) company(ctx context.Context, invoice *ubl.Invoice, result *UBLResult) (int64, error) {
	numbers := partyNumbers(invoice.Supplier)
	for _, number := range numbers {
		for _, company := range r.companies {
			if garage.NormalizeVAT(company.VATNumber) == number {
				return company.ID, nil
			}
		}
	}
	switch {
	case r.several:
		return 0, &ublRefusal{UBLSuppliers, invoice.Supplier.Name}
	case len(r.companies) > 0, len(numbers) == 0, invoice.Supplier.Name == "":
		return 0, &ublRefusal{UBLOtherSupplier, strings.TrimSpace(invoice.Supplier.Name + " " + companyNumber(invoice.Supplier))}
	}
	p := invoice.Supplier
	company := garage.Company{
		Name: p.Name, Address: address(p), Postcode: p.Postcode, Locality: p.Locality, Country: p.Country, Phone: p.Phone,
		Email: p.Email, VATNumber: numbers[0], IBAN: invoice.IBAN, BIC: invoice.BIC,
	}
	company.Tidy()
	fields := map[string]*string{
		"postcode": &company.Postcode, "country": &company.Country, "phone": &company.Phone, "email": &company.Email,
		"iban": &company.IBAN, "bic": &company.BIC,
	}
	for {
		var wrong *garage.FieldError
		err := company.Check()
		switch {
		case !errors.As(err, &wrong):
			result.NewCompany = true
			result.notice(UBLNewCompany, company.Name+" "+company.VATNumber)
			company.ID, err = store.WriteCompany(ctx, r.tx, company)
			r.newCompany = &company
			return company.ID, err
		case fields[wrong.Field] == nil || *fields[wrong.Field] == "":
			return 0, &ublRefusal{wrong.Reason, company.Name}
		}
		result.notice(UBLValueLeft, *fields[wrong.Field])
		*fields[wrong.Field] = ""
	}
}

// documentOfUBL is the document as it will stand, without its client. It is refused when the store cannot hold it or
// comes to other totals.
func documentOfUBL(invoice *ubl.Invoice, company int64) (garage.Document, error) {
	d := garage.Document{
		CompanyID: company, Kind: garage.Invoice, Number: invoice.Number, Date: invoice.IssueDate, DueDate: invoice.DueDate,
		Lines: linesOfUBL(invoice),
	}
	if invoice.Credit {
		d.Kind = garage.CreditNote
	}
	for _, reference := range []string{invoice.OrderReference, invoice.BuyerReference, invoice.PaymentID} {
		if d.Reference == "" {
			d.Reference = reference
		}
	}
	if invoice.PaymentID != "" && garage.CheckOGM(invoice.PaymentID) == "" {
		d.OGM = garage.OGMDigits(invoice.PaymentID)
	}
	if d.Reference == invoice.PaymentID && d.OGM != "" {
		d.Reference = ""
	}
	checked := d
	checked.ClientID = 1 // found or made later
	checked.DueDate = "" // what is due before it was issued is due at once: it was issued so
	if reason := garage.CheckDate(d.DueDate); reason != "" {
		return d, &ublRefusal{reason, d.DueDate}
	}
	if wrong := garage.CheckDocument(checked); len(wrong) > 0 {
		return d, &ublRefusal{wrong[0].Reason, refusedLine(d, wrong[0].Field)}
	}
	if garage.ContainsInvisible(d.Number) {
		return d, &ublRefusal{"check.line_break", d.Number}
	}
	d.Net, d.VAT, d.Total = garage.Cents(invoice.Net), garage.Cents(invoice.VAT), garage.Cents(invoice.Total)
	net, vat, total := garage.Totals(d.Lines)
	if table := statedVAT(invoice); net != d.Net || vat != d.VAT || total != d.Total || !slices.Equal(table, garage.TotalsByRate(d.Lines)) {
		d.StatedVAT = table
	}
	return d, nil
}

// statedVAT is the VAT table of the file by rate: what is zero-rated and what is exempt are one for the store.
func statedVAT(invoice *ubl.Invoice) []garage.RateTotal {
	byRate := map[garage.BasisPoints]garage.RateTotal{}
	for _, tax := range invoice.Taxes {
		rate := byRate[garage.BasisPoints(tax.Rate)]
		rate.Rate, rate.Net, rate.VAT = garage.BasisPoints(tax.Rate), rate.Net+garage.Cents(tax.Taxable), rate.VAT+garage.Cents(tax.Amount)
		byRate[rate.Rate] = rate
	}
	return slices.SortedFunc(maps.Values(byRate), func(a, b garage.RateTotal) int { return cmp.Compare(b.Rate, a.Rate) })
}

func unequal(a, b garage.Cents) string {
	return columnText("_cents", int64(a)) + " ≠ " + columnText("_cents", int64(b))
}

// refusedLine is the text of the line whose field is wrong, else the field's name.
func refusedLine(d garage.Document, field string) string {
	for i, line := range d.Lines {
		if strings.HasPrefix(field, garage.LineField(i, "")) {
			text, _, _ := strings.Cut(line.Description, "\n")
			return fmt.Sprintf("%d, %s", i+1, text)
		}
	}
	return field
}

// sameNumber finds the document that has the kind and number already; one that came in as a table has no company and
// can be ours.
func (r *ublRun) sameNumber(ctx context.Context, d garage.Document) (id int64, err error) {
	err = r.tx.QueryRowContext(ctx, `SELECT id FROM document WHERE number = ? AND kind = ? AND state <> 'draft'
		AND coalesce(company_id, 0) IN (0, ?) ORDER BY company_id IS NULL LIMIT 1`, d.Number, d.Kind, d.CompanyID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return id, err
}

// again looks at a document that is there: it is completed with what it lacks, and never changed.
func (r *ublRun) again(ctx context.Context, d garage.Document, client int64, invoice *ubl.Invoice, result *UBLResult) error {
	id := d.ID
	there, err := store.ReadDocument(ctx, r.tx, id)
	if err != nil {
		return err
	}
	stated := there.JournalID == 0 && len(there.StatedVAT) == 0 && len(d.StatedVAT) > 0 && slices.Equal(there.Lines, d.Lines)
	if stated { // it came in as a table, whose totals were reckoned here
		there.Net, there.VAT, there.Total = d.Net, d.VAT, d.Total
	}
	if differs, detail := otherDocument(there, d, client); differs {
		return &ublRefusal{UBLExists, detail}
	}
	result.DocumentID, result.Outcome = id, UBLUnchanged
	if stated {
		if err := store.WriteStatedVAT(ctx, r.tx, id, d); err != nil {
			return err
		}
		result.Outcome = UBLCompleted
	}
	if one, known := r.clients.all[there.ClientID]; known {
		result.Client = one.ListName()
	}
	if there.JournalID != 0 {
		return nil // we issued it ourselves
	}
	if there.CorrectsID == 0 {
		linked, err := r.correct(ctx, there, invoice, result)
		if err != nil {
			return err
		}
		if linked {
			result.Outcome = UBLCompleted
		}
	}
	kept, err := r.paper(ctx, id, invoice)
	if kept {
		result.Outcome = UBLCompleted
	}
	return err
}

// otherDocument reports that two documents of one number are not the same, and where.
func otherDocument(there, d garage.Document, client int64) (differs bool, detail string) {
	for _, text := range []struct{ before, after string }{
		{there.Date, d.Date}, {there.DueDate, d.DueDate}, {there.Reference, d.Reference}, {there.OGM, d.OGM},
	} {
		if text.before != text.after {
			return true, text.before + " ≠ " + text.after
		}
	}
	switch {
	case there.Total != d.Total:
		return true, unequal(there.Total, d.Total)
	case there.Net != d.Net:
		return true, unequal(there.Net, d.Net)
	case there.VAT != d.VAT:
		return true, unequal(there.VAT, d.VAT)
	case client != 0 && client != there.ClientID:
		return true, ""
	}
	for i := range max(len(there.Lines), len(d.Lines)) {
		if i >= len(there.Lines) || i >= len(d.Lines) || there.Lines[i] != d.Lines[i] {
			return true, fmt.Sprint(i + 1)
		}
	}
	return false, ""
}

// write adds the document, with what it corrects, what was settled before and its PDF.
func (r *ublRun) write(ctx context.Context, d garage.Document, invoice *ubl.Invoice, result *UBLResult) error {
	draft := d
	draft.DueDate = "" // see documentOfUBL
	id, err := store.WriteDraft(ctx, r.tx, draft)
	var wrong *garage.FieldError
	switch {
	case errors.As(err, &wrong):
		return &ublRefusal{wrong.Reason, wrong.Field}
	case err != nil:
		return err
	}
	if err := store.WriteStatedVAT(ctx, r.tx, id, d); err != nil {
		return err
	}
	_, err = r.tx.ExecContext(ctx, `UPDATE document SET state = 'issued', number = ?, ogm = ?, due_date = ? WHERE id = ?`,
		d.Number, d.OGM, d.DueDate, id)
	if err != nil {
		return err
	}
	for _, name := range invoice.NotPDF {
		result.notice(ubl.NotPDF, name)
	}
	d.ID, result.DocumentID, result.Outcome = id, id, UBLNew
	if _, err := r.correct(ctx, d, invoice, result); err != nil {
		return err
	}
	if settled := garage.Cents(invoice.Total - invoice.Payable); settled != 0 {
		result.notice(UBLSettled, columnText("_cents", int64(settled)))
		if _, err := store.AddPayment(ctx, r.tx, garage.Payment{DocumentID: id, Date: d.Date, Cents: settled, Note: "UBL"}); err != nil {
			return err
		}
	}
	_, err = r.paper(ctx, id, invoice)
	return err
}

// paper keeps the PDF inside the file.
func (r *ublRun) paper(ctx context.Context, id int64, invoice *ubl.Invoice) (kept bool, err error) {
	if len(invoice.PDF) == 0 {
		return false, nil
	}
	outcome, err := keepFirstPaper(ctx, r.tx, id, invoice.PDF)
	if err == nil && outcome == paperOther {
		err = &ublRefusal{PaperOther, invoice.PDFName}
	}
	return outcome == paperKept, err
}

// correct takes a credit note off the invoice it names. Of several nobody can say which part belongs to which.
func (r *ublRun) correct(ctx context.Context, note garage.Document, invoice *ubl.Invoice, result *UBLResult) (linked bool, err error) {
	numbers := slices.Compact(slices.Sorted(slices.Values(invoice.Corrects)))
	switch {
	case note.Kind != garage.CreditNote || len(numbers) == 0:
		return false, nil
	case len(numbers) > 1:
		result.notice(UBLCorrectsSeveral, strings.Join(numbers, ", "))
		return false, nil
	}
	note.CorrectsID, err = r.sameNumber(ctx, garage.Document{Number: numbers[0], Kind: garage.Invoice, CompanyID: note.CompanyID})
	if err != nil {
		return false, err
	}
	if note.CorrectsID == 0 {
		result.notice(UBLCorrectsMissing, numbers[0])
		return false, nil
	}
	if _, err := r.tx.ExecContext(ctx, `UPDATE document SET corrects_id = ? WHERE id = ?`, note.CorrectsID, note.ID); err != nil {
		return false, err
	}
	err = store.WriteCredit(ctx, r.tx, note)
	var wrong *garage.FieldError
	if errors.As(err, &wrong) {
		err = &ublRefusal{wrong.Reason, numbers[0]}
	}
	return err == nil, err
}
