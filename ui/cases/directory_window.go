package cases

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// directoryWindow lists who was a party of a file: insurers, experts, assistance companies with their contacts. Files that
// name them keep what they say.
type directoryWindow struct {
	app    *desk.App
	window *kit.Window
	search *kit.Entry
	grid   *kit.SliceGrid[garage.DirectoryEntry]
}

// OpenDirectory shows the insurers, experts and others that cases know.
func OpenDirectory(a *desk.App) {
	kit.OpenOnce(a.Host, "directory", kit.Single, func() *directoryWindow { return newDirectoryWindow(a) }).load()
}

func newDirectoryWindow(a *desk.App) *directoryWindow {
	d := &directoryWindow{app: a}
	d.window = a.NewWindow(kit.WindowOptions{Key: "directory", Title: a.Printer.T("files.directory"), Size: fyne.NewSize(900, 480)})
	w := d.window
	column := func(key string, width float32, of func(garage.DirectoryEntry) string) kit.Column[garage.DirectoryEntry] {
		return kit.Column[garage.DirectoryEntry]{Key: key, Label: w.T("files.party_" + key), Width: width, Sort: true, Text: of}
	}
	d.grid = kit.NewSliceGrid(kit.SliceOptions[garage.DirectoryEntry]{
		Columns: []kit.Column[garage.DirectoryEntry]{
			column("role", 150, func(e garage.DirectoryEntry) string { return w.T(e.Party.LabelKey()) }),
			column("name", 200, func(e garage.DirectoryEntry) string { return e.Name }),
			column("email", 190, func(e garage.DirectoryEntry) string { return e.Email }),
			column("phone", 110, func(e garage.DirectoryEntry) string { return e.Phone }),
			column("contact", 230, contactNames),
		},
		Empty:    w.T("files.directory_empty"),
		OnOpen:   d.edit,
		OnDelete: d.remove,
	})
	w.RememberColumns("directory", d.grid)
	d.search = kit.NewSearch(w, w.T("files.directory_search"), d.grid.Focusable(), func(string) { d.load() })
	current := func(do func(garage.DirectoryEntry)) func() {
		return func() {
			if entry, ok := d.grid.CurrentRow(); ok {
				do(entry)
			}
		}
	}
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("action.edit"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Run: current(d.edit)},
		kit.Action{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Run: func() { d.remove(d.grid.SelectedRows()) }})
	w.SetBody(container.NewBorder(container.NewVBox(toolbar.Object, d.search), nil, nil, nil, d.grid))
	w.ShowsOne(d, kit.Single)
	w.Show()
	w.Focus(d.search)
	return d
}

func contactNames(e garage.DirectoryEntry) string {
	var names []string
	for _, contact := range e.Contacts {
		names = append(names, contact.Name)
	}
	return strings.Join(names, ", ")
}

func (d *directoryWindow) load() {
	typed := d.search.Text
	kit.Load(d.window, "directory", func(ctx context.Context) ([]garage.DirectoryEntry, error) {
		return d.app.DB.SearchDirectory(ctx, "", typed)
	}, func(entries []garage.DirectoryEntry) {
		d.grid.SetRows(entries)
	})
}

// edit opens an entry as a form; each contact is a line of name, address and phone number.
func (d *directoryWindow) edit(entry garage.DirectoryEntry) {
	w := d.window
	language := kit.Field{Key: "language", Label: w.T("files.party_language"), Kind: kit.OneOf, Options: desk.LanguageOptions(w)}
	fields := []kit.Field{
		{Key: "name", Label: w.T("files.party_name")},
		{Key: "email", Label: w.T("files.party_email"), Check: desk.InWords(w, garage.CheckEmail)},
		{Key: "phone", Label: w.T("files.party_phone"), Check: desk.InWords(w, garage.CheckPhone)},
		language,
		{Key: "contacts", Label: w.T("files.contacts"), Kind: kit.Multiline, Lines: 5, Hint: w.T("files.contacts_hint")},
	}
	form := kit.NewForm(w, 1, fields...)
	form.SetValue("name", entry.Name)
	form.SetValue("email", entry.Email)
	form.SetValue("phone", entry.Phone)
	form.SetValue("language", entry.Language)
	form.SetValue("contacts", contactLines(entry.Contacts))
	var dialog *kit.Dialog
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T(entry.Party.LabelKey()), Body: form.Object, MinSize: fyne.NewSize(560, 0),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.save"), Default: true, Do: func() bool {
				if form.Validate() {
					changed := entry
					changed.Name, changed.Email, changed.Phone = form.Value("name"), form.Value("email"), form.Value("phone")
					changed.Language, changed.Contacts = form.Value("language"), readContacts(form.Value("contacts"))
					d.save(changed, form, fields, func() { dialog.Close() })
				}
				return false
			}},
		},
	})
	form.Focus("name")
}

func (d *directoryWindow) save(entry garage.DirectoryEntry, form *kit.Form, fields []kit.Field, done func()) {
	w := d.window
	kit.Try(w.Runner, "directory.save", func(ctx context.Context) (int64, error) {
		return d.app.DB.SaveDirectoryEntry(ctx, entry)
	}, func(_ int64, err error) {
		if err != nil {
			desk.ShowFieldProblem(d.app, w, form, fields, err)
			return
		}
		done()
		d.load()
	})
}

func contactLines(contacts []garage.DirectoryContact) string {
	var lines []string
	for _, contact := range contacts {
		parts := slices.DeleteFunc([]string{contact.Name, contact.Email, contact.Phone}, func(s string) bool { return s == "" })
		lines = append(lines, strings.Join(parts, "; "))
	}
	return strings.Join(lines, "\n")
}

// readContacts reads lines of a name, and an address and a phone number in any order behind it.
func readContacts(text string) []garage.DirectoryContact {
	var contacts []garage.DirectoryContact
	for line := range strings.Lines(text) {
		var contact garage.DirectoryContact
		for i, part := range strings.Split(strings.TrimSpace(line), ";") {
			switch part = strings.TrimSpace(part); {
			case i == 0:
				contact.Name = part
			case strings.Contains(part, "@"):
				contact.Email = part
			case part != "":
				contact.Phone = part
			}
		}
		if contact.Name != "" {
			contacts = append(contacts, contact)
		}
	}
	return contacts
}

func (d *directoryWindow) remove(entries []garage.DirectoryEntry) {
	if len(entries) == 0 {
		return
	}
	kit.Try(d.window.Runner, "directory.delete", func(ctx context.Context) (removed []garage.DirectoryEntry, err error) {
		for _, entry := range entries {
			if err := d.app.DB.DeleteDirectoryEntry(ctx, entry.ID); err != nil {
				return removed, err
			}
			removed = append(removed, entry)
		}
		return removed, nil
	}, func(removed []garage.DirectoryEntry, err error) {
		d.window.Fail(err)
		d.load()
		if len(removed) > 0 { // those before the one that failed are gone
			d.window.Notice(d.app.Printer.N("files.directory_removed", len(removed)), d.window.T("action.undo"), func() { d.putBack(removed) })
		}
	})
}

func (d *directoryWindow) putBack(entries []garage.DirectoryEntry) {
	kit.Change(d.window, "directory.back", func(ctx context.Context) error {
		for _, entry := range entries {
			entry.ID = 0
			if _, err := d.app.DB.SaveDirectoryEntry(ctx, entry); err != nil {
				return err
			}
		}
		return nil
	}, d.load)
}
