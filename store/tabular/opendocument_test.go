package tabular_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"garagemail/store/tabular"
)

// document is a spreadsheet of OpenDocument in one XML file.
func document(tables string) string {
	return `<?xml version="1.0"?><office:document xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:automatic-styles><style:style style:name="gone">` +
		`<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>` + tables +
		`</office:spreadsheet></office:body></office:document>`
}

func cellText(text string) string {
	return `<table:table-cell office:value-type="string"><text:p>` + text + `</text:p></table:table-cell>`
}

// TestOpenDocument: kinds, repeated cells and rows, a remark on a cell, and the million empty rows that LibreOffice writes as one.
func TestOpenDocument(t *testing.T) {
	head := `<table:table-row>` + cellText("Code") + cellText("Nom") + cellText("Km") + cellText("Vu") + cellText("Promo") + `</table:table-row>`
	row := `<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><office:annotation><text:p>remarque</text:p></office:annotation>` +
		`<text:p>C1</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>Zo&#233;<text:s text:c="2"/>M.</text:p><text:p>suite</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="float" office:value="38910.5"><text:p>38.910,50 km</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="date" office:date-value="2026-01-31"><text:p>31/01/26</text:p></table:table-cell>` +
		`<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16379"/></table:table-row>`
	empty := `<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`
	last := `<table:table-row><table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>`
	file := open(t, document(`<table:table table:name="Caché" table:style-name="gone">`+head+`</table:table><table:table table:name="Clients">`+head+row+empty+last+`</table:table>`), tabular.Options{})
	format := file.Format()
	if format.Form != tabular.FormODS || format.Sheet != "Clients" || !reflect.DeepEqual(format.HiddenSheets, []string{"Caché"}) {
		t.Errorf("%+v", format)
	}
	rows, _ := readAll(t, file)
	var got []string
	for _, row := range rows {
		kinds := ""
		for i := range row.Cells {
			kinds += string("TNDBF"[row.Kind(i)])
		}
		got = append(got, fmt.Sprintf("%d %q %s", row.Number, row.Cells, kinds))
	}
	want := []string{
		`2 ["C1" "Zoé  M.\nsuite" "38910.5" "2026-01-31" "TRUE"] TTNDB`, `3 ["C1" "Zoé  M.\nsuite" "38910.5" "2026-01-31" "TRUE"] TTNDB`,
		`1048004 ["x" "x" "" "" ""] TTTTT`,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
}

// TestOpenDocumentRefused: one that is cut, a text, and a row that is said to stand there a million times.
func TestOpenDocumentRefused(t *testing.T) {
	whole := document(`<table:table table:name="A"><table:table-row>` + cellText("Code") + `</table:table-row></table:table>`)
	for name, test := range map[string]struct {
		data string
		want error
	}{
		"cut":    {whole[:len(whole)-60], tabular.ErrDamaged},
		"a text": {document(`<text:p>Bonjour</text:p>`), tabular.ErrOpenDocument},
		"empty":  {document(`<table:table table:name="A"/>`), tabular.ErrEmpty},
	} {
		if _, err := tabular.NewFile(strings.NewReader(test.data), int64(len(test.data)), tabular.Options{}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := open(t, document(`<table:table table:name="A"><table:table-row>`+cellText("Code")+`</table:table-row><table:table-row table:number-rows-repeated="1000000">`+
		cellText("x")+`</table:table-row><table:table-row>`+cellText("y")+`</table:table-row></table:table>`), tabular.Options{})
	rows, refused := readAll(t, file)
	if len(rows) != 1 || rows[0].Number != 1_000_002 || len(refused) != 1 || !errors.Is(refused[0], tabular.ErrRowTooLarge) {
		t.Errorf("%d rows, refused %v", len(rows), refused)
	}
}
