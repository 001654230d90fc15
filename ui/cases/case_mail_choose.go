package cases

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// choosePhotos shows the photos of the file; those that she selects go with the mail.
func (l *caseMailFiles) choosePhotos() {
	m := l.mail
	w, a := m.window, m.app
	kit.Load(w, "file_mail.choose", func(ctx context.Context) (shown shownPhotos, err error) {
		return readPhotos(ctx, a, m.draft.CaseID)
	}, func(shown shownPhotos) {
		gallery := kit.NewGallery(kit.GalleryOptions{Empty: w.T("files.no_photos")})
		gallery.SetTiles(shown.tiles)
		for _, photo := range l.photos {
			gallery.Select(photo.ID)
		}
		w.ShowDialog(kit.DialogOptions{
			Title: w.T("files.photos"), Body: gallery, MinSize: fyne.NewSize(800, 460), Focus: gallery.Focusable(),
			Choices: []kit.Choice{
				{Label: w.T("kit.cancel"), Cancel: true},
				{Label: w.T("files.all_photos"), Do: func() bool { l.setPhotos(shown.photos); return true }},
				{Label: w.T("files.take_party"), Default: true, Do: func() bool {
					ids := gallery.Picked()
					l.setPhotos(slices.DeleteFunc(shown.photos, func(one store.CasePhoto) bool { return !slices.Contains(ids, one.ID) }))
					return true
				}},
			},
		})
	})
}

func (l *caseMailFiles) setPhotos(photos []store.CasePhoto) {
	l.photos, l.touched = photos, true
	l.absent = without(l.absent, garage.WithPhotos)
	l.make()
}

func without(kinds []garage.CaseAttachment, kind garage.CaseAttachment) []garage.CaseAttachment {
	return slices.DeleteFunc(slices.Clone(kinds), func(one garage.CaseAttachment) bool { return one == kind })
}

// choosePapers offers the papers of the case and its report.
func (l *caseMailFiles) choosePapers() {
	m := l.mail
	w, a := m.window, m.app
	attach := func(kind garage.CaseAttachment, read func(ctx context.Context) (compose.CaseAttached, error)) {
		readAttached(l, read, func(file compose.CaseAttached) {
			l.absent = without(l.absent, kind)
			if !slices.ContainsFunc(l.papers, func(one compose.CaseAttached) bool { return one.Name == file.Name && one.DocumentID == file.DocumentID }) {
				l.papers, l.touched = append(l.papers, file), true
			}
		})
	}
	kit.Load(w, "file_mail.papers", func(ctx context.Context) ([]store.CaseDocument, error) {
		return a.DB.CaseDocuments(ctx, m.draft.CaseID)
	}, func(papers []store.CaseDocument) {
		var actions []kit.Action
		for _, paper := range papers {
			actions = append(actions, kit.Action{Label: w.T(paper.Kind.LabelKey()) + "  " + paper.Name, Run: func() {
				attach(paper.Kind, func(ctx context.Context) (compose.CaseAttached, error) { return attachedPaper(ctx, a, paper) })
			}})
		}
		actions = append(actions, kit.Action{Label: w.T(garage.WithReport.LabelKey()), Run: func() {
			attach(garage.WithReport, func(ctx context.Context) (compose.CaseAttached, error) {
				return attachedReport(ctx, a, m.draft.CaseID, m.draft.Language)
			})
		}})
		w.PopUpMenu(fyne.NewPos(l.object.Position().X+40, w.Canvas().Size().Height-160), actions...)
	})
}
