package cases

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// caseDocuments is the tab with the papers of a file: documents of the journal, and PDFs from elsewhere.
type caseDocuments struct {
	sheet  *CaseWindow
	grid   *kit.SliceGrid[store.CaseDocument]
	object fyne.CanvasObject
}

func newCaseDocuments(f *CaseWindow) *caseDocuments {
	d := &caseDocuments{sheet: f}
	w, p := f.Window, f.app.Printer
	d.grid = kit.NewSliceGrid(kit.SliceOptions[store.CaseDocument]{
		Columns: []kit.Column[store.CaseDocument]{
			{Key: "kind", Label: w.T("files.paper_kind"), Width: 120, Text: func(one store.CaseDocument) string { return w.T(one.Kind.LabelKey()) }},
			{Key: "name", Label: w.T("files.paper_name"), Width: 320, Text: func(one store.CaseDocument) string { return one.Name }},
			{Key: "from", Label: w.T("files.paper_from"), Width: 150, Text: func(one store.CaseDocument) string {
				if one.DocumentID != 0 {
					return w.T("main.documents")
				}
				return p.Size(one.Size)
			}},
			{Key: "added", Label: w.T("files.paper_added"), Width: 130, Text: func(one store.CaseDocument) string { return p.Time(one.AddedAt) }},
		},
		Empty:    w.T("files.no_papers"),
		OnOpen:   d.open,
		OnDelete: d.takeOut,
		OnMenu:   func(_ []store.CaseDocument, at fyne.Position) { w.PopUpMenu(at, d.kinds()...) },
	})
	w.RememberColumns("file_documents", d.grid)
	w.Bind("Ctrl+D", d.link)
	link := kit.NewIconButton(w.T("files.link_document"), theme.ContentAddIcon(), d.link)
	link.SetToolTip(w.T("files.link_document") + " (CTRL+D)")
	d.object = container.NewBorder(container.NewHBox(link,
		kit.NewIconButton(w.T("files.add_paper"), theme.DocumentIcon(), d.choose),
		kit.NewIconButton(w.T("action.open"), theme.FolderOpenIcon(), func() {
			if one, ok := d.grid.CurrentRow(); ok {
				d.open(one)
			}
		}),
		kit.NewIconButton(w.T("action.remove"), theme.DeleteIcon(), func() { d.takeOut(d.grid.SelectedRows()) }),
		kit.NewIconButton(w.T("files.report"), theme.DocumentPrintIcon(), d.report),
		kit.NewIconButton(w.T("files.album"), theme.FileImageIcon(), d.album)), nil, nil, nil, d.grid)
	return d
}

func (d *caseDocuments) load() {
	f := d.sheet
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	kit.Load(f.Window, "file.documents", func(ctx context.Context) ([]store.CaseDocument, error) {
		return f.app.DB.CaseDocuments(ctx, id)
	}, func(papers []store.CaseDocument) {
		d.grid.SetRows(papers)
		f.nameTabs()
	})
}

// change carries out what becomes of papers and shows them anew.
func (d *caseDocuments) change(do func(ctx context.Context) error) {
	f := d.sheet
	kit.Change(f.Window, "file.documents.change", do, d.load)
}

// kinds are the menu of what the selected papers can be in the case.
func (d *caseDocuments) kinds() []kit.Action {
	var actions []kit.Action
	for _, kind := range store.CaseDocumentKinds {
		actions = append(actions, kit.Action{Label: d.sheet.Window.T(kind.LabelKey()), Run: func() {
			rows := d.grid.SelectedRows()
			d.change(func(ctx context.Context) error {
				for _, row := range rows {
					if err := d.sheet.app.DB.SetCaseDocumentKind(ctx, row.ID, kind); err != nil {
						return err
					}
				}
				return nil
			})
		}})
	}
	return actions
}

func (d *caseDocuments) choose() {
	w := d.sheet.Window
	w.ChooseFiles(kit.Files{Purpose: "papers", Title: w.T("files.add_paper"), Endings: []string{".pdf"}, Begin: kit.PlaceDocuments}, d.add)
}

// add keeps PDFs in the file; what they are is proposed by the file's state and can be changed.
func (d *caseDocuments) add(paths []string) {
	f := d.sheet
	if f.file.ID == 0 {
		f.save(func() { d.add(paths) })
		return
	}
	kind, id := d.likelyKind(), f.file.ID
	d.change(func(ctx context.Context) error {
		for _, path := range paths {
			if info, err := os.Stat(path); err != nil || info.Size() > store.MaxAttachment {
				if err == nil {
					err = &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
				}
				return err
			}
			content, err := os.ReadFile(path) //nolint:gosec // she picked it
			if err != nil {
				return err
			}
			if err := f.app.DB.AddCasePaper(ctx, id, kind, filepath.Base(path), content); err != nil {
				return err
			}
		}
		return nil
	})
	f.show(tabDocuments)
}

