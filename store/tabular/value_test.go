package tabular_test

import (
	"errors"
	"testing"

	"garagemail/store/tabular"
)

func TestParseDate(t *testing.T) {
	for _, test := range []struct {
		text string
		form tabular.DateForm
		want string // "" is an error
	}{
		{"31/12/2026", tabular.DayMonthYear, "2026-12-31"},
		{" 1-2-26 ", tabular.DayMonthYear, "2026-02-01"},
		{"01.02.1999", tabular.DayMonthYear, "1999-02-01"},
		{"1 2 2026", tabular.DayMonthYear, "2026-02-01"},
		{"01/02/49", tabular.DayMonthYear, "2049-02-01"},
		{"01/02/50", tabular.DayMonthYear, "1950-02-01"},
		{"29/02/2024", tabular.DayMonthYear, "2024-02-29"},
		{"31/12/2026 14:05:33", tabular.DayMonthYear, "2026-12-31"},
		{"31/12/2026 0:00", tabular.DayMonthYear, "2026-12-31"},
		{"29/02/2026", tabular.DayMonthYear, ""},
		{"31/02/2026", tabular.DayMonthYear, ""},
		{"31/04/26", tabular.DayMonthYear, ""},
		{"00/01/2026", tabular.DayMonthYear, ""},
		{"12/31/2026", tabular.DayMonthYear, ""},
		{"12/31/2026", tabular.MonthDayYear, "2026-12-31"},
		{"2/1/26", tabular.MonthDayYear, "2026-02-01"},
		{"2026-12-31", tabular.YearMonthDay, "2026-12-31"},
		{"2026-12-31T23:59:59Z", tabular.YearMonthDay, "2026-12-31"},
		{"2026-12-31T00:00:00.000+01:00", tabular.YearMonthDay, "2026-12-31"},
		{"2026/1/5", tabular.YearMonthDay, "2026-01-05"},
		{"26-12-31", tabular.YearMonthDay, ""},
		{"20261231", tabular.CompactDate, "2026-12-31"},
		{"20261301", tabular.CompactDate, ""},
		{"2026123", tabular.CompactDate, ""},
		{"46387", tabular.SerialDate, "2026-12-31"},
		{"46387,75", tabular.SerialDate, "2026-12-31"},
		{"59", tabular.SerialDate, "1900-02-28"},
		{"60", tabular.SerialDate, ""},
		{"61", tabular.SerialDate, "1900-03-01"},
		{"-5", tabular.SerialDate, ""},
		{"", tabular.DayMonthYear, ""},
		{"inconnu", tabular.DayMonthYear, ""},
		{"31/12-2026", tabular.DayMonthYear, ""},
		{"31/12/226", tabular.DayMonthYear, ""},
		{"31/12/0026", tabular.DayMonthYear, ""},
		{"31/12/2026 abc", tabular.DayMonthYear, ""},
		{"1/1/2026", "", ""},
	} {
		got, err := tabular.ParseDate(test.text, test.form)
		if got != test.want || (test.want == "") != errors.Is(err, tabular.ErrDate) {
			t.Errorf("%q as %s is %q, %v; want %q", test.text, test.form, got, err, test.want)
		}
	}
}

