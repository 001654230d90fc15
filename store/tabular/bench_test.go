package tabular_test

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

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

// dbfTable is the same list of clients as FoxPro keeps it, with its memos.
func dbfTable(b *testing.B, csvData []byte) (path string) {
	b.Helper()
	file, err := tabular.NewFile(bytes.NewReader(csvData), int64(len(csvData)), tabular.Options{})
	if err != nil {
		b.Fatal(err)
	}
	widths := []int{10, 40, 25, 8, 50, 10, 40, 12, 2, 20, 20, 60, 60, 20, 30, 30, 1, 4}
	head := make([]byte, 32+32*len(widths)+1+263)
	head[0], head[1], head[2], head[3], head[29] = 0x30, 126, 11, 28, 3
	length := 1
	for i, width := range widths {
		field := head[32+32*i:]
		copy(field, fmt.Sprintf("F%02d", i))
		field[11], field[16] = 'C', byte(width)
		length += width
	}
	head[32+32*(len(widths)-1)+11], head[32+32*len(widths)] = 'M', 0x0D
	binary.LittleEndian.PutUint32(head[4:], benchRows)
	binary.LittleEndian.PutUint16(head[8:], uint16(len(head)))
	binary.LittleEndian.PutUint16(head[10:], uint16(length))
	memos := append([]byte{0, 0, 0, 0, 0, 0, 0, 64}, make([]byte, 504)...)
	encoder := charmap.Windows1252.NewEncoder()
	for {
		row, err := file.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		record := bytes.Repeat([]byte{' '}, length)
		at := 1
		for i, cell := range row.Cells[:len(widths)-1] {
			text, err := encoder.String(cell)
			if err != nil {
				b.Fatal(err)
			}
			copy(record[at:at+widths[i]], text)
			at += widths[i]
		}
		binary.LittleEndian.PutUint32(record[at:], 0)
		if note := row.Cells[len(widths)-1]; note != "" {
			binary.LittleEndian.PutUint32(record[at:], uint32(len(memos)/64))
			memos = binary.BigEndian.AppendUint32(memos, 1)
			memos = append(binary.BigEndian.AppendUint32(memos, uint32(len(note))), note...)
			memos = append(memos, make([]byte, (64-len(memos)%64)%64)...)
		}
		head = append(head, record...)
	}
	path = filepath.Join(b.TempDir(), "clients.dbf")
	if err := errors.Join(os.WriteFile(path, head, 0o600), os.WriteFile(strings.TrimSuffix(path, "dbf")+"fpt", memos, 0o600)); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkReadDBF reads 100,000 clients with memos, and says how many times as long as their CSV it takes: 1.5 at most.
func BenchmarkReadDBF(b *testing.B) {
	data := clientTable(b)
	path := dbfTable(b, data)
	b.ReportAllocs()
	var ofCSV, ofDBF time.Duration
	for b.Loop() {
		began := time.Now()
		file, err := tabular.NewFile(bytes.NewReader(data), int64(len(data)), tabular.Options{})
		if err != nil {
			b.Fatal(err)
		}
		rows := countRows(b, file)
		ofCSV += time.Since(began)
		began = time.Now()
		if file, err = tabular.Open(path, tabular.Options{}); err != nil {
			b.Fatal(err)
		}
		if again := countRows(b, file); again != rows || rows != benchRows {
			b.Fatalf("%d rows of %d", again, rows)
		}
		ofDBF += time.Since(began)
		if err := file.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(ofDBF.Seconds()/ofCSV.Seconds(), "times-CSV")
}

// oldBookOf is the first rows of a table as an .xls without a container, each text in its cell.
func oldBookOf(header []string, rows [][]string) []byte {
	record := func(out []byte, id int, data ...byte) []byte {
		out = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(out, uint16(id)), uint16(len(data)))
		return append(out, data...)
	}
	book := record(nil, 0x809, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	book = record(book, 0x85, byte(len(book)+20), 0, 0, 0, 0, 0, 4, 0, 'L', 'i', 's', 't')
	book = record(book, 0x0A)
	book = record(book, 0x809, 0, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	for at, cells := range append([][]string{header}, rows...) {
		for column, cell := range cells {
			if cell == "" {
				continue
			}
			data := binary.LittleEndian.AppendUint16(nil, uint16(at))
			data = binary.LittleEndian.AppendUint16(data, uint16(column))
			data = append(data, 0, 0)
			units := utf16.Encode([]rune(cell))
			data = append(binary.LittleEndian.AppendUint16(data, uint16(len(units))), 1)
			for _, unit := range units {
				data = binary.LittleEndian.AppendUint16(data, unit)
			}
			book = record(book, 0x204, data...)
		}
	}
	return record(book, 0x0A)
}

// BenchmarkReadOldBook reads an .xls of as many rows as one can have, and says how many times as long as the same .xlsx it takes: 1
// at most.
func BenchmarkReadOldBook(b *testing.B) {
	data := clientTable(b)
	file, err := tabular.NewFile(bytes.NewReader(data), int64(len(data)), tabular.Options{})
	if err != nil {
		b.Fatal(err)
	}
	rows, _, err := file.Preview(65_535)
	if err != nil {
		b.Fatal(err)
	}
	var columns []tabular.Column
	cells := make([][]string, len(rows))
	for i, row := range rows {
		cells[i] = row.Cells
	}
	for _, name := range file.Header() {
		columns = append(columns, tabular.Column{Name: name})
	}
	var out bytes.Buffer
	err = tabular.WriteXLSX(&out, "Clients", columns, func(yield func([]string, error) bool) {
		for _, row := range cells {
			if !yield(row, nil) {
				return
			}
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	old := oldBookOf(file.Header(), cells)
	var took [2]time.Duration
	for b.Loop() {
		for i, form := range [][]byte{out.Bytes(), old} {
			began := time.Now()
			file, err := tabular.NewFile(bytes.NewReader(form), int64(len(form)), tabular.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if read := countRows(b, file); read != len(rows) {
				b.Fatalf("%d rows of %d", read, len(rows))
			}
			took[i] += time.Since(began)
		}
	}
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "times-XLSX")
}
