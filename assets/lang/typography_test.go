package lang

import (
	"regexp"
	"testing"
)

// everyText calls with each text of a language as the program shows it: both forms of a plural.
func everyText(t *testing.T, tag string, with func(key, text string)) {
	t.Helper()
	p := New(tag)
	for key, text := range read(t, tag) {
		if _, plural := text.(map[string]any); plural {
			with(key, p.N(key, 1))
			with(key, p.N(key, 12_345))
			continue
		}
		with(key, p.T(key))
	}
}

// breakable finds a French sign that the end of a line could part from its word, and one that has no space at all: "x:" and
// "x !" are wrong, the colon in 10:30 and the signs of an address are not.
var breakable = regexp.MustCompile(`[ \t][;:!?»%€]|«[ \t]|«\pL|\pL»|\pL[;!?]|\pL:\s`)

func TestFrenchSignsAreNotPartedFromTheirWord(t *testing.T) {
	signs := 0
	everyText(t, "fr", func(key, text string) {
		if found := breakable.FindString(text); found != "" {
			t.Errorf("%s: %q in %q", key, found, text)
		}
		signs += len(regexp.MustCompile("\u00a0[:»%€]|\u202f[;!?]|«\u00a0").FindAllString(text, -1))
	})
	if signs < 250 {
		t.Errorf("only %d signs were found", signs)
	}
}

// TestOtherLanguagesHaveNoFrenchSpaces: Dutch, German and English put these signs straight behind the word.
func TestOtherLanguagesHaveNoFrenchSpaces(t *testing.T) {
	french := regexp.MustCompile(`[\pL\d][\s\x{00a0}\x{202f}]+[;:!?]|«`)
	for _, tag := range []string{"nl", "en", "de"} {
		everyText(t, tag, func(key, text string) {
			if found := french.FindString(text); found != "" {
				t.Errorf("%s: %s: %q in %q", tag, key, found, text)
			}
		})
	}
}
