package kit

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tileSize holds a picture of a camera and a line below it.
var tileSize = fyne.NewSize(180, 150)

// galleryTile draws one picture of a gallery; it is used for others as the gallery scrolls.
type galleryTile struct {
	widget.BaseWidget
	gallery *Gallery
	at      int
	back    *canvas.Rectangle
	picture *canvas.Image
	caption *widget.Label
	content fyne.CanvasObject
}

var _ desktop.Mouseable = (*galleryTile)(nil)

func newGalleryTile(g *Gallery) *galleryTile {
	t := &galleryTile{gallery: g, back: canvas.NewRectangle(color.Transparent), picture: canvas.NewImageFromImage(nothing), caption: widget.NewLabel("")}
	t.picture.FillMode, t.picture.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	t.caption.Truncation, t.caption.Alignment = fyne.TextTruncateEllipsis, fyne.TextAlignCenter
	t.caption.SizeName = theme.SizeNameCaptionText
	t.back.CornerRadius = theme.SelectionRadiusSize()
	t.content = container.NewStack(t.back, container.NewPadded(container.NewBorder(nil, t.caption, nil, nil, t.picture)))
	t.ExtendBaseWidget(t)
	return t
}

// nothing stands for a picture that cannot be shown.
var nothing = image.NewRGBA(image.Rect(0, 0, 1, 1))

// CreateRenderer is Fyne's.
func (t *galleryTile) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(t.content)
}

// MinSize is the same for all tiles.
func (t *galleryTile) MinSize() fyne.Size { return tileSize }

func (t *galleryTile) set(at int) {
	g := t.gallery
	if at >= len(g.tiles) {
		return
	}
	tile := g.tiles[at]
	t.at = at
	t.back.FillColor, t.back.StrokeWidth = color.Transparent, 0
	if g.has(tile.ID) {
		t.back.FillColor = theme.Color(theme.ColorNameSelection)
	}
	if g.focused && at == g.cursor {
		t.back.StrokeColor, t.back.StrokeWidth = theme.Color(theme.ColorNamePrimary), 2
	}
	t.back.Refresh()
	var picture image.Image = nothing
	if tile.Picture != nil {
		picture = tile.Picture
	}
	if t.picture.Image != picture {
		t.picture.Image = picture
		t.picture.Refresh()
	}
	t.caption.Importance = widget.MediumImportance
	text := tile.Caption
	if tile.Trouble != "" {
		t.caption.Importance, text = widget.DangerImportance, tile.Trouble
	}
	t.caption.SetText(text)
}

// MouseDown selects.
func (t *galleryTile) MouseDown(event *desktop.MouseEvent) {
	if t.at < len(t.gallery.tiles) {
		t.gallery.press(t.at, event)
	}
}

// MouseUp is empty: MouseDown has done it.
func (t *galleryTile) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens.
func (t *galleryTile) DoubleTapped(*fyne.PointEvent) { t.gallery.open(t.at) }

// Tapped is empty: without it Fyne's own selection of one item would answer the click.
func (t *galleryTile) Tapped(*fyne.PointEvent) {}
