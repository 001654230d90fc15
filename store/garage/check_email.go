package garage

import (
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// CheckEmail checks one bare mail address: no name, no angle brackets, no second one, no comment. Letters of any script
// are allowed on both sides of the @ (RFC 6531), quoted local parts and addresses by number ([192.0.2.1]) are not: in a
// garage's files they are typing errors.
func CheckEmail(address string) (reason string) {
	if address == "" {
		return ""
	}
	if reason := checkEmailSigns(address); reason != "" {
		return reason
	}
	local, domain, _ := strings.Cut(address, "@")
	switch {
	case local == "" || len(local) > 64 || !isDotAtom(local):
		return "check.email_local"
	case len(address) > 254 || !isDomain(domain) || !travels(local, domain):
		return "check.email_domain"
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		return "check.email"
	}
	return ""
}

// IsEmail reports whether a mail can be addressed to, or come from, an address.
func IsEmail(address string) bool { return address != "" && CheckEmail(address) == "" }

// hostName is a domain as it goes on the wire.
var hostName = regexp.MustCompile(`^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$`)

// travels reports whether a domain can be asked for in the DNS: letters of other scripts have an ASCII form there, which must
// not be too long either.
func travels(local, domain string) bool {
	wire, err := idna.Lookup.ToASCII(domain)
	return err == nil && hostName.MatchString(wire) && len(local)+1+len(wire) <= 254
}

// checkEmailSigns says what is wrong with a text that is not one bare address at all.
func checkEmailSigns(address string) (reason string) {
	switch at := strings.Count(address, "@"); {
	case !utf8.ValidString(address) || strings.ContainsFunc(address, isInvisible):
		return "check.email_control"
	case at == 1 && strings.Contains(address, ",") && !strings.ContainsFunc(address, unicode.IsSpace):
		return "check.email_comma"
	case at > 1 && !strings.ContainsAny(address, " ,;/"):
		return "check.email_two_at"
	case at > 1 || at == 1 && strings.ContainsAny(address, ",;"):
		return "check.email_several"
	case strings.ContainsAny(address, "<>\"()"):
		return "check.email_name"
	case at == 0:
		return "check.email_no_at"
	case strings.ContainsFunc(address, unicode.IsSpace):
		return "check.email_space"
	}
	return ""
}

// isInvisible is true for line breaks, other control characters and what prints nothing or turns the writing around.
func isInvisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}

func isDotAtom(local string) bool {
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, func(r rune) bool {
			return r < utf8.RuneSelf && !isASCIILetterOrDigit(r) && !strings.ContainsRune("!#$%&'*+/=?^_`{|}~-", r) || unicode.IsSpace(r)
		}) {
			return false
		}
	}
	return true
}

func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || len(domain) > 253 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") ||
			strings.ContainsFunc(label, func(r rune) bool {
				return !isASCIILetterOrDigit(r) && r != '-' && (r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r))
			}) {
			return false
		}
	}
	top := labels[len(labels)-1]
	return utf8.RuneCountInString(top) >= 2 && strings.ContainsFunc(top, unicode.IsLetter)
}

func isASCIILetterOrDigit(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}
