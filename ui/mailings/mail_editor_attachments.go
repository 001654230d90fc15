package mailings

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// attachmentList is the files that go with the mail, with their size.
type attachmentList struct {
	editor  *MailEditor
	object  fyne.CanvasObject
	grid    *kit.SliceGrid[garage.Attachment]
	total   *widget.Label
	form    *kit.Form        // how big pictures go out
	sources map[int64]string // the files that attachments were read from, as long as the window is open
}

func newAttachmentList(e *MailEditor) *attachmentList {
	w, p := e.Window, e.app.Printer
	l := &attachmentList{editor: e, total: widget.NewLabel(""), sources: map[int64]string{}}
	l.total.Wrapping = fyne.TextWrapWord
	l.grid = kit.NewSliceGrid(kit.SliceOptions[garage.Attachment]{
		Columns: []kit.Column[garage.Attachment]{
			{Key: "name", Label: w.T("editor.file"), Width: 170, Sort: true, Text: func(a garage.Attachment) string { return a.Name }},
			{
				Key: "size", Label: w.T("editor.size"), Width: 74, Align: fyne.TextAlignTrailing, Sort: true,
				Text:    func(a garage.Attachment) string { return p.Size(a.Size) },
				Compare: func(a, b garage.Attachment) int { return cmp.Compare(a.Size, b.Size) },
			},
		},
		Empty:    w.T("editor.no_attachments"),
		OnDelete: l.remove,
	})
	w.RememberColumns("attachments", l.grid)
	add := kit.NewIconButton(w.T("action.add"), theme.ContentAddIcon(), l.onAdd)
	add.SetToolTip(w.T("editor.attach") + " (CTRL+J)")
	remove := kit.NewIconButton(w.T("action.remove"), theme.ContentRemoveIcon(), func() { l.remove(l.grid.SelectedRows()) })
	l.form = kit.NewForm(w, 1, kit.Field{
		Key: "side", Label: w.T("editor.photo_size"), Kind: kit.OneOf, Tooltip: w.T("editor.photo_size_hint"), Options: desk.PhotoSizes(w, true),
	})
	l.form.SetValue("side", strconv.Itoa(desk.OriginalSize))
	l.form.OnChanged = func(string) { l.resize() }
	foot := container.NewVBox(l.total, l.form.Object, container.NewHBox(add, remove))
	l.object = container.NewBorder(kit.Heading(w.T("editor.attachments")), foot, nil, nil, l.grid)
	return l
}

func (l *attachmentList) load() {
	e := l.editor
	kit.Load(e.Window, "attachments", func(ctx context.Context) ([]garage.Attachment, error) {
		return e.app.DB.Attachments(ctx, e.mailing.ID)
	}, func(all []garage.Attachment) {
		l.grid.SetRows(all)
		l.showTotal(all)
		l.object.Refresh()
	})
}

// showTotal warns when the files together are more than many servers take.
func (l *attachmentList) showTotal(all []garage.Attachment) {
	var size int64
	for _, one := range all {
		size += one.Size
	}
	p := l.editor.app.Printer
	l.total.Importance = widget.MediumImportance
	switch {
	case size > compose.LargeAttachmentLimit:
		l.total.Importance = widget.WarningImportance
		l.total.SetText(p.T("editor.too_large", "Size", p.Size(size)))
	case len(all) > 0:
		l.total.SetText(p.T("editor.total_size", "Size", p.Size(size)))
	default:
		l.total.SetText("")
	}
}

func (l *attachmentList) onAdd() {
	w := l.editor.Window
	w.ChooseSeveral(kit.Files{Purpose: "attach", Title: w.T("editor.attach"), Begin: kit.PlaceDocuments}, l.addAll)
}

func (l *attachmentList) addAll(paths []string) {
	for _, path := range paths {
		l.add(path)
	}
}

