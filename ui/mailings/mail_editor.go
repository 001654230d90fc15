package mailings

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// savePause is how long her fingers rest before the draft is written: little enough that nothing worth the name is lost.
const savePause = 700 * time.Millisecond

// MailEditor is Rédaction du mail: the draft of a mailing, saved while she types.
type MailEditor struct {
	app     *desk.App
	Window  *kit.Window
	mailing garage.Mailing // as it was read or last saved

	form        *kit.Form
	tabs        map[string]*kit.Button
	texts       map[string]*textPane
	bar         *fyne.Container // languages and formatting
	pages       *fyne.Container
	side        *fyne.Container
	language    string // of the text that is seen
	saved       *widget.Label
	recipients  *widget.Label
	clientIDs   []int64
	attachments *attachmentList
	toolbar     *kit.Toolbar
	insertAt    *kit.Button // the placeholder menu opens under it

	ready bool // the draft has been read: from now on changes are hers
	dirty bool
}

// OpenMailEditor opens a draft, or goes to the window in which it is open: two would overwrite each other's words.
func OpenMailEditor(a *desk.App, mailingID int64) {
	kit.OpenOnce(a.Host, "mail_editor", mailingID, func() *MailEditor { return newMailEditor(a, mailingID) })
}

func newMailEditor(a *desk.App, mailingID int64) *MailEditor {
	e := &MailEditor{app: a, tabs: map[string]*kit.Button{}, texts: map[string]*textPane{}}
	e.mailing.ID = mailingID
	e.Window = a.NewWindow(kit.WindowOptions{Key: "mail_editor", Title: a.Printer.T("editor.title"), Size: fyne.NewSize(1120, 660)})
	e.build()
	e.Window.OnMayClose(e.mayClose)
	a.Bus.Subscribe(e.Window, desk.TopicMailings, e.refresh)
	e.Window.ShowsOne(e, mailingID)
	e.Window.Show()
	e.load()
	return e
}

func (e *MailEditor) build() {
	w := e.Window
	e.saved, e.recipients = widget.NewLabel(""), widget.NewLabel("")
	e.saved.Importance = widget.LowImportance
	e.recipients.Wrapping = fyne.TextWrapWord
	e.form = kit.NewForm(w, 3,
		kit.Field{Key: "name", Label: w.T("editor.name"), Hint: w.T("editor.name_hint")},
		kit.Field{Key: "purpose", Label: w.T("editor.purpose"), Kind: kit.OneOf, Tooltip: w.T("editor.purpose_hint"), Options: []kit.Option{
			{Value: string(garage.Service), Label: w.T("editor.purpose_service")},
			{Value: string(garage.Promotional), Label: w.T("editor.purpose_promotional")},
		}},
		kit.Field{Key: "fallback", Label: w.T("editor.fallback"), Kind: kit.OneOf, Tooltip: w.T("editor.fallback_hint"), Options: e.languageOptions()},
	)
	e.form.OnChanged = func(string) { e.changed() }
	e.attachments = newAttachmentList(e)
	e.toolbar = w.NewToolbar(e.actions()...)

	change := kit.NewIconButton(w.T("editor.change_list"), theme.ListIcon(), e.onChangeList)
	change.SetToolTip(w.T("editor.change_list") + " (CTRL+L)")
	recipients := container.NewVBox(kit.Heading(w.T("editor.recipients")), e.recipients, container.NewHBox(change))
	e.side = container.NewBorder(recipients, nil, nil, nil, e.attachments.object)
	split := container.NewHSplit(e.buildTexts(), e.side)
	w.RememberSplit("mail_editor", split, 0.74)

	send := kit.NewDefaultButton(w.T("editor.send"), theme.MailSendIcon(), e.onSend)
	send.SetToolTip(w.T("editor.send_hint") + " (F9)")
	w.Bind("F9", e.onSend)
	top := container.NewVBox(container.NewBorder(nil, nil, nil, container.NewHBox(e.saved, send), e.toolbar.Object), widget.NewSeparator(), e.form.Object)
	w.SetBody(kit.Under(top, split))
	w.SetOnDropped(func(_ fyne.Position, files []fyne.URI) {
		for _, file := range files {
			e.attachments.add(file.Path())
		}
	})
}

