package intake

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"garagemail/store/garage"
	"garagemail/store/tabular"
)

// isNull reports what databases write into a text that has no value.
func (f *importField) isNull(value string) bool {
	return f.kind == textCell && (value == `\N` || f.key != "name" && (value == "NULL" || value == "(null)"))
}

// read returns a cell's value in the form the store keeps, or why it is refused. Spaces around a value are nobody's
// intention; everything else stays as it was written or is refused. What a workbook says of the cell counts, form tells how
// the column writes what a text leaves open.
func (f *importField) read(cell string, kind tabular.Kind, form *cellForm) (value, reason string) {
	value = strings.TrimFunc(cell, isAround)
	switch {
	case value == "", kind == tabular.Text && f.isNull(value):
		return "", ""
	case kind == tabular.Fault, kind == tabular.Text && isFaultText(value):
		return "", "import.refused_fault"
	}
	if kind == tabular.Text && f.repeats() {
		return form.remembered(value, func() (string, string) { return f.readValue(value, kind, form) })
	}
	return f.readValue(value, kind, form)
}

// isAround holds for spaces, and for signs nobody sees that come along when a text is copied from a page or a file joined to another.
func isAround(r rune) bool {
	return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' || r == '\u200E' || r == '\u200F'
}

// repeats reports a field of which a file has few values, met in many rows.
func (f *importField) repeats() bool {
	switch f.kind {
	case countryCell, languageCell, yesNoCell, kindCell, choiceCell, dateCell, dateTimeCell, percentCell:
		return true
	}
	return false
}

func (f *importField) readValue(value string, kind tabular.Kind, form *cellForm) (string, string) {
	switch f.kind {
	case textCell:
		return f.readText(value, kind)
	case emailCell:
		return importEmail(value)
	case phoneCell:
		return value, garage.CheckPhone(value)
	case vatCell:
		return importVAT(value)
	case countryCell:
		return importCountry(value)
	case languageCell:
		return importLanguage(value)
	case yesNoCell:
		return from(answers, value, "import.refused_answer")
	case kindCell:
		return from(documentKinds, value, "import.refused_kind")
	case choiceCell:
		return from(f.choices, value, "import.refused_choice")
	case dateCell:
		day, reason := form.readDate(value, kind)
		return day, cmp.Or(reason, garage.CheckDate(day))
	case dateTimeCell:
		return form.readDateTime(value, kind)
	}
	return f.readNumber(value, kind, form)
}

// readNumber reads the cells that hold a number.
func (f *importField) readNumber(value string, kind tabular.Kind, form *cellForm) (string, string) {
	if kind == tabular.Date || kind == tabular.Bool {
		return "", "import.refused_number"
	}
	switch f.kind {
	case numberCell:
		return form.readWhole(value, kind)
	case decimalCell:
		return form.readDecimal(value, kind)
	case thousandthCell:
		return form.readUnits(value, kind, 3)
	case priceCell:
		return form.readPrice(value, kind)
	}
	return form.readUnits(value, kind, 2)
}

var withoutSpaces = strings.NewReplacer(" ", "", "-", "", "\u00A0", "")

// identifiers are fields whose text is a name for something: a spreadsheet that made a date of one has lost it.
var identifiers = []string{"number", "client", "plate", "vin", "postcode"}

func (f *importField) readText(value string, kind tabular.Kind) (string, string) {
	if kind == tabular.Date && slices.Contains(identifiers, f.key) {
		return "", "import.refused_turned_date"
	}
	if f.key == "vin" && strings.ContainsAny(value, " -\u00A0abcdefghijklmnopqrstuvwxyz") {
		if joined := strings.ToUpper(withoutSpaces.Replace(value)); vinShape.MatchString(joined) {
			return joined, ""
		}
	}
	return value, ""
}

