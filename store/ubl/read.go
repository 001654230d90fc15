package ubl

import (
	"cmp"
	"strings"
	"time"
)

// Bounds of single numbers: sums of as many as a file can hold stay far within 64 bits.
const (
	maxCents       = 1_000_000_000_000 // ten billion euro
	maxThousandths = 1_000_000_000_000
	maxBasisPoints = 10_000
	maxMillionths  = maxCents * 10_000
)

// Read reads an invoice or a credit note. The error is a *Refusal.
func Read(content []byte) (Invoice, error) {
	if len(content) > MaxSize {
		return Invoice{}, refuse(TooLarge, "")
	}
	file, credit, err := parse(content)
	if err != nil {
		return Invoice{}, err
	}
	r := reading{}
	invoice := r.invoice(&file, credit)
	if r.refused == nil {
		hold(&checking{Invoice: &invoice, received: true, terms: file.Terms}, func(rule *Rule, detail string) { r.refuse(rule.Reason, "%s", detail) })
	}
	if r.refused == nil {
		r.paper(&file, &invoice)
	}
	if r.refused != nil {
		return Invoice{}, r.refused
	}
	return invoice, nil
}

// reading turns the file's texts into values and keeps the first thing that is wrong.
type reading struct {
	refused  *Refusal
	currency string // of the document
}

func (r *reading) refuse(reason, detail string, args ...any) {
	if r.refused == nil {
		r.refused = refuse(reason, detail, args...)
	}
}

func (r *reading) invoice(file *document, credit bool) Invoice {
	r.head(file, credit)
	invoice := Invoice{
		Credit: credit, CustomizationID: string(file.Customization),
		Number:         string(file.Number),
		IssueDate:      r.date("IssueDate", file.IssueDate),
		DueDate:        r.dueDate(file),
		Currency:       string(file.Currency),
		Note:           joined(file.Notes),
		OrderReference: string(file.Order),
		BuyerReference: string(file.BuyerReference),
		Supplier:       partyOf(&file.Supplier),
		Customer:       partyOf(&file.Customer),
	}
	for _, earlier := range file.Billing {
		for _, number := range []first{earlier.Invoice, earlier.Credit} {
			if number != "" {
				invoice.Corrects = append(invoice.Corrects, string(number))
			}
		}
	}
	invoice.DeliveryDate, invoice.DeliveryCountry = r.date("ActualDeliveryDate", once(file.Delivered)), strings.ToUpper(string(file.DeliveredTo))
	invoice.PaymentCode, invoice.PaymentID, invoice.IBAN, invoice.BIC = payment(file.Means)
	for _, one := range file.Terms {
		invoice.Terms = cmp.Or(invoice.Terms, string(one.Note))
	}
	lines := file.InvoiceLines
	if credit {
		lines = file.CreditLines
	}
	only := onlyRate(file)
	for i := range lines {
		if lines[i].Categories = lineVAT(&lines[i]); len(lines[i].Categories) == 0 {
			lines[i].Categories = only
		}
		invoice.Lines = append(invoice.Lines, r.line(&lines[i]))
	}
	for i := range file.Allowances {
		invoice.Allowances = append(invoice.Allowances, r.documentAllowance(&file.Allowances[i]))
	}
	r.stated(file, &invoice)
	return invoice
}

// lineVAT returns the VAT category of a line from its item, else from the line's own VAT total.
func lineVAT(l *line) []taxedWith {
	if len(l.Categories) > 0 || len(l.TaxTotals) != 1 || len(l.TaxTotals[0].Rates) != 1 {
		return l.Categories
	}
	return l.TaxTotals[0].Rates[0].categories()
}

// onlyRate returns the category of a document that has one only: lines that state none belong to it.
func onlyRate(file *document) []taxedWith {
	if len(file.TaxTotals) != 1 || len(file.TaxTotals[0].Rates) != 1 {
		return nil
	}
	return file.TaxTotals[0].Rates[0].categories()
}

