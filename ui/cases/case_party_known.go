package cases

import (
	"cmp"
	"slices"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// partyAddress are the fields of a party that belong to his name, in the order they are filled in.
var partyAddress = []string{"contact", "email", "phone", "language"}

// knownParty fills the form of a party from the directory. What belongs to one name never stays beside another: a mail would
// go to the wrong firm.
type knownParty struct {
	form     *kit.Form
	known    []garage.DirectoryEntry
	original garage.CaseParty
	given    map[string]string // what stands there without having been typed
	from     string            // whose that is, folded
}

func newKnownParty(form *kit.Form, party garage.CaseParty, known []garage.DirectoryEntry) *knownParty {
	k := &knownParty{form: form, known: known, original: party}
	k.given, k.from = k.originals(), garage.Fold(party.Name)
	return k
}

func (k *knownParty) originals() map[string]string {
	p := k.original
	return map[string]string{"contact": p.Contact, "email": p.Email, "phone": p.Phone, "language": p.Language}
}

func (k *knownParty) changed(key string) {
	switch key {
	case "name":
		k.takeName()
	case "contact":
		k.takeContact()
	}
}

// takeName brings what belongs to the name: what the case says of him, or else the directory. A name that nobody has takes away
// what belongs to another, unless it only mends that of the case.
func (k *knownParty) takeName() {
	name := garage.Fold(k.form.Value("name"))
	if name == k.from {
		return
	}
	entry, is := entryNamed(k.known, name)
	original := garage.Fold(k.original.Name)
	switch {
	case original != "" && name == original:
		k.give(original, k.originals())
	case is:
		first := garage.DirectoryContact{}
		if len(entry.Contacts) > 0 {
			first = entry.Contacts[0]
		}
		k.give(name, map[string]string{
			"contact": first.Name, "email": cmp.Or(first.Email, entry.Email), "phone": cmp.Or(first.Phone, entry.Phone), "language": entry.Language,
		})
	case original != "" && mends(original, name):
		k.give(original, k.originals())
	case k.from != "":
		k.give("", map[string]string{})
	}
}

// give replaces what nobody typed.
func (k *knownParty) give(from string, values map[string]string) {
	for _, key := range partyAddress {
		if current := k.form.Value(key); (current == "" || current == k.given[key]) && current != values[key] {
			k.form.SetValue(key, values[key])
		}
	}
	k.given, k.from = values, from
}

// mends reports whether a name, both folded, is being typed anew or is the other with a letter or two put right.
func mends(before, name string) bool {
	if strings.HasPrefix(before, name) {
		return true
	}
	same := 0
	for same < min(len(before), len(name)) && before[same] == name[same] {
		same++
	}
	return 3*same >= 2*max(len(before), len(name))
}

// takeContact brings the address and the number of a known contact, else those of the firm, where those of somebody else of the
// firm or none stand.
func (k *knownParty) takeContact() {
	entry, is := entryNamed(k.known, k.form.Value("name"))
	if !is {
		return
	}
	var chosen garage.DirectoryContact
	for _, contact := range entry.Contacts {
		if garage.Fold(contact.Name) == garage.Fold(k.form.Value("contact")) {
			chosen = contact
		}
	}
	replace := func(key, value string, of func(garage.DirectoryContact) string) {
		current := k.form.Value(key)
		if current == "" || slices.ContainsFunc(entry.Contacts, func(c garage.DirectoryContact) bool { return of(c) == current }) ||
			current == of(garage.DirectoryContact{Email: entry.Email, Phone: entry.Phone}) {
			k.form.SetValue(key, value)
			k.given[key] = value
		}
	}
	replace("email", cmp.Or(chosen.Email, entry.Email), func(c garage.DirectoryContact) string { return c.Email })
	replace("phone", cmp.Or(chosen.Phone, entry.Phone), func(c garage.DirectoryContact) string { return c.Phone })
}