func TestDetectDates(t *testing.T) {
	for name, test := range map[string]struct {
		samples []string
		want    tabular.Dates
	}{
		"day beyond twelve":    {[]string{"", "01/02/2026", "13/02/2026"}, tabular.Dates{Form: tabular.DayMonthYear}},
		"month in front":       {[]string{"01/02/2026", "02/13/2026"}, tabular.Dates{Form: tabular.MonthDayYear}},
		"either":               {[]string{"01/02/2026", "03/04/2026"}, tabular.Dates{Form: tabular.DayMonthYear, Also: tabular.MonthDayYear, Ambiguous: true}},
		"they contradict":      {[]string{"13/02/2026", "02/13/2026"}, tabular.Dates{Form: tabular.DayMonthYear, Also: tabular.MonthDayYear, Ambiguous: true, Refused: 1}},
		"ISO":                  {[]string{"2026-02-01"}, tabular.Dates{Form: tabular.YearMonthDay}},
		"compact":              {[]string{"20260201", "20261231"}, tabular.Dates{Form: tabular.CompactDate}},
		"serial":               {[]string{"46387", "45000"}, tabular.Dates{Form: tabular.SerialDate}},
		"short years":          {[]string{"5-6-26", "25-6-26"}, tabular.Dates{Form: tabular.DayMonthYear}},
		"one that is none":     {[]string{"25/12/2026", "31/02/2026", "?"}, tabular.Dates{Form: tabular.DayMonthYear, Refused: 2}},
		"nothing":              {[]string{"", "  "}, tabular.Dates{}},
		"no dates":             {[]string{"Renault", "BMW"}, tabular.Dates{Refused: 2}},
		"two forms, one fewer": {[]string{"25/12/2026", "26/12/2026", "2026-12-27"}, tabular.Dates{Form: tabular.DayMonthYear, Refused: 1}},
	} {
		if got := tabular.DetectDates(test.samples); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	const failed = -1 << 62
	for _, test := range []struct {
		text string
		form tabular.DecimalForm
		want int64 // thousandths
	}{
		{"12,5", tabular.DecimalComma, 12_500},
		{"12", tabular.DecimalComma, 12_000},
		{"0,125", tabular.DecimalComma, 125},
		{",5", tabular.DecimalComma, 500},
		{"5,", tabular.DecimalComma, 5_000},
		{"1.234,56", tabular.DecimalComma, 1_234_560},
		{"1 234 567,8", tabular.DecimalComma, 1_234_567_800},
		{"1\u00A0234,50 €", tabular.DecimalComma, 1_234_500},
		{"1\u202F234", tabular.DecimalComma, 1_234_000},
		{"1'234.50", tabular.DecimalPoint, 1_234_500},
		{"€ -12,50", tabular.DecimalComma, -12_500},
		{"-€ 12,50", tabular.DecimalComma, -12_500},
		{"12,50-", tabular.DecimalComma, -12_500},
		{"\u221212,50", tabular.DecimalComma, -12_500},
		{"+3", tabular.DecimalComma, 3_000},
		{"21 %", tabular.DecimalComma, 21_000},
		{"1,234.5", tabular.DecimalPoint, 1_234_500},
		{"12.500", tabular.DecimalPoint, 12_500},
		{"12.500", tabular.DecimalComma, 12_500_000},
		{"12,5000", tabular.DecimalComma, 12_500},
		{"12.5", tabular.DecimalComma, failed},
		{"0.125", tabular.DecimalComma, failed},
		{"12,5,3", tabular.DecimalComma, failed},
		{"1.23,4", tabular.DecimalComma, failed},
		{"1234.567,8", tabular.DecimalComma, failed},
		{"1.234 567", tabular.DecimalComma, failed},
		{"1,5", tabular.DecimalPoint, failed},
		{"1E5", tabular.DecimalComma, failed},
		{"", tabular.DecimalComma, failed},
		{",", tabular.DecimalComma, failed},
		{"-", tabular.DecimalComma, failed},
		{"--5", tabular.DecimalComma, failed},
		{"douze", tabular.DecimalComma, failed},
		{"0,1234", tabular.DecimalComma, failed}, // not in thousandths
		{"9999999999999999999", tabular.DecimalComma, failed},
		{"999999999999999999", tabular.DecimalComma, failed},
	} {
		number, err := tabular.ParseDecimal(test.text, test.form)
		got, exact := number.At(3)
		if err != nil || !exact {
			got = failed
		}
		if got != test.want {
			t.Errorf("%q with %c is %d (%+v, %v), want %d", test.text, test.form, got, number, err, test.want)
		}
	}
}

func TestDetectDecimals(t *testing.T) {
	for name, test := range map[string]struct {
		samples []string
		want    tabular.Decimals
	}{
		"comma":                  {[]string{"12,5", "1.234", ""}, tabular.Decimals{Form: tabular.DecimalComma}},
		"point":                  {[]string{"12.5", "1,234"}, tabular.Decimals{Form: tabular.DecimalPoint}},
		"both marks":             {[]string{"1.234,5"}, tabular.Decimals{Form: tabular.DecimalComma}},
		"whole numbers":          {[]string{"12", "5"}, tabular.Decimals{Form: tabular.DecimalComma}},
		"three digits behind":    {[]string{"1.234", "5"}, tabular.Decimals{Form: tabular.DecimalComma, Ambiguous: true}},
		"three digits, comma":    {[]string{"1,234"}, tabular.Decimals{Form: tabular.DecimalComma, Ambiguous: true}},
		"zero in front":          {[]string{"0.125"}, tabular.Decimals{Form: tabular.DecimalPoint}},
		"two groups":             {[]string{"1.234.567"}, tabular.Decimals{Form: tabular.DecimalComma}},
		"they contradict":        {[]string{"12,5", "12.5", "13.5"}, tabular.Decimals{Form: tabular.DecimalPoint, Ambiguous: true, Refused: 1}},
		"one that is none":       {[]string{"12,5", "n/a"}, tabular.Decimals{Form: tabular.DecimalComma, Refused: 1}},
		"nothing":                {nil, tabular.Decimals{Form: tabular.DecimalComma}},
		"percentages and prices": {[]string{"21 %", "12,50 €"}, tabular.Decimals{Form: tabular.DecimalComma}},
	} {
		if got := tabular.DetectDecimals(test.samples); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
