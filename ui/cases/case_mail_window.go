package cases

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// caseMailWindow is a mail of a case, ready to be looked at, changed and sent.
type caseMailWindow struct {
	app    *desk.App
	window *kit.Window
	title  string
	mail   garage.CaseMail
	draft  compose.CaseMailDraft
	form   *kit.Form
	files  *caseMailFiles
}

// openCaseMail shows the mail that the state of a case proposes.
func openCaseMail(a *desk.App, f *CaseWindow, mail garage.CaseMail) {
	if a.LacksCompany(f.Window, f.Window.T("files.next_mail")) {
		return
	}
	fileID := f.file.ID
	kit.Load(f.Window, "file.draft", func(ctx context.Context) (compose.CaseMailDraft, error) {
		return compose.DraftCaseMail(ctx, a.Office(), fileID, mail)
	}, func(draft compose.CaseMailDraft) {
		newCaseMailWindow(a, draft, mail)
	})
}

func newCaseMailWindow(a *desk.App, draft compose.CaseMailDraft, mail garage.CaseMail) *caseMailWindow {
	m := &caseMailWindow{app: a, title: a.Printer.T(mail.LabelKey()), mail: mail, draft: draft}
	m.window = a.NewWindow(kit.WindowOptions{Key: "file_mail", Title: m.title, Size: fyne.NewSize(1000, 600)})
	w := m.window
	language := kit.Field{Key: "language", Label: w.T("files.party_language"), ReadOnly: true}
	m.form = kit.NewForm(w, 1,
		kit.Field{Key: "name", Label: w.T("files.party_name")},
		kit.Field{Key: "email", Label: w.T("files.party_email"), Check: desk.InWords(w, garage.CheckEmail)},
		language,
		kit.Field{Key: "subject", Label: w.T("company.phrase_subject")},
		kit.Field{Key: "body", Label: w.T("company.phrase_body"), Kind: kit.Multiline, Lines: 16})
	for key, value := range map[string]string{
		"name": draft.ToName, "email": draft.ToAddress, "language": w.T("settings.language_" + draft.Language), "subject": draft.Subject, "body": draft.Body,
	} {
		m.form.SetValue(key, value)
	}
	m.form.SetClean()
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("preflight.send"), Icon: theme.MailSendIcon(), Key: "Ctrl+Return", Accent: true, Run: m.onSend},
		kit.Action{Label: w.T("editor.placeholder"), Icon: theme.ContentAddIcon(), Key: "Ctrl+M", Run: m.onPlaceholder})
	w.OnMayClose(func() bool {
		if !m.form.Dirty() && !m.files.touched {
			return true
		}
		w.Ask(w.T("files.next_mail"), w.T("files.drop_mail"), w.T("files.drop"), true, w.Discard)
		return false
	})
	m.files = newCaseMailFiles(m)
	w.SetOnDropped(func(_ fyne.Position, dropped []fyne.URI) {
		var paths []string
		for _, file := range dropped {
			paths = append(paths, file.Path())
		}
		m.files.add(paths)
	})
	split := container.NewHSplit(w.NewScroll(container.NewPadded(m.form.Object)), m.files.object)
	w.RememberSplit("file_mail", split, 0.7)
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, split))
	w.Show()
	m.form.Focus("body")
	return m
}

func (m *caseMailWindow) onPlaceholder() {
	w := m.window
	entry := m.form.Entry("body")
	if w.Canvas().Focused() == fyne.Focusable(m.form.Entry("subject")) {
		entry = m.form.Entry("subject")
	}
	w.PopUpMenu(fyne.NewPos(160, 40), desk.PlaceholderActions(w, entry, compose.OfCase, compose.OfClient, compose.OfVehicle)...)
}

// onSend hands the mail to the outbox as it stands there. One that speaks of what is not attached goes only when she says so.
func (m *caseMailWindow) onSend() {
	if !m.form.Validate() {
		return
	}
	w, files := m.window, m.files
	switch {
	case files.busy():
		w.Notice(w.T("files.making_photos"), "", nil)
	case len(files.made.refused) > 0:
		w.Ask(m.title, m.app.Printer.N("files.photos_left_out", len(files.made.refused)), w.T("preflight.send"), true, m.send)
	case len(files.absent) > 0:
		w.Ask(m.title, w.T("files.nothing_attached", "What", files.absentNames()), w.T("preflight.send"), true, m.send)
	default:
		m.send()
	}
}

// send queues the mail. One that went to the address before goes again only when she says so.
func (m *caseMailWindow) send() {
	draft, files := m.draft, m.files.files()
	draft.ToName, draft.ToAddress = m.form.Value("name"), m.form.Value("email")
	draft.Subject, draft.Body = m.form.Value("subject"), m.form.Value("body")
	a, w, before := m.app, m.window, false
	desk.QueueMessages(a, w, m.title, func(ctx context.Context, _ func(done, total int)) ([]int64, error) {
		ids, err := compose.SendCaseMail(ctx, a.Office(), a.User.Name, draft, files)
		var refused *compose.RefusedError
		if errors.As(err, &refused) && refused.Report.Issues[0].Kind == compose.AlreadySent {
			before, err = true, nil
		}
		return ids, err
	}, func(_ *kit.Window, _ []int64, whole bool) {
		a.Bus.Announce(desk.TopicCases)
		switch {
		case before:
			w.Ask(m.title, w.T("files.sent_before", "Address", draft.ToAddress), w.T("files.send_again"), true, func() {
				m.draft.Again = true
				m.send()
			})
		case whole:
			w.Discard()
		}
	})
}
