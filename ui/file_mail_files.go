package ui

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"mime"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/store/pictures"
	"garagemail/ui/kit"
)

// A photo goes out this large: a claim can be judged by it, and ten of them pass any server.
const (
	mailedPhotoSide    = 1600
	mailedPhotoQuality = 82
)

// fileMailFiles is what goes with a mail of a file: PDFs as they are, photos small, upright and without their place.
type fileMailFiles struct {
	mail   *fileMailWindow
	files  []mailer.FileAttached
	grid   *kit.SliceGrid[mailer.FileAttached]
	total  *widget.Label
	object fyne.CanvasObject
}

func newFileMailFiles(m *fileMailWindow) *fileMailFiles {
	l := &fileMailFiles{mail: m, total: widget.NewLabel("")}
	w, p := m.window, m.app.p
	l.total.Wrapping = fyne.TextWrapWord
	l.grid = kit.NewSliceGrid(kit.SliceOptions[mailer.FileAttached]{
		Columns: []kit.Column[mailer.FileAttached]{
			{Key: "name", Label: w.T("editor.file"), Width: 190, Text: func(f mailer.FileAttached) string { return f.Name }},
			{
				Key: "size", Label: w.T("editor.size"), Width: 74, Align: fyne.TextAlignTrailing,
				Text: func(f mailer.FileAttached) string { return p.Size(int64(len(f.Bytes))) },
			},
		},
		Empty:    w.T("editor.no_attachments"),
		OnDelete: l.remove,
	})
	w.RememberColumns("file_mail_files", l.grid)
	add := kit.NewIconButton(w.T("action.add"), theme.ContentAddIcon(), l.onAdd)
	add.SetToolTip(w.T("editor.attach") + " (CTRL+J)")
	w.Bind("Ctrl+J", l.onAdd)
	remove := kit.NewIconButton(w.T("action.remove"), theme.ContentRemoveIcon(), func() { l.remove(l.grid.SelectedRows()) })
	l.object = container.NewBorder(kit.Heading(w.T("editor.attachments")), container.NewVBox(l.total, container.NewHBox(add, remove)), nil, nil, l.grid)
	l.show()
	return l
}

func (l *fileMailFiles) onAdd() {
	w := l.mail.window
	w.ChooseFile(w.T("editor.attach"), nil, l.add)
}

// add takes a copy of the file as it is now: what is attached stays attached when the file moves.
func (l *fileMailFiles) add(path string) {
	w := l.mail.window
	kit.Load(w.Runner, "file_mail.attach."+path, func(context.Context) (mailer.FileAttached, error) {
		return attachedFile(path)
	}, func(file mailer.FileAttached, err error) {
		if err != nil {
			l.mail.app.fail(w, err)
			return
		}
		l.files = append(l.files, file)
		l.show()
	})
}

// attachedFile reads a file for a mail. A picture is made small, also when its name does not say that it is one; a picture
// that cannot be read is refused, for the place where it was taken may stand in it.
func attachedFile(path string) (mailer.FileAttached, error) {
	info, err := os.Stat(path)
	if err != nil {
		return mailer.FileAttached{}, err
	}
	if info.Size() > max(store.MaxAttachment, pictures.MaxBytes) { // before a huge file fills the memory
		return mailer.FileAttached{}, &store.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return mailer.FileAttached{}, err
	}
	name := filepath.Base(path)
	plain := strings.TrimSuffix(name, filepath.Ext(name))
	small, err := pictures.Shrink(bytes.NewReader(content), mailedPhotoSide, mailedPhotoQuality)
	switch {
	case err == nil:
		return mailer.FileAttached{Name: plain + ".jpg", MediaType: "image/jpeg", Bytes: small}, nil
	case errors.Is(err, pictures.ErrPDF):
		name = plain + ".pdf"
	case !errors.Is(err, pictures.ErrNoPicture):
		return mailer.FileAttached{}, err
	}
	if len(content) > store.MaxAttachment {
		return mailer.FileAttached{}, &store.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return mailer.FileAttached{
		Name: name, MediaType: cmp.Or(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream"), Bytes: content,
	}, nil
}

func (l *fileMailFiles) remove(rows []mailer.FileAttached) {
	l.files = slices.DeleteFunc(l.files, func(f mailer.FileAttached) bool {
		return slices.ContainsFunc(rows, func(row mailer.FileAttached) bool { return row.Name == f.Name && bytes.Equal(row.Bytes, f.Bytes) })
	})
	l.show()
}

// show lists the files and says when they are more than many servers take.
func (l *fileMailFiles) show() {
	var size int64
	for _, file := range l.files {
		size += int64(len(file.Bytes))
	}
	p := l.mail.app.p
	l.total.Importance = widget.MediumImportance
	switch {
	case size > mailer.LargeAttachmentLimit:
		l.total.Importance = widget.WarningImportance
		l.total.SetText(p.T("editor.too_large", "Size", p.Size(size)))
	case size > 0:
		l.total.SetText(p.T("editor.total_size", "Size", p.Size(size)))
	case len(l.mail.mail.Attachments) > 0:
		l.total.Importance = widget.WarningImportance
		l.total.SetText(p.T("files.to_attach", "What", l.mail.promised()))
	default:
		l.total.SetText("")
	}
	l.grid.SetRows(slices.Clone(l.files))
}
