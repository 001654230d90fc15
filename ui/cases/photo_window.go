package cases

import (
	"context"
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// photoWindow shows one photo of a file large.
type photoWindow struct {
	photos  *casePhotos
	window  *kit.Window
	id      int64
	picture *canvas.Image
	about   *widget.Label
}

func newPhotoWindow(p *casePhotos, id int64) *photoWindow {
	a := p.sheet.app
	v := &photoWindow{photos: p, id: id, picture: canvas.NewImageFromImage(image.NewRGBA(image.Rect(0, 0, 1, 1))), about: widget.NewLabel("")}
	v.window = a.NewWindow(kit.WindowOptions{Key: "photo", Title: a.Printer.T("files.photos"), Size: fyne.NewSize(900, 700)})
	w := v.window
	v.picture.FillMode = canvas.ImageFillContain
	v.about.Alignment, v.about.Wrapping = fyne.TextAlignCenter, fyne.TextWrapWord
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("files.previous_photo"), Icon: theme.NavigateBackIcon(), Key: "PageUp", Run: func() { v.step(-1) }},
		kit.Action{Label: w.T("files.next_photo"), Icon: theme.NavigateNextIcon(), IconAfter: true, Key: "PageDown", Run: func() { v.step(1) }})
	w.SetBody(container.NewBorder(toolbar.Object, v.about, nil, nil, v.picture))
	p.sheet.Window.OnClosed(w.Close)
	w.Shows(v, func() int64 { return v.id })
	w.Show()
	v.load()
	return v
}

func (v *photoWindow) step(by int) {
	all := v.photos.photos
	at := slices.IndexFunc(all, func(one store.CasePhoto) bool { return one.ID == v.id })
	if next := at + by; at >= 0 && next >= 0 && next < len(all) {
		v.id = all[next].ID
		v.load()
	}
}

func (v *photoWindow) load() {
	photo, there := v.photos.photo(v.id)
	if !there {
		return
	}
	a, w := v.photos.sheet.app, v.window
	text := photo.Name + "  ·  " + a.Printer.Number(int64(photo.Width)) + " × " + a.Printer.Number(int64(photo.Height)) + "  ·  " + a.Printer.Size(photo.Size)
	if len(photo.TakenAt) >= 16 {
		text += "  ·  " + a.Printer.Date(photo.TakenAt[:10]) + " " + photo.TakenAt[11:16]
	}
	if photo.Caption != "" {
		text = photo.Caption + "\n" + text
	}
	v.about.Importance = widget.MediumImportance
	v.about.SetText(text)
	kit.Try(w.Runner, "photo", func(context.Context) (image.Image, error) { return largePhoto(a.DB, photo) },
		func(picture image.Image, err error) {
			if err != nil {
				v.about.Importance = widget.DangerImportance
				v.about.SetText(text + "\n" + explain.Error(a.Printer, err))
				picture = image.NewRGBA(image.Rect(0, 0, 1, 1))
			}
			v.picture.Image = picture
			v.picture.Refresh()
		})
}
