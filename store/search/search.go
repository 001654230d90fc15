// Package search finds rows by what is typed, among a hundred thousand at every key: the lines of a list stand in memory and are read
// again when the file's generation has changed.
package search

import (
	"bytes"
	"context"
	"database/sql"
	"runtime"
	"slices"
	"sync"

	"garagemail/store/sqlite"
)

// Index holds what search-as-you-type looks through, in memory: one line per row, clients in name order. Scanning it
// takes a millisecond or two at 100,000 clients, where LIKE takes twenty and the plates ten times that; it is built in some
// 200 ms when the first search, or the first after a change, needs it.
type Index struct {
	// generation tells whether the rows are still those that the index was built of.
	Generation func(ctx context.Context, q sqlite.Querier) (string, error)
	Build      func(ctx context.Context, tx *sql.Tx) (*Snapshot, error)

	building sync.Mutex // held while one search builds for all
	mu       sync.Mutex
	current  *Snapshot
}

// Snapshot is one state of the index; it never changes once it is built.
type Snapshot struct {
	generation string
	ids        []int64  // in the order of the list
	starts     []uint32 // where the line of ids[i] begins in text; one more for the end
	text       []byte   // lines that end in a line break
}

// Find returns the ids of the lines that match what was typed, in the order of the list. Nothing typed is all.
func (s *Index) Find(ctx context.Context, reader *sql.DB, typed string) ([]int64, error) {
	lines, err := s.Lines(ctx, reader)
	if err != nil {
		return nil, err
	}
	return lines.find(parseSearch(typed)), nil
}

// Lines returns the index of the file's current generation. Of several searches that find it old, one builds it and the
// others wait; each leaves when its context ends.
func (s *Index) Lines(ctx context.Context, reader *sql.DB) (*Snapshot, error) {
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

func (s *Index) buildNow(ctx context.Context, reader *sql.DB) (*Snapshot, error) {
	tx, err := reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // all of one moment
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	generation, err := s.Generation(ctx, tx)
	if err != nil {
		return nil, err
	}
	lines, err := s.Build(ctx, tx)
	if err == nil {
		lines.generation = generation
	}
	return lines, err
}

// ReadLines reads the ids in the order of their list, and for each what the queries give of it.
func ReadLines(ctx context.Context, tx *sql.Tx, order string, queries ...string) (lines *Snapshot, err error) {
	lines = &Snapshot{}
	if lines.ids, err = sqlite.ReadIDs(ctx, tx, order); err != nil {
		return nil, err
	}
	keys := make(map[int64][]byte, len(lines.ids))
	for _, query := range queries {
		if err := addKeys(ctx, tx, keys, query); err != nil {
			return nil, err
		}
	}
	lines.fill(keys)
	return lines, nil
}

func addKeys(ctx context.Context, q sqlite.Querier, keys map[int64][]byte, query string) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	var key sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &key); err != nil {
			return err
		}
		line, has := keys[id]
		if !has {
			line = make([]byte, 0, len(key)+24) // room for two plates
		} else {
			line = append(line, ' ')
		}
		keys[id] = append(line, key...)
	}
	return rows.Err()
}

func (l *Snapshot) fill(keys map[int64][]byte) {
	size := len(l.ids)
	for _, key := range keys {
		size += len(key)
	}
	l.text, l.starts = make([]byte, 0, size), make([]uint32, 0, len(l.ids)+1)
	for _, id := range l.ids {
		l.starts = append(l.starts, uint32(len(l.text))) //nolint:gosec // 4 GB of names are no garage
		l.text = append(append(l.text, keys[id]...), '\n')
	}
	l.starts = append(l.starts, uint32(len(l.text))) //nolint:gosec // see above
}

// find looks through all lines, in parts that run side by side.
func (l *Snapshot) find(query searchQuery) []int64 {
	if len(query) == 0 {
		return slices.Clone(l.ids)
	}
	parts := min(runtime.GOMAXPROCS(0), 8, 1+len(l.ids)/2000)
	found := make([][]int64, parts)
	var running sync.WaitGroup
	for part := range parts {
		running.Go(func() { found[part] = l.findIn(query, len(l.ids)*part/parts, len(l.ids)*(part+1)/parts) })
	}
	running.Wait()
	return slices.Concat(found...)
}

// findIn scans the lines from … to for the query's longest word and looks for the others in those it is found in.
func (l *Snapshot) findIn(query searchQuery, from, to int) (ids []int64) {
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
			return ids
		}
		line = l.lineAt(line, first)
		if query[1:].matches(l.text[l.starts[line]:l.starts[line+1]]) {
			ids = append(ids, l.ids[line])
		}
	}
	return ids
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