// add takes a copy of the file into the draft: what was attached stays attached when the file moves.
func (l *attachmentList) add(path string) {
	side := l.pictureSide()
	l.attach(path, func() (compose.CaseAttached, error) { return desk.AttachedFile(path, side) })
}

// addAsIs attaches a file that may say where it was taken, because she says so.
func (l *attachmentList) addAsIs(path string) {
	l.attach(path, func() (compose.CaseAttached, error) {
		content, err := desk.ReadFileToAttach(path)
		if err != nil {
			return compose.CaseAttached{}, err
		}
		return desk.ContentAsIs(filepath.Base(path), content)
	})
}

func (l *attachmentList) attach(path string, read func() (compose.CaseAttached, error)) {
	e := l.editor
	kit.Try(e.Window.Runner, "attach."+path, func(ctx context.Context) (int64, error) {
		file, err := read()
		if err != nil {
			return 0, err
		}
		return e.app.DB.AddAttachment(ctx, e.mailing.ID, file.Name, file.MediaType, file.Bytes)
	}, func(id int64, err error) {
		w := e.Window
		if errors.Is(err, pictures.ErrHasPlace) {
			w.Ask(w.T("editor.attach"), w.T("editor.may_have_place", "File", filepath.Base(path)), w.T("editor.attach_anyway"), true,
				func() { l.addAsIs(path) })
			return
		}
		if err == nil {
			l.sources[id] = path
		}
		l.changed(err)
	})
}

func (l *attachmentList) pictureSide() int {
	side, _ := strconv.Atoi(l.form.Value("side")) // our own options
	return side
}

// resize makes the pictures of the draft again in the size that she has chosen: of the files that they were read from, as
// long as those are there, else of what is attached.
func (l *attachmentList) resize() {
	e, side := l.editor, l.pictureSide()
	rows, sources := l.grid.Rows(), maps.Clone(l.sources)
	kit.Try(e.Window.Runner, "attach.resize", func(ctx context.Context) (map[int64]string, error) {
		for _, one := range rows {
			if !strings.HasPrefix(one.MediaType, "image/") {
				continue
			}
			id, err := e.resized(ctx, one, sources[one.ID], side)
			if err != nil {
				return sources, err
			}
			if path, known := sources[one.ID]; known && id != one.ID {
				sources[id] = path
			}
		}
		return sources, nil
	}, func(sources map[int64]string, err error) {
		if sources != nil {
			l.sources = sources
		}
		l.changed(err)
	})
}

// resized puts an attached picture into the draft anew, and returns its id: the same when nothing is to be done, or can be.
func (e *MailEditor) resized(ctx context.Context, one garage.Attachment, source string, side int) (int64, error) {
	kept, err := e.app.DB.AttachmentBytes(ctx, one.ID)
	if err != nil {
		return one.ID, err
	}
	name, content := one.Name, kept
	if source != "" {
		if original, err := desk.ReadFileToAttach(source); err == nil {
			name, content = filepath.Base(source), original
		}
	}
	file, err := desk.AttachedContent(name, content, side)
	if err != nil || bytes.Equal(file.Bytes, kept) {
		return one.ID, nil //nolint:nilerr // what was attached stays as it is
	}
	id, err := e.app.DB.AddAttachment(ctx, e.mailing.ID, file.Name, file.MediaType, file.Bytes)
	if err != nil {
		return one.ID, err
	}
	return id, e.app.DB.RemoveAttachment(ctx, one.ID)
}

func (l *attachmentList) remove(rows []garage.Attachment) {
	e := l.editor
	kit.TryDo(e.Window.Runner, "detach", func(ctx context.Context) error {
		for _, one := range rows {
			if err := e.app.DB.RemoveAttachment(ctx, one.ID); err != nil {
				return err
			}
		}
		return nil
	}, l.changed)
}

func (l *attachmentList) changed(err error) {
	l.editor.Window.Fail(err)
	l.load()
	l.editor.app.Bus.Announce(desk.TopicMailings)
}