// categories are those of the VAT total with the rate that UBL 2.0 has beside them.
func (s *taxSubtotal) categories() []taxedWith {
	if len(s.Categories) == 0 && s.Rate != "" {
		return []taxedWith{{Rate: s.Rate}}
	}
	if len(s.Categories) == 1 && s.Categories[0].Rate == "" {
		one := s.Categories[0]
		one.Rate = s.Rate
		return []taxedWith{one}
	}
	return s.Categories
}

// head checks what the whole document hangs on.
func (r *reading) head(file *document, credit bool) {
	r.currency = string(file.Currency)
	// Amounts of a credit note inside an Invoice element would count the wrong way round.
	switch kind := file.InvoiceType + file.CreditType; {
	case !credit && isCreditType(kind), credit && kind == "380", file.InvoiceType != "" && file.CreditType != "":
		r.refuse(TwoKinds, "%s", kind)
	}
}

// isCreditType knows the codes of UNTDID 1001 that EN 16931 takes for a credit note.
func isCreditType(code once) bool {
	switch code {
	case "81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532":
		return true
	}
	return false
}

// date returns an ISO date; the zone that XML Schema allows behind it means nothing here.
func (r *reading) date(element string, text once) string {
	day := string(text)
	if len(day) > len(time.DateOnly) && strings.ContainsAny(day[len(time.DateOnly):][:1], "Z+-") {
		day = day[:len(time.DateOnly)]
	}
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		r.refuse(BadDate, "%s %s", element, text)
	}
	return day
}

// dueDate is an element of an invoice, and of the payment in a credit note.
func (r *reading) dueDate(file *document) string {
	due := r.date("DueDate", file.DueDate)
	for _, means := range file.Means {
		if day := r.date("PaymentDueDate", means.DueDate); due == "" {
			due = day
		}
	}
	return due
}

// cents reads an amount. An absent one is 0.
func (r *reading) cents(where string, a amount) int64 {
	if a.Element == "" {
		return 0
	}
	number := r.decimal(where, a)
	cents, ok := number.exact(2, maxCents)
	if !ok {
		r.refuse(BadNumber, "%s%s %s", where, a.Element, a.Text)
	}
	return cents
}

// millionths reads the amount of a line, exactly and to the cent: programs of before 2026 write it with four decimals.
func (r *reading) millionths(where string, a amount) (exact, cents int64) {
	if a.Element == "" {
		return 0, 0
	}
	number := r.decimal(where, a)
	exact, ok := number.exact(6, maxMillionths)
	if !ok {
		r.refuse(BadNumber, "%s%s %s", where, a.Element, a.Text)
	}
	cents, _ = number.rounded(2, maxCents)
	return exact, cents
}

// decimal reads the number of an amount, zero when it is refused.
func (r *reading) decimal(where string, a amount) exactNumber {
	number, ok := parseDecimal(a.Text)
	if !ok {
		r.refuse(BadNumber, "%s%s %s", where, a.Element, a.Text)
		number, _ = parseDecimal("0")
	}
	if a.Currency != "" && a.Currency != r.currency && r.currency != "" {
		r.refuse(Currencies, "%s%s %s ≠ %s", where, a.Element, a.Currency, r.currency)
	}
	return number
}

// category reads the VAT category of a line, an allowance or a VAT total. UBL 2.0 has categories of a rate alone.
func (r *reading) category(where string, categories []taxedWith) (category string, rate int64) {
	if len(categories) != 1 || categories[0].ID == "" && categories[0].Rate == "" {
		r.refuse(NoVAT, "%s", strings.TrimSuffix(where, ", "))
		return "", 0
	}
	if categories[0].Rate == "" {
		return string(categories[0].ID), 0
	}
	if categories[0].ID == "" {
		categories[0].ID = "E"
		if strings.Trim(string(categories[0].Rate), "0.") != "" {
			categories[0].ID = "S"
		}
	}
	number, ok := parseDecimal(string(categories[0].Rate))
	if ok {
		rate, ok = number.exact(2, maxBasisPoints)
	}
	if !ok || rate < 0 {
		r.refuse(BadNumber, "%sPercent %s", where, categories[0].Rate)
	}
	return string(categories[0].ID), rate
}

// joined returns texts on lines of their own.
func joined(texts []string) string {
	var kept []string
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			kept = append(kept, text)
		}
	}
	return strings.Join(kept, "\n")
}
