package cases

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// CaseWindow is one bodyshop or breakdown case: its sheet, its parties, and what has happened.
type CaseWindow struct {
	app    *desk.App
	Window *kit.Window
	kind   garage.CaseKind
	file   garage.Case // as it was last read; ID 0 = new

	client   garage.Client
	name     *widget.Label
	vehicle  *kit.Form
	vehicles []garage.Vehicle // of the client
	shown    garage.Vehicle   // whose plate and chassis number stand in the sheet, the zero value = nobody's
	state    *widget.Label
	steps    *fyne.Container // the next states
	mails    *fyne.Container // what the state proposes to write
	fields   *caseFields
	Parties  *caseParties
	photos   *casePhotos
	papers   *caseDocuments
	saving   bool // pressing twice must not make two files, nor move one by two states
	timeline *caseTimeline
	notes    *kit.Form
	Tabs     *container.AppTabs
	toolbar  *kit.Toolbar
}

// OpenCase shows a case of a kind, or goes to the window in which it is open.
func OpenCase(a *desk.App, kind string, id int64) { caseSheet(a, kind, id) }

// caseSheet is the window of a case, which is opened where it is not.
func caseSheet(a *desk.App, kind string, id int64) *CaseWindow {
	return kit.OpenOnce(a.Host, "file", id, func() *CaseWindow { return showCase(a, garage.Case{ID: id, Kind: kind}) })
}

// NewCase begins a case of a kind for a client, 0 = not known yet.
func NewCase(a *desk.App, kind string, clientID int64) *CaseWindow {
	return showCase(a, garage.Case{Kind: kind, ClientID: clientID})
}

func showCase(a *desk.App, file garage.Case) *CaseWindow {
	kind, _ := garage.CaseKindNamed(file.Kind)
	f := &CaseWindow{app: a, kind: kind, name: widget.NewLabel(""), state: widget.NewLabel("")}
	f.Window = a.NewWindow(kit.WindowOptions{Key: "file", Title: a.Printer.T(kind.LabelKey()), Size: fyne.NewSize(1100, 660)})
	f.build()
	f.Window.Shows(f, func() int64 { return f.file.ID })
	a.Bus.Subscribe(f.Window, desk.TopicCases, f.load)
	a.Bus.Subscribe(f.Window, desk.TopicOutbox, f.timeline.load)
	f.Window.Show()
	f.fill(file)
	f.load()
	if len(f.fields.forms) > 0 {
		f.fields.forms[0].Focus(f.fields.fields[0][0].Key)
	}
	return f
}

func (f *CaseWindow) build() {
	w := f.Window
	f.fields = newCaseFields(f.app, w, f.kind)
	f.Parties = newCaseParties(f)
	f.photos, f.papers = newCasePhotos(f), newCaseDocuments(f)
	f.timeline = newCaseTimeline(f)
	f.notes = kit.NewForm(w, 1, kit.Field{Key: "notes", Label: w.T("client.notes"), Kind: kit.Multiline, Lines: 8})
	f.vehicle = kit.NewForm(w, 1, kit.Field{Key: "vehicle_id", Label: w.T("document.vehicle"), Kind: kit.OneOf})
	f.vehicle.OnChanged = func(string) { f.takeVehicle() }
	f.name.TextStyle.Bold, f.state.TextStyle.Bold = true, true
	f.steps, f.mails = container.NewHBox(), container.NewHBox()
	choose := kit.NewIconButton(w.T("documents.choose_client"), theme.SearchIcon(), f.onChoose)
	choose.SetToolTip(w.T("documents.choose_client") + " (F4)")
	w.Bind("F4", f.onChoose)
	f.Tabs = container.NewAppTabs(
		container.NewTabItem(w.T("files.sheet"), f.fields.object),
		container.NewTabItem(w.T("files.parties"), f.Parties.object),
		container.NewTabItem(w.T("files.photos"), f.photos.object),
		container.NewTabItem(w.T("files.documents"), f.papers.object),
		container.NewTabItem(w.T("files.timeline"), f.timeline.object),
		container.NewTabItem(w.T("client.notes"), container.NewPadded(f.notes.Object)))
	for i := range f.Tabs.Items {
		w.Bind("Alt+"+strconv.Itoa(i+1), func() { f.show(i) })
	}
	w.SetOnDropped(f.drop)
	f.toolbar = w.NewToolbar(f.actions()...)
	w.OnMayClose(func() bool {
		if !f.dirty() {
			return true
		}
		desk.AskToSave(w, func() { f.save(func() { w.Discard() }) })
		return false
	})
	who := container.NewBorder(nil, nil, container.NewHBox(widget.NewLabel(w.T("documents.client")), f.name, choose), nil, f.vehicle.Object)
	state := container.NewHBox(widget.NewLabel(w.T("files.state")), f.state, f.steps)
	mails := container.NewHScroll(f.mails)
	w.SetBody(container.NewBorder(container.NewVBox(f.toolbar.Object, who, state, mails), nil, nil, nil, f.Tabs))
}

