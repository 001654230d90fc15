// Package pdf makes documents' PDFs: pure functions, a document in and bytes out.
package pdf

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/core"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// Paper is everything that stands on a document's PDF.
type Paper struct {
	Document garage.Document // with its lines
	Company  garage.Company  // Logo: as PrepareLogo returns it
	Client   garage.Client
	Vehicle  garage.Vehicle // the zero value = none
	Language string         // fr, nl, de or en
	Corrects string         // of a credit note: the number of the invoice it takes back, "" = none
	// Owed are the documents that a reminder or a statement lists instead of lines.
	Owed []garage.Document
}

// Document returns the PDF of a document, in the paper's language. It never panics: what the library cannot draw is an error.
func Document(p Paper) (content []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("pdf of %s: %v\n%s", p.Document.Number, fault, debug.Stack())
		}
	}()
	face, err := papersFace()
	if err != nil {
		return nil, fmt.Errorf("pdf of %s: %w", p.Document.Number, err)
	}
	return p.render(face, qrImage)
}

// render lays the paper out in a face; code makes the payment code.
func (p *Paper) render(face *typeface, code func(string) (core.Component, error)) ([]byte, error) {
	d := &drawing{sheet: newSheet(face), paper: p, p: lang.New(p.Language), code: code}
	d.draw()
	content, err := d.bytes(p, d.title()+" "+p.Document.Number, d.p.T("document.page"), d.footer())
	if err != nil {
		return nil, fmt.Errorf("pdf of %s: %w", p.Document.Number, err)
	}
	return content, nil
}

// drawing is a paper while it is laid out.
type drawing struct {
	*sheet
	paper *Paper
	p     *lang.Printer
	code  func(string) (core.Component, error)
}

func (d *drawing) draw() {
	d.letterhead()
	d.addressAndTitle()
	d.vehicle()
	if len(d.paper.Owed) > 0 {
		d.owed()
	} else {
		d.lines()
		d.totals()
	}
	d.payment()
	d.terms()
}

func (d *drawing) title() string { return d.p.T(d.paper.Document.Kind.LabelKey()) }

func (d *drawing) money(amount garage.Cents) string { return d.p.Money(int64(amount)) }

// footer says at the foot of each page who the company is.
func (d *drawing) footer() []string {
	c := d.paper.Company
	var parts []string
	for _, part := range []string{
		c.Name, joined(" ", c.Address), joined(" ", c.Postcode, c.Locality), prefixed(d.p.T("document.vat")+" ", c.VATNumber),
		prefixed("IBAN ", spacedIBAN(c.IBAN)), prefixed("BIC ", c.BIC),
	} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return d.face.wrap(d.face.clean(strings.Join(parts, " · ")), gridWidth-26, sizeSmall, false)
}

func joined(between string, parts ...string) string {
	var there []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, between)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// spacedIBAN writes an IBAN in groups of four.
func spacedIBAN(iban string) string {
	bare := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, iban)
	var groups []string
	for len(bare) > 4 {
		groups, bare = append(groups, bare[:4]), bare[4:]
	}
	return strings.Join(append(groups, bare), " ")
}
