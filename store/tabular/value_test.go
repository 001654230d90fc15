package tabular_test

import (
	"errors"
	"slices"
	"testing"

	"garagemail/store/tabular"
)

var (
	dayFirst, monthFirst, unknown = tabular.DateRule{}, tabular.DateRule{Order: tabular.MonthFirst}, tabular.DateRule{Order: tabular.UnknownOrder}
	past, future                  = tabular.DateRule{LatestYear: 2026}, tabular.DateRule{LatestYear: 2046}
)

// writtenDates are what TestParseDate tries.
var writtenDates = []struct {
	text string
	rule tabular.DateRule
	want string // "" with err nil is no date at all
	err  error
}{
	{"31/12/2026", dayFirst, "2026-12-31", nil},
	{" 1-2-26 ", dayFirst, "2026-02-01", nil},
	{"01.02.1999", dayFirst, "1999-02-01", nil},
	{"1 2 2026", dayFirst, "2026-02-01", nil},
	{"05.11.2026", dayFirst, "2026-11-05", nil},
	{"5/11/26", dayFirst, "2026-11-05", nil},
	{"05/11/2026", monthFirst, "2026-05-11", nil},
	{"05/11/2026", unknown, "", tabular.ErrDateOrder},
	{"13/11/2026", unknown, "2026-11-13", nil},
	{"11/13/2026", unknown, "2026-11-13", nil},
	{"11/11/2026", unknown, "2026-11-11", nil},
	{"01/02/49", dayFirst, "2049-02-01", nil},
	{"01/02/50", dayFirst, "1950-02-01", nil},
	{"05-nov-26", past, "2026-11-05", nil},
	{"05-nov-27", past, "1927-11-05", nil},
	{"31/12/30", future, "2030-12-31", nil},
	{"29/02/2024", dayFirst, "2024-02-29", nil},
	{"31/12/2026 14:05:33", dayFirst, "2026-12-31", nil},
	{"31/12/2026 0:00", dayFirst, "2026-12-31", nil},
	{"29/02/2026", dayFirst, "", tabular.ErrDate},
	{"31/02/2026", dayFirst, "", tabular.ErrDate},
	{"31/04/26", dayFirst, "", tabular.ErrDate},
	{"12/31/2026", dayFirst, "", tabular.ErrDate},
	{"12/31/2026", monthFirst, "2026-12-31", nil},
	{"2026-12-31", monthFirst, "2026-12-31", nil},
	{"2026-12-31T23:59:59Z", dayFirst, "2026-12-31", nil},
	{"2026-11-05T00:00:00", dayFirst, "2026-11-05", nil},
	{"2026-12-31T00:00:00.000+01:00", dayFirst, "2026-12-31", nil},
	{"2026-11-05 00:00:00.0000000", dayFirst, "2026-11-05", nil},
	{"5/11/2026 2:05:00 PM", dayFirst, "2026-11-05", nil},
	{"5/11/2026 à 14h05", dayFirst, "2026-11-05", nil},
	{"2026/1/5", dayFirst, "2026-01-05", nil},
	{"20261105", dayFirst, "2026-11-05", nil},
	{"05112026", dayFirst, "2026-11-05", nil},
	{"20261301", dayFirst, "", tabular.ErrDate},
	{"2026123", dayFirst, "", tabular.ErrDate},
	{"46331", dayFirst, "2026-11-05", nil},
	{"46331,75", dayFirst, "2026-11-05", nil},
	{"475", dayFirst, "", tabular.ErrDate},
	{"-5", dayFirst, "", tabular.ErrDate},

	{"12 février 2019", dayFirst, "2019-02-12", nil},
	{"12 fevr. 2019", dayFirst, "2019-02-12", nil},
	{"31 déc. 2026", dayFirst, "2026-12-31", nil},
	{"3 mei 2027", dayFirst, "2027-05-03", nil},
	{"3-mrt-21", dayFirst, "2021-03-03", nil},
	{"3. März 2021", dayFirst, "2021-03-03", nil},
	{"1er août 2020", dayFirst, "2020-08-01", nil},
	{"mar. 5 mai 2020", dayFirst, "2020-05-05", nil},
	{"mardi 5 mars 2024", dayFirst, "2024-03-05", nil},
	{"zaterdag 2 november 2024 14:05", dayFirst, "2024-11-02", nil},
	{"Nov 5, 2026", dayFirst, "2026-11-05", nil},
	{"October 3rd 2021", dayFirst, "2021-10-03", nil},
	{"2026-nov-05", dayFirst, "2026-11-05", nil},
	{"5NOV2026", dayFirst, "2026-11-05", nil},
	{"5 jui 2026", dayFirst, "", tabular.ErrDate}, // juin or juillet
	{"31 februari 2026", dayFirst, "", tabular.ErrDate},
	{"5 novembre", dayFirst, "", tabular.ErrDate},

	{"2019", dayFirst, "", tabular.ErrNoDay},
	{"mars 2019", dayFirst, "", tabular.ErrNoDay},
	{"05/2019", dayFirst, "", tabular.ErrNoDay},
	{"2019-05", dayFirst, "", tabular.ErrNoDay},
	{"13/2019", dayFirst, "", tabular.ErrDate},

	{"  /  /    ", dayFirst, "", nil},
	{"00/00/0000", dayFirst, "", nil},
	{"0000-00-00 00:00:00", dayFirst, "", nil},
	{"30/12/1899", dayFirst, "", nil},
	{"1899-12-30T00:00:00", dayFirst, "", nil},
	{"0001-01-01", dayFirst, "", nil},
	{"-", dayFirst, "", nil},
	{"", dayFirst, "", nil},

	{"inconnu", dayFirst, "", tabular.ErrDate},
	{"31/12-2026", dayFirst, "", tabular.ErrDate},
	{"31/12/226", dayFirst, "", tabular.ErrDate},
	{"31/12/0026", dayFirst, "", tabular.ErrDate},
	{"31/12/2026 abc", dayFirst, "", tabular.ErrDate},
}

