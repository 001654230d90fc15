package pdf

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// Heading says what a file's paper is about, in words of its language.
type Heading struct {
	Company  garage.Company // Logo: as PrepareLogo returns it
	Language string         // fr, nl, de or en
	Date     string         // ISO, of the day it is made
	Title    string
	Facts    []Fact
}

// Fact is a name and what it is. One without a value is left out.
type Fact struct{ Label, Value string }

// FactGroup is a part of a report with its own heading.
type FactGroup struct {
	Title string
	Facts []Fact
}

// Report is a file on paper: its facts by group.
type Report struct {
	Heading
	Groups []FactGroup
}

// CaseReport returns the PDF of a file's report. It never panics: what the library cannot draw is an error.
func CaseReport(r Report) ([]byte, error) {
	return r.render(func(d *drawing) error {
		d.letterhead()
		d.heading(&r.Heading, sizeTitle)
		d.space(2)
		for _, group := range r.Groups {
			d.group(group)
		}
		return nil
	})
}

// render lays a paper of a file out.
func (h *Heading) render(draw func(d *drawing) error) (content []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("pdf of %s: %v\n%s", h.Title, fault, debug.Stack())
		}
	}()
	face, err := papersFace()
	if err != nil {
		return nil, fmt.Errorf("pdf of %s: %w", h.Title, err)
	}
	paper := &Paper{Company: h.Company, Language: h.Language, Document: garage.Document{Date: h.Date}}
	d := &drawing{sheet: newSheet(face), paper: paper, p: lang.New(h.Language)}
	if err = draw(d); err == nil {
		content, err = d.bytes(paper, h.Title, d.p.T("document.page"), d.footer())
	}
	if err != nil {
		return nil, fmt.Errorf("pdf of %s: %w", h.Title, err)
	}
	return content, nil
}

// heading draws the title with the date, and the facts below it.
func (d *drawing) heading(h *Heading, size float64) {
	d.add(size*0.55, d.cell(gridWidth-40, words{text: h.Title, size: size, bold: true, color: accent}),
		d.cell(40, words{text: d.p.Date(h.Date), right: true, color: grey}))
	d.facts(h.Facts)
}

func (d *drawing) group(group FactGroup) {
	group.Facts = present(group.Facts)
	if len(group.Facts) == 0 {
		return
	}
	d.keep(lineHeight * 4)
	d.space(2)
	d.add(lineHeight+1.6, d.cell(gridWidth, words{text: group.Title, bold: true})).WithStyle(&props.Cell{BackgroundColor: pale})
	d.facts(group.Facts)
}

func present(facts []Fact) []Fact {
	var there []Fact
	for _, fact := range facts {
		if strings.TrimSpace(fact.Value) != "" {
			there = append(there, fact)
		}
	}
	return there
}

// The widths of a fact's name and value when two stand side by side.
const (
	labelWidth = 38
	valueWidth = gridWidth/2 - labelWidth
)

// facts draws short ones in pairs and each long one over the whole width.
func (d *drawing) facts(facts []Fact) {
	var pair []core.Col
	end := func() {
		if len(pair) > 0 {
			d.add(lineHeight+0.4, pair...)
			pair = nil
		}
	}
	for _, fact := range present(facts) {
		value := d.face.clean(fact.Value)
		label := d.cell(labelWidth, words{text: fact.Label, color: grey, size: 8})
		if lines := d.face.wrap(value, valueWidth-2.5, sizeText, false); len(lines) == 1 {
			if pair = append(pair, label, d.cell(valueWidth, words{text: lines[0]})); len(pair) == 4 {
				end()
			}
			continue
		}
		end()
		for i, line := range d.face.wrap(value, gridWidth-labelWidth-2.5, sizeText, false) {
			left := gap(labelWidth)
			if i == 0 {
				left = label
			}
			d.add(lineHeight+0.4, left, d.cell(gridWidth-labelWidth, words{text: line}))
		}
	}
	end()
}

// line draws a hairline under a heading.
func (d *drawing) line() {
	d.add(1.2, col.New(gridWidth)).WithStyle(&props.Cell{BorderType: border.Bottom, BorderColor: hairRow, BorderThickness: 0.2})
	d.space(2)
}
