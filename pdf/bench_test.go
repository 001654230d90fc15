package pdf

import (
	"sync"
	"testing"
	"time"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/code"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"github.com/johnfercher/maroto/v2/pkg/repository"

	"garagemail/assets"
	"garagemail/assets/lang"
)

// plainMaroto makes the same paper with maroto alone: its writer, the full fonts, its own QR code.
func plainMaroto(p Paper, fonts []*entity.CustomFont) error {
	face, err := papersFace()
	if err != nil {
		return err
	}
	d := &drawing{sheet: newSheet(face), paper: &p, p: lang.New(p.Language), code: func(text string) (core.Component, error) {
		return code.NewQr(text, props.Rect{Percent: 100, Center: true}), nil
	}}
	d.draw()
	m := maroto.New(config.NewBuilder().WithCustomFonts(fonts).WithDefaultFont(&props.Font{Family: family, Size: sizeText}).
		WithLeftMargin(sideMargin).WithRightMargin(sideMargin).WithTopMargin(topMargin).WithBottomMargin(bottomMargin).WithMaxGridSize(gridWidth).
		WithPageNumber(props.PageNumber{Pattern: "{current}", Place: props.RightBottom, Family: family, Size: sizeSmall, Color: grey}).
		WithTitle(d.title(), true).Build())
	if err := m.RegisterFooter(d.sheet.footer(d.footer())...); err != nil {
		return err
	}
	for _, rows := range d.pages {
		m.AddPages(page.New().Add(rows...))
	}
	_, err = m.Generate()
	return err
}

// BenchmarkInvoice sets a one-page invoice beside the same one with plain maroto: at most 0.40. Two threads are set beside one.
func BenchmarkInvoice(b *testing.B) {
	fonts, err := repository.New().AddUTF8FontFromBytes(family, fontstyle.Normal, assets.FullRegular).
		AddUTF8FontFromBytes(family, fontstyle.Bold, assets.FullBold).Load()
	if err != nil {
		b.Fatal(err)
	}
	paper := invoice("fr")
	plain := func() error { return plainMaroto(paper, fonts) }
	ours := func() error {
		_, err := Document(paper)
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
		b.ReportMetric(float64(one.Microseconds())/1000/runs, "ms/invoice")
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
