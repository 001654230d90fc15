// Package writer writes PDF files: pages with text in embedded TrueType fonts, areas, lines and pictures. What is the same in
// every file of a program, the fonts, is read once. It knows nothing of what the pages say. The bytes of the same pages are
// the same each time.
package writer

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// Info is what a reader says about a file. Created is its only time.
type Info struct {
	Title, Author, Creator, Language string
	Created                          time.Time
}

// File is a PDF while it is written. Lengths are in points, and y counts from the upper edge of the page. It is not for more
// than one goroutine at a time.
type File struct {
	width, height float64
	info          Info
	pages         []*bytes.Buffer
	fonts         []*usedFont
	byFont        map[*Font]*usedFont
	pictures      []*picture
	byContent     map[string]*picture
	// drawn is what the page stands at, so that nothing is said twice.
	drawn state
}

// state of a page: its colours, its pen, its font.
type state struct {
	fill, stroke Color
	pen          float64
	font         *usedFont
	size         float64
}

// Color in eight bits a channel. The zero value is black.
type Color struct{ Red, Green, Blue uint8 }

// New returns a file without pages, all of which will have one size.
func New(width, height float64, info Info) *File {
	return &File{width: width, height: height, info: info, byFont: map[*Font]*usedFont{}, byContent: map[string]*picture{}}
}

// AddPage begins a page; what is drawn from now on stands on it.
func (f *File) AddPage() {
	f.pages = append(f.pages, &bytes.Buffer{})
	f.drawn = state{pen: 1}
}

func (f *File) page() *bytes.Buffer { return f.pages[len(f.pages)-1] }

// write puts numbers, each with a space behind it, and an operator on the page.
func (f *File) write(operator string, numbers ...float64) {
	page := f.page()
	line := page.AvailableBuffer()
	for _, n := range numbers {
		line = append(number(line, n), ' ')
	}
	page.Write(append(append(line, operator...), '\n'))
}

// number is a length to a hundredth of a point, without zeros that say nothing.
func number(line []byte, n float64) []byte {
	line = strconv.AppendFloat(line, n, 'f', 2, 64)
	line = bytes.TrimRight(line, "0")
	return bytes.TrimSuffix(line, []byte("."))
}

func (f *File) color(at *Color, next Color, operator string) {
	if *at == next {
		return
	}
	*at = next
	page := f.page()
	line := page.AvailableBuffer()
	for _, channel := range []uint8{next.Red, next.Green, next.Blue} {
		line = append(strconv.AppendFloat(line, float64(channel)/255, 'f', 3, 64), ' ')
	}
	page.Write(append(append(line, operator...), '\n'))
}

// Area fills a rectangle.
func (f *File) Area(x, y, width, height float64, color Color) {
	f.color(&f.drawn.fill, color, "rg")
	f.write("re f", x, f.height-y, width, -height)
}

// Point is a place on a page, in points from its top left corner.
type Point struct{ X, Y float64 }

// Pen draws lines: Thick in points.
type Pen struct {
	Thick float64
	Color Color
}

// Line draws a line between two points.
func (f *File) Line(from, to Point, pen Pen) {
	f.color(&f.drawn.stroke, pen.Color, "RG")
	if f.drawn.pen != pen.Thick {
		f.drawn.pen = pen.Thick
		f.write("w", pen.Thick)
	}
	f.write("m", from.X, f.height-from.Y)
	f.write("l S", to.X, f.height-to.Y)
}

// Style is how a text is written: Size in points.
type Style struct {
	Face  Face
	Size  float64
	Color Color
}

// Text draws a text with its baseline from a point on, each rune in the first font of the face that has it.
func (f *File) Text(at Point, text string, style Style) {
	x, y, size := at.X, at.Y, style.Size
	f.color(&f.drawn.fill, style.Color, "rg")
	for font, run := range style.Face.runs(text) {
		used := f.use(font)
		page := f.page()
		page.WriteString("BT ")
		if f.drawn.font != used || f.drawn.size != size {
			f.drawn.font, f.drawn.size = used, size
			page.Write(append(number(fmt.Appendf(page.AvailableBuffer(), "/F%d ", used.name), size), " Tf "...))
		}
		line := append(number(page.AvailableBuffer(), x), ' ')
		line = append(number(line, f.height-y), " Td <"...)
		for _, r := range run {
			line = fmt.Appendf(line, "%04X", used.code(r))
		}
		page.Write(append(line, "> Tj ET\n"...))
		x += Face{font}.Width(run, size)
	}
}

