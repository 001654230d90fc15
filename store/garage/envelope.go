package garage

import (
	"fmt"
	"strings"

	"golang.org/x/net/idna"
)

// EnvelopeAddress returns an address as it goes on the wire: the domain in its ASCII form, and whether the local part
// needs SMTPUTF8. It refuses what would break out of the command line.
func EnvelopeAddress(address string) (wire string, utf8 bool, err error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 || len(address) > 320 {
		return "", false, fmt.Errorf("address %q has no local part or domain", address)
	}
	local, domain := address[:at], address[at+1:]
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '<' || r == '>' }) {
		return "", false, fmt.Errorf("address %q has a character that no address has", address)
	}
	if !strings.HasPrefix(domain, "[") {
		if domain, err = idna.Lookup.ToASCII(domain); err != nil {
			return "", false, fmt.Errorf("domain of %q: %w", address, err)
		}
	}
	return local + "@" + domain, !IsASCII(local), nil
}
