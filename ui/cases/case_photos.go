package cases

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/pictures"
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// pictureEndings are what the dialog lists and a whole folder gives; HEIC too, for it must be said why those are not taken.
var pictureEndings = []string{".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".heic", ".heif", ".avif"}

// casePhotos is the tab with the photos of a file.
type casePhotos struct {
	sheet   *CaseWindow
	photos  []store.CasePhoto
	gallery *kit.Gallery
	count   *widget.Label
	object  fyne.CanvasObject
}

func newCasePhotos(f *CaseWindow) *casePhotos {
	p := &casePhotos{sheet: f, count: widget.NewLabel("")}
	w := f.Window
	p.gallery = kit.NewGallery(kit.GalleryOptions{
		OnOpen: p.open, OnDelete: p.takeOut, OnMove: p.move, Empty: w.T("files.no_photos"),
		OnMenu: func(at fyne.Position) { w.PopUpMenu(at, p.actions()...) },
	})
	toolbar := w.NewToolbar(p.actions()...)
	p.object = container.NewBorder(container.NewBorder(nil, nil, nil, p.count, toolbar.Object), nil, nil, nil, p.gallery)
	return p
}

func (p *casePhotos) actions() []kit.Action {
	w := p.sheet.Window
	return []kit.Action{
		{Label: w.T("files.add_photos"), Icon: theme.ContentAddIcon(), Key: "Ctrl+J", Run: p.choose},
		{Label: w.T("files.caption"), Icon: theme.DocumentCreateIcon(), Key: "F2", Run: p.caption},
		{Label: w.T("files.move_earlier"), Icon: theme.NavigateBackIcon(), Tooltip: w.T("files.move_earlier_hint"), Run: func() { p.move(p.gallery.Picked(), -1) }},
		{Label: w.T("files.move_later"), Icon: theme.NavigateNextIcon(), IconAfter: true, Tooltip: w.T("files.move_later_hint"), Run: func() { p.move(p.gallery.Picked(), 1) }},
		{Label: w.T("kit.choose_folder"), Icon: theme.FolderIcon(), Run: p.chooseFolder},
		{Label: w.T("action.remove"), Icon: theme.DeleteIcon(), Run: func() { p.takeOut(p.gallery.Picked()) }},
	}
}

// shownPhotos are photos with what stands in the gallery.
type shownPhotos struct {
	photos []store.CasePhoto
	tiles  []kit.Tile
}

func (p *casePhotos) load() {
	f := p.sheet
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	kit.Load(f.Window, "file.photos", func(ctx context.Context) (shownPhotos, error) {
		return readPhotos(ctx, f.app, id)
	}, func(shown shownPhotos) {
		p.photos = shown.photos
		p.gallery.SetTiles(shown.tiles)
		p.count.SetText(f.app.Printer.N("files.photo_count", len(p.photos)))
		f.nameTabs()
	})
}

func readPhotos(ctx context.Context, a *desk.App, fileID int64) (shown shownPhotos, err error) {
	if shown.photos, err = a.DB.CasePhotos(ctx, fileID); err != nil {
		return shown, err
	}
	thumbnails, err := a.DB.PhotoThumbnails(ctx, fileID)
	for _, photo := range shown.photos {
		shown.tiles = append(shown.tiles, photoTile(a, photo, thumbnails[photo.ID]))
	}
	return shown, err
}

func photoTile(a *desk.App, photo store.CasePhoto, thumbnail []byte) kit.Tile {
	tile := kit.Tile{ID: photo.ID, Caption: photo.Caption}
	if tile.Caption == "" {
		tile.Caption = photo.Name
	}
	if photo.Missing {
		tile.Trouble = a.Printer.T("files.photo_missing")
	}
	if picture, err := jpeg.Decode(bytes.NewReader(thumbnail)); err == nil { // without it the name stands there
		tile.Picture = picture
	}
	return tile
}

func (p *casePhotos) photo(id int64) (store.CasePhoto, bool) {
	at := slices.IndexFunc(p.photos, func(one store.CasePhoto) bool { return one.ID == id })
	if at < 0 {
		return store.CasePhoto{}, false
	}
	return p.photos[at], true
}

func (p *casePhotos) choose() {
	w := p.sheet.Window
	p.sheet.show(tabPhotos)
	w.ChooseFiles(p.asked(), p.add)
}

// chooseFolder takes all photos of a folder, as a camera's card has them.
func (p *casePhotos) chooseFolder() {
	p.sheet.show(tabPhotos)
	p.sheet.Window.ChooseFolder(p.asked(), func(path string) { p.add([]string{path}) })
}

func (p *casePhotos) asked() kit.Files {
	return kit.Files{Purpose: "photos", Title: p.sheet.Window.T("files.add_photos"), Endings: pictureEndings, Begin: kit.PlacePictures}
}

// add takes files and folders in. It goes on when the window is closed, and says then in the main one what was refused.
func (p *casePhotos) add(paths []string) {
	f := p.sheet
	if f.file.ID == 0 {
		f.save(func() { p.add(paths) })
		return
	}
	a, w, owner := f.app, f.Window, f.Window
	if a.Main != nil {
		owner = a.Main
	}
	ctx, cancel := context.WithCancel(owner.Context())
	progress := w.ShowProgress(w.T("files.adding_photos"), cancel)
	id := f.file.ID
	kit.Try(owner.Runner, fmt.Sprintf("photos.%d.%p", id, &paths), func(context.Context) (store.AddedPhotos, error) {
		return a.DB.AddPhotos(ctx, id, filesIn(paths), a.User.Name, func(done, total int) {
			w.Runner.Post(func() { progress.Set(done, total, a.Printer.Number(int64(done))+" / "+a.Printer.Number(int64(total))) })
		})
	}, func(added store.AddedPhotos, err error) {
		cancel()
		progress.Close()
		a.Bus.Announce(desk.TopicCases)
		if w.Context().Err() != nil {
			w = owner
		}
		sayAdded(a, w, added, err)
	})
}

// filesIn replaces each folder by the pictures in it and below, in the order of their names.
func filesIn(paths []string) []string {
	var files []string
	for _, path := range paths {
		_ = filepath.WalkDir(path, func(found string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil && found == path:
				files = append(files, path) // taking it says what is wrong
			case err != nil || entry.IsDir():
			case found == path || slices.Contains(pictureEndings, strings.ToLower(filepath.Ext(found))):
				files = append(files, found)
			}
			return nil
		})
	}
	return files
}

