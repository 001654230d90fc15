package mailings

import (
	"context"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/demo"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// messageWindow shows one message: the bytes that were or will be sent, not what a text says today.
type messageWindow struct {
	app      *desk.App
	Window   *kit.Window
	id       int64
	delivery garage.Delivery
	bytes    []byte

	subject *widget.Label
	head    *widget.Label
	state   *widget.Label
	text    *widget.Label
	body    *fyne.Container
}

// exactMessage is what the window reads.
type exactMessage struct {
	delivery garage.Delivery
	bytes    []byte
	mail     demo.ParsedMessage
}

// OpenMessage shows a delivery.
func OpenMessage(a *desk.App, deliveryID int64) {
	kit.OpenOnce(a.Host, "message", deliveryID, func() *messageWindow { return newMessageWindow(a, deliveryID) })
}

func newMessageWindow(a *desk.App, deliveryID int64) *messageWindow {
	m := &messageWindow{app: a, id: deliveryID}
	m.Window = a.NewWindow(kit.WindowOptions{Key: "message", Title: a.Printer.T("message.title"), Size: fyne.NewSize(760, 560)})
	m.build()
	m.Window.ShowsOne(m, deliveryID)
	a.Bus.Subscribe(m.Window, desk.TopicOutbox, m.load)
	m.Window.Show()
	m.load()
	return m
}

func (m *messageWindow) build() {
	w := m.Window
	m.subject, m.head, m.state, m.text = kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel()
	m.subject.SizeName, m.subject.TextStyle.Bold = theme.SizeNameSubHeadingText, true
	m.text.Selectable, m.head.Selectable = true, true
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("message.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Tooltip: w.T("message.save_hint"), Run: m.onSave},
		kit.Action{Label: w.T("message.open_client"), Icon: theme.AccountIcon(), Key: "Ctrl+O", Run: func() {
			if m.delivery.ClientID != 0 {
				m.app.Doors.OpenClient(m.delivery.ClientID)
			}
		}},
		kit.Action{Label: w.T("report.resend"), Icon: theme.MailSendIcon(), Key: "Ctrl+Return", Tooltip: w.T("outbox.retry_hint"), Run: func() {
			m.ifFailed(func() { m.app.Resend(w, []int64{m.id}) })
		}},
		kit.Action{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+M", Tooltip: w.T("resend.mend_hint"), Run: func() {
			m.ifFailed(func() { m.app.Mend(w, m.id) })
		}},
		kit.Action{Label: w.T("message.resolve"), Icon: theme.QuestionIcon(), Key: "Ctrl+U", Tooltip: w.T("outbox.resolve_hint"), Run: func() {
			if m.delivery.State == garage.Uncertain {
				askUncertain(m.app, w, []int64{m.id})
			} else {
				askUncertain(m.app, w, nil)
			}
		}})
	top := container.NewVBox(toolbar.Object, m.state, widget.NewSeparator(), m.subject, m.head, widget.NewSeparator())
	m.body = kit.Under(top, container.NewVScroll(m.text))
	w.SetBody(m.body)
}

// ifFailed does what makes sense for a message that did not go.
func (m *messageWindow) ifFailed(do func()) {
	if m.delivery.State != garage.Failed && m.delivery.State != garage.Cancelled {
		m.Window.Notice(m.Window.T("resend.not_failed"), "", nil)
		return
	}
	do()
}

func (m *messageWindow) load() {
	kit.Load(m.Window, "message", func(ctx context.Context) (exactMessage, error) {
		delivery, err := m.app.DB.Delivery(ctx, m.id)
		if err != nil {
			return exactMessage{}, err
		}
		bytes, err := m.app.DB.DeliveryMessage(ctx, m.id)
		return exactMessage{delivery, bytes, demo.Read(bytes)}, err
	}, func(exact exactMessage) {
		m.show(exact)
	})
}

func (m *messageWindow) show(exact exactMessage) {
	w, p := m.Window, m.app.Printer
	m.delivery, m.bytes = exact.delivery, exact.bytes
	mail := exact.mail
	w.SetTitle(mail.Subject)
	m.subject.SetText(mail.Subject)
	head := []string{
		w.T("message.from") + " " + mail.From, w.T("message.to") + " " + mail.To,
		w.T("message.date") + " " + p.Time(mail.Date),
	}
	var names []string
	for _, attachment := range mail.Attachments {
		names = append(names, attachment.Name+" ("+p.Size(int64(len(attachment.Bytes)))+")")
	}
	if len(names) > 0 {
		head = append(head, w.T("message.attachments")+" "+strings.Join(names, ", "))
	}
	m.head.SetText(strings.Join(head, "\n"))
	m.text.SetText(mail.Text)
	m.showState()
	m.body.Refresh() // the labels have other heights now
}

// showState says in words where the message stands, and what the server said.
func (m *messageWindow) showState() {
	p, d := m.app.Printer, m.delivery
	lines := []string{desk.StateLabel(m.app, d.State)}
	if !d.FinishedAt.IsZero() {
		lines[0] += " (" + p.Time(d.FinishedAt) + ")"
	} else if d.NextTryAt.After(d.QueuedAt) {
		lines[0] += ", " + p.T("message.next_try", "Time", p.Time(d.NextTryAt))
	}
	if d.Reason != "" {
		lines = append(lines, p.T(d.Reason))
	}
	if d.Reply != "" {
		lines = append(lines, p.T("outbox.server_said", "Reply", d.Reply))
	}
	if d.ReplacedBy != 0 {
		lines = append(lines, p.T("message.replaced"))
	}
	m.state.Importance = widget.MediumImportance
	switch d.State {
	case garage.Sent:
		m.state.Importance = widget.SuccessImportance
	case garage.Failed:
		m.state.Importance = widget.DangerImportance
	case garage.Uncertain:
		m.state.Importance = widget.WarningImportance
	}
	m.state.SetText(strings.Join(lines, "\n"))
}

// onSave writes the exact bytes to a file that any mail program opens.
func (m *messageWindow) onSave() {
	w := m.Window
	w.ChooseSave(kit.Files{Purpose: "messages", Title: w.T("message.save"), Begin: kit.PlaceDocuments}, w.T("message.file_name")+".eml", m.write)
}

func (m *messageWindow) write(path string) {
	w, bytes := m.Window, m.bytes
	kit.Do(w, "save", func(context.Context) error {
		return os.WriteFile(path, bytes, 0o600) // somebody's mail: for her eyes
	}, func() {
		w.Notice(m.app.Printer.T("message.saved", "Path", path), "", nil)
	})
}
