package documents

import (
	"context"
	"errors"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// save keeps the draft and then runs then, which may be nil.
func (d *documentWindow) save(then func()) {
	if !d.document.IsDraft() || d.saving {
		return
	}
	w := d.window
	if !d.head.form.Validate() {
		w.Notice(w.T("client.not_saved"), "", nil)
		return
	}
	document := d.document
	d.head.read(&document)
	document.Lines = d.lines.lines
	d.saving = true
	kit.Try(w.Runner, "document.save", func(ctx context.Context) (saved garage.Document, err error) {
		id, err := d.app.DB.SaveDraft(ctx, document)
		if err != nil {
			return saved, err
		}
		return d.app.DB.Document(ctx, id)
	}, func(saved garage.Document, err error) {
		d.saving = false
		if err != nil {
			d.showProblem(err)
			return
		}
		d.fill(saved)
		d.app.Bus.Announce(desk.TopicDocuments)
		w.Notice(w.T("documents.saved"), "", nil)
		if then != nil {
			then()
		}
	})
}

// showProblem puts what is wrong at its field; of a line it says which one.
func (d *documentWindow) showProblem(err error) {
	w := d.window
	var wrong *garage.FieldError
	if !errors.As(err, &wrong) {
		w.Fail(err)
		return
	}
	w.Notice(w.T("client.not_saved"), "", nil)
	switch field := wrong.Field; {
	case field == "date" || field == "due_date" || field == "company_id" || field == "vehicle_id" || field == "plate" || field == "reference":
		d.head.form.SetError(field, w.T(wrong.Reason))
		d.head.form.Focus(field)
	case strings.HasPrefix(field, "lines."):
		d.tabs.SelectIndex(0)
		number, _, _ := strings.Cut(strings.TrimPrefix(field, "lines."), ".")
		w.Tell(w.T("documents.line", "Number", number), w.T(wrong.Reason))
	default:
		w.Tell(w.T("error.title"), w.T(wrong.Reason))
	}
}

// onIssue gives the draft its number, once she has agreed that nothing of it changes any more.
func (d *documentWindow) onIssue() {
	if !d.document.IsDraft() {
		return
	}
	w := d.window
	d.save(func() {
		w.Ask(w.T("documents.issue"), w.T("documents.issue_text"), w.T("documents.issue"), false, func() {
			kit.Try(w.Runner, "document.issue", func(ctx context.Context) (garage.Document, error) {
				return d.app.DB.IssueDocument(ctx, d.document.ID, d.document.Date)
			}, func(issued garage.Document, err error) {
				if err != nil {
					d.showProblem(err)
					return
				}
				d.fill(issued)
				d.app.Bus.Announce(desk.TopicDocuments)
				w.Notice(w.T("documents.issued", "Number", issued.Number), "", nil)
			})
		})
	})
}

func (d *documentWindow) onMail() {
	if d.document.ID != 0 && !d.document.IsDraft() {
		mailDocument(d.app, d.window, d.document.ID)
	}
}

// onPreview shows the PDF as it would be; of a draft as it stands there.
func (d *documentWindow) onPreview() {
	show := func() { d.app.OpenPaper(d.window, d.document.ID) }
	if d.dirty() || d.document.ID == 0 {
		d.save(show)
		return
	}
	show()
}

func (d *documentWindow) onCredit() {
	d.copyWith(d.app.DB.CreditDocument)
}

func (d *documentWindow) onDuplicate() {
	d.copyWith(d.app.DB.DuplicateDocument)
}

// copyWith makes a draft of the document and opens it.
func (d *documentWindow) copyWith(copied func(ctx context.Context, id int64) (int64, error)) {
	w := d.window
	if d.document.ID == 0 {
		return
	}
	kit.Try(w.Runner, "document.copy", func(ctx context.Context) (int64, error) {
		return copied(ctx, d.document.ID)
	}, func(id int64, err error) {
		if err != nil {
			d.showProblem(err)
			return
		}
		d.app.Bus.Announce(desk.TopicDocuments)
		OpenDocument(d.app, id)
	})
}

func (d *documentWindow) onDelete() {
	w := d.window
	if !d.document.IsDraft() {
		return
	}
	if d.document.ID == 0 {
		w.Close()
		return
	}
	w.Ask(w.T("action.delete"), w.T("documents.delete_text"), w.T("action.delete"), true, func() {
		kit.Do(w, "document.delete", func(ctx context.Context) error {
			return d.app.DB.DeleteDraft(ctx, d.document.ID)
		}, func() {
			w.Discard()
			d.app.Bus.Announce(desk.TopicDocuments)
		})
	})
}
