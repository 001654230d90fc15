package settings

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/pdf"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// maxLogo is what the file of a logo may weigh, in bytes; what goes into the documents is made small.
const maxLogo = 20 << 20

// logoField shows a company's logo and lets her choose another.
type logoField struct {
	window  *kit.Window
	content []byte
	dirty   bool
	shown   *fyne.Container
	object  fyne.CanvasObject
}

func newLogoField(a *desk.App, w *kit.Window) *logoField {
	l := &logoField{window: w, shown: container.NewStack()}
	choose := kit.NewIconButton(w.T("company.choose_logo"), theme.FileImageIcon(), func() {
		w.ChooseFile(kit.Files{
			Purpose: "logo", Title: w.T("company.choose_logo"), Endings: []string{".png", ".jpg", ".jpeg"}, Begin: kit.PlacePictures,
		}, func(path string) { l.read(a, path) })
	})
	remove := kit.NewIconButton(w.T("action.remove"), theme.DeleteIcon(), func() {
		l.content, l.dirty = nil, true
		l.show()
	})
	l.object = container.NewHBox(widget.NewLabel(w.T("company.logo")), l.shown, choose, remove)
	l.show()
	return l
}

func (l *logoField) fill(content []byte) {
	l.content, l.dirty = content, false
	l.show()
}

func (l *logoField) show() {
	l.shown.RemoveAll()
	if len(l.content) == 0 {
		none := widget.NewLabel(l.window.T("company.no_logo"))
		none.Importance = widget.LowImportance
		l.shown.Add(none)
		return
	}
	picture := canvas.NewImageFromReader(bytes.NewReader(l.content), "logo")
	picture.FillMode = canvas.ImageFillContain
	picture.SetMinSize(fyne.NewSize(180, 60))
	l.shown.Add(picture)
}

// read takes a picture from a file when it is one of bearable size.
func (l *logoField) read(a *desk.App, path string) {
	kit.Try(l.window.Runner, "logo", func(context.Context) ([]byte, error) { return readLogo(path) }, func(content []byte, err error) {
		switch {
		case errors.Is(err, pdf.ErrNotPicture), errors.Is(err, pdf.ErrLargePicture):
			l.window.Tell(l.window.T("company.logo"), l.window.T("company.bad_logo"))
		case err != nil:
			l.window.Fail(err)
		default:
			l.content, l.dirty = content, true
			l.show()
		}
	})
}

func readLogo(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxLogo+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxLogo {
		return nil, pdf.ErrLargePicture
	}
	return pdf.PrepareLogo(content)
}
