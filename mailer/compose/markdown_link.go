package compose

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

var (
	// a scheme that a garage's mail can want; others (javascript:, data:, file:) have no business in one
	allowedScheme = regexp.MustCompile(`(?i)^(?:https?://[^/\s]|mailto:[^\s]|tel:[+0-9])`)
	anyScheme     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
	bareHost      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?:[/?#]\S*)?$`)
	bareAddress   = regexp.MustCompile(`^[^@\s:/]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$`)
)

// link is where a link of the text leads; "" is a link that must not be one.
type link struct {
	target string // as the reader would type it, with tokens
	label  string // what stands for it when it has no text of its own
}

// destination returns where a link leads, completing garage.be and info@garage.be, and "" for a scheme that is not allowed
// or that a placeholder would choose.
func (t tokens) destination(written string) string {
	written = strings.TrimSpace(written)
	switch {
	case strings.ContainsAny(written, "\n\r\t") || strings.HasPrefix(written, t.mark):
		return ""
	case allowedScheme.MatchString(written):
		return written
	case anyScheme.MatchString(written):
		return ""
	case bareAddress.MatchString(written):
		return "mailto:" + written
	case bareHost.MatchString(written):
		return "https://" + written
	}
	return ""
}

// linkOf reads a link, an image (which becomes a link: mail programs block images) or a bare address in the text.
func (t tokens) linkOf(node ast.Node, source []byte) link {
	switch n := node.(type) {
	case *ast.Link:
		return link{target: t.destination(textOf(n.Destination, false))}
	case *ast.Image:
		return link{target: t.destination(textOf(n.Destination, false))}
	case *ast.AutoLink:
		label := string(n.Label(source))
		target := label
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(label), "mailto:") {
			target = "mailto:" + label
		}
		return link{target: t.destination(target), label: label}
	}
	return link{}
}

// href returns the target as it stands in an HTML attribute, before HTML escaping: no character that needs it is left, and
// placeholders in it will be escaped for a URL.
func (t tokens) href(target string) string {
	return t.as(asURL, string(util.URLEscape([]byte(target), false)))
}

// spoken returns the target as a person writes it: without mailto: and tel:.
func spoken(target string) string {
	for _, scheme := range []string{"mailto:", "tel:"} {
		if len(target) > len(scheme) && strings.EqualFold(target[:len(scheme)], scheme) {
			return target[len(scheme):]
		}
	}
	return target
}

// sameTarget reports that a link's text already says where it leads.
func sameTarget(label, target string) bool {
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(spoken(s)))
		for _, prefix := range []string{"https://", "http://"} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(s, "/")
	}
	return bare(label) == bare(target)
}
