package cases

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// caseMailFiles is what goes with a mail of a file: papers as they are, photos upright, small and without their place.
type caseMailFiles struct {
	mail     *caseMailWindow
	papers   []compose.CaseAttached
	absent   []garage.CaseAttachment // what the mail's text speaks of and the file does not have
	photos   []store.CasePhoto       // those that are to go
	made     madePhotos              // as they go out
	making   bool
	reading  int  // how many readings of other files are on their way
	readings int  // that were begun
	touched  bool // she has chosen something herself
	form     *kit.Form
	grid     *kit.SliceGrid[attachedRow]
	total    *widget.Label
	object   fyne.CanvasObject
}

// attachedRow is a line of the list: a paper, or what is made of photos.
type attachedRow struct {
	compose.CaseAttached
	photo bool
	at    int
}

func newCaseMailFiles(m *caseMailWindow) *caseMailFiles {
	l := &caseMailFiles{mail: m, total: widget.NewLabel("")}
	w, p := m.window, m.app.Printer
	l.total.Wrapping = fyne.TextWrapWord
	l.grid = kit.NewSliceGrid(kit.SliceOptions[attachedRow]{
		Columns: []kit.Column[attachedRow]{
			{Key: "name", Label: w.T("editor.file"), Width: 210, Text: func(f attachedRow) string { return f.Name }},
			{
				Key: "size", Label: w.T("editor.size"), Width: 74, Align: fyne.TextAlignTrailing,
				Text: func(f attachedRow) string { return p.Size(int64(len(f.Bytes))) },
			},
		},
		Empty:    w.T("editor.no_attachments"),
		OnDelete: l.remove,
		OnOpen:   func(f attachedRow) { m.app.OpenBytes(w, f.Name, f.Bytes) },
	})
	w.RememberColumns("file_mail_files", l.grid)
	l.form = kit.NewForm(w, 1,
		kit.Field{Key: "form", Label: w.T("files.photos"), Kind: kit.OneOf, Options: photoForms(w)},
		kit.Field{Key: "side", Label: w.T("files.photo_size"), Kind: kit.OneOf, Options: desk.PhotoSizes(w, false)})
	l.form.SetValue("form", "0")
	l.form.SetValue("side", strconv.Itoa(desk.PhotoSides[1]))
	l.form.OnChanged = func(string) { l.make() }
	button := func(label, key string, icon fyne.Resource, do func()) fyne.CanvasObject {
		one := kit.NewIconButton(w.T(label), icon, do)
		one.SetToolTip(w.T(label) + " (" + kit.KeyName(key) + ")")
		w.Bind(key, do)
		return one
	}
	buttons := container.NewGridWithColumns(2,
		button("files.photos", "F3", theme.FileImageIcon(), l.choosePhotos),
		button("files.documents", "F4", theme.DocumentIcon(), l.choosePapers),
		button("files.other_file", "Ctrl+J", theme.ContentAddIcon(), l.onAdd),
		kit.NewIconButton(w.T("action.remove"), theme.ContentRemoveIcon(), func() { l.remove(l.grid.SelectedRows()) }))
	l.object = container.NewBorder(container.NewVBox(kit.Heading(w.T("editor.attachments")), l.form.Object),
		container.NewVBox(l.total, buttons), nil, nil, l.grid)
	l.gather()
	return l
}

func photoForms(w *kit.Window) []kit.Option {
	forms := []kit.Option{{Value: "0", Label: w.T("files.photos_single")}}
	for _, perPage := range albumPages {
		forms = append(forms, kit.Option{Value: strconv.Itoa(perPage), Label: w.T("files.photos_album", "Count", strconv.Itoa(perPage))})
	}
	return forms
}

// make makes the photos ready in the form and size that she chose.
func (l *caseMailFiles) make() {
	m := l.mail
	choice := photoChoice{fileID: m.draft.CaseID, language: m.draft.Language}
	choice.perPage, _ = strconv.Atoi(l.form.Value("form")) // our own options
	choice.side, _ = strconv.Atoi(l.form.Value("side"))
	photos := slices.Clone(l.photos)
	l.making = true
	kit.Try(m.window.Runner, "file_mail.photos", func(ctx context.Context) (madePhotos, error) {
		return attachedPhotos(ctx, m.app, choice, photos)
	}, func(made madePhotos, err error) {
		m.window.Fail(err)
		l.made, l.making = made, false
		l.show()
	})
	l.show()
}

// files are all in the order they go out.
func (l *caseMailFiles) files() []compose.CaseAttached {
	return append(slices.Clone(l.papers), l.made.files...)
}