// Bytes returns the whole file. It fails on a font that is not what its tables say.
func (f *File) Bytes() ([]byte, error) {
	o := &objects{}
	o.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	catalog, tree, about, resources := o.reserve(), o.reserve(), o.reserve(), o.reserve()
	var kids strings.Builder
	for _, page := range f.pages {
		content := o.stream("", page.Bytes())
		fmt.Fprintf(&kids, "%d 0 R ", o.add(fmt.Sprintf("<</Type/Page/Parent %d 0 R/Resources %d 0 R/Contents %d 0 R>>", tree, resources, content)))
	}
	var fonts, pictures strings.Builder
	for _, used := range f.fonts {
		object, err := used.write(o)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&fonts, "/F%d %d 0 R", used.name, object)
	}
	for _, picture := range f.pictures {
		fmt.Fprintf(&pictures, "/P%d %d 0 R", picture.name, picture.write(o))
	}
	o.set(resources, fmt.Sprintf("<</ProcSet[/PDF/Text/ImageB/ImageC/ImageI]/Font<<%s>>/XObject<<%s>>>>", &fonts, &pictures))
	o.set(tree, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 %s %s]>>", len(f.pages), &kids,
		number(nil, f.width), number(nil, f.height)))
	date := f.info.Created.Format("20060102150405")
	o.set(about, fmt.Sprintf("<</Title %s/Author %s/Creator %s/Producer %s/CreationDate(D:%s)/ModDate(D:%s)>>", unicode(f.info.Title),
		unicode(f.info.Author), unicode(f.info.Creator), unicode(f.info.Creator), date, date))
	o.set(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang %s>>", tree, unicode(f.info.Language)))
	return o.end(catalog, about), nil
}

// unicode is a text as PDF keeps it outside pages.
func unicode(text string) string {
	var hex strings.Builder
	hex.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&hex, "%04X", unit)
	}
	return hex.String() + ">"
}

// objects are those of a file, numbered from 1, and where each begins.
type objects struct {
	bytes.Buffer
	starts []int
}

// reserve returns the number of an object that is set later.
func (o *objects) reserve() int {
	o.starts = append(o.starts, 0)
	return len(o.starts)
}

func (o *objects) set(id int, body string) {
	o.starts[id-1] = o.Len()
	fmt.Fprintf(o, "%d 0 obj\n%s\nendobj\n", id, body)
}

func (o *objects) add(body string) int {
	id := o.reserve()
	o.set(id, body)
	return id
}

// packers are kept, for one takes a megabyte.
var packers = sync.Pool{New: func() any { return zlib.NewWriter(nil) }}

// stream adds content, compressed; entries are those of its dictionary besides its length.
func (o *objects) stream(entries string, content []byte) int {
	var packed bytes.Buffer
	packer := packers.Get().(*zlib.Writer) //nolint:forcetypeassert // nothing else is ever in there
	packer.Reset(&packed)
	_, _ = packer.Write(content) // a buffer takes all
	_ = packer.Close()
	packers.Put(packer)
	return o.raw(entries+"/Filter/FlateDecode", packed.Bytes())
}

// raw adds a stream as it is.
func (o *objects) raw(entries string, content []byte) int {
	id := o.reserve()
	o.starts[id-1] = o.Len()
	fmt.Fprintf(o, "%d 0 obj\n<<%s/Length %d>>\nstream\n", id, entries, len(content))
	o.Write(content)
	o.WriteString("\nendstream\nendobj\n")
	return id
}

// end writes where everything is.
func (o *objects) end(catalog, about int) []byte {
	table := o.Len()
	fmt.Fprintf(o, "xref\n0 %d\n0000000000 65535 f \n", len(o.starts)+1)
	for _, start := range o.starts {
		fmt.Fprintf(o, "%010d 00000 n \n", start)
	}
	fmt.Fprintf(o, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(o.starts)+1, catalog, about, table)
	return o.Bytes()
}
