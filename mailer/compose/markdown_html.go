package compose

import (
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// Styles stand in the elements because mail programs drop style sheets. No colour of text or background is set, so that the
// reader's dark mode keeps its own; the one grey reads on white and on black.
const (
	pageStyle      = "margin:0;padding:16px;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5"
	columnStyle    = "max-width:640px"
	paragraphStyle = "margin:0 0 1em"
	listStyle      = "margin:0 0 1em;padding-left:2em"
	headingStyle   = "margin:1em 0 0.5em;line-height:1.25;font-size:%s"
	quoteStyle     = "margin:0 0 1em;padding-left:1em;border-left:3px solid #767676"
	codeStyle      = "font-family:Consolas,Menlo,monospace"
	ruleStyle      = "border:0;border-top:1px solid #767676;margin:1.5em 0"
	signatureStyle = "margin-top:2em"
	footerStyle    = "margin-top:2em;font-size:12px;color:#767676"
)

var headingSizes = [...]string{"24px", "20px", "17px", "15px", "15px", "15px"}

// htmlWriter writes the HTML of a parsed text: only the elements below, everything else as escaped text.
type htmlWriter struct {
	strings.Builder
	source []byte
	tokens tokens
}

func (w *htmlWriter) open(element, style string) {
	fmt.Fprintf(&w.Builder, `<%s style="%s">`, element, style)
}

func (w *htmlWriter) close(element string) { w.WriteString("</" + element + ">\n") }

// text writes literal text, with the tokens in it turned to the escape of HTML.
func (w *htmlWriter) text(literal string) {
	w.WriteString(html.EscapeString(w.tokens.as(asHTML, literal)))
}

func (w *htmlWriter) wrap(element, style string, node ast.Node, inside func(ast.Node)) {
	w.open(element, style)
	inside(node)
	w.close(element)
}

func (w *htmlWriter) blocks(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		w.block(node)
	}
}

func (w *htmlWriter) block(node ast.Node) {
	switch n := node.(type) {
	case *ast.Heading:
		w.wrap(fmt.Sprintf("h%d", n.Level), fmt.Sprintf(headingStyle, headingSizes[n.Level-1]), n, w.inlines)
	case *ast.ThematicBreak:
		w.open("hr", ruleStyle)
		w.WriteString("\n")
	case *ast.Blockquote:
		w.wrap("blockquote", quoteStyle, n, w.blocks)
	case *ast.List:
		w.list(n)
	case *ast.ListItem:
		w.WriteString("<li>")
		w.blocks(n)
		w.close("li")
	case *ast.TextBlock: // a paragraph of a tight list
		w.inlines(n)
		if n.NextSibling() != nil {
			w.WriteString("\n")
		}
	default:
		w.wrap("p", paragraphStyle, node, w.inlines)
	}
}

func (w *htmlWriter) list(n *ast.List) {
	if !n.IsOrdered() {
		w.wrap("ul", listStyle, n, w.blocks)
		return
	}
	if n.Start == 1 {
		w.open("ol", listStyle)
	} else {
		fmt.Fprintf(&w.Builder, `<ol start="%d" style="%s">`, n.Start, listStyle)
	}
	w.blocks(n)
	w.close("ol")
}

func (w *htmlWriter) inlines(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		w.inline(node)
	}
}

func (w *htmlWriter) inline(node ast.Node) {
	switch n := node.(type) {
	case *ast.Text:
		w.text(textOf(n.Segment.Value(w.source), n.IsRaw()))
		if (n.SoftLineBreak() || n.HardLineBreak()) && n.NextSibling() != nil {
			w.WriteString("<br>\n") // who presses Enter wants a new line, whatever Markdown says
		}
	case *ast.String:
		w.text(string(n.Value))
	case *ast.Emphasis:
		element := "em"
		if n.Level == 2 {
			element = "strong"
		}
		w.WriteString("<" + element + ">")
		w.inlines(n)
		w.WriteString("</" + element + ">")
	case *ast.CodeSpan:
		w.open("code", codeStyle)
		w.text(rawText(n, w.source))
		w.WriteString("</code>")
	case *ast.Link, *ast.Image, *ast.AutoLink:
		w.link(n)
	default:
		w.inlines(n)
	}
}

func (w *htmlWriter) link(node ast.Node) {
	l := w.tokens.linkOf(node, w.source)
	if l.target != "" {
		fmt.Fprintf(&w.Builder, `<a href="%s">`, html.EscapeString(w.tokens.href(l.target)))
	}
	switch {
	case l.label != "":
		w.text(l.label)
	case node.FirstChild() == nil:
		w.text(spoken(l.target))
	default:
		w.inlines(node)
	}
	if l.target != "" {
		w.WriteString("</a>")
	}
}
