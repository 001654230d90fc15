package files

import "testing"

func TestOnNetwork(t *testing.T) {
	for path, want := range map[string]bool{
		t.TempDir():                        false,
		`C:\Users\an\garagemail.db`:        false,
		`\\server\garage\garagemail.db`:    true,
		`//server/garage/garagemail.db`:    true,
		`\\?\UNC\server\garage\garagemail`: true,
		`\\?\C:\Users\an\garagemail.db`:    false,
	} {
		if got := OnNetwork(path); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}
