package store_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// manyFiles is how many files the benches measure at.
const manyFiles = 20_000

// largeFiles is a garage of 100,000 clients with 20,000 files of both kinds in all states, some of them late.
func largeFiles(b *testing.B) *store.DB {
	b.Helper()
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "files.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	storetest.Fill(b, db, storetest.Size{Clients: 100_000})
	var sources []store.ImportSource
	for _, kind := range store.FileKinds {
		var table bytes.Buffer
		var keys []string
		for _, column := range kind.Columns() {
			keys = append(keys, column.Key)
		}
		fmt.Fprintln(&table, strings.Join(keys, ";"))
		for i := range manyFiles / len(store.FileKinds) {
			cells := make([]string, len(keys))
			for at, column := range kind.Columns() {
				switch {
				case column.Key == store.FileColumnNumber:
					cells[at] = fmt.Sprintf("%s2026-%05d", kind.Code, i+1)
				case column.Key == store.FileColumnState:
					cells[at] = kind.States[i%len(kind.States)].Key
				case column.Key == store.FileColumnOpened:
					cells[at] = fmt.Sprintf("2026-%02d-%02d", i%11+1, i%28+1)
				case column.Key == "plate":
					cells[at] = fmt.Sprintf("1-ABC-%03d", i%1000)
				case column.Of == "name":
					cells[at] = fmt.Sprintf("Firma %s %d", column.Party, i%40)
				case column.Field.Type == store.FileText:
					cells[at] = fmt.Sprintf("%s %d", column.Key, i)
				}
			}
			fmt.Fprintln(&table, strings.Join(cells, ";"))
		}
		sources = append(sources, tableWords.Bytes(kind.Name+".csv", table.Bytes()))
	}
	results, err := db.Import(b.Context(), sources, store.ImportOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for _, result := range results {
		if result.New != manyFiles/len(store.FileKinds) {
			b.Fatalf("%+v", result)
		}
	}
	direct := storetest.SQL(b, db)
	if _, err := direct.ExecContext(b.Context(), `UPDATE file SET client_id = id * 5`); err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkFiles compares any list and board of files with a bare read of all ids in their order: at most 5; a window is read in at most
// 1 ms, a key of the search in at most 5 ms, as the list of clients.
func BenchmarkFiles(b *testing.B) {
	db := largeFiles(b)
	direct := storetest.SQL(b, db)
	bare := func() error {
		rows, err := direct.QueryContext(b.Context(), `SELECT id FROM file ORDER BY opened_at DESC, id DESC`)
		if err != nil {
			return err
		}
		defer rows.Close()
		count := 0
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			count++
		}
		if count != manyFiles {
			return fmt.Errorf("%d files", count)
		}
		return rows.Err()
	}
	for name, filter := range map[string]store.FileFilter{
		"all": {}, "kind": {Kind: "bodyshop"}, "state": {Kind: "bodyshop", States: []string{"agreed"}}, "late": {Kind: "breakdown", LateOn: "2026-11-23"},
		"client": {ClientID: 500}, "search_plate": {Kind: "bodyshop", Search: "1abc12"}, "search_client": {Search: "lefevre"},
		"search_words": {Kind: "bodyshop", Search: "firma insurer 7 claim"}, "search_none": {Search: "zzzz"}, "search_letter": {Search: "a"},
	} {
		b.Run(name, func(b *testing.B) {
			var found int
			for b.Loop() {
				base := medianOf(b, 5, bare)
				took := medianOf(b, 5, func() error {
					ids, err := db.FileIDs(b.Context(), filter)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/ids")
			}
			b.ReportMetric(float64(found), "files")
		})
	}
	for name, search := range map[string]string{"all": "", "search": "1abc12", "words": "firma insurer 7 claim"} {
		b.Run("board_"+name, func(b *testing.B) {
			for b.Loop() {
				base := medianOf(b, 5, bare)
				took := medianOf(b, 5, func() error {
					_, err := db.FileBoard(b.Context(), store.FileFilter{Kind: "bodyshop", Search: search}, "2026-11-23")
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/board")
			}
		})
	}
	b.Run("window", func(b *testing.B) {
		ids, err := db.FileIDs(b.Context(), store.FileFilter{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			from := 0
			took := medianOf(b, 101, func() error {
				from = (from + 9001) % (len(ids) - 60)
				rows, err := db.FileRows(b.Context(), ids[from:from+60])
				if err == nil && len(rows) != 60 {
					err = fmt.Errorf("%d rows", len(rows))
				}
				return err
			})
			b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
			took = medianOf(b, 11, func() error {
				_, err := db.CountFiles(b.Context(), "bodyshop", "2026-11-23")
				return err
			})
			b.ReportMetric(float64(took.Microseconds())/1000, "ms/counts")
		}
	})
}
