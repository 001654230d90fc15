// Package search finds rows by what is typed, among a hundred thousand at every key: the lines of a list stand in memory and are read
// again when the file's generation has changed.
package search

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"math"
	"runtime"
	"slices"
	"sync"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Index holds what search-as-you-type looks through, in memory: one line per row, clients in name order. Scanning it
// takes a millisecond or two at 100,000 clients, where LIKE takes twenty and the plates ten times that; it is built when the first
// search, or the first after a change, needs it.
type Index struct {
	// Generation tells whether the rows are still those that the index was built of.
	Generation func(ctx context.Context, q sqlite.Querier) (string, error)
	Order      string // a query of the ids in the order of the list, with the folded names ("" = none) that Best looks at first
	Lines      []Part // what else is in the lines

	building sync.Mutex // held while one search builds for all
	mu       sync.Mutex
	current  *Snapshot
}

// Part is a query of ids and of words that their lines have.
type Part struct {
	Query string
	Fold  bool // the words are not folded yet
	Named bool // the words begin with the name, which the line has already
}

// Snapshot is one state of the index; it never changes once it is built.
type Snapshot struct {
	generation string
	ids        []int64  // in the order of the list
	starts     []uint32 // where the line of ids[i] begins in text; one more for the end
	names      []uint16 // how many bytes of the line are the name
	text       []byte   // lines that end in a line break
}

// nameEnd stands in a line behind a name.
const nameEnd = '\x1f'

// Find returns the ids of the lines that match what was typed, in the order of the list. Nothing typed is all.
func (s *Index) Find(ctx context.Context, reader *sql.DB, typed string) ([]int64, error) {
	lines, err := s.Now(ctx, reader)
	if err != nil {
		return nil, err
	}
	return lines.find(parseSearch(typed)), nil
}

// Now returns the index of the file's current generation. Of several searches that find it old, one builds it and the
// others wait; each leaves when its context ends.
func (s *Index) Now(ctx context.Context, reader *sql.DB) (*Snapshot, error) {
	generation, err := s.Generation(ctx, reader)
	if err != nil {
		return nil, err
	}
	if lines := s.fresh(generation); lines != nil {
		return lines, nil
	}
	type result struct {
		lines *Snapshot
		err   error
	}
	done := make(chan result, 1)
	go func() {
		s.building.Lock()
		defer s.building.Unlock()
		if lines := s.fresh(generation); lines != nil {
			done <- result{lines, nil}
			return
		}
		// Whoever types on cancels her last search: the build must not start anew at every key.
		lines, err := s.buildNow(context.WithoutCancel(ctx), reader)
		if err == nil {
			s.mu.Lock()
			s.current = lines
			s.mu.Unlock()
		}
		done <- result{lines, err}
	}()
	select {
	case built := <-done:
		return built.lines, built.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Index) fresh(generation string) *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.generation == generation {
		return s.current
	}
	return nil
}

// buildNow reads the parts side by side. Each is read in a transaction of its own; the generation tells whether they are of one state.
func (s *Index) buildNow(ctx context.Context, reader *sql.DB) (*Snapshot, error) {
	queries := append([]Part{{Query: s.Order}}, s.Lines...)
	for {
		read, failures := make([]words, len(queries)), make([]error, len(queries))
		var running sync.WaitGroup
		for i, part := range queries {
			running.Go(func() { read[i], failures[i] = s.read(ctx, reader, part) })
		}
		running.Wait()
		if err := errors.Join(failures...); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(read, func(w words) bool { return w.generation != read[0].generation }) {
			return joined(read, s.Lines), nil
		}
	}
}

// words are what a query gave: of ids[i] text from ends[i-1] to ends[i].
type words struct {
	generation string
	ids        []int64
	ends       []uint32
	text       []byte
}

func (w *words) at(i int) []byte {
	if i == 0 {
		return w.text[:w.ends[0]]
	}
	return w.text[w.ends[i-1]:w.ends[i]]
}

func (s *Index) read(ctx context.Context, reader *sql.DB, part Part) (w words, err error) {
	tx, err := reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return words{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	if w.generation, err = s.Generation(ctx, tx); err != nil {
		return words{}, err
	}
	rows, err := tx.QueryContext(ctx, part.Query)
	if err != nil {
		return words{}, err
	}
	defer rows.Close()
	var id int64
	var key sql.RawBytes
	into := []any{&id, &key}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return words{}, err
		}
		if part.Fold {
			w.text = append(w.text, garage.Fold(string(key))...)
		} else {
			w.text = append(w.text, key...)
		}
		w.ids, w.ends = append(w.ids, id), append(w.ends, uint32(len(w.text))) //nolint:gosec // 4 GB of names are no garage
	}
	return w, rows.Err()
}

