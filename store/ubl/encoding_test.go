package ubl_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"garagemail/store/ubl"
)

// wide writes a text in UTF-16.
func wide(text string, bigEndian bool) string {
	var out strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		if bigEndian {
			out.Write([]byte{byte(unit >> 8), byte(unit)})
		} else {
			out.Write([]byte{byte(unit), byte(unit >> 8)})
		}
	}
	return out.String()
}

func encoded(t *testing.T, as encoding.Encoding, text string) string {
	t.Helper()
	out, err := as.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestEncodings reads the same invoice in every way it can be written.
func TestEncodings(t *testing.T) {
	plain := with(t, sample(t, "invoice.xml"), "Huile 5W30", "Huile à 12 €")
	want := mustRead(t, plain)
	if want.Lines[1].Name != "Huile à 12 €" || want.Customer.Locality != "Andenne" || want.Customer.Street != "Chaussée de Liège 5" {
		t.Fatalf("%+v", want)
	}
	says := func(label string) string { return with(t, plain, `encoding="UTF-8"`, `encoding="`+label+`"`) }
	for name, content := range map[string]string{
		"a mark":                     "\uFEFF" + plain,
		"no header":                  with(t, plain, `<?xml version="1.0" encoding="UTF-8"?>`+"\n", ""),
		"no encoding":                with(t, plain, ` encoding="UTF-8"`, ""),
		"an empty encoding":          says(""),
		"small letters":              says("utf-8"),
		"UTF8":                       says("utf8"),
		"Windows-1252":               encoded(t, charmap.Windows1252, says("Windows-1252")),
		"Windows-1252 called Latin":  encoded(t, charmap.Windows1252, says("ISO-8859-1")),
		"ISO-8859-15":                encoded(t, charmap.ISO8859_15, says("iso-8859-15")),
		"code page 858":              encoded(t, charmap.CodePage858, says("IBM00858")),
		"UTF-16 low first":           "\xFF\xFE" + wide(says("UTF-16"), false),
		"UTF-16 high first":          "\xFE\xFF" + wide(says("UTF-16"), true),
		"UTF-16LE without mark":      wide(says("UTF-16LE"), false),
		"UTF-16BE without mark":      wide(says("UTF-16BE"), true),
		"UTF-16 that says UTF-8":     "\xFF\xFE" + wide(plain, false),
		"UTF-8 that says UTF-16":     says("utf-16"),
		"a mark that belies Latin 1": "\uFEFF" + says("ISO-8859-1"),
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, content); !reflect.DeepEqual(got, want) {
				t.Errorf("read %+v", got)
			}
		})
	}
	latin := mustRead(t, encoded(t, charmap.ISO8859_1, with(t, sample(t, "invoice.xml"), `"UTF-8"`, `"ISO-8859-1"`)))
	if latin.Customer.Name != "Menuiserie Lefèvre & fils" || latin.Customer.Contact != "Zoé Lefèvre" {
		t.Errorf("%+v", latin.Customer)
	}
}

func TestRefusedEncodings(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	says := func(label string) string { return with(t, invoice, `encoding="UTF-8"`, `encoding="`+label+`"`) }
	mustRefuse(t, says("klingon"), ubl.Encoding, "klingon")
	mustRefuse(t, says("iso-2022-kr"), ubl.Encoding, "iso-2022-kr") // browsers read it as nothing, for safety
	mustRefuse(t, encoded(t, charmap.Windows1252, invoice), ubl.NotXML, "UTF-8")
	mustRefuse(t, "\xFF\xFE"+invoice, ubl.NotXML, "")
}