func (f *CaseWindow) actions() []kit.Action {
	w := f.Window
	there := func() bool { return f.file.ID != 0 }
	return []kit.Action{
		{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { f.save(nil) }},
		{Label: w.T("files.next_mail"), Icon: theme.MailSendIcon(), Key: "F8", Tooltip: w.T("files.next_mail_hint"), Run: f.onNextMail, Enabled: there},
		{Label: w.T("files.other_mail"), Key: "Shift+F8", Run: f.onOtherMail, Enabled: there, MenuOnly: true},
		{Label: w.T("files.next_state"), Icon: theme.NavigateNextIcon(), IconAfter: true, Key: "F7", Run: f.onNextState, Enabled: there},
		{Label: w.T("files.other_state"), Icon: theme.ListIcon(), Key: "F6", Run: f.onOtherState, Enabled: there},
		{Label: w.T("files.propose"), Icon: theme.ListIcon(), Key: "F9", Tooltip: w.T("files.propose_hint"), Run: f.onPropose, Enabled: f.kind.HasProposals},
		{Label: w.T("files.note"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+T", Tooltip: w.T("files.note_hint"), Run: f.timeline.addNote, Enabled: there},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: func() {
			if f.client.ID != 0 {
				f.app.Doors.OpenClient(f.client.ID)
			}
		}},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: f.load, IconOnly: true},
	}
}

// The tabs of the sheet by place.
const (
	tabSheet = iota
	TabParties
	tabPhotos
	tabDocuments
)

// show brings a tab in front and the keyboard to what it holds.
func (f *CaseWindow) show(tab int) {
	f.Tabs.SelectIndex(tab)
	switch tab {
	case TabParties:
		f.Window.Focus(f.Parties.Grid.Focusable())
	case tabPhotos:
		f.Window.Focus(f.photos.gallery.Focusable())
	case tabDocuments:
		f.Window.Focus(f.papers.grid.Focusable())
	}
}

// showParty brings the line of a party in front.
func (f *CaseWindow) showParty(role garage.Party) {
	f.show(TabParties)
	f.Parties.find(role)
}

// nameTabs says on the tabs how many photos and papers there are.
func (f *CaseWindow) nameTabs() {
	name := func(tab int, key string, count int) {
		text := f.Window.T(key)
		if count > 0 {
			text += " (" + f.app.Printer.Number(int64(count)) + ")"
		}
		f.Tabs.Items[tab].Text = text
	}
	name(tabPhotos, "files.photos", len(f.photos.photos))
	name(tabDocuments, "files.documents", len(f.papers.grid.Rows()))
	f.Tabs.Refresh()
}

// drop takes what was dragged into the window: PDFs as papers, all else as photos.
func (f *CaseWindow) drop(_ fyne.Position, dropped []fyne.URI) {
	if f.file.ID == 0 {
		f.save(func() { f.drop(fyne.Position{}, dropped) })
		return
	}
	var papers, photos []string
	for _, one := range dropped {
		if strings.EqualFold(filepath.Ext(one.Path()), ".pdf") {
			papers = append(papers, one.Path())
		} else {
			photos = append(photos, one.Path())
		}
	}
	if len(papers) > 0 {
		f.papers.add(papers)
	}
	if len(photos) > 0 {
		f.show(tabPhotos)
		f.photos.add(photos)
	}
}

