package lang

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"garagemail/assets/lang/languages"
)

func read(t *testing.T, tag string) map[string]any {
	t.Helper()
	bytes, err := files.ReadFile(tag + ".json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]any{}
	if err := json.Unmarshal(bytes, &texts); err != nil {
		t.Fatal(tag, err)
	}
	return texts
}

// isRecipientKey tells the texts that end up in somebody's mail or document: German has these and no others.
func isRecipientKey(key string) bool {
	return strings.HasPrefix(key, "mail.") || strings.HasPrefix(key, "document.")
}

func TestLanguagesHaveTheSameKeys(t *testing.T) {
	reference := read(t, languages.Reference)
	for _, tag := range languages.Recipient {
		texts := read(t, tag)
		for key := range reference {
			if _, ok := texts[key]; !ok && (tag != "de" || isRecipientKey(key)) {
				t.Errorf("%s: key %q is missing", tag, key)
			}
		}
		for key := range texts {
			if _, ok := reference[key]; !ok {
				t.Errorf("%s: key %q is not in %s", tag, key, languages.Reference)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// placeholders returns the sorted names used in a text; in a plural one the count may be left out of a form.
func placeholders(text any) []string {
	names := map[string]bool{}
	switch text := text.(type) {
	case string:
		for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
			names[match[1]] = true
		}
	case map[string]any:
		for _, form := range text {
			for _, name := range placeholders(form) {
				names[name] = true
			}
		}
		delete(names, "Count")
	}
	return slices.Sorted(maps.Keys(names))
}

func TestLanguagesHaveTheSamePlaceholders(t *testing.T) {
	reference := read(t, languages.Reference)
	for _, tag := range languages.Recipient {
		for key, text := range read(t, tag) {
			if got, want := placeholders(text), placeholders(reference[key]); !slices.Equal(got, want) {
				t.Errorf("%s: %s has placeholders %v, %s has %v", tag, key, got, languages.Reference, want)
			}
			if _, plural := text.(map[string]any); plural != isPlural(reference[key]) {
				t.Errorf("%s: %s is plural in one language only", tag, key)
			}
		}
	}
}

func isPlural(text any) bool {
	_, plural := text.(map[string]any)
	return plural
}

func TestPluralsAreWhole(t *testing.T) {
	for _, tag := range languages.Recipient {
		for key, text := range read(t, tag) {
			forms, plural := text.(map[string]any)
			if plural && (forms["one"] == nil || forms["other"] == nil) {
				t.Errorf("%s: %s wants the forms one and other", tag, key)
			}
		}
	}
}

// quoted finds what can be a key in Go source: "word.word" with lower case, digits and underscores.
var quoted = regexp.MustCompile(`"([a-z][a-z0-9_]*(?:\.[a-z0-9_]*)+)"`)

// TestKeysAreUsed looks for every key in the sources. A literal that ends in a point or an underscore ("reason.")
// stands for all keys that begin so, which the program completes at run time.
func TestKeysAreUsed(t *testing.T) {
	used, prefixes := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if path == built {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range quoted.FindAllStringSubmatch(string(source), -1) {
			if key := match[1]; strings.HasSuffix(key, ".") || strings.HasSuffix(key, "_") {
				prefixes[key] = true
			} else {
				used[key] = true
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	reference := read(t, languages.Reference)
	for key := range reference {
		if used[key] {
			continue
		}
		begins := func(prefix string) bool { return strings.HasPrefix(key, prefix) }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(prefixes)), begins) {
			t.Errorf("key %q is used nowhere", key)
		}
	}
}

// built is where packages are made, from a copy of the sources of some commit.
var built = filepath.Join("..", "..", "build")

// call finds the keys handed straight to a printer.
var call = regexp.MustCompile(`\.(?:T|N)\(\s*"([a-z0-9_.]+)"`)

func TestKeysOfTheSourcesExist(t *testing.T) {
	reference := read(t, languages.Reference)
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if path == built {
			return fs.SkipDir
		}
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || path == "../../assets/lang/lang_test.go" {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range call.FindAllStringSubmatch(string(source), -1) {
			if _, ok := reference[match[1]]; !ok && !strings.HasSuffix(match[1], ".") && !strings.HasSuffix(match[1], "_") {
				t.Errorf("%s: no text for key %q", path, match[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// reason finds the keys by which the store and the mailer say why: they reach a screen without standing in a call there.
var reason = regexp.MustCompile(`"((?:check|reason|import)\.[a-z0-9_]*[a-z0-9])"`)

// TestReasonsHaveWords: nobody is told a bare key.
func TestReasonsHaveWords(t *testing.T) {
	reference, found := read(t, languages.Reference), 0
	for _, pattern := range []string{"../../store/*.go", "../../store/*/*.go", "../../mailer/*.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range reason.FindAllStringSubmatch(string(source), -1) {
				if found++; reference[match[1]] == nil && !strings.HasSuffix(path, "_test.go") {
					t.Errorf("%s: no text for reason %q", path, match[1])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d reasons were found", found)
	}
}

func TestForms(t *testing.T) {
	for _, test := range []struct{ tag, number, money, negative, date, size string }{
		{"fr", "1 234 567", "1 234,56 €", "-0,05 €", "31/01/2026", "9,4 Mo"},
		{"nl", "1.234.567", "€ 1.234,56", "€ -0,05", "31/01/2026", "9,4 MB"},
		{"de", "1.234.567", "1.234,56 €", "-0,05 €", "31.01.2026", "9,4 MB"},
		{"en", "1,234,567", "€1,234.56", "-€0.05", "31/01/2026", "9.4 MB"},
	} {
		p := New(test.tag)
		for _, got := range [][2]string{
			{p.Number(1_234_567), test.number},
			{p.Money(123_456), test.money},
			{p.Money(-5), test.negative},
			{p.Date("2026-01-31"), test.date},
			{p.Size(9_400_000), test.size},
		} {
			if plain := strings.ReplaceAll(got[0], noBreak, " "); plain != got[1] {
				t.Errorf("%s: got %q, want %q", test.tag, plain, got[1])
			}
		}
	}
	if got := New("fr").Date("hier"); got != "hier" {
		t.Errorf("a date that is none became %q", got)
	}
	if got := New("fr").Span(125 * time.Minute); strings.ReplaceAll(got, noBreak, " ") != "2 h 05" {
		t.Errorf("span %q", got)
	}
}

// TestLanguageFilesAreTheList holds the files of texts and the signs of numbers to the one list of languages.
func TestLanguageFilesAreTheList(t *testing.T) {
	entries, err := files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var tags []string
	for _, entry := range entries {
		tags = append(tags, strings.TrimSuffix(entry.Name(), ".json"))
	}
	want := slices.Sorted(slices.Values(languages.Recipient))
	if !slices.Equal(tags, want) {
		t.Errorf("texts of %v, the list has %v", tags, want)
	}
	if signs := slices.Sorted(maps.Keys(marksOf)); !slices.Equal(signs, want) {
		t.Errorf("signs of numbers of %v, the list has %v", signs, want)
	}
	for _, tag := range languages.Screen {
		if !languages.IsRecipient(tag) {
			t.Errorf("the screens speak %s, in which nobody can be written to", tag)
		}
	}
}
