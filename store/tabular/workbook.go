package tabular

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of a workbook's parts: the sheet streams, the others are held in memory.
const (
	maxPart    = 64 << 20  // workbook, relations, styles
	maxStrings = 512 << 20 // the texts that the cells refer to
)

// workbook is an open XLSX. It is read here and not with excelize, which ends a sheet without an error at the first
// byte that is no XML (rows would be missing and nobody told), and does not say which numbers are dates.
type workbook struct {
	parts    map[string]*zip.File
	sheets   []sheet
	from1904 bool
	styles   []style
	strings  []string
}

// relations is a .rels part.
type relations struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

// openWorkbook opens an XLSX file.
func openWorkbook(r io.ReaderAt, size int64, options Options) (*File, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	book := &workbook{parts: make(map[string]*zip.File, len(archive.File))}
	for _, part := range archive.File {
		book.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(part.Name, "\\", "/"), "/"))] = part
	}
	if content := book.part("content.xml"); content != nil && book.part("mimetype") != nil {
		return openOpenDocument(content.Open, int64(content.UncompressedSize64), options)
	}
	if err := book.load(); err != nil {
		return nil, err
	}
	return openBook(book, FormXLSX, options)
}

func (b *workbook) list() []sheet { return b.sheets }

// isEmpty reports a sheet without a row that says anything; a damaged one is not empty.
func (b *workbook) isEmpty(at int) bool {
	part := b.part(b.sheets[at].part)
	if part == nil {
		return false
	}
	rows, err := b.rows(part, nil)
	if err != nil {
		return false
	}
	return hasNothing(rows)
}

func (b *workbook) sheet(at int) (total int64, reopen func() (source, error), err error) {
	part := b.part(b.sheets[at].part)
	if part == nil {
		return 0, nil, fmt.Errorf("sheet %q is missing: %w", b.sheets[at].name, ErrDamaged)
	}
	merges := mergesOf(part)
	return int64(part.UncompressedSize64), func() (source, error) { return b.rows(part, merges) }, nil
}

func (b *workbook) part(name string) *zip.File {
	return b.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
}

// load reads everything but the rows.
func (b *workbook) load() error {
	main, err := b.related("", "/officeDocument")
	if err != nil {
		return err
	}
	if len(main) == 0 {
		return ErrNotTable
	}
	home := main[0].target
	if strings.HasSuffix(home, ".bin") {
		return ErrOldExcel
	}
	if err := b.loadSheets(home); err != nil {
		return err
	}
	styles, err := b.related(home, "/styles")
	if err != nil {
		return err
	}
	if len(styles) > 0 {
		if err := b.loadStyles(styles[0].target); err != nil {
			return err
		}
	}
	texts, err := b.related(home, "/sharedStrings")
	if err != nil || len(texts) == 0 {
		return err
	}
	return b.loadStrings(texts[0].target)
}

func (b *workbook) loadSheets(home string) error {
	var book struct {
		XMLName xml.Name
		Pr      struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets struct {
			Sheet []struct {
				Name  string     `xml:"name,attr"`
				State string     `xml:"state,attr"`
				Attrs []xml.Attr `xml:",any,attr"`
			} `xml:"sheet"`
		} `xml:"sheets"`
	}
	if err := b.decode(home, &book); err != nil {
		return err
	}
	if book.XMLName.Local != "workbook" {
		return ErrNotTable // a text or a presentation of Office
	}
	b.from1904 = book.Pr.Date1904 == "1" || book.Pr.Date1904 == "true"
	targets, err := b.related(home, "/worksheet")
	if err != nil {
		return err
	}
	for _, entry := range book.Sheets.Sheet {
		for _, attr := range entry.Attrs {
			if attr.Name.Local != "id" {
				continue
			}
			for _, target := range targets {
				if target.id == attr.Value {
					b.sheets = append(b.sheets, sheet{name: entry.Name, part: target.target, hidden: entry.State == "hidden" || entry.State == "veryHidden"})
				}
			}
		}
	}
	return nil
}

// relation is one part that another refers to, by its full name.
type relation struct{ id, target string }

// related returns the parts of a kind that the part at home refers to; home "" is the workbook file itself.
func (b *workbook) related(home, kind string) ([]relation, error) {
	folder, base := path.Split(home)
	name := folder + "_rels/" + base + ".rels"
	if b.part(name) == nil {
		return nil, nil
	}
	var all relations
	if err := b.decode(name, &all); err != nil {
		return nil, err
	}
	var found []relation
	for _, entry := range all.Relationship {
		if !strings.HasSuffix(entry.Type, kind) {
			continue
		}
		target := entry.Target
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		found = append(found, relation{id: entry.ID, target: strings.TrimPrefix(target, "/")})
	}
	return found, nil
}

// decode reads a small part into out.
func (b *workbook) decode(name string, out any) error {
	part := b.part(name)
	if part == nil {
		return fmt.Errorf("%s is missing: %w", name, ErrDamaged)
	}
	if part.UncompressedSize64 > maxPart {
		return fmt.Errorf("%s: %w", name, ErrTooLarge)
	}
	in, err := part.Open()
	if err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrDamaged, err)
	}
	err = xml.NewDecoder(in).Decode(out)
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrDamaged, err)
	}
	return nil
}

// loadStrings reads the texts that cells refer to by number.
func (b *workbook) loadStrings(name string) error {
	part := b.part(name)
	if part == nil {
		return nil
	}
	if part.UncompressedSize64 > maxStrings {
		return fmt.Errorf("%s: %w", name, ErrTooLarge)
	}
	in, err := part.Open()
	if err != nil {
		return fmt.Errorf("%s: %w: %w", name, ErrDamaged, err)
	}
	defer func() { _ = in.Close() }() // what was read is checked by its sum
	var text richText
	decoder := xml.NewDecoder(in)
	for done := false; ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) && done {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w: %w", name, ErrDamaged, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "si" {
				text.reset()
			}
			text.open(token.Name.Local)
		case xml.CharData:
			text.add(token)
		case xml.EndElement:
			text.shut(token.Name.Local)
			if token.Name.Local == "si" {
				b.strings = append(b.strings, text.String())
			}
			done = done || token.Name.Local == "sst"
		}
	}
}
