package documents

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// documentFilter is the bar above the journal: what it shows.
type documentFilter struct {
	app      *desk.App
	search   *kit.Entry
	kind     *kit.Select
	sent     *kit.Select
	paid     *kit.Select
	from, to *kit.DateEntry
	object   fyne.CanvasObject
}

var (
	sentFilters = []store.SentFilter{"", store.NotSent, store.IsSent, store.SentFail}
	paidFilters = []store.PaidFilter{"", store.PaidOpen, store.PaidLate, store.PaidWhole}
)

func newDocumentFilter(a *desk.App, w *kit.Window, below fyne.Focusable, changed func()) *documentFilter {
	f := &documentFilter{app: a}
	f.search = kit.NewSearch(w, w.T("documents.search"), below, func(string) { changed() })
	kinds := []string{w.T("documents.all_kinds")}
	for _, kind := range garage.DocumentKinds {
		kinds = append(kinds, w.T(kind.LabelKey()))
	}
	f.kind = f.choice(w, "documents.kind_hint", kinds, changed)
	var sent, paid []string
	for _, one := range sentFilters {
		sent = append(sent, w.T("documents.filter_sent."+orAll(string(one))))
	}
	for _, one := range paidFilters {
		paid = append(paid, w.T("documents.filter_paid."+orAll(string(one))))
	}
	f.sent = f.choice(w, "documents.sent_hint", sent, changed)
	f.paid = f.choice(w, "documents.paid_filter_hint", paid, changed)
	f.from = kit.NewDateEntry(w, func(string) { changed() })
	f.to = kit.NewDateEntry(w, func(string) { changed() })
	height := f.search.MinSize().Height
	sized := func(width float32, object fyne.CanvasObject) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSize(width, height), object)
	}
	right := container.NewHBox(
		sized(130, f.kind), widget.NewLabel(w.T("documents.from")), sized(125, f.from), widget.NewLabel(w.T("documents.to")), sized(125, f.to),
		sized(140, f.sent), sized(140, f.paid))
	f.object = container.NewBorder(nil, nil, nil, right, f.search)
	return f
}

func orAll(value string) string {
	if value == "" {
		return "all"
	}
	return value
}

func (f *documentFilter) choice(w *kit.Window, tooltip string, labels []string, changed func()) *kit.Select {
	choice := kit.NewSelect(labels, nil)
	choice.SetSelectedIndex(0)
	choice.OnChanged = func(string) { changed() }
	choice.SetToolTip(w.T(tooltip))
	return choice
}

// value is the filter as the bar stands.
func (f *documentFilter) value() store.DocumentFilter {
	filter := store.DocumentFilter{
		Search: f.search.Text, From: f.from.ISO(), To: f.to.ISO(),
		Sent: sentFilters[max(0, f.sent.SelectedIndex())], Paid: paidFilters[max(0, f.paid.SelectedIndex())],
		LateOn: f.app.DB.Today(),
	}
	if i := f.kind.SelectedIndex(); i > 0 {
		filter.Kinds = []garage.DocumentKind{garage.DocumentKinds[i-1]}
	}
	return filter
}