// faultTexts are the errors of spreadsheets as a CSV file has them, in four languages and as LibreOffice writes them.
var faultTexts = []string{
	"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#NUL!", "#PROPAGATION!",
	"#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!", "#OVERLOOP!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#ÜBERLAUF!", "#NAME!",
}

func isFaultText(value string) bool {
	if value[0] != '#' {
		return len(value) == 7 && strings.EqualFold(value[:4], "err:") && garage.IsDigits(value[4:])
	}
	return slices.Contains(faultTexts, strings.ToUpper(value)) || len(value) > 3 && strings.Trim(value, "#") == ""
}

func from(table map[string]string, value, reason string) (string, string) {
	if known, ok := table[garage.Fold(value)]; ok {
		return known, ""
	}
	return "", reason
}

// readDate returns a day as ISO. A year without its day is none: a sheet that shows dates has made 1905 of 2019.
func (c *cellForm) readDate(value string, kind tabular.Kind) (string, string) {
	switch kind {
	case tabular.Date:
		day, _, _ := strings.Cut(value, "T")
		if day, err := tabular.ParseDate(day, tabular.DateRule{}); err == nil && day > "1905-03-10" && day < "1905-10-10" {
			return "", "import.refused_year_only"
		} else if err == nil {
			return day, ""
		}
	case tabular.Number:
		if whole, ok := wholeNumber(value); ok {
			value = whole
		}
	case tabular.Bool:
		return "", "import.refused_date"
	}
	rule := tabular.DateRule{Order: tabular.UnknownOrder, LatestYear: c.latestYear}
	if order, told := c.dates.Order(); told {
		rule.Order = order
	}
	day, err := tabular.ParseDate(value, rule)
	if errors.Is(err, tabular.ErrDateOrder) {
		rule.Order = c.table.dateOrder(c)
		day, err = tabular.ParseDate(value, rule)
	}
	switch {
	case err == nil:
		return day, ""
	case errors.Is(err, tabular.ErrNoDay):
		return "", "import.refused_year_only"
	case errors.Is(err, tabular.ErrDateOrder):
		return "", "import.refused_date_order"
	}
	return "", "import.refused_date"
}

// readDateTime returns a moment as CaseDateTimeLayout; a day alone begins at midnight.
func (c *cellForm) readDateTime(value string, kind tabular.Kind) (string, string) {
	day, reason := c.readDate(value, kind)
	if reason != "" || day == "" {
		return "", reason
	}
	clock := tabular.ParseClock(value)
	if clock == "" {
		if strings.ContainsAny(value, ":") {
			return "", "import.refused_date"
		}
		clock = "00:00"
	}
	at, err := time.Parse(garage.CaseDateTimeLayout, day+"T"+clock)
	if err != nil {
		return "", "import.refused_date"
	}
	return at.Format(garage.CaseDateTimeLayout), ""
}

// readUnits returns an exact decimal as an integer of 10^-scale; more decimals than that are refused, not rounded.
func (c *cellForm) readUnits(value string, kind tabular.Kind, scale int) (string, string) {
	parsed, reason := c.parse(value, kind)
	if reason != "" {
		return "", reason
	}
	number, exact := parsed.At(scale)
	if !exact {
		return "", "import.refused_number"
	}
	return strconv.FormatInt(number, 10), ""
}

// readPrice returns a price in millionths. A price that a workbook has reckoned (10/3) has no last decimal: it is rounded
// there, far below what moves a line by a cent. What is written has its decimals or is refused.
func (c *cellForm) readPrice(value string, kind tabular.Kind) (string, string) {
	parsed, reason := c.parse(value, kind)
	if reason != "" {
		return "", reason
	}
	if kind == tabular.Number {
		for ; parsed.Scale > 6; parsed.Scale-- {
			half := int64(5)
			if parsed.Units < 0 {
				half = -5
			}
			if parsed.Scale > 7 {
				half = 0
			}
			parsed.Units = (parsed.Units + half) / 10
		}
	}
	number, exact := parsed.At(6)
	if !exact {
		return "", "import.refused_number"
	}
	return strconv.FormatInt(number, 10), ""
}

