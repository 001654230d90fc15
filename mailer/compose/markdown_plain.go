package compose

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// plainWidth is where lines of the text part break: what every mail program shows without breaking it again.
const plainWidth = 76

// indent is what stands before the first line of a block and before its others: "- " and "  ", or "> " twice.
type indent struct{ first, rest string }

// block is a paragraph of the text part. It is broken into lines when its values are known.
type block struct {
	indent
	pieces []piece
	tight  bool // no empty line before it
}

// plainWriter turns a parsed text into blocks of the text part, which must read well without any sign of Markdown.
type plainWriter struct {
	source []byte
	tokens tokens
	list   []writtenBlock
	tight  bool // the next block stands close to the one before
}

type writtenBlock struct {
	block
	text string
}

// cut returns the blocks with their text cut at the holes.
func (w *plainWriter) cut() []block {
	blocks := make([]block, len(w.list))
	for i, b := range w.list {
		blocks[i] = b.block
		blocks[i].pieces = w.tokens.cut(b.text)
	}
	return blocks
}

func (w *plainWriter) add(in *indent, text string) {
	w.list = append(w.list, writtenBlock{block{indent: *in, tight: w.tight}, text})
	in.first, w.tight = in.rest, false
}

func (w *plainWriter) blocks(parent ast.Node, in indent) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		w.block(node, &in)
	}
}

func (w *plainWriter) block(node ast.Node, in *indent) {
	switch n := node.(type) {
	case *ast.ThematicBreak:
		w.add(in, strings.Repeat("-", 40))
	case *ast.Blockquote:
		w.blocks(n, indent{in.first + "> ", in.rest + "> "})
		in.first = in.rest
	case *ast.List:
		w.items(n, in)
	default:
		var text strings.Builder
		w.inlines(&text, n)
		w.add(in, text.String())
	}
}

func (w *plainWriter) items(list *ast.List, in *indent) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if list.IsOrdered() {
			mark = strconv.Itoa(number) + ". "
			number++
		}
		if list.IsTight && (item.PreviousSibling() != nil || list.Parent().Kind() == ast.KindListItem) {
			w.tight = true
		}
		if item.FirstChild() == nil {
			w.add(&indent{in.first + mark, in.rest}, "")
		}
		w.blocks(item, indent{in.first + mark, in.rest + strings.Repeat(" ", len(mark))})
		in.first = in.rest
	}
}

func (w *plainWriter) inlines(text *strings.Builder, parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch n := node.(type) {
		case *ast.Text:
			text.WriteString(textOf(n.Segment.Value(w.source), n.IsRaw()))
			if (n.SoftLineBreak() || n.HardLineBreak()) && n.NextSibling() != nil {
				text.WriteByte('\n')
			}
		case *ast.String:
			text.Write(n.Value)
		case *ast.CodeSpan:
			text.WriteString(rawText(n, w.source))
		case *ast.Link, *ast.Image, *ast.AutoLink:
			w.link(text, n)
		default:
			w.inlines(text, n)
		}
	}
}

// link writes "text (where it leads)", or only where it leads when the text says the same.
func (w *plainWriter) link(text *strings.Builder, node ast.Node) {
	l := w.tokens.linkOf(node, w.source)
	label := strings.Builder{}
	label.WriteString(l.label)
	w.inlines(&label, node)
	target := w.tokens.as(asURL, spoken(l.target))
	if strings.HasPrefix(strings.ToLower(l.target), "mailto:") || strings.HasPrefix(strings.ToLower(l.target), "tel:") {
		target = spoken(l.target)
	}
	switch {
	case l.target == "" || sameTarget(label.String(), l.target):
		text.WriteString(label.String())
	case label.Len() == 0:
		text.WriteString(target)
	default:
		text.WriteString(label.String() + " (" + target + ")")
	}
}

// plainText fills the blocks and breaks their lines.
func plainText(blocks []block, values []string) string {
	var text strings.Builder
	for i, b := range blocks {
		if i > 0 && !b.tight {
			text.WriteString(strings.TrimRight(sharedQuote(blocks[i-1].rest, b.rest), " ") + "\n")
		}
		b.write(&text, fill(b.pieces, values))
	}
	return text.String()
}

// sharedQuote is what the empty line between two blocks carries: the quote marks of both.
func sharedQuote(before, after string) string {
	shared := 0
	for shared < min(len(before), len(after)) && before[shared] == after[shared] {
		shared++
	}
	if !strings.Contains(before[:shared], ">") {
		return ""
	}
	return before[:shared]
}

func (b *block) write(text *strings.Builder, content string) {
	prefix := b.first
	for line := range strings.SplitSeq(content, "\n") {
		for more := true; more; {
			var part string
			part, line, more = breakLine(line, plainWidth-utf8.RuneCountInString(prefix))
			text.WriteString(strings.TrimRight(prefix+part, " ") + "\n")
			prefix = b.rest
		}
	}
}

// breakLine cuts off what fits in width characters, at a space; a word that is longer than that (an address) stays whole.
func breakLine(line string, width int) (part, rest string, more bool) {
	space, count := -1, 0
	for i, r := range line {
		if r == ' ' && i > 0 {
			space = i
		}
		if count++; count > width && space >= 0 {
			rest = strings.TrimLeft(line[space:], " ")
			return line[:space], rest, rest != ""
		}
	}
	return line, "", false
}
