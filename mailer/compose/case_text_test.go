package compose

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestCasesHaveTexts looks for a text of all that a kind of case is made of, in each language that needs it.
func TestCasesHaveTexts(t *testing.T) {
	screen, mail := map[string]bool{}, map[string]bool{}
	for _, kind := range garage.CaseKinds {
		screen[kind.LabelKey()] = true
		for _, state := range kind.States {
			screen[state.LabelKey()] = true
		}
		for _, field := range kind.Fields {
			screen[field.LabelKey()], screen[field.GroupKey()] = true, true
			for _, choice := range field.Choices {
				mail[field.ChoiceKey(choice)] = true
			}
		}
		for _, party := range kind.Parties {
			screen[party.LabelKey()] = true
		}
		for _, m := range kind.Mails {
			subject, body := m.TextKeys()
			screen[m.LabelKey()], mail[subject], mail[body] = true, true, true
			for _, attachment := range m.Attachments {
				screen[attachment.LabelKey()] = true
			}
		}
	}
	for _, placeholder := range garage.CasePlaceholders {
		screen["placeholder."+strings.ToLower(placeholder.Name)] = true
	}
	for _, tag := range languages.Recipient {
		p := lang.New(tag)
		for key := range mail {
			if !p.Has(key) {
				t.Errorf("%s: no text for %s", tag, key)
			}
		}
		for key := range screen {
			if slices.Contains(languages.Screen, tag) && !p.Has(key) {
				t.Errorf("%s: no text for %s", tag, key)
			}
		}
	}
}

var casePlaceholder = regexp.MustCompile(`<([A-Z]+)(\|[^<>]*)?>`)

// TestCaseTextsUseWhatTheirKindHas holds the texts of all languages to the placeholders that a case of the kind can fill,
// and to the same ones as the reference.
func TestCaseTextsUseWhatTheirKindHas(t *testing.T) {
	for _, kind := range garage.CaseKinds {
		known := map[string]bool{}
		for _, p := range Placeholders {
			known[p.Name] = p.Context != OfDocument
		}
		for _, p := range garage.CasePlaceholders {
			known[p.Name] = known[p.Name] || storetest.IsFilledBy(p, kind)
		}
		for _, mail := range kind.Mails {
			subject, body := mail.TextKeys()
			for _, key := range []string{subject, body} {
				var want []string
				for i, tag := range []string{"fr", "nl", "de", "en"} {
					var names []string
					for _, match := range casePlaceholder.FindAllStringSubmatch(lang.New(tag).T(key), -1) {
						names = append(names, match[1])
						if !known[match[1]] {
							t.Errorf("%s %s: a %s cannot fill <%s>", tag, key, kind.Name, match[1])
						}
					}
					slices.Sort(names)
					if i == 0 {
						want = names
					} else if !slices.Equal(names, want) {
						t.Errorf("%s %s: %v, French has %v", tag, key, names, want)
					}
				}
			}
		}
	}
}