// readDecimal keeps up to three decimals, as a CaseNumber is stored.
func (c *cellForm) readDecimal(value string, kind tabular.Kind) (string, string) {
	parsed, reason := c.parse(value, kind)
	if reason != "" {
		return "", reason
	}
	number, exact := parsed.At(3)
	if !exact {
		return "", "import.refused_number"
	}
	text := columnText("_thousandths", number)
	return strings.TrimRight(strings.TrimRight(text, "0"), "."), ""
}

// parse reads a number. A text that may be read in two ways follows its column; where that does not tell it is refused: a
// quantity a thousand times too large is worse than one to look at.
func (c *cellForm) parse(value string, kind tabular.Kind) (tabular.Decimal, string) {
	if kind == tabular.Number {
		number, err := tabular.ParseDecimal(value, tabular.DecimalPoint)
		if err != nil {
			return number, "import.refused_number"
		}
		return number, ""
	}
	comma, errComma := tabular.ParseDecimal(value, tabular.DecimalComma)
	point, errPoint := tabular.ParseDecimal(value, tabular.DecimalPoint)
	switch {
	case errComma != nil && errPoint != nil:
		return comma, "import.refused_number"
	case errComma != nil:
		return point, ""
	case errPoint != nil || comma == point:
		return comma, ""
	}
	grouping := tabular.DecimalComma // which form takes the mark for one of thousands
	if comma.Scale > point.Scale {
		grouping = tabular.DecimalPoint
	}
	switch c.table.decimalForm(c, grouping) {
	case tabular.DecimalComma:
		return comma, ""
	case tabular.DecimalPoint:
		return point, ""
	}
	return comma, "import.refused_decimal_mark"
}

// readWhole reads a whole number such as a count of kilometres: 38.910, 38 910, 38910,00 and "38910 km" are all the same.
func (c *cellForm) readWhole(value string, kind tabular.Kind) (string, string) {
	if kind == tabular.Number {
		if whole, ok := wholeNumber(value); ok {
			return whole, ""
		}
		return "", "import.refused_number"
	}
	if len(value) < 18 && garage.IsDigits(value) { // most are; there is nothing to choose
		return strconv.FormatInt(whole(value), 10), ""
	}
	value = withoutUnit(value)
	comma, noComma := wholeOf(value, tabular.DecimalComma)
	point, noPoint := wholeOf(value, tabular.DecimalPoint)
	switch {
	case noComma && noPoint:
		return "", "import.refused_number"
	case noPoint || !noComma && comma == point:
		return strconv.FormatInt(comma, 10), ""
	case noComma:
		return strconv.FormatInt(point, 10), ""
	}
	// 38.000 is 38 only where the column writes decimals so.
	if form, told := c.decimals.Form(); told && form == tabular.DecimalPoint && point < comma || told && form == tabular.DecimalComma && comma < point {
		return strconv.FormatInt(min(comma, point), 10), ""
	}
	return strconv.FormatInt(max(comma, point), 10), ""
}

func wholeOf(value string, form tabular.DecimalForm) (number int64, none bool) {
	parsed, err := tabular.ParseDecimal(value, form)
	if err != nil {
		return 0, true
	}
	number, exact := parsed.At(0)
	return number, !exact
}

func wholeNumber(value string) (string, bool) {
	number, none := wholeOf(value, tabular.DecimalPoint)
	return strconv.FormatInt(number, 10), !none
}

// withoutUnit takes "km" from a number, whichever way it is written.
func withoutUnit(value string) string {
	folded := strings.TrimRight(garage.Fold(value), ". ")
	for _, unit := range []string{"kilometres", "kilometers", "kilometre", "kilometer", "kms", "km"} {
		if rest, ok := strings.CutSuffix(folded, unit); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(folded, unit); ok {
			return strings.TrimLeft(rest, " :.")
		}
	}
	return value
}
