package clients

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// exportTo exports from the clients' page into a file, through the dialog.
func exportTo(t *testing.T, c *ClientsPage, w *kit.Window, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	exportClients(c.app, w, c.Grid.IDs())
	overlay := w.Canvas().Overlays().Top()
	if overlay == nil {
		t.Fatal("nobody asks where to write")
	}
	desktest.Found[*kit.Entry](overlay)[0].SetText(path)
	desktest.PressKey(w, fyne.KeyReturn)
	if w.Canvas().Overlays().Top() != nil {
		t.Fatal("the dialog is still open")
	}
	return path
}

// exported are two clients with what spreadsheets stumble over.
func exported(t *testing.T) (*ClientsPage, *kit.Window) {
	t.Helper()
	a := desktest.New(t)
	ana := storetest.Client(t, a.DB, garage.Client{
		Name: "D'Hôtel; \"Ana\"", FirstName: "Zoë", Number: "00123", Email: "ana@client.example", Postcode: "5000",
		Notes: "=2+5", Phone: "+32 81 22 33 44", AcceptsPromotional: true,
	})
	storetest.Client(t, a.DB, garage.Client{Name: "Bram", Notes: "deux\nlignes"})
	storetest.Visit(t, a.DB, garage.Visit{ClientID: ana.ID, Date: "2026-01-31"})
	return clientsOf(t, a)
}

// column returns where a heading stands.
func column(t *testing.T, header []string, name string) int {
	t.Helper()
	at := slices.Index(header, name)
	if at < 0 {
		t.Fatalf("%q is no heading of %q", name, header)
	}
	return at
}

func TestExportIsReadByOtherPrograms(t *testing.T) {
	c, w := exported(t)
	content, err := os.ReadFile(exportTo(t, c, w, "clients.csv"))
	desktest.Check(t, err)
	content, marked := bytes.CutPrefix(content, []byte("\ufeff"))
	reader := csv.NewReader(bytes.NewReader(content))
	reader.Comma = ';'
	lines, err := reader.ReadAll()
	desktest.Check(t, err)
	if !marked || len(lines) != 3 {
		t.Fatalf("%d lines, marked as UTF-8: %v", len(lines), marked)
	}
	for heading, want := range map[string]string{
		"Nom": "D'Hôtel; \"Ana\"", "Prénom": "Zoë", "Code": "00123", "E-mail": "ana@client.example", "Dernier passage": "31/01/2026",
	} {
		if got := lines[2][column(t, lines[0], heading)]; got != want {
			t.Errorf("CSV, %s: %q, want %q", heading, got, want)
		}
	}
	if notes := lines[2][column(t, lines[0], "Remarque")]; notes == "=2+5" {
		t.Error("the spreadsheet would calculate with what stands in the notes")
	}

	rows := workbook(t, exportTo(t, c, w, "clients.xlsx"))
	if len(rows) != 3 {
		t.Fatalf("the workbook has %d rows", len(rows))
	}
	for heading, want := range map[string]string{
		"Nom": "D'Hôtel; \"Ana\"", "Code": "00123", "Remarque": "=2+5", "Code postal": "5000",
		"Dernier passage": strconv.Itoa(int(time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)),
	} {
		if got := rows[2][column(t, rows[0], heading)]; got != want {
			t.Errorf("XLSX, %s: %q, want %q", heading, got, want)
		}
	}
	if got := rows[1][column(t, rows[0], "Remarque")]; got != "deux\nlignes" {
		t.Errorf("two lines became %q", got)
	}
}

// workbook reads the cells of the first sheet as ECMA-376 writes them, without the library that wrote them.
func workbook(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	book, err := zip.OpenReader(path)
	desktest.Check(t, err)
	t.Cleanup(func() { desktest.Check(t, book.Close()) })
	file, err := book.Open("xl/worksheets/sheet1.xml")
	desktest.Check(t, err)
	var content struct {
		Rows []struct {
			Cells []struct {
				Place   string `xml:"r,attr"`
				Value   string `xml:"v"`
				Formula string `xml:"f"`
				Text    string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	desktest.Check(t, xml.NewDecoder(file).Decode(&content))
	for _, row := range content.Rows {
		cells := make([]string, 32)
		for _, cell := range row.Cells {
			if cell.Formula != "" {
				t.Errorf("%s holds the formula %q", cell.Place, cell.Formula)
			}
			cells[cell.Place[0]-'A'] = cell.Value + cell.Text
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestExportLeavesNoHalfFile(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "no such folder")
	if err := desk.WriteSheet(t.Context(), filepath.Join(folder, "clients.csv"), desk.Sheet{}); err == nil {
		t.Error("a folder that does not exist was written to")
	}
	path := filepath.Join(t.TempDir(), "clients.csv")
	desktest.Check(t, os.WriteFile(path, []byte("before"), 0o600))
	wrong := desk.Sheet{Header: []string{"a", "b"}, Rows: [][]string{{"1", "2"}, {"too few"}}}
	if err := desk.WriteSheet(t.Context(), path, wrong); err == nil {
		t.Error("a row of another width was written")
	}
	left, err := os.ReadDir(filepath.Dir(path))
	desktest.Check(t, err)
	if content, _ := os.ReadFile(path); string(content) != "before" || len(left) != 1 {
		t.Errorf("the file is %q now, beside it stand %v", content, left)
	}
}
