package desk

import (
	"context"
	"os"
	"path/filepath"

	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/pdf"
	"garagemail/store/garage"
	"garagemail/ui/desktop"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// OpenPaper shows the PDF of a document: as it was sent where it was, else as it would be.
func (a *App) OpenPaper(w *kit.Window, documentID int64) {
	kit.Load(w, "paper", func(ctx context.Context) (compose.Paper, error) {
		document, err := a.DB.Document(ctx, documentID)
		if err != nil {
			return compose.Paper{}, err
		}
		if sent, ok, err := a.sentPaper(ctx, document); err != nil || ok {
			return sent, err
		}
		return papers.Of(a.DB, a.Company.ID)(ctx, document)
	}, func(paper compose.Paper) {
		a.OpenBytes(w, paper.Name, paper.Bytes)
	})
}

// sentPaper is the PDF inside the newest message of the document that left.
func (a *App) sentPaper(ctx context.Context, document garage.Document) (paper compose.Paper, ok bool, err error) {
	ids, err := a.DB.Deliveries(ctx, garage.DeliveryFilter{DocumentID: document.ID, States: []garage.DeliveryState{garage.Sent}})
	if err != nil || len(ids) == 0 {
		return paper, false, err
	}
	message, err := a.DB.DeliveryMessage(ctx, ids[0])
	if err != nil {
		return paper, false, err
	}
	for _, file := range demo.Read(message).Attachments {
		if file.MediaType == "application/pdf" {
			return compose.Paper{Name: pdf.FileName(document.Number), Bytes: file.Bytes}, true, nil
		}
	}
	return paper, false, nil
}

// OpenBytes hands a file to the program that the machine opens such files with. It lies in a folder of hers alone.
func (a *App) OpenBytes(w *kit.Window, name string, content []byte) {
	kit.Try(w.Runner, "open", func(context.Context) (string, error) {
		cache, err := os.UserCacheDir()
		if err != nil {
			cache = os.TempDir()
		}
		return desktop.PutToView(filepath.Join(cache, "garagemail"), name, content)
	}, func(path string, err error) {
		if err == nil {
			err = desktop.OpenFile(path, a.Host.App.OpenURL)
		}
		if err != nil {
			w.Tell(w.T("documents.preview"), w.T("documents.no_viewer", "File", path))
		}
	})
}