func TestParseDate(t *testing.T) {
	for _, test := range writtenDates {
		if got, err := tabular.ParseDate(test.text, test.rule); got != test.want || !errors.Is(err, test.err) {
			t.Errorf("%q by %+v is %q, %v; want %q, %v", test.text, test.rule, got, err, test.want, test.err)
		}
	}
}

func TestParseClock(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-05T14:05:33": "14:05", "5/11/2026 2:05 PM": "14:05", "5/11/2026 12:30 am": "00:30", "5 mei 2026 om 9:05 uur": "09:05",
		"5/11/2026 8h30": "08:30", "5/11/2026": "", "5/11/2026 25:00": "",
	} {
		if got := tabular.ParseClock(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestOrderOfDates(t *testing.T) {
	for name, test := range map[string]struct {
		samples []string
		order   tabular.DateOrder
		told    bool
	}{
		"day beyond twelve":   {[]string{"", "01/02/2026", "13/02/2026"}, tabular.DayFirst, true},
		"month in front":      {[]string{"01/02/2026", "02/13/2026 08:00"}, tabular.MonthFirst, true},
		"either":              {[]string{"01/02/2026", "03/04/2026"}, tabular.DayFirst, false},
		"they contradict":     {[]string{"13/02/2026", "02/13/2026"}, tabular.UnknownOrder, true},
		"a typing error":      {append(slices.Repeat([]string{"13/02/2026"}, 20), "02/13/2026"), tabular.DayFirst, true},
		"no order to be told": {[]string{"2026-02-13", "13 mei 2026", "20260213", "31/02/2026"}, tabular.DayFirst, false},
	} {
		var found tabular.Dates
		for _, sample := range test.samples {
			found.Add(sample)
		}
		if order, told := found.Order(); order != test.order || told != test.told {
			t.Errorf("%s: %v, %v of %+v", name, order, told, found)
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

func TestMarkOfDecimals(t *testing.T) {
	for name, test := range map[string]struct {
		samples []string
		form    tabular.DecimalForm
	}{
		"comma":                  {[]string{"12,5", "1.234", ""}, tabular.DecimalComma},
		"point":                  {[]string{"12.5", "1,234"}, tabular.DecimalPoint},
		"both marks":             {[]string{"1.234,5"}, tabular.DecimalComma},
		"whole numbers":          {[]string{"12", "5"}, 0},
		"three digits behind":    {[]string{"1.234", "5"}, 0},
		"three digits, comma":    {[]string{"1,234"}, 0},
		"zero in front":          {[]string{"0.125"}, tabular.DecimalPoint},
		"two groups":             {[]string{"1.234.567"}, tabular.DecimalComma},
		"they contradict":        {[]string{"12,5", "12.5", "13.5"}, 0},
		"a typing error":         {append(slices.Repeat([]string{"12,5"}, 20), "12.5"), tabular.DecimalComma},
		"one that is none":       {[]string{"12,5", "n/a"}, tabular.DecimalComma},
		"percentages and prices": {[]string{"21 %", "12,50 €"}, tabular.DecimalComma},
	} {
		var found tabular.Decimals
		for _, sample := range test.samples {
			found.Add(sample)
		}
		if form, told := found.Form(); form != test.form || told != (test.form != 0) {
			t.Errorf("%s: %q, %v of %+v", name, form, told, found)
		}
	}
}
