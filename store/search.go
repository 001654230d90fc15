package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// searchIndex holds what search-as-you-type looks through, in memory: one line per row, clients in name order. Scanning it
// takes a millisecond or two at 100,000 clients, where LIKE takes twenty and the plates ten times that; it is built in some
// 200 ms when the first search, or the first after a change, needs it.
type searchIndex struct {
	// generation tells whether the rows are still those that the index was built of.
	generation func(ctx context.Context, q querier) (string, error)
	build      func(ctx context.Context, tx *sql.Tx) (*searchLines, error)

	building sync.Mutex // held while one search builds for all
	mu       sync.Mutex
	current  *searchLines
}

// searchLines is one state of the index; it never changes once it is built.
type searchLines struct {
	generation string
	ids        []int64  // in the order of the list
	starts     []uint32 // where the line of ids[i] begins in text; one more for the end
	text       []byte   // lines that end in a line break
}

// SearchClients returns the ids of the clients that match what was typed, in name order: every word stands somewhere in
// the name, first name, number, mail addresses, phone numbers, plates or contacts. Accents, case and the separators of
// plates and phone numbers do not matter, +32 and 0032 are 0. Nothing typed is everybody.
func (db *DB) SearchClients(ctx context.Context, typed string) ([]int64, error) {
	ids, err := db.search.find(ctx, db.reader, typed)
	if err != nil {
		return nil, fmt.Errorf("search clients: %w", fault(err))
	}
	return ids, nil
}

// PrepareSearch builds the index if it is not current, so that the next key need not wait for it.
func (db *DB) PrepareSearch(ctx context.Context) error {
	if _, err := db.search.lines(ctx, db.reader); err != nil {
		return fmt.Errorf("prepare search: %w", fault(err))
	}
	return nil
}

func (s *searchIndex) find(ctx context.Context, reader *sql.DB, typed string) ([]int64, error) {
	lines, err := s.lines(ctx, reader)
	if err != nil {
		return nil, err
	}
	return lines.find(parseSearch(typed)), nil
}

// lines returns the index of the file's current generation. Of several searches that find it old, one builds it and the
// others wait; each leaves when its context ends.
func (s *searchIndex) lines(ctx context.Context, reader *sql.DB) (*searchLines, error) {
	generation, err := s.generation(ctx, reader)
	if err != nil {
		return nil, err
	}
	if lines := s.fresh(generation); lines != nil {
		return lines, nil
	}
	type result struct {
		lines *searchLines
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

func (s *searchIndex) fresh(generation string) *searchLines {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.generation == generation {
		return s.current
	}
	return nil
}

func (s *searchIndex) buildNow(ctx context.Context, reader *sql.DB) (*searchLines, error) {
	tx, err := reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // all of one moment
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	generation, err := s.generation(ctx, tx)
	if err != nil {
		return nil, err
	}
	lines, err := s.build(ctx, tx)
	if err == nil {
		lines.generation = generation
	}
	return lines, err
}

// newClientSearch is the index of clients, with their vehicles and contacts.
func newClientSearch() *searchIndex {
	return &searchIndex{
		generation: func(ctx context.Context, q querier) (generation string, err error) {
			err = q.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = 'search.generation'`).Scan(&generation)
			return generation, err
		},
		build: func(ctx context.Context, tx *sql.Tx) (*searchLines, error) {
			return readLines(ctx, tx, `SELECT id FROM client ORDER BY name_fold, id`,
				`SELECT id, search_key FROM client`,
				`SELECT client_id, plate_fold FROM vehicle WHERE plate_fold <> ''`,
				`SELECT client_id, fold(name || ' ' || first_name || ' ' || email) FROM contact`)
		},
	}
}

// readLines reads the ids in the order of their list, and for each what the queries give of it.
func readLines(ctx context.Context, tx *sql.Tx, order string, queries ...string) (lines *searchLines, err error) {
	lines = &searchLines{}
	if lines.ids, err = readIDs(ctx, tx, order); err != nil {
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

func addKeys(ctx context.Context, q querier, keys map[int64][]byte, query string) error {
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

func (l *searchLines) fill(keys map[int64][]byte) {
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
func (l *searchLines) find(query searchQuery) []int64 {
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
func (l *searchLines) findIn(query searchQuery, from, to int) (ids []int64) {
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
func (l *searchLines) lineAt(line, place int) int {
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