// likelyKind is the first kind of paper that the mails of this state or a later one call for and that is not there yet.
func (d *caseDocuments) likelyKind() garage.CaseAttachment {
	f := d.sheet
	from := slices.IndexFunc(f.kind.States, func(one garage.CaseState) bool { return one.Key == f.file.State })
	for _, state := range f.kind.States[max(0, from):] {
		for _, mail := range garage.ProposedMails(f.kind.Name, state.Key) {
			for _, kind := range mail.Attachments {
				has := slices.ContainsFunc(d.grid.Rows(), func(one store.CaseDocument) bool { return one.Kind == kind })
				if slices.Contains(store.CaseDocumentKinds, kind) && !has {
					return kind
				}
			}
		}
	}
	return garage.WithOther
}

func (d *caseDocuments) takeOut(papers []store.CaseDocument) {
	f := d.sheet
	if len(papers) == 0 {
		return
	}
	kit.Try(f.Window.Runner, "file.documents.out", func(ctx context.Context) (out []store.TakenOutPaper, err error) {
		for _, paper := range papers {
			one, err := f.app.DB.TakeOutCaseDocument(ctx, paper)
			if err != nil {
				return out, err
			}
			out = append(out, one)
		}
		return out, nil
	}, func(out []store.TakenOutPaper, err error) {
		f.Window.Fail(err)
		d.load()
		if len(out) == 0 {
			return
		}
		f.Window.Notice(f.app.Printer.N("files.papers_out", len(out)), f.Window.T("action.undo"), func() {
			d.change(func(ctx context.Context) error {
				for _, one := range out {
					if err := f.app.DB.PutBackCaseDocument(ctx, one); err != nil {
						return err
					}
				}
				return nil
			})
		})
	})
}

// open shows a paper with the program that the machine opens PDFs with.
func (d *caseDocuments) open(paper store.CaseDocument) {
	a, w := d.sheet.app, d.sheet.Window
	if paper.DocumentID != 0 {
		a.OpenPaper(w, paper.DocumentID)
		return
	}
	d.show("file.paper", func(ctx context.Context) (compose.CaseAttached, error) { return attachedPaper(ctx, a, paper) })
}

func (d *caseDocuments) show(key string, read func(ctx context.Context) (compose.CaseAttached, error)) {
	a, w := d.sheet.app, d.sheet.Window
	kit.Load(w, key, read, func(file compose.CaseAttached) {
		a.OpenBytes(w, file.Name, file.Bytes)
	})
}

func (d *caseDocuments) report() {
	f := d.sheet
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	d.show("file.report", func(ctx context.Context) (compose.CaseAttached, error) {
		return attachedReport(ctx, f.app, id, f.app.Printer.Language())
	})
}

// album asks how many photos a page has, and shows them.
func (d *caseDocuments) album() {
	f := d.sheet
	if f.file.ID == 0 {
		return
	}
	var actions []kit.Action
	for _, perPage := range albumPages {
		actions = append(actions, kit.Action{Label: f.Window.T("files.photos_album", "Count", strconv.Itoa(perPage)), Run: func() {
			d.showAlbum(photoChoice{
				perPage: perPage, side: desk.PhotoSides[1], whole: true, fileID: f.file.ID, language: f.app.Printer.Language(),
			})
		}})
	}
	f.Window.PopUpMenu(fyne.NewPos(300, 120), actions...)
}

// showAlbum opens all photos of the file as one album, and tells which cannot be read.
func (d *caseDocuments) showAlbum(choice photoChoice) {
	f := d.sheet
	a, w := f.app, f.Window
	kit.Try(w.Runner, "file.album", func(ctx context.Context) (madePhotos, error) {
		photos, err := a.DB.CasePhotos(ctx, choice.fileID)
		if err != nil {
			return madePhotos{}, err
		}
		return attachedPhotos(ctx, a, choice, photos)
	}, func(made madePhotos, err error) {
		switch {
		case err != nil:
			w.Fail(err)
		case len(made.files) > 0:
			a.OpenBytes(w, made.files[0].Name, made.files[0].Bytes)
		case len(made.refused) == 0:
			w.Notice(w.T("files.no_photos"), "", nil)
		}
		if len(made.refused) > 0 {
			w.Tell(w.T("files.album"), strings.Join(refusedLines(a, made.refused), "\n"))
		}
	})
}
