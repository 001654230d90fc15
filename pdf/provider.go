package pdf

import (
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/border"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"garagemail/pdf/writer"
)

const pointsPerMillimetre = 1 / millimetresPerPoint

// provider draws what maroto lays out into a file of our own writer: maroto's own reads the fonts again for every document.
// Lengths that maroto gives are in millimetres inside the margins.
type provider struct {
	// Provider is nil: what else maroto knows, no paper of ours has.
	core.Provider
	file *writer.File
	face *typeface
	y    float64 // where the next row begins
	err  error
}

func (p *provider) points(x, y float64) (float64, float64) {
	return (x + sideMargin) * pointsPerMillimetre, (y + topMargin) * pointsPerMillimetre
}

// addPage begins the next page.
func (p *provider) addPage() {
	p.file.AddPage()
	p.y = 0
}

// CreateRow goes on below a row.
func (p *provider) CreateRow(height float64) { p.y += height }

// CreateCol draws the background and the border of a row.
func (p *provider) CreateCol(width, height float64, _ *entity.Config, prop *props.Cell) {
	if prop == nil {
		return
	}
	x, y := p.points(0, p.y)
	width, height = width*pointsPerMillimetre, height*pointsPerMillimetre
	if prop.BackgroundColor != nil {
		p.file.Area(x, y, width, height, ink(prop.BackgroundColor))
	}
	if prop.BorderType == border.Bottom {
		p.file.Line(writer.Point{X: x, Y: y + height}, writer.Point{X: x + width, Y: y + height},
			writer.Pen{Thick: prop.BorderThickness * pointsPerMillimetre, Color: ink(prop.BorderColor)})
	}
}

// GetFontHeight is a size in millimetres.
func (p *provider) GetFontHeight(prop *props.Font) float64 { return prop.Size * millimetresPerPoint }

// AddText draws words in a cell, on as many lines as they take.
func (p *provider) AddText(text string, cell *entity.Cell, prop *props.Text) {
	bold := prop.Style == fontstyle.Bold
	width := max(0, cell.Width-min(prop.Left, cell.Width)-min(prop.Right, cell.Width))
	baseline := cell.Y + min(prop.Top, cell.Height) + prop.Size*millimetresPerPoint
	lines := []string{text}
	if p.face.width(text, prop.Size, bold) > width {
		lines = p.face.wrap(text, width, prop.Size, bold)
	}
	for _, line := range lines {
		at := cell.X + min(prop.Left, cell.Width)
		if prop.Align == align.Right {
			at += width - p.face.width(line, prop.Size, bold)
		}
		x, y := p.points(at, baseline)
		p.file.Text(writer.Point{X: x, Y: y}, strings.TrimRight(line, " "), writer.Style{Face: p.face.of(bold), Size: prop.Size, Color: ink(prop.Color)})
		baseline += prop.Size*millimetresPerPoint + prop.VerticalPadding
	}
}

// AddImageFromBytes draws a picture as large as its cell lets it be.
func (p *provider) AddImageFromBytes(content []byte, cell *entity.Cell, prop *props.Rect, _ extension.Type) {
	pixelsWide, pixelsHigh, err := writer.PictureSize(content)
	if err != nil {
		p.failed(err)
		return
	}
	scale := min(cell.Width/float64(pixelsWide), cell.Height/float64(pixelsHigh)) * prop.Percent / 100
	width, height := float64(pixelsWide)*scale, float64(pixelsHigh)*scale
	left, top := prop.Left, prop.Top
	if prop.Center {
		left, top = (cell.Width-width)/2, (cell.Height-height)/2
	}
	x, y := p.points(cell.X+left, cell.Y+top)
	p.failed(p.file.Picture(x, y, width*pointsPerMillimetre, height*pointsPerMillimetre, content))
}

// failed keeps the first error, for maroto asks for none.
func (p *provider) failed(err error) {
	if p.err == nil {
		p.err = err
	}
}

// ink is black where nothing else was said.
func ink(color *props.Color) writer.Color {
	if color == nil {
		return writer.Color{}
	}
	return writer.Color{Red: uint8(color.Red), Green: uint8(color.Green), Blue: uint8(color.Blue)} //nolint:gosec // 0 to 255
}
