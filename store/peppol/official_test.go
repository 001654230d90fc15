//go:build peppol

package peppol_test

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"garagemail/store/peppol"
	"garagemail/store/ubl"
)

// The official rules as their makers publish them for a validator: EN 16931 and what Peppol BIS Billing adds to it.
const (
	centralRules = "CEN-EN16931-UBL.xslt"
	peppolRules  = "PEPPOL-EN16931-UBL.xslt"
)

// batch is how many documents one run of the validator takes: its reports are large.
const batch = 500

// newest finds the newest version of a file in a checkout of phax/phive-rules, or in a folder where somebody put it.
func newest(t *testing.T, name string) string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(os.Getenv("GARAGEMAIL_RULES"), func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == name && !strings.Contains(path, "/target/") {
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("RULES=FOLDER with %s, as in a checkout of phax/phive-rules: %v", name, err)
	}
	slices.SortFunc(found, func(a, b string) int { return slices.Compare(version(a), version(b)) })
	return found[len(found)-1]
}

// version is the numbers of a path: 2026.5 is after 2025.11.
func version(path string) (numbers []int) {
	for _, word := range strings.FieldsFunc(path, func(r rune) bool { return r < '0' || r > '9' }) {
		number, _ := strconv.Atoi(word)
		numbers = append(numbers, number)
	}
	return numbers
}

// validate runs the rules over the documents of a folder and returns, by file, the ids of those that are broken fatally.
func validate(t *testing.T, rules, folder string) map[string][]string {
	t.Helper()
	reports := t.TempDir()
	jar := os.Getenv("GARAGEMAIL_SAXON")
	if jar == "" {
		jar = "/usr/share/java/Saxon-HE.jar"
	}
	output, err := exec.CommandContext(t.Context(), "java", "-cp", jar, "net.sf.saxon.Transform", "-s:"+folder, "-xsl:"+rules, "-o:"+reports).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	files, err := os.ReadDir(reports)
	if err != nil {
		t.Fatal(err)
	}
	broken := map[string][]string{}
	for _, file := range files {
		report, err := os.Open(filepath.Join(reports, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		broken[file.Name()] = fatal(t, report)
		report.Close()
	}
	return broken
}

// fatal reads a report of the Schematron Validation Report Language.
func fatal(t *testing.T, report io.Reader) (ids []string) {
	t.Helper()
	decoder := xml.NewDecoder(report)
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return ids
		}
		if err != nil {
			t.Fatal(err)
		}
		start, isStart := token.(xml.StartElement)
		if !isStart || start.Name.Local != "failed-assert" {
			continue
		}
		said := map[string]string{}
		for _, attribute := range start.Attr {
			said[attribute.Name.Local] = attribute.Value
		}
		if said["flag"] != "warning" && !slices.Contains(ids, said["id"]) {
			ids = append(ids, said["id"])
		}
	}
}

// both runs both sets of rules over a folder; those of Peppol count for what says that it goes over Peppol.
func both(t *testing.T, folder string) map[string][]string {
	t.Helper()
	broken := validate(t, newest(t, centralRules), folder)
	for name, ids := range validate(t, newest(t, peppolRules), folder) {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(content), ">"+ubl.PeppolBilling+"<") {
			broken[name] = append(broken[name], ids...)
		}
	}
	return broken
}

// TestOfficialRules is make peppol: what we write, and the verdicts of the table of rules, by the official rules.
func TestOfficialRules(t *testing.T) {
	t.Run("the table of rules", tableOfRules)
	t.Run("the demo garage", func(t *testing.T) {
		folder := os.Getenv("GARAGEMAIL_DOCUMENTS")
		wantNone(t, both(t, folder))
	})
	t.Run("random documents", func(t *testing.T) {
		count := 10_000
		if text := os.Getenv("GARAGEMAIL_COUNT"); text != "" {
			count, _ = strconv.Atoi(text)
		}
		seed, err := strconv.ParseUint(cmp.Or(os.Getenv("GARAGEMAIL_SEED"), "1"), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		m := newMaker(seed)
		for done := 0; done < count; done += batch {
			folder := t.TempDir()
			for i := range min(batch, count-done) {
				content := ubl.Write(peppol.Of(m.source()))
				if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%06d.xml", done+i)), content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			wantNone(t, both(t, folder))
			if t.Failed() {
				return
			}
			_ = os.RemoveAll(folder)
		}
	})
}

func wantNone(t *testing.T, broken map[string][]string) {
	t.Helper()
	if len(broken) == 0 {
		t.Error("no document was looked at")
	}
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		if len(broken[name]) > 0 {
			t.Errorf("%s breaks %q", name, broken[name])
		}
	}
	t.Logf("%d documents", len(broken))
}

// tableOfRules compares the official verdict on each file of the table with what official.txt says, which CI's test goes by.
func tableOfRules(t *testing.T) {
	folder := t.TempDir()
	files, err := filepath.Glob("../ubl/testdata/rules/*.xml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, filepath.Base(file)), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var said strings.Builder
	broken := both(t, folder)
	for _, name := range slices.Sorted(maps.Keys(broken)) {
		fmt.Fprintln(&said, strings.Join(append([]string{strings.TrimSuffix(name, ".xml")}, slices.Sorted(slices.Values(broken[name]))...), " "))
	}
	want, err := os.ReadFile("../ubl/testdata/rules/official.txt")
	if err != nil || string(want) != said.String() {
		t.Errorf("%v; the official rules say\n%s", err, &said)
	}
	t.Logf("%d files", len(broken))
}