// load reads the case anew; what she has typed and not saved stays.
func (f *CaseWindow) load() {
	if f.file.ID == 0 {
		return
	}
	id := f.file.ID
	kit.Load(f.Window, "file", func(ctx context.Context) (garage.Case, error) {
		return f.app.DB.Case(ctx, id)
	}, func(file garage.Case) {
		if !f.dirty() {
			f.fill(file)
		}
	})
	f.timeline.load()
	f.photos.load()
	f.papers.load()
}

func (f *CaseWindow) fill(file garage.Case) {
	f.file = file
	f.fields.fill(file.Values)
	f.Parties.fill(file.Parties)
	f.notes.SetValue("notes", file.Notes)
	f.notes.SetClean()
	f.shown = garage.Vehicle{ID: file.VehicleID}
	f.setClient(file.ClientID, file.VehicleID)
	title := f.Window.T(f.kind.LabelKey())
	if file.Number != "" {
		title += " " + file.Number
	}
	f.Window.SetTitle(title)
	f.showState()
	f.toolbar.Refresh()
}

func (f *CaseWindow) dirty() bool {
	return f.client.ID != f.file.ClientID || f.fields.dirty() || f.Parties.dirty() || f.notes.Dirty() || f.vehicle.Dirty()
}

// read is the case as it stands on the screen.
func (f *CaseWindow) read() garage.Case {
	file := f.file
	file.ClientID = f.client.ID
	file.VehicleID, _ = strconv.ParseInt(f.vehicle.Value("vehicle_id"), 10, 64) // one of our own options
	file.Values, file.Parties, file.Notes = f.fields.read(), slices.Clone(f.Parties.parties), f.notes.Value("notes")
	if file.VehicleID != 0 { // what the sheet leaves open the store takes from the vehicle
		for _, key := range ownVehicleFields {
			if file.Values[key] == "" {
				delete(file.Values, key)
			}
		}
	}
	return file
}

// save keeps the sheet and then runs then, which may be nil.
func (f *CaseWindow) save(then func()) {
	w := f.Window
	if f.saving {
		return
	}
	if !f.fields.validate() {
		f.show(tabSheet)
		w.Notice(w.T("client.not_saved"), "", nil)
		return
	}
	file := f.read()
	f.saving = true
	kit.Try(w.Runner, "file.save", func(ctx context.Context) (garage.Case, error) {
		err := f.app.DB.SaveCase(ctx, &file, f.app.User.Name)
		return file, err
	}, func(saved garage.Case, err error) {
		f.saving = false
		if err != nil {
			f.showProblem(err)
			return
		}
		f.fill(saved)
		f.app.Bus.Announce(desk.TopicCases)
		w.Notice(w.T("files.saved", "Number", saved.Number), "", nil)
		if then != nil {
			then()
		}
	})
}

// showProblem puts what is wrong at its field; a case that somebody else has changed meanwhile is told apart.
func (f *CaseWindow) showProblem(err error) {
	w := f.Window
	var wrong *garage.FieldError
	switch {
	case errors.As(err, &wrong) && f.fields.showError(wrong.Field, w.T(wrong.Reason)):
		f.show(tabSheet)
	case errors.As(err, &wrong):
		w.Tell(w.T("error.title"), w.T(wrong.Reason))
	case errors.Is(err, garage.ErrConflict):
		w.Ask(w.T("error.title"), w.T("files.changed_elsewhere"), w.T("files.read_anew"), false, func() {
			f.reread()
		})
	default:
		w.Fail(err)
	}
}

// OpenParty opens a case at one of its parties.
func OpenParty(a *desk.App, w *kit.Window, caseID int64, role garage.Party) {
	kit.Load(w, "mend.file", func(ctx context.Context) (garage.Case, error) {
		return a.DB.Case(ctx, caseID)
	}, func(file garage.Case) {
		caseSheet(a, file.Kind, file.ID).showParty(role)
	})
}
