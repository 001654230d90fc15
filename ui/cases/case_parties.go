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

// caseParties is who has to do with a case, with their addresses.
type caseParties struct {
	sheet   *CaseWindow
	parties []garage.CaseParty // of all roles of the kind, also those without anything in them
	saved   []garage.CaseParty
	wanted  garage.Party // whose line is to be selected once it is there
	Grid    *kit.SliceGrid[garage.CaseParty]
	object  fyne.CanvasObject
}

func newCaseParties(f *CaseWindow) *caseParties {
	p := &caseParties{sheet: f}
	w := f.Window
	column := func(key string, width float32, of func(garage.CaseParty) string) kit.Column[garage.CaseParty] {
		return kit.Column[garage.CaseParty]{Key: key, Label: w.T("files.party_" + key), Width: width, Text: of}
	}
	p.Grid = kit.NewSliceGrid(kit.SliceOptions[garage.CaseParty]{
		Columns: []kit.Column[garage.CaseParty]{
			column("role", 150, func(one garage.CaseParty) string { return w.T(one.Role.LabelKey()) }),
			column("name", 210, func(one garage.CaseParty) string {
				if one.Role == garage.PartyClient && one.Name == "" {
					return f.name.Text
				}
				return one.Name
			}),
			column("contact", 160, func(one garage.CaseParty) string { return one.Contact }),
			column("email", 220, func(one garage.CaseParty) string {
				if one.Role == garage.PartyClient && one.Email == "" {
					return f.client.Email
				}
				return one.Email
			}),
			column("phone", 120, func(one garage.CaseParty) string { return one.Phone }),
			column("reference", 140, func(one garage.CaseParty) string { return one.Reference }),
		},
		OnOpen: p.edit,
	})
	w.RememberColumns("file_parties", p.Grid)
	edit := kit.NewIconButton(w.T("action.edit"), theme.DocumentCreateIcon(), func() {
		if party, ok := p.Grid.CurrentRow(); ok {
			p.edit(party)
		}
	})
	p.object = container.NewBorder(container.NewHBox(edit), nil, nil, nil, p.Grid)
	return p
}

// fill shows the parties of a case, and a line for each role that nobody plays yet.
func (p *caseParties) fill(parties []garage.CaseParty) {
	p.parties = nil
	for _, role := range p.sheet.kind.Parties {
		at := slices.IndexFunc(parties, func(one garage.CaseParty) bool { return one.Role == role })
		if at < 0 {
			p.parties = append(p.parties, garage.CaseParty{Role: role})
			continue
		}
		p.parties = append(p.parties, parties[at])
	}
	p.saved = slices.Clone(p.parties)
	p.Grid.SetRows(p.parties)
	p.find(p.wanted)
}

// find selects the line of a role, also before the case is read.
func (p *caseParties) find(role garage.Party) {
	p.wanted = role
	at := slices.IndexFunc(p.parties, func(one garage.CaseParty) bool { return one.Role == role })
	if at < 0 {
		return
	}
	p.Grid.Select(int64(at + 1))
	if p.sheet.file.Version != 0 { // it was read
		p.wanted = ""
	}
}

// forget empties a role.
func (p *caseParties) forget(role garage.Party) {
	if at := slices.IndexFunc(p.parties, func(one garage.CaseParty) bool { return one.Role == role }); at >= 0 {
		p.parties[at] = garage.CaseParty{Role: role}
		p.Grid.SetRows(p.parties)
	}
}

func (p *caseParties) dirty() bool { return !slices.Equal(p.parties, p.saved) }

// edit opens a party as a form. Who was one before is proposed by name, and brings his address along.
func (p *caseParties) edit(party garage.CaseParty) {
	w, a := p.sheet.Window, p.sheet.app
	kit.Load(w, "file.directory", func(ctx context.Context) ([]garage.DirectoryEntry, error) {
		return a.DB.SearchDirectory(ctx, party.Role, "")
	}, func(known []garage.DirectoryEntry) {
		p.open(party, known)
	})
}

func (p *caseParties) open(party garage.CaseParty, known []garage.DirectoryEntry) {
	w := p.sheet.Window
	text := func(key string, check func(string) string) kit.Field {
		return kit.Field{Key: key, Label: w.T("files.party_" + key), Check: check}
	}
	name := text("name", nil)
	name.Kind, name.Proposals = kit.Choices, func(typed string) []string { return namesLike(known, typed) }
	language := text("language", nil)
	language.Kind, language.Options = kit.OneOf, desk.LanguageOptions(w)
	contact := text("contact", nil)
	var form *kit.Form
	contact.Kind, contact.Proposals = kit.Choices, func(typed string) []string { return contactsLike(known, form.Value("name"), typed) }
	form = kit.NewForm(w, 1, name, contact, text("email", desk.InWords(w, garage.CheckEmail)),
		text("phone", desk.InWords(w, garage.CheckPhone)), language, text("reference", nil))
	for key, value := range map[string]string{
		"name": party.Name, "contact": party.Contact, "email": party.Email, "phone": party.Phone, "language": party.Language,
		"reference": party.Reference,
	} {
		form.SetValue(key, value)
	}
	filling := newKnownParty(form, party, known)
	form.OnChanged = filling.changed
	w.ShowDialog(kit.DialogOptions{
		Title: w.T(party.Role.LabelKey()), Body: form.Object, MinSize: fyne.NewSize(520, 0),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("files.take_party"), Default: true, Do: func() bool {
				if !form.Validate() {
					return false
				}
				taken := party
				taken.Name, taken.Contact, taken.Email = form.Value("name"), form.Value("contact"), form.Value("email")
				taken.Phone, taken.Language, taken.Reference = form.Value("phone"), form.Value("language"), form.Value("reference")
				at := slices.IndexFunc(p.parties, func(one garage.CaseParty) bool { return one.Role == party.Role })
				p.parties[at] = taken
				p.Grid.SetRows(p.parties)
				return true
			}},
		},
	})
	form.Focus("name")
}

// namesLike are the names of the directory that hold what was typed.
func namesLike(known []garage.DirectoryEntry, typed string) []string {
	var names []string
	for _, entry := range known {
		if strings.Contains(garage.Fold(entry.Name), garage.Fold(typed)) && len(names) < 8 {
			names = append(names, entry.Name)
		}
	}
	return names
}

// entryNamed is the entry of the directory with that name.
func entryNamed(known []garage.DirectoryEntry, name string) (garage.DirectoryEntry, bool) {
	at := slices.IndexFunc(known, func(entry garage.DirectoryEntry) bool { return garage.Fold(entry.Name) == garage.Fold(name) })
	if at < 0 {
		return garage.DirectoryEntry{}, false
	}
	return known[at], true
}

// contactsLike are the contacts of a firm whose names hold what was typed.
func contactsLike(known []garage.DirectoryEntry, name, typed string) []string {
	var names []string
	entry, _ := entryNamed(known, name)
	for _, contact := range entry.Contacts {
		if strings.Contains(garage.Fold(contact.Name), garage.Fold(typed)) {
			names = append(names, contact.Name)
		}
	}
	return names
}
