package lang

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// noBreak is U+00A0: a number is never cut from its unit at the end of a line.
const noBreak = "\u00a0"

// marks are a language's signs for thousands and decimals as they are written in Belgium.
type marks struct{ thousands, decimal string }

var marksOf = map[string]marks{
	"fr": {noBreak, ","},
	"nl": {".", ","},
	"de": {".", ","},
	"en": {",", "."},
}

// Number returns an integer with the language's thousands sign: 12 345, 12.345 or 12,345.
func (p *Printer) Number(n int64) string {
	if n < 0 {
		return "-" + p.group(strconv.FormatInt(n, 10)[1:])
	}
	return p.group(strconv.FormatInt(n, 10))
}

func (p *Printer) group(digits string) string {
	var grouped strings.Builder
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			grouped.WriteString(marksOf[p.tag].thousands)
		}
		grouped.WriteRune(digit)
	}
	return grouped.String()
}

// Decimal returns value/10^scale with exactly scale decimals in the language's form: Decimal(1250, 3) is 1,250.
func (p *Printer) Decimal(value int64, scale int) string {
	sign := ""
	digits := strconv.FormatInt(value, 10)
	if value < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-scale], digits[len(digits)-scale:]
	if scale == 0 {
		return sign + p.group(whole)
	}
	return sign + p.group(whole) + marksOf[p.tag].decimal + fraction
}

// Money returns an amount in euro cents in the language's form: 1 234,56 €, € 1.234,56 or €1,234.56.
func (p *Printer) Money(cents int64) string {
	return p.euro(p.Decimal(cents, 2))
}

// ShortDecimal is Decimal without the zeros at its end, down to least decimals: ShortDecimal(1250, 3, 0) is 1,25.
func (p *Printer) ShortDecimal(value int64, scale, least int) string {
	for scale > least && value%10 == 0 {
		value, scale = value/10, scale-1
	}
	return p.Decimal(value, scale)
}

// Percent returns a rate in basis points with as many decimals as it has: 21 %, 12,5 %.
func (p *Printer) Percent(basisPoints int64) string {
	return p.ShortDecimal(basisPoints, 2, 0) + noBreak + "%"
}

// UnitPrice returns a price in millionths as it is typed into a field, with as many decimals as it has and two at least.
func (p *Printer) UnitPrice(millionths int64) string { return p.ShortDecimal(millionths, 6, 2) }

// Price returns the price of a unit, given in millionths of a euro, with as many decimals as it has and two at least.
func (p *Printer) Price(millionths int64) string { return p.euro(p.UnitPrice(millionths)) }

// euro puts the sign of the euro where the language has it.
func (p *Printer) euro(amount string) string {
	switch p.tag {
	case "nl":
		return "€" + noBreak + amount
	case "en":
		if unsigned, negative := strings.CutPrefix(amount, "-"); negative {
			return "-€" + unsigned
		}
		return "€" + amount
	}
	return amount + noBreak + "€"
}

// Date returns an ISO date as it is written in Belgium: 31/01/2026, in German 31.01.2026. Text that is no ISO date comes
// back unchanged, so that what was kept is also shown.
func (p *Printer) Date(iso string) string {
	date, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return date.Format(p.dateLayout())
}

// Time returns a moment, in the machine's time zone, as date and time of day to the minute; "" for the zero time.
func (p *Printer) Time(moment time.Time) string {
	if moment.IsZero() {
		return ""
	}
	return moment.Local().Format(p.dateLayout() + " 15:04")
}

func (p *Printer) dateLayout() string {
	if p.tag == "de" {
		return "02.01.2006"
	}
	return "02/01/2006"
}

// Size returns a number of bytes as a person reads it: 812 kB, 9,4 MB (French: ko, Mo).
func (p *Printer) Size(bytes int64) string {
	unit := func(english, french string) string {
		if p.tag == "fr" {
			return noBreak + french
		}
		return noBreak + english
	}
	switch {
	case bytes < 1000:
		return p.Number(bytes) + unit("B", "o")
	case bytes < 1000*1000:
		return p.Number((bytes+500)/1000) + unit("kB", "ko")
	default:
		return p.Decimal((bytes+50_000)/100_000, 1) + unit("MB", "Mo")
	}
}

// Span returns a duration in words short enough for a status line: 45 s, 3 min, 2 h 05.
func (p *Printer) Span(duration time.Duration) string {
	switch duration = duration.Round(time.Second); {
	case duration < time.Minute:
		return fmt.Sprintf("%d"+noBreak+"s", int(duration.Seconds()))
	case duration < time.Hour:
		return fmt.Sprintf("%d"+noBreak+"min", int(duration.Round(time.Minute).Minutes()))
	default:
		return fmt.Sprintf("%d"+noBreak+"h"+noBreak+"%02d", int(duration.Hours()), int(duration.Minutes())%60)
	}
}