func (l *caseMailFiles) onAdd() {
	w := l.mail.window
	w.ChooseFiles(kit.Files{Purpose: "attach", Title: w.T("editor.attach"), Begin: kit.PlaceDocuments}, l.add)
}

// busy reports whether something that is to go with the mail is not there yet.
func (l *caseMailFiles) busy() bool { return l.making || l.reading > 0 }

// readAttached reads what is to go with the mail, which does not leave before.
func readAttached[T any](l *caseMailFiles, read func(ctx context.Context) (T, error), take func(T)) {
	w := l.mail.window
	l.reading, l.readings = l.reading+1, l.readings+1
	kit.Try(w.Runner, "file_mail.attach."+strconv.Itoa(l.readings), read, func(answer T, err error) {
		l.reading--
		if err != nil {
			w.Fail(err)
		} else {
			take(answer)
		}
		l.show()
	})
	l.show()
}

// add takes copies of files as they are now, one after the other: what is attached stays attached when the file moves. What
// cannot go along is told.
func (l *caseMailFiles) add(paths []string) {
	type taken struct {
		files   []compose.CaseAttached
		refused []store.RefusedPhoto
	}
	side, _ := strconv.Atoi(l.form.Value("side")) // our own options
	readAttached(l, func(ctx context.Context) (t taken, err error) {
		for _, path := range filesIn(paths) {
			if ctx.Err() != nil {
				return t, ctx.Err()
			}
			file, err := desk.AttachedFile(path, side)
			if err != nil {
				t.refused = append(t.refused, store.RefusedPhoto{Path: path, Err: err})
				continue
			}
			t.files = append(t.files, file)
		}
		return t, nil
	}, func(t taken) {
		l.papers, l.touched = append(l.papers, t.files...), l.touched || len(t.files) > 0
		if len(t.refused) > 0 {
			l.mail.window.Tell(l.mail.title, strings.Join(refusedLines(l.mail.app, t.refused), "\n"))
		}
	})
}

func (l *caseMailFiles) remove(rows []attachedRow) {
	l.touched = true
	for _, row := range slices.Backward(rows) { // from behind, so that the places before it stay right
		switch {
		case !row.photo:
			l.papers = slices.Delete(l.papers, row.at, row.at+1)
		case row.at < len(l.made.ids):
			id := l.made.ids[row.at]
			l.photos = slices.DeleteFunc(l.photos, func(photo store.CasePhoto) bool { return photo.ID == id })
			l.made.files, l.made.ids = slices.Delete(l.made.files, row.at, row.at+1), slices.Delete(l.made.ids, row.at, row.at+1)
		default:
			l.photos, l.made = nil, madePhotos{}
		}
	}
	if l.making { // those that are being made are not these any more
		l.make()
		return
	}
	l.show()
}

// show lists the files and says how they go out: in how many mails, and what does not.
func (l *caseMailFiles) show() {
	p := l.mail.app.Printer
	var rows []attachedRow
	var size int64
	for i, file := range l.papers {
		rows = append(rows, attachedRow{file, false, i})
	}
	for i, file := range l.made.files {
		rows = append(rows, attachedRow{file, true, i})
	}
	for _, row := range rows {
		size += int64(len(row.Bytes))
	}
	var lines []string
	l.total.Importance = widget.MediumImportance
	warn := func(text string) {
		l.total.Importance = widget.WarningImportance
		lines = append(lines, text)
	}
	switch parts := len(compose.SplitAttached(l.files())); {
	case l.busy():
		lines = append(lines, p.T("files.making_photos"))
	case parts > 1:
		warn(p.N("files.split_mails", parts, "Size", p.Size(size)))
	case size > compose.LargeAttachmentLimit:
		warn(p.T("editor.too_large", "Size", p.Size(size)))
	case size > 0:
		lines = append(lines, p.T("editor.total_size", "Size", p.Size(size)))
	}
	if len(l.absent) > 0 {
		warn(p.T("files.to_attach", "What", l.absentNames()))
	}
	for _, refused := range l.made.refused {
		warn(p.T("kit.pair", "Label", refused.Path, "Value", explain.Error(p, refused.Err)))
	}
	l.total.SetText(strings.Join(lines, "\n"))
	l.grid.SetRows(rows)
}

func (l *caseMailFiles) absentNames() string {
	var names []string
	for _, kind := range l.absent {
		names = append(names, l.mail.window.T(kind.LabelKey()))
	}
	return strings.Join(names, ", ")
}
