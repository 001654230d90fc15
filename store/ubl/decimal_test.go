package ubl

import "testing"

func TestDecimals(t *testing.T) {
	const limit = 1_000_000
	for text, want := range map[string]struct {
		plain         string
		exact         bool // to the cent
		cents, tenths int64
	}{
		"0":            {"0", true, 0, 0},
		"-0.00":        {"0", true, 0, 0},
		"12.34":        {"12.34", true, 1234, 123},
		"+012.3400":    {"12.34", true, 1234, 123},
		".5":           {"0.5", true, 50, 5},
		"5.":           {"5", true, 500, 50},
		"-.05":         {"-0.05", true, -5, -1},
		"0.005":        {"0.005", false, 1, 0},
		"-0.005":       {"-0.005", false, -1, 0},
		"0.0049999999": {"0.0049999999", false, 0, 0},
		"100":          {"100", true, 10_000, 1000},
		"10000.00":     {"10000", true, limit, 100_000},
	} {
		number, ok := parseDecimal(text)
		if !ok || number.String() != want.plain {
			t.Errorf("%q: %v %v, want %s", text, number, ok, want.plain)
			continue
		}
		if cents, exact := number.exact(2, limit); exact != want.exact || exact && cents != want.cents {
			t.Errorf("%q: %d cents, exact %v", text, cents, exact)
		}
		cents, _ := number.rounded(2, limit)
		tenths, _ := number.rounded(1, limit)
		if cents != want.cents || tenths != want.tenths {
			t.Errorf("%q: %d cents, %d tenths, want %d %d", text, cents, tenths, want.cents, want.tenths)
		}
	}
	for _, text := range []string{"", ".", "-", "+", "--1", "+-1", "1e3", "1,5", "1 000", "1.2.3", "0x10", "٣", "NaN", "INF", "1_000"} {
		if number, ok := parseDecimal(text); ok {
			t.Errorf("%q is read as %s", text, number)
		}
	}
	large, _ := parseDecimal("10000.01")
	if cents, ok := large.exact(2, limit); ok {
		t.Errorf("past the limit: %d", cents)
	}
}

func TestPricePerUnit(t *testing.T) {
	for _, test := range []struct {
		price, base string
		cents       int64
		exact       bool
	}{
		{"345", "4", 8625, true},
		{"10", "3", 333, false},
		{"-10", "3", -333, false},
		{"12.345", "1", 1235, false},
		{"1.25", "0.5", 250, true},
		{"0.5", "1000", 0, false},
		{"5", "1000", 1, false}, // half a cent goes up
	} {
		price, _ := parseDecimal(test.price)
		base, _ := parseDecimal(test.base)
		if cents, exact, ok := price.perUnit(base, 2, maxCents); !ok || cents != test.cents || exact != test.exact {
			t.Errorf("%s for %s: %d %v %v", test.price, test.base, cents, exact, ok)
		}
	}
	price, _ := parseDecimal("9999999999")
	base, _ := parseDecimal("0.0001")
	if cents, _, ok := price.perUnit(base, 2, maxCents); ok {
		t.Errorf("past the limit: %d", cents)
	}
}
