package compose

import (
	"fmt"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// caseValue fills a placeholder of cases; "" when the case does not say it.
func (d *mergeData) caseValue(p garage.CasePlaceholder) string {
	if d.file == nil {
		return ""
	}
	if p.Party != "" {
		party := d.file.Party(p.Party)
		if p.Own {
			return party.Reference
		}
		return party.Name
	}
	if len(p.Fields) == 0 {
		return d.file.Number
	}
	var values []string
	for _, field := range p.Fields {
		if value := d.fieldText(field, d.file.Values[field.Key]); value != "" {
			values = append(values, value)
		}
	}
	if len(values) > 0 && !p.Join {
		return values[0]
	}
	return strings.Join(values, ", ")
}

// fieldText writes a value of a case in the mail's language.
func (d *mergeData) fieldText(field garage.CaseField, value string) string {
	return FieldText(d.printer, field, value)
}

// FieldText writes a value of a case in the form of a language.
func FieldText(p *lang.Printer, field garage.CaseField, value string) string {
	if value == "" {
		return ""
	}
	switch field.Type {
	case garage.CaseDate:
		return p.Date(value)
	case garage.CaseDateTime:
		day, clock, _ := strings.Cut(value, "T")
		return p.Date(day) + " " + clock
	case garage.CaseMoney:
		var cents int64
		if _, err := fmt.Sscan(value, &cents); err == nil {
			return p.Money(cents)
		}
	case garage.CaseNumber:
		return numberText(p, value)
	case garage.CaseYesNo:
		return p.T("mail.file_" + value)
	case garage.CaseChoice:
		if slices.Contains(field.Choices, value) {
			return p.T(field.ChoiceKey(value))
		}
	}
	return value
}

// numberText writes 12.5 with the mark of the language.
func numberText(p *lang.Printer, value string) string {
	whole, fraction, _ := strings.Cut(value, ".")
	var units int64
	if _, err := fmt.Sscan(whole+fraction, &units); err != nil {
		return value
	}
	return p.Decimal(units, len(fraction))
}
