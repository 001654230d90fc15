package store_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/pictures"
	"garagemail/store/pictures/picturetest"
	"garagemail/store/storetest"
)

// manyCases is how many cases the benches measure at.
const manyCases = 20_000

// largeCases is a garage of 100,000 clients with 20,000 cases of both kinds in all states, some of them late.
func largeCases(b *testing.B) *store.DB {
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
	var sources []intake.Source
	for _, kind := range garage.CaseKinds {
		var table bytes.Buffer
		var keys []string
		for _, column := range kind.Columns() {
			keys = append(keys, column.Key)
		}
		fmt.Fprintln(&table, strings.Join(keys, ";"))
		for i := range manyCases / len(garage.CaseKinds) {
			cells := make([]string, len(keys))
			for at, column := range kind.Columns() {
				switch {
				case column.Key == garage.CaseColumnNumber:
					cells[at] = fmt.Sprintf("%s2026-%05d", kind.Code, i+1)
				case column.Key == garage.CaseColumnState:
					cells[at] = kind.States[i%len(kind.States)].Key
				case column.Key == garage.CaseColumnOpened:
					cells[at] = fmt.Sprintf("2026-%02d-%02d", i%11+1, i%28+1)
				case column.Key == "plate":
					cells[at] = fmt.Sprintf("1-ABC-%03d", i%1000)
				case column.Of == "name":
					cells[at] = fmt.Sprintf("Firma %s %d", column.Party, i%40)
				case column.Field.Type == garage.CaseText:
					cells[at] = fmt.Sprintf("%s %d", column.Key, i)
				}
			}
			fmt.Fprintln(&table, strings.Join(cells, ";"))
		}
		sources = append(sources, storetest.TableWords.Bytes(kind.Name+".csv", table.Bytes()))
	}
	results, err := intake.Import(b.Context(), db, sources, intake.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, result := range results {
		if result.New != manyCases/len(garage.CaseKinds) {
			b.Fatalf("%+v", result)
		}
	}
	direct := storetest.SQL(b, db)
	if _, err := direct.ExecContext(b.Context(), `UPDATE file SET client_id = id * 5`); err != nil {
		b.Fatal(err)
	}
	return db
}

// BenchmarkCases compares any list and board of cases with a bare read of all ids in their order: at most 5; a window is read in at most
// 1 ms, a key of the search in at most 5 ms, as the list of clients.
func BenchmarkCases(b *testing.B) {
	db := largeCases(b)
	bare := bareIDs(b, db, `SELECT id FROM file ORDER BY opened_at DESC, id DESC`, manyCases)
	for name, filter := range map[string]store.CaseFilter{
		"all": {}, "kind": {Kind: "bodyshop"}, "state": {Kind: "bodyshop", States: []string{"agreed"}}, "late": {Kind: "breakdown", LateOn: "2026-11-23"},
		"client": {ClientID: 500}, "search_plate": {Kind: "bodyshop", Search: "1abc12"}, "search_client": {Search: "lefevre"},
		"search_words": {Kind: "bodyshop", Search: "firma insurer 7 claim"}, "search_none": {Search: "zzzz"}, "search_letter": {Search: "a"},
	} {
		b.Run(name, func(b *testing.B) {
			var found int
			for b.Loop() {
				base := storetest.MedianOf(b, 5, bare)
				took := storetest.MedianOf(b, 5, func() error {
					ids, err := db.CaseIDs(b.Context(), filter)
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
				base := storetest.MedianOf(b, 5, bare)
				took := storetest.MedianOf(b, 5, func() error {
					_, err := db.CaseBoard(b.Context(), store.CaseFilter{Kind: "bodyshop", Search: search}, "2026-11-23")
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/board")
			}
		})
	}
	b.Run("window", func(b *testing.B) {
		ids, err := db.CaseIDs(b.Context(), store.CaseFilter{})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			from := 0
			took := storetest.MedianOf(b, 101, func() error {
				from = (from + 9001) % (len(ids) - 60)
				rows, err := db.CaseRows(b.Context(), ids[from:from+60])
				if err == nil && len(rows) != 60 {
					err = fmt.Errorf("%d rows", len(rows))
				}
				return err
			})
			b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
			took = storetest.MedianOf(b, 11, func() error {
				_, err := db.CountCases(b.Context(), "bodyshop", "2026-11-23")
				return err
			})
			b.ReportMetric(float64(took.Microseconds())/1000, "ms/counts")
		}
	})
}

// BenchmarkHandover is the one commit between two messages of 82 KB.
func BenchmarkHandover(b *testing.B) {
	const messages = 1000
	for b.Loop() {
		db := storetest.Open(b, filepath.Join(b.TempDir(), "garage.db"))
		if _, err := storetest.SQL(b, db).ExecContext(b.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
			b.Fatal(err)
		}
		head := bytes.Repeat([]byte("0123456789\r\n"), 82<<10/12)
		mails := make([]garage.NewDelivery, messages)
		for i := range mails {
			mails[i] = garage.NewDelivery{
				Delivery: garage.Delivery{
					Kind: garage.KindSingle, UserID: 1, Purpose: garage.Service, FromAddress: "marie@garage.example",
					ToAddress: fmt.Sprintf("c%d@client.example", i), Subject: "Facture", MessageID: fmt.Sprintf("<%d@garage.example>", i),
				},
				Head: head,
			}
		}
		if _, err := db.QueueDeliveries(b.Context(), mails); err != nil {
			b.Fatal(err)
		}
		if held, err := db.AcquireLease(b.Context(), store.OutboxLease, "bench", time.Minute); err != nil || !held {
			b.Fatal(held, err)
		}
		var committing time.Duration
		var handover store.Handover
		var ahead store.ReadAhead
		for {
			if err := db.ReadAhead(b.Context(), 1, &ahead); err != nil {
				b.Fatal(err)
			}
			handover.Claim, handover.Ahead = store.ClaimAhead, &ahead
			begun := time.Now()
			next, err := db.FinishAndClaim(b.Context(), "bench", 1, handover)
			committing += time.Since(begun)
			if err != nil {
				b.Fatal(err)
			}
			if next == nil {
				break
			}
			handover = store.Handover{Begin: next, Results: nil}
			if b := handover.Begin; b != nil {
				handover.Results = []store.Result{{DeliveryID: b.Delivery.ID - 1, Attempt: 1, State: garage.Sent, ReplyCode: 250, Reply: "2.0.0 queued"}}
				if b.Delivery.ID == 1 {
					handover.Results = nil
				}
			}
		}
		b.ReportMetric(float64(committing.Microseconds())/messages, "us/handover")
	}
}

// decodeAndResize is what no program can do without: each photo decoded and made small, on all processors.
func decodeAndResize(b *testing.B, paths []string) {
	b.Helper()
	next := make(chan string)
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for path := range next {
				data, err := os.ReadFile(path)
				if err != nil {
					b.Error(err)
					continue
				}
				picture, err := jpeg.Decode(bytes.NewReader(data))
				if err != nil {
					b.Error(err)
					continue
				}
				small := image.NewRGBA(image.Rect(0, 0, pictures.ThumbnailSide, pictures.ThumbnailSide*3/4))
				draw.ApproxBiLinear.Scale(small, small.Rect, picture, picture.Bounds(), draw.Src, nil)
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	running.Wait()
}

// residentPeak measures the most memory that the program holds from now on, in MB; 0 where the system does not say.
func residentPeak() (stop func() float64) {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // without it the peak counts from the start
	return func() float64 {
		status, _ := os.ReadFile("/proc/self/status")
		_, line, _ := strings.Cut(string(status), "VmHWM:")
		line, _, _ = strings.Cut(line, "kB")
		kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(line), 64)
		return kilobytes / 1000
	}
}

// BenchmarkAddPhotos takes a card of 40 photos of 12 megapixels into a file, originals, thumbnails and rows on the disk: at
// most 1.3 times decoding and resizing them alone, and 300 MB.
func BenchmarkAddPhotos(b *testing.B) {
	paths := picturetest.Card(b, 40)
	for b.Loop() {
		db := storetest.New(b)
		file := garage.Case{Kind: "bodyshop"}
		if err := db.SaveCase(b.Context(), &file, "Sophie"); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		peak, start := residentPeak(), time.Now()
		added, err := db.AddPhotos(b.Context(), file.ID, paths, "Sophie", func(int, int) {})
		took, most := time.Since(start), peak()
		if err != nil || added.Added != len(paths) {
			b.Fatalf("%+v %v", added, err)
		}
		runtime.GC()
		start = time.Now()
		decodeAndResize(b, paths)
		b.ReportMetric(float64(took)/float64(time.Since(start)), "ratio")
		b.ReportMetric(took.Seconds()*1000/float64(len(paths)), "ms/photo")
		b.ReportMetric(most, "MB")
	}
}