// refusedShown is how many refused files are named one by one.
const refusedShown = 8

// refusedLines name files with the reason why they were not taken.
func refusedLines(a *desk.App, all []store.RefusedPhoto) (lines []string) {
	for i, refused := range all {
		if i == refusedShown {
			return append(lines, a.Printer.N("files.more_refused", len(all)-i))
		}
		lines = append(lines, a.Printer.T("kit.pair", "Label", filepath.Base(refused.Path), "Value", explain.Error(a.Printer, refused.Err)))
	}
	return lines
}

// sayAdded says how many photos came in, and of each other file why not.
func sayAdded(a *desk.App, w *kit.Window, added store.AddedPhotos, err error) {
	lines := []string{a.Printer.N("files.photos_added", added.Added)}
	if added.Known > 0 {
		lines = append(lines, a.Printer.N("files.photos_known", added.Known))
	}
	lines = append(lines, refusedLines(a, added.Refused)...)
	switch {
	case errors.Is(err, context.Canceled):
		lines = append(lines, w.T("files.photos_stopped"))
	case err != nil:
		lines = append(lines, explain.Error(a.Printer, err))
	case len(added.Refused) == 0:
		w.Notice(strings.Join(lines, " "), "", nil)
		return
	}
	w.Tell(w.T("files.photos"), strings.Join(lines, "\n\n"))
}

// change carries out what becomes of photos and shows them anew.
func (p *casePhotos) change(key string, do func(ctx context.Context) error) {
	f := p.sheet
	kit.Change(f.Window, "file.photos."+key, do, p.load)
}

func (p *casePhotos) move(ids []int64, by int) {
	all := make([]int64, len(p.photos))
	for i, photo := range p.photos {
		all[i] = photo.ID
	}
	order := kit.Moved(all, ids, by)
	id := p.sheet.file.ID
	p.change("order", func(ctx context.Context) error { return p.sheet.app.DB.OrderPhotos(ctx, id, order) })
}

func (p *casePhotos) caption() {
	w := p.sheet.Window
	p.sheet.show(tabPhotos)
	ids := p.gallery.Picked()
	if len(ids) == 0 {
		return
	}
	first, _ := p.photo(ids[0])
	w.AskText(w.T("files.caption"), p.sheet.app.Printer.N("files.caption_of", len(ids), "Name", first.Name), first.Caption, w.T("action.save"), func(text string) string {
		p.change("caption", func(ctx context.Context) error {
			var errs []error
			for _, id := range ids {
				errs = append(errs, p.sheet.app.DB.SetPhotoCaption(ctx, id, text))
			}
			return errors.Join(errs...)
		})
		return ""
	})
}

func (p *casePhotos) takeOut(ids []int64) {
	f, db := p.sheet, p.sheet.app.DB
	if len(ids) == 0 {
		return
	}
	kit.Load(f.Window, "file.photos.out", func(ctx context.Context) ([]store.TakenOutPhoto, error) {
		return db.TakeOutPhotos(ctx, ids)
	}, func(out []store.TakenOutPhoto) {
		p.load()
		f.Window.Notice(f.app.Printer.N("files.photos_out", len(out)), f.Window.T("action.undo"), func() {
			p.change("back", func(ctx context.Context) error { return db.PutBackPhotos(ctx, out) })
		})
	})
}

// viewedSide is how large a photo is looked at.
const viewedSide = 1600

// open shows a photo large, by its original; the arrows go to the others.
func (p *casePhotos) open(id int64) {
	kit.OpenOnce(p.sheet.app.Host, "photo", id, func() *photoWindow { return newPhotoWindow(p, id) })
}

// largePhoto reads an original for the screen.
func largePhoto(db *store.DB, photo store.CasePhoto) (image.Image, error) {
	original, err := db.PhotoOriginal(photo)
	if err != nil {
		return nil, err
	}
	small, err := pictures.Shrink(bytes.NewReader(original), viewedSide, 90)
	if err != nil {
		return nil, err
	}
	return jpeg.Decode(bytes.NewReader(small))
}
