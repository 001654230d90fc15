package compose

import (
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdownParser reads the Markdown of a mail. Left out on purpose: raw HTML, which comes out as the text it is; blocks of
// code and underlined headings, which people type without meaning them; link definitions, which vanish from the text.
var markdownParser = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(paragraphParser{parser.NewParagraphParser()}, 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999),
	),
)

// paragraphParser takes indented lines too: without a parser of indented code they would be nobody's, and vanish.
type paragraphParser struct{ parser.BlockParser }

// CanAcceptIndentedLine implements parser.BlockParser.
func (paragraphParser) CanAcceptIndentedLine() bool { return true }

// body is a Markdown text, parsed once and cut into pieces for both parts of the message.
type body struct {
	html  []piece
	plain []block
	empty bool // it says nothing: no letter, no placeholder
}

// tokens hides the holes of a text from the Markdown parser behind words of letters and digits, which no rule of Markdown
// touches: parsing sees a name where a name will stand.
type tokens struct {
	mark    string // occurs nowhere in the text
	pattern *regexp.Regexp
}

func newTokens(source string) tokens {
	mark := "gmq"
	for n := 0; strings.Contains(source, mark); n++ {
		mark = "gmq" + strconv.Itoa(n) + "q"
	}
	return tokens{mark: mark, pattern: regexp.MustCompile(mark + `([thu])(\d+)e`)}
}

func (t tokens) token(as escape, hole int) string { return fmt.Sprintf("%s%c%de", t.mark, as, hole) }

// as changes the tokens in written text from the escape of text to another.
func (t tokens) as(as escape, written string) string {
	return strings.ReplaceAll(written, t.mark+string(rune(asText)), t.mark+string(rune(as)))
}

// cut splits text at its tokens. The last piece has no hole.
func (t tokens) cut(text string) []piece {
	var pieces []piece
	at := 0
	for _, match := range t.pattern.FindAllStringSubmatchIndex(text, -1) {
		number, err := strconv.Atoi(text[match[4]:match[5]])
		if err != nil {
			continue // more digits than any hole has: not ours
		}
		pieces = append(pieces, piece{text[at:match[0]], number, escape(text[match[2]])})
		at = match[1]
	}
	return append(pieces, piece{literal: text[at:], hole: -1})
}

// hide replaces the placeholders of source by tokens and adds them to holes.
func (t tokens) hide(source string, holes *[]hole, inSubject bool) string {
	return replaceSubmatches(written, source, func(match []string) string {
		h, ok := readHole(match)
		if !ok {
			return match[0]
		}
		h.inSubject = inSubject
		*holes = append(*holes, h)
		return t.token(asText, len(*holes)-1)
	})
}

func replaceSubmatches(pattern *regexp.Regexp, source string, replace func(match []string) string) string {
	var replaced strings.Builder
	at := 0
	for _, index := range pattern.FindAllStringSubmatchIndex(source, -1) {
		match := make([]string, len(index)/2)
		for i := range match {
			if index[2*i] >= 0 {
				match[i] = source[index[2*i]:index[2*i+1]]
			}
		}
		replaced.WriteString(source[at:index[0]])
		replaced.WriteString(replace(match))
		at = index[1]
	}
	return replaced.String() + source[at:]
}

// parseBody parses Markdown and adds its placeholders to holes.
func parseBody(markdown string, holes *[]hole) body {
	markdown = cleanSource(markdown)
	t := newTokens(markdown)
	source := []byte(t.hide(markdown, holes, false))
	root := markdownParser.Parse(text.NewReader(source))
	page := htmlWriter{source: source, tokens: t}
	page.blocks(root)
	plain := plainWriter{source: source, tokens: t}
	plain.blocks(root, indent{})
	parsed := body{html: t.cut(page.String()), plain: plain.cut(), empty: true}
	for _, b := range parsed.plain {
		for _, p := range b.pieces {
			if p.hole >= 0 || strings.Trim(p.literal, "- \n\u00a0") != "" { // a line across says nothing
				parsed.empty = false
			}
		}
	}
	return parsed
}

// parseLine cuts a subject: text on one line, no Markdown.
func parseLine(line string, holes *[]hole) []piece {
	line = oneLine(line)
	t := newTokens(line)
	return t.cut(t.hide(line, holes, true))
}

// cleanSource makes line ends \n and drops what no mail program shows.
func cleanSource(markdown string) string {
	markdown = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n").Replace(markdown)
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || isOverride(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(markdown, "\uFFFD"))
}

// escaped finds what Markdown writes instead of a character: a backslash before a mark, or an HTML entity.
var escaped = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")

// textOf returns the characters of a text node as the reader sees them.
func textOf(segment []byte, raw bool) string {
	if raw || bytes.IndexByte(segment, '\\') < 0 && bytes.IndexByte(segment, '&') < 0 {
		return string(segment)
	}
	return replaceSubmatches(escaped, string(segment), func(match []string) string {
		if match[1] != "" {
			return match[1]
		}
		return oneCharacter(html.UnescapeString(match[0]))
	})
}

// oneCharacter keeps an entity such as &#10; or &#x202e; from bringing in what cleanSource took out.
func oneCharacter(text string) string {
	if clean := cleanSource(text); !strings.Contains(clean, "\n") {
		return clean
	}
	return " "
}

// rawText returns the text of a code span, unchanged.
func rawText(node *ast.CodeSpan, source []byte) string {
	var raw strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			raw.Write(t.Segment.Value(source))
		}
	}
	return strings.ReplaceAll(raw.String(), "\n", " ")
}
