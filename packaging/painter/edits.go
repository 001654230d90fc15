package main

import (
	"fmt"
	"strings"
)

const (
	driver   = "internal/driver/glfw/"
	software = "internal/painter/software/"
)

// edit is a change of a source file: what stands there once, and what is to stand there. everywhere: it may stand there more often.
type edit struct {
	from, to   string
	everywhere bool
}

// edits are by file of the toolkit. Each one says what the toolkit would have to offer for it to go; see docs/painter.md.
var edits = map[string][]edit{
	driver + "window_desktop.go": {
		{ // a plain window where one with OpenGL cannot be had
			from: "win, err := glfw.CreateWindow(pixWidth, pixHeight, w.title, nil, nil)",
			to:   "win, err := createViewport(pixWidth, pixHeight, w.title)",
		},
		{ // its painter
			from: "w.canvas.SetPainter(gl.NewPainter(w.canvas, w))",
			to:   "w.canvas.SetPainter(newPainter(w))",
		},
		{from: "\t\"fyne.io/fyne/v2/internal/painter/gl\"\n", to: ""},
	},
	driver + "window.go": {
		{ // which has no context that could be made current
			from: "\tw.view().MakeContextCurrent()\n\n\tf()\n\n\tw.DetachCurrentContext()\n",
			to:   "\tif !w.hasContext() {\n\t\tf()\n\t\treturn\n\t}\n\tw.view().MakeContextCurrent()\n\n\tf()\n\n\tw.DetachCurrentContext()\n",
		},
	},
	driver + "loop.go": {
		{from: "\t\tview.SwapBuffers()\n", to: "\t\tw.show()\n"},
	},
	// The software painter paints a whole canvas; here the driver walks through it and has it paint one object after the other.
	software + "painter.go": {
		{
			from: "\t\tswitch o := obj.(type) {\n",
			to:   "\t\tPaintObject(c, obj, pos, base, clip)\n" + paintTail + paintObject + "\t\tswitch o := obj.(type) {\n",
		},
		{from: "\t\t}\n" + paintTail, to: "\t\t}\n}\n"},
		{from: "base := image.NewNRGBA(bounds)", to: "base := image.NewRGBA(bounds)"},
	},
	// Go's drawing is several times as fast on this kind of picture.
	software + "draw.go": {
		{from: "base *image.NRGBA", to: "base *image.RGBA", everywhere: true},
	},
}

// paintTail is how the walk over the canvas ends.
const paintTail = `
		return false
	}

	driver.WalkVisibleObjectTree(c.Content(), paint, nil)
	for _, o := range c.Overlays().List() {
		driver.WalkVisibleObjectTree(o, paint, nil)
	}

	return base
}
`

const paintObject = `
// PaintObject paints one object, without its children, as far as it lies in clip.
func PaintObject(c fyne.Canvas, obj fyne.CanvasObject, pos fyne.Position, base *image.RGBA, clip image.Rectangle) {
`

// change makes edits, each of which must find what it changes.
func change(content string, edits []edit) (string, error) {
	for _, one := range edits {
		if found := strings.Count(content, one.from); found == 0 || found > 1 && !one.everywhere {
			return "", fmt.Errorf("%q stands there %d times", one.from, found)
		}
		content = strings.ReplaceAll(content, one.from, one.to)
	}
	return content, nil
}
