package pdf

import (
	"time"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"garagemail/pdf/writer"
)

// An A4 sheet in millimetres: the grid has a column for each of them.
const (
	pageHeight   = 297.0
	sideMargin   = 15
	topMargin    = 12.0
	bottomMargin = 10.0
	footerHeight = 12.0
	gridWidth    = 210 - 2*sideMargin
	pageRoom     = pageHeight - topMargin - bottomMargin - footerHeight
)

// Sizes of type in points, and the height of a line in millimetres.
const (
	sizeTitle  = 17.0
	sizeText   = 9.0
	sizeSmall  = 7.0
	lineHeight = 4.4
	smallLine  = 3.6
)

// sheet collects rows and breaks pages itself: maroto repeats a head on every page or on none.
type sheet struct {
	face  *typeface
	pages [][]core.Row
	used  float64
	// head is drawn again at the top of each page that continues a table, nil = outside a table.
	head func()
}

func newSheet(face *typeface) *sheet { return &sheet{face: face, pages: [][]core.Row{nil}} }

// add puts a row on the page, or on the next one when it has no room.
func (s *sheet) add(height float64, cols ...core.Col) core.Row {
	if s.used+height > pageRoom {
		s.breakPage()
	}
	made := row.New(height).Add(cols...)
	last := len(s.pages) - 1
	s.pages[last] = append(s.pages[last], made)
	s.used += height
	return made
}

func (s *sheet) breakPage() {
	s.pages, s.used = append(s.pages, nil), 0
	if s.head != nil {
		s.head()
	}
}

// keep begins a new page when less than height is left: what belongs together stays together.
func (s *sheet) keep(height float64) {
	if s.used+height > pageRoom && s.used > 0 {
		s.breakPage()
	}
}

func (s *sheet) space(height float64) {
	if s.used+height <= pageRoom {
		s.add(height, col.New(gridWidth))
	}
}

// words is a cell of text.
type words struct {
	text  string
	size  float64
	bold  bool
	right bool
	color *props.Color
}

var (
	grey    = &props.Color{Red: 95, Green: 103, Blue: 112}
	accent  = &props.Color{Red: 31, Green: 95, Blue: 166}
	pale    = &props.Color{Red: 233, Green: 237, Blue: 242}
	hairRow = &props.Color{Red: 208, Green: 214, Blue: 222}
)

// style is how the library draws such words; each call makes one of its own, for the library changes it.
func (s *sheet) style(w words) props.Text {
	if w.size == 0 {
		w.size = sizeText
	}
	style := props.Text{Size: w.size, Family: family, Style: fontstyle.Normal, Align: align.Left, Left: 1, Right: 1, Color: w.color}
	if w.bold {
		style.Style = fontstyle.Bold
	}
	if w.right {
		style.Align = align.Right
	}
	return style
}

func (s *sheet) text(content string, style props.Text) core.Component {
	return text.New(s.face.clean(content), style)
}

// cell lays text in a column of that many millimetres.
func (s *sheet) cell(width int, w words) core.Col {
	style := s.style(w)
	style.Top = 0.6
	return col.New(width).Add(s.text(w.text, style))
}

func gap(width int) core.Col { return col.New(width) }

// bytes renders the pages.
func (s *sheet) bytes(p *Paper, title, pageOf string, footer []string) ([]byte, error) {
	created, err := time.Parse(time.DateOnly, p.Document.Date)
	if err != nil {
		created = time.Unix(0, 0).UTC()
	}
	to := &provider{face: s.face, file: writer.New(210*pointsPerMillimetre, pageHeight*pointsPerMillimetre, writer.Info{
		Title: s.face.clean(title), Author: s.face.clean(p.Company.Name), Creator: "GarageMail", Language: p.Language, Created: created,
	})}
	cfg := &entity.Config{MaxGridSize: gridWidth, DefaultFont: &props.Font{Family: family, Size: sizeText}}
	cell := entity.Cell{Width: gridWidth, Height: pageHeight - topMargin - bottomMargin}
	number := props.PageNumber{Pattern: pageOf, Place: props.RightBottom, Family: family, Size: sizeSmall, Color: grey}
	for i, rows := range s.pages {
		used := float64(len(footer)) * smallLine
		for _, one := range rows {
			used += one.GetHeight(to, &cell)
		}
		one := page.New(number).Add(rows...).Add(row.New(cell.Height - used).Add(col.New(gridWidth)))
		for _, words := range s.footer(footer) {
			one.Add(words)
		}
		one.SetConfig(cfg)
		one.SetNumber(i+1, len(s.pages))
		to.addPage()
		one.Render(to, cell)
	}
	if to.err != nil {
		return nil, to.err
	}
	return to.file.Bytes()
}

// footer is the rows at the foot of a page.
func (s *sheet) footer(lines []string) []core.Row {
	var rows []core.Row
	for _, one := range lines {
		rows = append(rows, row.New(smallLine).Add(s.cell(gridWidth-24, words{text: one, size: sizeSmall, color: grey}), gap(24)))
	}
	return rows
}
