package ui

import (
	"cmp"
	"context"
	"mime"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/kit"
)

// attachmentList is the files that go with the mail, with their size.
type attachmentList struct {
	editor *mailEditor
	object fyne.CanvasObject
	grid   *kit.SliceGrid[store.Attachment]
	total  *widget.Label
}

func newAttachmentList(e *mailEditor) *attachmentList {
	w, p := e.window, e.app.p
	l := &attachmentList{editor: e, total: widget.NewLabel("")}
	l.total.Wrapping = fyne.TextWrapWord
	l.grid = kit.NewSliceGrid(kit.SliceOptions[store.Attachment]{
		Columns: []kit.Column[store.Attachment]{
			{Key: "name", Label: w.T("editor.file"), Width: 170, Sort: true, Text: func(a store.Attachment) string { return a.Name }},
			{
				Key: "size", Label: w.T("editor.size"), Width: 74, Align: fyne.TextAlignTrailing, Sort: true,
				Text:    func(a store.Attachment) string { return p.Size(a.Size) },
				Compare: func(a, b store.Attachment) int { return cmp.Compare(a.Size, b.Size) },
			},
		},
		Empty:    w.T("editor.no_attachments"),
		OnDelete: l.remove,
	})
	w.RememberColumns("attachments", l.grid)
	add := kit.NewIconButton(w.T("action.add"), theme.ContentAddIcon(), l.onAdd)
	add.SetToolTip(w.T("editor.attach") + " (CTRL+J)")
	remove := kit.NewIconButton(w.T("action.remove"), theme.ContentRemoveIcon(), func() { l.remove(l.grid.SelectedRows()) })
	foot := container.NewVBox(l.total, container.NewHBox(add, remove))
	l.object = container.NewBorder(kit.Heading(w.T("editor.attachments")), foot, nil, nil, l.grid)
	return l
}

func (l *attachmentList) load() {
	e := l.editor
	kit.Load(e.window.Runner, "attachments", func(ctx context.Context) ([]store.Attachment, error) {
		return e.app.db.Attachments(ctx, e.mailing.ID)
	}, func(all []store.Attachment, err error) {
		if err != nil {
			e.app.fail(e.window, err)
			return
		}
		l.grid.SetRows(all)
		l.showTotal(all)
		l.object.Refresh()
	})
}

// showTotal warns when the files together are more than many servers take.
func (l *attachmentList) showTotal(all []store.Attachment) {
	var size int64
	for _, one := range all {
		size += one.Size
	}
	p := l.editor.app.p
	l.total.Importance = widget.MediumImportance
	switch {
	case size > mailer.LargeAttachmentLimit:
		l.total.Importance = widget.WarningImportance
		l.total.SetText(p.T("editor.too_large", "Size", p.Size(size)))
	case len(all) > 0:
		l.total.SetText(p.T("editor.total_size", "Size", p.Size(size)))
	default:
		l.total.SetText("")
	}
}

func (l *attachmentList) onAdd() {
	w := l.editor.window
	w.ChooseFile(w.T("editor.attach"), nil, l.add)
}

// add takes a copy of the file into the draft: what was attached stays attached when the file moves.
func (l *attachmentList) add(path string) {
	e := l.editor
	kit.Load(e.window.Runner, "attach."+path, func(ctx context.Context) (int64, error) {
		info, err := os.Stat(path)
		if err != nil {
			return 0, err
		}
		if info.Size() > store.MaxAttachment { // before a huge file fills the memory
			return 0, &store.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		mediaType := mime.TypeByExtension(filepath.Ext(path))
		if mediaType == "" {
			mediaType = "application/octet-stream"
		}
		return e.app.db.AddAttachment(ctx, e.mailing.ID, filepath.Base(path), mediaType, content)
	}, l.changed)
}

func (l *attachmentList) remove(rows []store.Attachment) {
	e := l.editor
	kit.Load(e.window.Runner, "detach", func(ctx context.Context) (int64, error) {
		for _, one := range rows {
			if err := e.app.db.RemoveAttachment(ctx, one.ID); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}, l.changed)
}

func (l *attachmentList) changed(_ int64, err error) {
	l.editor.app.fail(l.editor.window, err)
	l.load()
	l.editor.app.bus.Announce(topicMailings)
}
