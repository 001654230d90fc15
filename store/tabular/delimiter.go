package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// delimiters in the order in which they win when two fit equally.
var delimiters = []byte{';', '\t', ',', '|'}

func isDelimiter(r rune) bool { return r < 0x80 && slices.Contains(delimiters, byte(r)) }

// ParseDelimiter returns the delimiter that a person names: the sign itself, or "tab", "comma", "semicolon", "pipe".
func ParseDelimiter(name string) (rune, bool) {
	switch strings.ToLower(name) {
	case ";", "semicolon":
		return ';', true
	case ",", "comma":
		return ',', true
	case "\t", `\t`, "tab":
		return '\t', true
	case "|", "pipe", "bar":
		return '|', true
	}
	return 0, false
}

// openText opens a CSV file.
func openText(r io.ReaderAt, size int64, head []byte, options Options) (*File, error) {
	file := &File{total: size}
	format := &file.format
	format.Form, format.Encoding = FormCSV, options.Encoding
	if options.Encoding == "" {
		var err error
		if format.Encoding, err = detectEncoding(r, head, options.Known); err != nil {
			return nil, err
		}
	} else if options.Encoding != UTF8BOM && !slices.Contains(Encodings(), options.Encoding) {
		return nil, fmt.Errorf("encoding %q: %w", options.Encoding, ErrOptions)
	}
	sample, whole, err := sampleLines(r, size, format.Encoding)
	if err != nil {
		return nil, err
	}
	format.LineEnd = sample.end
	switch {
	case options.Delimiter == 0:
		format.Delimiter, format.DelimiterAmbiguous = detectDelimiter(sample.text, whole, options.HeaderRow)
	case isDelimiter(options.Delimiter):
		format.Delimiter = options.Delimiter
	default:
		return nil, fmt.Errorf("delimiter %q: %w", options.Delimiter, ErrOptions)
	}
	file.reopen = func() (source, error) {
		return &records{lines: newLines(io.NewSectionReader(r, 0, size), format.Encoding), delimiter: byte(format.Delimiter)}, nil
	}
	if err := file.start(options); err != nil {
		return nil, err
	}
	format.Accents = accentsOf(file)
	return file, nil
}

// sample is the start of a file as UTF-8 with \n at the line ends.
type sample struct {
	text []byte
	end  string
}

// sampleLines reads the first lines, up to 256 kB of them; whole says that there are no more.
func sampleLines(r io.ReaderAt, size int64, encoding Encoding) (got sample, whole bool, err error) {
	from := newLines(io.NewSectionReader(r, 0, min(size, 1<<20)), encoding)
	for len(got.text) < 256<<10 {
		line, err := from.next()
		if errors.Is(err, io.EOF) {
			return sample{got.text, from.end}, size <= 1<<20, nil
		}
		if err != nil {
			return got, false, fmt.Errorf("read sample: %w", err)
		}
		got.text = append(append(got.text, line.text...), '\n')
	}
	return sample{got.text, from.end}, false, nil
}

// detectDelimiter tries each delimiter on the first rows: the right one cuts them all into as many cells as the
// header. ambiguous is set when the second best fits nearly as well.
func detectDelimiter(text []byte, whole bool, headerRow int) (delimiter rune, ambiguous bool) {
	first, _, _ := bytes.Cut(text, []byte{'\n'})
	if given := separatorOf(first); given != 0 {
		return rune(given), false
	}
	best, second := 0.0, 0.0
	delimiter = ';' // a single column has none; this one is met least in a text
	for _, candidate := range delimiters {
		fit := fitOf(text, whole, candidate, headerRow)
		switch {
		case fit > best:
			best, second, delimiter = fit, best, rune(candidate)
		case fit > second:
			second = fit
		}
	}
	return delimiter, best > 0 && second > 0.7*best
}

// fitOf returns the number of columns times the share of the rows that have as many, 0 for a single column.
func fitOf(text []byte, whole bool, delimiter byte, headerRow int) float64 {
	rows := &records{lines: newLines(bytes.NewReader(text), UTF8), delimiter: delimiter}
	width, same, all := 0, 0, 0
	for all < 200 {
		row, err := rows.next()
		var bad *RowError
		if errors.As(err, &bad) {
			if !errors.Is(err, ErrOpenQuote) || whole {
				all++
			}
			continue
		}
		if err != nil {
			break
		}
		if blank(row.Cells) || row.Number < headerRow {
			continue
		}
		if width == 0 {
			if width = len(row.Cells); width == 1 {
				return 0
			}
		}
		all++
		if len(row.Cells) == width || len(row.Cells) > width && blank(row.Cells[width:]) {
			same++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(width) * float64(same) / float64(all)
}
