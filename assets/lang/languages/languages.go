// Package languages is the one list of the program's languages. It holds no text, so that what must know the list without
// making sentences (the store) can read it.
package languages

import "slices"

// Reference is the language whose texts are written first, and the fall-back of an unknown one.
const Reference = "fr"

// Screen are those the program's screens speak, the reference first.
var Screen = []string{"fr", "nl", "en"}

// Recipient are those a client can have and a mail or document can be written in, in the order of the tabs.
var Recipient = []string{"fr", "nl", "de", "en"}

// IsRecipient reports whether a mail can be written in a language.
func IsRecipient(tag string) bool { return slices.Contains(Recipient, tag) }
