package cases

import (
	"context"
	"slices"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// reread takes the case as somebody else has left it meanwhile. What she changed here stays and is still to be saved; what both
// have changed is named.
func (f *CaseWindow) reread() {
	id := f.file.ID
	kit.Load(f.Window, "file", func(ctx context.Context) (garage.Case, error) {
		return f.app.DB.Case(ctx, id)
	}, func(theirs garage.Case) {
		w := f.Window
		base, mine := f.file, f.read()
		mine.Values = f.fields.read()
		baseParties, myParties := f.Parties.saved, slices.Clone(f.Parties.parties)
		kept := f.dirty()
		f.fill(theirs)
		if !kept {
			return
		}
		both := append(f.keepValues(base, mine), f.keepParties(baseParties, myParties)...)
		if mine.ClientID != base.ClientID || mine.VehicleID != base.VehicleID {
			f.setClient(mine.ClientID, mine.VehicleID)
		}
		if len(both) > 0 {
			w.Tell(w.T("files.read_anew"), w.T("files.reread_both", "What", strings.Join(both, ", ")))
			return
		}
		w.Notice(w.T("files.reread_kept"), "", nil)
	})
}

// keepValues puts back what she has changed in the sheet and the notes. It returns the labels of what somebody else has changed
// too.
func (f *CaseWindow) keepValues(base, mine garage.Case) (both []string) {
	theirs := f.file
	f.fields.each(func(form *kit.Form, field garage.CaseField) {
		before, my, their := base.Values[field.Key], mine.Values[field.Key], theirs.Values[field.Key]
		if my == before {
			return
		}
		form.SetValue(field.Key, caseText(f.app, field, my))
		if their != before && their != my {
			both = append(both, f.Window.T(field.LabelKey()))
		}
	})
	if mine.Notes != base.Notes {
		f.notes.SetValue("notes", mine.Notes)
		if theirs.Notes != base.Notes && theirs.Notes != mine.Notes {
			both = append(both, f.Window.T("client.notes"))
		}
	}
	return both
}

// keepParties does the same with the parties, which stand in the order of the kind's roles.
func (f *CaseWindow) keepParties(base, mine []garage.CaseParty) (both []string) {
	p := f.Parties
	for i, their := range p.saved {
		if mine[i] == base[i] {
			continue
		}
		p.parties[i] = mine[i]
		if their != base[i] && their != mine[i] {
			both = append(both, f.Window.T(their.Role.LabelKey()))
		}
	}
	p.Grid.SetRows(p.parties)
	return both
}
