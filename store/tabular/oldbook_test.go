package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/tabular"
)

// kindsShown are the cells of a table, each with the letter of its kind.
func kindsShown(t *testing.T, path string, options tabular.Options) (shown []string) {
	t.Helper()
	file, err := tabular.Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, refused := readAll(t, file)
	if len(refused) > 0 {
		t.Errorf("refused %v", refused)
	}
	for _, row := range rows {
		var cells []string
		for i, cell := range row.Cells {
			if cell == "" {
				cells = append(cells, "")
				continue
			}
			cells = append(cells, string("TNDBF"[row.Kind(i)])+cell)
		}
		shown = append(shown, strings.Join(cells, "|"))
	}
	return shown
}

// vehiclesShown are the vehicles of tables/rows as a file with kinds shows them.
var vehiclesShown = []string{
	"TK0001|T1-ABC-123|TWVWZZZ1KZAW000001|TCitroën|TC3|TVoiture|D2020-02-23|N38910|D2027-02-21",
	"TK0002|T1-DEF-456||TSkoda|TOctavia|TVoiture|D1950-06-15|N0|",
	"TK0003|T2-GHI-789|TVF1AAAAA555000003|TRenault|TMégane|TVoiture|D2016-02-29|N210000|D2027-02-28",
	"TK0004|T1-JKL-012|TWDB9634031L000004|TMercedes|T308|TCamionnette|D1999-12-31|N2147483|",
}

// TestWriters: the tables of other programs have the cells that were given to them, each of its kind.
func TestWriters(t *testing.T) {
	files, err := filepath.Glob("testdata/writers/*/*")
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		want := vehiclesShown
		options := tabular.Options{}
		switch name := filepath.Base(path); {
		case name == "garage.xls":
			options.Sheet = "vehicles"
		case !strings.HasPrefix(name, "vehicles.") || strings.HasSuffix(name, ".fpt"):
			continue
		}
		if got := kindsShown(t, path, options); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s\n%s\nnot\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestOldBook: all sheets of an .xls, its numbers by their styles, and the values that formulas had.
func TestOldBook(t *testing.T) {
	file, err := tabular.Open("testdata/writers/xlwt-1904/garage.xls", tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	if format := file.Format(); format.Form != tabular.FormXLS || !format.Workbook || fmt.Sprint(format.Sheets) != "[clients vehicles documents lines]" {
		t.Errorf("%+v", format)
	}
	got := kindsShown(t, "testdata/writers/writeexcel/lines.xls", tabular.Options{})
	want := "T202600001|THuile 5W30|N4.125|N9.6957|N0|N21\nT202600001|TMain d'oeuvre|N0.5|N120||N21\nT202600002|TPneu été|N4|N308.64||N21\n" +
		"T202600003|TReprise|N-1|N100||N21\nT202600004|TVis|N0.001|N50||N21\nT202600005|TMoteur|N1|N11111.2222|N10|N21"
	if strings.Join(got, "\n") != want {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestOtherThings: whatever is no table is told by what it is, however it is called.
func TestOtherThings(t *testing.T) {
	book, err := os.ReadFile("testdata/writers/xlwt-1904/garage.xls")
	if err != nil {
		t.Fatal(err)
	}
	renamed := func(stream string) []byte {
		data := bytes.Clone(book)
		at := bytes.Index(data, []byte(utf16Text("Workbook", false)))
		copy(data[at:], utf16Text(stream, false))
		data[at+64] = byte(2 * (len(stream) + 1))
		return data
	}
	for name, test := range map[string]struct {
		data []byte
		what tabular.What
	}{
		"Word":       {renamed("WordDocument"), tabular.WhatWord},
		"PowerPoint": {renamed("PowerPoint Document"), tabular.WhatSlides},
		"mail":       {renamed("__properties_version1.0"), tabular.WhatMail},
		"another":    {renamed("VisioDocument"), tabular.WhatOfficeFile},
		"PDF":        {[]byte("%PDF-1.7\n"), tabular.WhatPDF},
		"picture":    {[]byte("\x89PNG\r\n\x1a\n"), tabular.WhatPicture},
		"film":       {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), tabular.WhatPicture},
		"archive":    {[]byte("Rar!\x1A\x07\x00"), tabular.WhatArchive},
		"database":   {[]byte("SQLite format 3\x00"), tabular.WhatDatabase},
		"program":    {[]byte("MZ\x90\x00\x03\x00\x00\x00"), tabular.WhatProgram},
		"rich text":  {[]byte(`{\rtf1\ansi Bonjour}`), tabular.WhatRichText},
	} {
		_, err := tabular.NewFile(bytes.NewReader(test.data), int64(len(test.data)), tabular.Options{})
		var other *tabular.OtherError
		if !errors.As(err, &other) || other.What != test.what || !errors.Is(err, tabular.ErrNotTable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	encrypted := renamed("EncryptedPackage")
	if _, err := tabular.NewFile(bytes.NewReader(encrypted), int64(len(encrypted)), tabular.Options{}); !errors.Is(err, tabular.ErrPassword) {
		t.Errorf("encrypted: %v", err)
	}
	for _, size := range []int{513, 1024, len(book) / 2, len(book) - 4096} {
		if _, err := tabular.NewFile(bytes.NewReader(book[:size]), int64(size), tabular.Options{}); !errors.Is(err, tabular.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", size, err)
		}
	}
}
