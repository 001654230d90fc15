package pdf

import (
	"sync"
	"testing"
	"time"

	"github.com/johnfercher/maroto/v2/pkg/components/code"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// BenchmarkInvoice sets a one-page invoice beside the same one with plain maroto: the full fonts and its own QR code. Two
// threads are set beside one.
func BenchmarkInvoice(b *testing.B) {
	full, err := fullFace()
	if err != nil {
		b.Fatal(err)
	}
	plain := func() error {
		p := invoice("fr")
		_, err := p.render(full, func(text string) (core.Component, error) {
			return code.NewQr(text, props.Rect{Percent: 100, Center: true}), nil
		})
		return err
	}
	ours := func() error {
		_, err := Document(invoice("fr"))
		return err
	}
	const runs = 40
	for b.Loop() {
		var one, bare time.Duration
		for range runs { // by turns, so that a busy neighbour slows both
			one += timed(b, ours)
			bare += timed(b, plain)
		}
		var threads sync.WaitGroup
		start := time.Now()
		for range 2 {
			threads.Go(func() {
				for range runs / 2 {
					if err := ours(); err != nil {
						b.Error(err)
					}
				}
			})
		}
		threads.Wait()
		two := time.Since(start)
		b.ReportMetric(float64(one)/float64(bare), "×maroto")
		b.ReportMetric(float64(one.Milliseconds())/runs, "ms/invoice")
		b.ReportMetric(float64(one)/float64(two), "×two-threads")
		b.ReportMetric(0, "ns/op")
	}
}

func timed(b *testing.B, do func() error) time.Duration {
	b.Helper()
	start := time.Now()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}