func (e *MailEditor) actions() []kit.Action {
	w := e.Window
	return []kit.Action{
		{Label: w.T("editor.preview"), Icon: theme.VisibilityIcon(), Key: "F7", Run: e.onPreview},
		{Label: w.T("editor.test"), Icon: theme.MailReplyIcon(), Key: "Ctrl+T", Tooltip: w.T("editor.test_hint"), Run: e.onTest},
		{},
		{Label: w.T("editor.open_template"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: e.onOpenTemplate},
		{Label: w.T("editor.save_template"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: e.onSaveTemplate},
		{},
		{Label: w.T("editor.attach"), Icon: theme.MailAttachmentIcon(), Key: "Ctrl+J", Run: e.attachments.onAdd},
		{Label: w.T("editor.change_list"), Icon: theme.ListIcon(), Key: "Ctrl+L", Run: e.onChangeList, MenuOnly: true},
	}
}

func (e *MailEditor) languageOptions() []kit.Option {
	var options []kit.Option
	for _, language := range languages.Recipient {
		options = append(options, kit.Option{Value: language, Label: e.Window.T("editor.language." + language)})
	}
	return options
}

func (e *MailEditor) load() {
	kit.Load(e.Window, "mailing", func(ctx context.Context) (garage.Mailing, error) {
		return e.app.DB.Mailing(ctx, e.mailing.ID)
	}, func(mailing garage.Mailing) {
		e.mailing = mailing
		e.fill()
		e.loadRecipients()
		e.attachments.load()
	})
}

// fill shows the draft as it was read.
func (e *MailEditor) fill() {
	e.ready = false
	e.form.SetValue("name", e.mailing.Name)
	e.form.SetValue("purpose", string(e.mailing.Purpose))
	e.form.SetValue("fallback", e.mailing.FallbackLanguage)
	for language, pane := range e.texts {
		pane.set(e.mailing.Texts[language])
	}
	first := e.mailing.FallbackLanguage
	if e.texts[first] == nil {
		first = languages.Recipient[0]
	}
	e.showLanguage(first)
	e.ready = true
	e.Window.Focus(e.texts[first].subject)
}

// current is the mailing as it stands on the screen.
func (e *MailEditor) current() garage.Mailing {
	mailing := e.mailing
	mailing.Name = e.form.Value("name")
	mailing.Purpose = garage.Purpose(e.form.Value("purpose"))
	mailing.FallbackLanguage = e.form.Value("fallback")
	mailing.Texts = map[string]garage.Text{}
	for language, pane := range e.texts {
		if text := pane.text(); strings.TrimSpace(text.Subject+text.Body) != "" {
			mailing.Texts[language] = text
		}
	}
	return mailing
}

// changed saves the draft a moment after the last change.
func (e *MailEditor) changed() {
	if !e.ready {
		return
	}
	e.dirty = true
	e.saved.SetText(e.Window.T("editor.saving"))
	e.Window.Runner.Debounce("save", savePause, func() { e.saveNow() })
}

// SaveDrafts writes the drafts of all open editors at once.
func SaveDrafts(host *kit.Host) {
	for _, editor := range kit.Screens[*MailEditor](host) {
		editor.saveNow()
	}
}

// saveNow writes the draft at once: a few short rows. It reports whether what stands on the screen is in the file.
func (e *MailEditor) saveNow() bool {
	if !e.dirty {
		return true
	}
	mailing := e.current()
	// Not the window's context: the last words are saved while it closes.
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := e.app.DB.SaveMailing(ctx, mailing); err != nil {
		e.saved.SetText(e.Window.T("editor.not_saved"))
		e.Window.Fail(err)
		return false
	}
	e.mailing, e.dirty = mailing, false
	e.saved.SetText(e.Window.T("editor.saved"))
	e.app.Bus.Announce(desk.TopicMailings)
	return true
}

// mayClose saves what is not saved yet; when that cannot be done she decides.
func (e *MailEditor) mayClose() bool {
	if e.saveNow() {
		return true
	}
	e.Window.Ask(e.Window.T("editor.not_saved"), e.Window.T("editor.close_anyway"), e.Window.T("editor.discard"), true, e.Window.Discard)
	return false
}

// refresh follows what other windows do with the draft: a new list, or it was sent.
func (e *MailEditor) refresh() {
	kit.Try(e.Window.Runner, "state", func(ctx context.Context) (garage.Mailing, error) {
		return e.app.DB.Mailing(ctx, e.mailing.ID)
	}, func(mailing garage.Mailing, err error) {
		if errors.Is(err, garage.ErrNotFound) || mailing.State == garage.MailingQueued || mailing.State == garage.MailingCancelled {
			e.Window.Discard()
			return
		}
		if err != nil {
			e.Window.Fail(err)
			return
		}
		e.mailing.Criteria = mailing.Criteria
		e.loadRecipients()
	})
}

func (e *MailEditor) loadRecipients() {
	kit.Load(e.Window, "recipients", func(ctx context.Context) ([]garage.Recipient, error) {
		return e.app.DB.Recipients(ctx, e.mailing.ID)
	}, func(all []garage.Recipient) {
		e.clientIDs = e.clientIDs[:0]
		for _, one := range all {
			e.clientIDs = append(e.clientIDs, one.ClientID)
		}
		e.recipients.SetText(e.recipientLine(all))
		e.side.Refresh()
	})
}

// shownNames is how many recipients the editor names; the preview lists them all.
const shownNames = 4

func (e *MailEditor) recipientLine(all []garage.Recipient) string {
	if len(all) == 0 {
		return e.Window.T("editor.no_recipients")
	}
	if len(all) == 1 { // to whom, and to which address
		address := all[0].Email
		if address == "" {
			address = e.Window.T("list.no_email")
		}
		return all[0].Name + "\n" + address
	}
	var names []string
	for _, one := range all[:min(len(all), shownNames)] {
		names = append(names, one.Name)
	}
	line := e.app.Printer.N("editor.recipient_count", len(all)) + "\n" + strings.Join(names, ", ")
	if len(all) > shownNames {
		line += ", …"
	}
	return line
}

func (e *MailEditor) onChangeList() {
	if e.saveNow() {
		OpenListBuilder(e.app, desk.ListStart{ClientIDs: e.clientIDs, MailingID: e.mailing.ID})
	}
}

func (e *MailEditor) onPreview() {
	if e.hasRecipients() {
		OpenPreview(e.app, e.mailing.ID, e.current)
	}
}

// onTest sends the mail of the first recipient to herself.
func (e *MailEditor) onTest() {
	if e.hasRecipients() && e.saveNow() {
		askTest(e.app, e.Window, e.mailing.ID, e.clientIDs[0])
	}
}

// onSend opens the sheet that stands before every sending.
func (e *MailEditor) onSend() {
	if e.saveNow() {
		OpenPreflight(e.app, e.mailing.ID)
	}
}

func (e *MailEditor) hasRecipients() bool {
	if len(e.clientIDs) == 0 {
		e.Window.Notice(e.Window.T("editor.no_recipients"), e.Window.T("editor.change_list"), e.onChangeList)
	}
	return len(e.clientIDs) > 0
}
