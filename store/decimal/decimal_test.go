package decimal_test

import (
	"math"
	"testing"

	"garagemail/store/decimal"
)

func TestText(t *testing.T) {
	for _, test := range []struct {
		units       int64
		scale       int
		text, short string
	}{
		{1250, 2, "12.50", "12.5"},
		{-5, 2, "-0.05", "-0.05"},
		{0, 3, "0.000", "0"},
		{-1000, 3, "-1.000", "-1"},
		{100, 0, "100", "100"},
		{7, 6, "0.000007", "0.000007"},
		{math.MaxInt64, 2, "92233720368547758.07", "92233720368547758.07"},
		{math.MinInt64, 2, "-92233720368547758.08", "-92233720368547758.08"},
	} {
		if got := decimal.Text(test.units, test.scale); got != test.text {
			t.Errorf("%d at %d is %q, want %q", test.units, test.scale, got, test.text)
		}
		if got := decimal.ShortText(test.units, test.scale); got != test.short {
			t.Errorf("%d at %d is %q in short, want %q", test.units, test.scale, got, test.short)
		}
	}
}

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{"12.5": 1250, "12.50": 1250, "-0.05": -5, "0": 0, "-3": -300, "007": 700, "999999999999999": 99999999999999900} {
		if got, ok := decimal.Parse(text, 2); !ok || got != want {
			t.Errorf("%q is %d, %v, want %d", text, got, ok, want)
		}
	}
	for _, wrong := range []string{"", "-", ".5", "1.", "1.234", "1,5", "+1", "1e3", " 1", "1 000", "1.-5", "--1", "٣", "9999999999999999", "1.2.3"} {
		if got, ok := decimal.Parse(wrong, 2); ok {
			t.Errorf("%q is taken for %d", wrong, got)
		}
	}
}

// FuzzParse: what is read is written again as the same number.
func FuzzParse(f *testing.F) {
	f.Add("12.5", 2)
	f.Add("-0.01", 3)
	f.Fuzz(func(t *testing.T, text string, scale int) {
		if scale < 0 || scale > 6 {
			return
		}
		units, ok := decimal.Parse(text, scale)
		if !ok {
			return
		}
		if again, ok := decimal.Parse(decimal.Text(units, scale), scale); !ok && units != math.MinInt64 && units > -1e15 && units < 1e15 || ok && again != units {
			t.Errorf("%q at %d is %d, then %d", text, scale, units, again)
		}
	})
}
