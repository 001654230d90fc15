package pdf

import (
	"fmt"
	"slices"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/image"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Picture is a photo of an album.
type Picture struct {
	JPEG    []byte // upright
	Caption string
}

// Album is the photos of a file, several a page, each page with the file's heading.
type Album struct {
	Heading
	PerPage  int // 2, 4 or 6
	Pictures []Picture
}

// PhotoAlbum returns the PDF of an album. It never panics: what the library cannot draw is an error.
func PhotoAlbum(a Album) ([]byte, error) {
	across, down, known := albumGrid(a.PerPage)
	if !known {
		return nil, fmt.Errorf("pdf of %s: %d photos a page", a.Title, a.PerPage)
	}
	return a.render(func(d *drawing) error {
		for i, page := range slices.Collect(slices.Chunk(a.Pictures, a.PerPage)) {
			if i > 0 {
				d.breakPage()
			}
			d.heading(&a.Heading, 12)
			d.line()
			height := (pageRoom-d.used)/float64(down) - 0.01
			for row := range slices.Chunk(page, across) {
				d.pictures(row, across, height)
			}
		}
		return nil
	})
}

func albumGrid(perPage int) (across, down int, known bool) {
	switch perPage {
	case 2:
		return 1, 2, true
	case 4:
		return 2, 2, true
	case 6:
		return 2, 3, true
	}
	return 0, 0, false
}

// captionHeight is the room under each photo; gutter what is left free around it.
const (
	captionHeight = 6.0
	gutter        = 4
)

// pictures draws photos side by side with what they show below.
func (d *drawing) pictures(row []Picture, across int, height float64) {
	width := gridWidth/across - gutter
	var photos, captions []core.Col
	for _, picture := range row {
		photos = append(photos, col.New(width).Add(image.NewFromBytes(picture.JPEG, extension.Jpg, props.Rect{Center: true, Percent: 100})), gap(gutter))
		caption := ""
		if lines := d.face.wrap(d.face.clean(picture.Caption), float64(width)-2.5, 8, false); len(lines) > 0 {
			caption = lines[0]
			if len(lines) > 1 {
				caption += " …"
			}
		}
		captions = append(captions, d.cell(width, words{text: caption, size: 8}), gap(gutter))
	}
	d.add(height-captionHeight, photos...)
	d.add(captionHeight, captions...)
}
