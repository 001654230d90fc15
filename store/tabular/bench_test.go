package tabular_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"garagemail/store/tabular"
)

const benchRows = 100_000

// clientTable is a list of clients as a garage program exports it, in Windows-1252.
func clientTable(b *testing.B) []byte {
	b.Helper()
	var out bytes.Buffer
	out.WriteString("Code;Nom;Prénom;Titre;Adresse;Code postal;Localité;Pays;Langue;Téléphone;GSM;E-mail;E-mail facturation;N° TVA;Famille;Type;Accepte promo;Remarque\r\n")
	for i := range benchRows {
		note := ""
		if i%5 == 0 {
			note = "\"Appeler avant 17h\nne pas laisser de message\""
		}
		fmt.Fprintf(&out, "C%06d;Crèvecœur;François;M.;Rue de la Station %d;7640;Liège;BE;FR;056/160.82.25;0485/50.91.62;f%d@mail.example;;;Particulier;A - Fidèle;O;%s\r\n", i, i%200, i, note)
	}
	data, err := charmap.Windows1252.NewEncoder().Bytes(out.Bytes())
	if err != nil {
		b.Fatal(err)
	}
	return data
}

func BenchmarkRead(b *testing.B) {
	data := clientTable(b)
	b.Run("tabular", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			file, err := tabular.NewFile(bytes.NewReader(data), int64(len(data)), tabular.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if rows := countRows(b, file); rows != benchRows {
				b.Fatalf("%d rows", rows)
			}
		}
	})
	b.Run("encoding-csv", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			in := csv.NewReader(charmap.Windows1252.NewDecoder().Reader(bytes.NewReader(data)))
			in.Comma = ';'
			rows := -1
			for {
				if _, err := in.Read(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
				rows++
			}
			if rows != benchRows {
				b.Fatalf("%d rows", rows)
			}
		}
	})
}

func countRows(b *testing.B, file *tabular.File) int {
	b.Helper()
	for rows := 0; ; rows++ {
		if _, err := file.Next(); errors.Is(err, io.EOF) {
			return rows
		} else if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadWorkbook(b *testing.B) {
	source, err := tabular.NewFile(bytes.NewReader(clientTable(b)), int64(len(clientTable(b))), tabular.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var columns []tabular.Column
	for _, name := range source.Header() {
		columns = append(columns, tabular.Column{Name: name})
	}
	var out bytes.Buffer
	err = tabular.WriteXLSX(&out, "Clients", columns, func(yield func([]string, error) bool) {
		for {
			row, err := source.Next()
			if errors.Is(err, io.EOF) || !yield(row.Cells, err) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		file, err := tabular.NewFile(bytes.NewReader(out.Bytes()), int64(out.Len()), tabular.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if rows := countRows(b, file); rows != benchRows {
			b.Fatalf("%d rows", rows)
		}
	}
}