// joined makes the lines of the names and of the other words, which belong to those ids that the names have.
func joined(read []words, parts []Part) *Snapshot {
	names := &read[0]
	l := &Snapshot{generation: names.generation, ids: names.ids, names: make([]uint16, len(names.ids))}
	place := sqlite.PlacesOf(l.ids)
	sizes := make([]uint32, len(l.ids)+1)
	for i := range l.ids {
		l.names[i] = uint16(min(len(names.at(i)), math.MaxUint16)) //nolint:gosec // bounded
		sizes[i] = uint32(l.names[i]) + 2                          // the end of the name and of the line
	}
	for p := range parts {
		for i, id := range read[p+1].ids {
			if at := place(id); at >= 0 {
				sizes[at] += uint32(len(read[p+1].at(i))) + 1 //nolint:gosec // 4 GB of names are no garage
			}
		}
	}
	l.starts = make([]uint32, 1, len(l.ids)+1)
	for i := range l.ids {
		l.starts = append(l.starts, l.starts[i]+sizes[i])
	}
	l.text = bytes.Repeat([]byte{'\n'}, int(l.starts[len(l.ids)])) // a line that turns out shorter ends in several breaks
	ends := slices.Clone(l.starts)
	add := func(at int, word []byte) { ends[at] += uint32(copy(l.text[ends[at]:], word)) } //nolint:gosec // as above
	for i := range l.ids {
		if l.names[i] > 0 {
			add(i, append(names.at(i)[:l.names[i]:l.names[i]], nameEnd))
		}
	}
	for p, part := range parts {
		for i, id := range read[p+1].ids {
			at := place(id)
			if at < 0 {
				continue
			}
			word := read[p+1].at(i)
			if part.Named && bytes.HasPrefix(word, names.at(at)) {
				word = bytes.TrimPrefix(word[len(names.at(at)):], []byte(" "))
			}
			if len(word) > 0 {
				if ends[at] > l.starts[at]+uint32(l.names[at])+1 {
					add(at, []byte(" "))
				}
				add(at, word)
			}
		}
	}
	return l
}

// find looks through all lines.
func (l *Snapshot) find(query searchQuery) []int64 {
	if len(query) == 0 {
		return slices.Clone(l.ids)
	}
	found := slices.Concat(each(l, func(from, to int) []int32 { return l.findIn(query, from, to) })...)
	ids := make([]int64, len(found))
	for i, line := range found {
		ids[i] = l.ids[line]
	}
	return ids
}

// each has parts of all lines looked at side by side, and returns what each gave in their order.
func each[T any](l *Snapshot, look func(from, to int) T) []T {
	parts := min(runtime.GOMAXPROCS(0), 8, 1+len(l.ids)/2000)
	found := make([]T, parts)
	var running sync.WaitGroup
	for part := range parts {
		running.Go(func() { found[part] = look(len(l.ids)*part/parts, len(l.ids)*(part+1)/parts) })
	}
	running.Wait()
	return found
}

// findIn scans the lines from … to for the query's longest word and looks for the others in those it is found in.
func (l *Snapshot) findIn(query searchQuery, from, to int) (lines []int32) {
	word := query[0]
	end := int(l.starts[to])
	next := make([]int, len(word)) // where each form stands next, end when nowhere
	for i := range next {
		next[i] = -1
	}
	for line := from; line < to; line++ {
		for i, form := range word {
			if start := int(l.starts[line]); next[i] < start {
				next[i] = end
				if at := bytes.Index(l.text[start:end], form); at >= 0 {
					next[i] = start + at
				}
			}
		}
		first := slices.Min(next)
		if first == end {
			return lines
		}
		line = l.lineAt(line, first)
		if query[1:].matches(l.text[l.starts[line]:l.starts[line+1]]) {
			lines = append(lines, int32(line)) //nolint:gosec // fewer than 2 GB of them
		}
	}
	return lines
}

// lineAt returns the line of a place in the text that is not before line: nearby by steps, far away by halves.
func (l *Snapshot) lineAt(line, place int) int {
	step := 1
	for line+step < len(l.ids) && int(l.starts[line+step]) <= place {
		line += step
		step *= 2
	}
	for ; step > 0; step /= 2 {
		if line+step < len(l.ids) && int(l.starts[line+step]) <= place {
			line += step
		}
	}
	return line
}
