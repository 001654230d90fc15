package tabular

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
)

// merge is a range of merged cells over several rows; its value stands in the first one.
type merge struct {
	column, from, to int // rows as Excel numbers them
	value            string
	kind             Kind
}

const (
	maxMerges    = 100_000
	maxMergeScan = 1 << 30 // bytes of a sheet that are looked through for them
)

// mergesOf returns the merged ranges of a sheet that reach over several rows, by their first row. They stand behind the
// rows, so they are looked for before; what cannot be read is told when the rows are.
func mergesOf(part *zip.File) []merge {
	in, err := part.Open()
	if err != nil {
		return nil
	}
	defer func() { _ = in.Close() }() // damage is told with the rows
	var found []merge
	buffer, kept, seen := make([]byte, 64<<10), 0, 0
	for len(found) < maxMerges && seen < maxMergeScan {
		n, err := io.ReadFull(in, buffer[kept:])
		seen += n
		data := buffer[:kept+n]
		rest := data
		for {
			at := bytes.Index(rest, []byte("mergeCell "))
			if at < 0 {
				kept = min(len(rest), len("mergeCell ")-1)
				rest = rest[len(rest)-kept:]
				break
			}
			end := bytes.IndexByte(rest[at:], '>')
			if end < 0 {
				rest, kept = rest[at:], len(rest)-at
				break
			}
			if one, ok := mergeOf(string(rest[at : at+end])); ok {
				found = append(found, one)
			}
			rest = rest[at+end:]
		}
		if err != nil || kept == len(buffer) {
			break
		}
		copy(buffer, rest)
	}
	slices.SortStableFunc(found, func(a, b merge) int { return cmp.Compare(a.from, b.from) })
	return found
}

// mergeOf reads mergeCell ref="A2:A4".
func mergeOf(element string) (merge, bool) {
	_, ref, found := strings.Cut(element, "ref=")
	if !found || len(ref) < 2 {
		return merge{}, false
	}
	ref, _, _ = strings.Cut(ref[1:], ref[:1])
	first, last, _ := strings.Cut(ref, ":")
	one := merge{column: columnOf(first)}
	var errFrom, errTo error
	one.from, errFrom = strconv.Atoi(strings.TrimLeft(strings.ToUpper(first), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	one.to, errTo = strconv.Atoi(strings.TrimLeft(strings.ToUpper(last), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	return one, errors.Join(errFrom, errTo) == nil && one.column >= 0 && one.column < MaxColumns && one.to > one.from
}

// spreading is how far the rows of a sheet have come among its merged cells.
type spreading struct {
	merges  []merge // by their first row, those that are done taken away
	running []merge
}

// spread writes the value of merged cells into the rows that they reach over; a row with nothing of its own stays blank.
func (s *spreading) spread(row *Row) {
	if len(s.merges)+len(s.running) == 0 {
		return
	}
	ownNothing := blank(row.Cells)
	s.running = slices.DeleteFunc(s.running, func(one merge) bool { return one.to < row.Number })
	for len(s.merges) > 0 && s.merges[0].from <= row.Number {
		one := s.merges[0]
		s.merges = s.merges[1:]
		if one.from == row.Number && one.column < len(row.Cells) && row.Cells[one.column] != "" {
			one.value, one.kind = row.Cells[one.column], row.kinds[one.column]
			s.running = append(s.running, one)
		}
	}
	for _, one := range s.running {
		if one.from == row.Number || ownNothing {
			continue
		}
		for len(row.Cells) <= one.column {
			row.Cells, row.kinds = append(row.Cells, ""), append(row.kinds, Text)
		}
		if row.Cells[one.column] != "" {
			continue
		}
		row.Cells[one.column], row.kinds[one.column] = one.value, one.kind
		for len(row.merged) <= one.column {
			row.merged = append(row.merged, false)
		}
		row.merged[one.column] = true
	}
}
