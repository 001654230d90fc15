//go:build window

package proof

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/storetest"
)

// BenchmarkWindowStart sets the time from the start of the program to the first rows on the screen with 100,000 clients
// beside that with 100: no slower than 1.2 ×.
func BenchmarkWindowStart(b *testing.B) {
	small := filledFile(b, storetest.Size{Clients: 100, Vehicles: 150, Visits: 600, Documents: 200})
	large := filledFile(b, storetest.Large)
	for b.Loop() {
		var times [2][]time.Duration
		for range 5 { // by turns
			for i, path := range []string{small, large} {
				times[i] = append(times[i], startToRows(b, path))
			}
		}
		for i := range times {
			slices.Sort(times[i])
		}
		b.ReportMetric(float64(times[1][2])/float64(times[0][2]), "×100-clients")
		b.ReportMetric(times[1][2].Seconds(), "s/start")
		b.ReportMetric(0, "ns/op")
	}
}

func filledFile(b *testing.B, size storetest.Size) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", size.Clients))
	db, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	storetest.Fill(b, db, size)
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func startToRows(b *testing.B, path string) time.Duration {
	b.Helper()
	d := newDesk(b, 1280, 720)
	start := time.Now()
	d.launch(nil, "--lang", "fr", "--db", path)
	for !slices.ContainsFunc(d.look(), func(one seen) bool {
		return one.Kind == "*canvas.Text" && one.X < 110 && len(one.Text) == 7 && one.Text[0] == 'C'
	}) {
		if time.Since(start) > time.Minute {
			d.fail("no rows")
		}
	}
	took := time.Since(start)
	d.kill()
	return took
}

// BenchmarkWindowScroll turns pages of a list of 100,000 rows as fast as the program takes them, under software rendering,
// and tells the milliseconds a step; 16 is a frame.
func BenchmarkWindowScroll(b *testing.B) {
	d := newDesk(b, 1280, 720)
	d.open(nil, "--lang", "fr", "--db", filledFile(b, storetest.Large))
	d.see(lang.New("fr").N("clients.count", 100_000))
	d.key("Down", "Down")
	for b.Loop() {
		const steps = 300
		before := topRow(d)
		start := time.Now()
		d.tool("xdotool", "key", "--repeat", fmt.Sprint(steps), "--delay", "8", "Next")
		last := ""
		for now := topRow(d); now == before || now != last; now = topRow(d) { // until the list rests
			last = now
		}
		b.ReportMetric(float64(time.Since(start).Milliseconds())/steps, "ms/step")
		b.ReportMetric(0, "ns/op")
		d.key("Home")
	}
}

// topRow is the number of the client in the first visible row.
func topRow(d *desk) string {
	top, number := float32(1e9), ""
	for _, one := range d.look() {
		if one.Kind == "*canvas.Text" && one.X > 20 && one.X < 110 && one.Y > 130 && one.Y < top && len(one.Text) == 7 {
			top, number = one.Y, one.Text
		}
	}
	return number
}
