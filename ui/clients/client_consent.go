package clients

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// clientConsent is whether the client accepts promotional mail, and the proof of it.
type clientConsent struct {
	sheet   *ClientWindow
	form    *kit.Form
	last    *widget.Label
	history *kit.Button
	all     []garage.Consent
	before  bool // as it was saved
	object  fyne.CanvasObject
}

func newClientConsent(c *ClientWindow) *clientConsent {
	n := &clientConsent{sheet: c, last: widget.NewLabel("")}
	w := c.Window
	sources := []string{
		w.T("client.source_counter"), w.T("client.source_paper"), w.T("client.source_phone"), w.T("client.source_mail"),
		w.T("client.source_unsubscribed"),
	}
	n.form = kit.NewForm(w, 2,
		kit.Field{Key: "accepts", Label: w.T("client.accepts"), Kind: kit.Tick, Tooltip: w.T("client.accepts_hint")},
		kit.Field{Key: "wording", Label: w.T("client.wording"), Tooltip: w.T("client.wording_hint")},
		kit.Field{
			Key: "source", Label: w.T("client.source"), Kind: kit.Choices, Hint: w.T("client.source_hint"),
			Proposals: func(string) []string { return sources }, Check: n.checkSource,
		})
	n.form.OnChanged = func(string) { n.enable() }
	n.last.Truncation = fyne.TextTruncateEllipsis
	n.last.Importance = widget.LowImportance
	n.history = kit.NewButton(w.T("client.consent_history"), n.onHistory)
	n.object = container.NewVBox(widget.NewSeparator(), n.form.Object,
		container.NewBorder(nil, nil, nil, container.NewHBox(layout.NewSpacer(), n.history), n.last))
	return n
}

// checkSource asks where a new consent comes from: without its source it proves nothing.
func (n *clientConsent) checkSource(source string) string {
	if accepts := n.form.Value("accepts") != ""; accepts && accepts != n.before && source == "" {
		return n.sheet.Window.T("client.source_missing")
	}
	return ""
}

// enable opens the proof's fields while there is a change to prove.
func (n *clientConsent) enable() {
	changed := (n.form.Value("accepts") != "") != n.before
	n.form.SetEnabled("source", changed)
	n.form.SetEnabled("wording", changed)
}

func (n *clientConsent) fill(c garage.Client) {
	n.before = c.AcceptsPromotional
	accepts := ""
	if c.AcceptsPromotional {
		accepts = "1"
	}
	n.form.SetValue("accepts", accepts)
	n.form.SetValue("source", "")
	n.form.SetValue("wording", "")
	n.form.SetError("source", "")
	n.form.SetClean()
	n.enable()
}

func (n *clientConsent) read(c *garage.Client) garage.ConsentNote {
	c.AcceptsPromotional = n.form.Value("accepts") != ""
	return garage.ConsentNote{
		Source: n.form.Value("source"), Wording: n.form.Value("wording"), UserName: n.sheet.app.User.Name,
	}
}

func (n *clientConsent) load() {
	c := n.sheet
	kit.Load(c.Window, "client.consent", func(ctx context.Context) ([]garage.Consent, error) {
		return c.app.DB.Consents(ctx, c.Client.ID)
	}, func(all []garage.Consent) {
		n.all = all
		if len(all) == 0 {
			n.last.SetText(c.Window.T("client.no_consent"))
			n.history.Disable()
			return
		}
		n.history.Enable()
		n.last.SetText(n.sentence(all[0]))
	})
}

// sentence writes one change of the consent on a line.
func (n *clientConsent) sentence(one garage.Consent) string {
	text := n.sheet.app.Printer.T("kit.pair", "Label", n.sheet.app.Printer.Time(one.At), "Value", n.words(one))
	for _, more := range []string{one.Source, one.Wording, one.UserName} {
		if more != "" {
			text += "  ·  " + more
		}
	}
	return text
}

func (n *clientConsent) words(one garage.Consent) string {
	if one.Accepts {
		return n.sheet.Window.T("client.consent_given")
	}
	return n.sheet.Window.T("client.consent_withdrawn")
}

func (n *clientConsent) onHistory() {
	w, p := n.sheet.Window, n.sheet.app.Printer
	column := func(key string, width float32, of func(garage.Consent) string) kit.Column[garage.Consent] {
		return kit.Column[garage.Consent]{Key: key, Label: w.T("client.consent_" + key), Width: width, Text: of}
	}
	grid := kit.NewSliceGrid(kit.SliceOptions[garage.Consent]{
		Columns: []kit.Column[garage.Consent]{
			column("at", 130, func(c garage.Consent) string { return p.Time(c.At) }),
			column("change", 120, n.words),
			column("source", 170, func(c garage.Consent) string { return c.Source }),
			column("wording", 240, func(c garage.Consent) string { return c.Wording }),
			column("user", 100, func(c garage.Consent) string { return c.UserName }),
		},
		Empty: w.T("client.no_consent"),
	})
	grid.SetRows(n.all)
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("client.consent_history"), Body: grid, MinSize: fyne.NewSize(800, 320), Focus: grid.Focusable(),
		Choices: []kit.Choice{{Label: w.T("kit.close"), Default: true, Cancel: true}},
	})
}
