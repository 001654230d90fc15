// Package answers keeps lists of ids that the file has been asked for, for as long as nothing in it changes: a list is asked for again at
// every key that is typed and every heading that is clicked.
package answers

import (
	"context"
	"database/sql"
	"slices"
	"sync"
)

// most is how many bytes of ids are kept.
const most = 24 << 20

// Kept is what is kept of one file, safe for several goroutines.
type Kept struct {
	pool *sql.DB

	mu      sync.Mutex
	watch   *sql.Conn // whose data_version tells of every change by another connection, also by another program
	version int64     // that the lists are of
	lists   []list    // the one that was asked for last at the end
	size    int
}

type list struct {
	key string
	ids []int64
}

// New keeps answers of a pool. None of its connections may change the file.
func New(pool *sql.DB) *Kept { return &Kept{pool: pool} }

// Moment is the file as it stands when it is asked: answers of one moment are of one state, or of a later one.
type Moment struct {
	kept    *Kept
	version int64
	known   bool
}

// Now looks whether the file has changed. Where that cannot be told, nothing is kept of this moment.
func (k *Kept) Now(ctx context.Context) Moment {
	k.mu.Lock()
	defer k.mu.Unlock()
	ctx = context.WithoutCancel(ctx) // a search that is given up must not cost the watch
	if k.watch == nil {
		watch, err := k.pool.Conn(ctx)
		if err != nil {
			return Moment{kept: k}
		}
		k.watch = watch
	}
	var version int64
	if err := k.watch.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		k.forget()
		_ = k.watch.Close()
		k.watch = nil // another one counts from elsewhere
		return Moment{kept: k}
	}
	if version != k.version {
		k.forget()
		k.version = version
	}
	return Moment{kept: k, version: version, known: true}
}

func (k *Kept) forget() { k.lists, k.size = nil, 0 }

// IDs returns the answer to a question, by asking when it is not kept. It is shared with others: nobody may change it.
func (m Moment) IDs(key string, ask func() ([]int64, error)) ([]int64, error) {
	if ids, kept := m.find(key); kept {
		return ids, nil
	}
	ids, err := ask()
	if err == nil {
		m.put(list{key, ids})
	}
	return ids, err
}

func (m Moment) find(key string) ([]int64, bool) {
	m.kept.mu.Lock()
	defer m.kept.mu.Unlock()
	at := slices.IndexFunc(m.kept.lists, func(l list) bool { return l.key == key })
	if !m.known || m.version != m.kept.version || at < 0 {
		return nil, false
	}
	found := m.kept.lists[at]
	m.kept.lists = append(slices.Delete(m.kept.lists, at, at+1), found)
	return found.ids, true
}

func (m Moment) put(l list) {
	k := m.kept
	k.mu.Lock()
	defer k.mu.Unlock()
	same := func(other list) bool { return other.key == l.key }
	if !m.known || m.version != k.version || 8*len(l.ids) > most/2 || slices.ContainsFunc(k.lists, same) {
		return
	}
	k.lists, k.size = append(k.lists, l), k.size+8*len(l.ids)
	for k.size > most {
		k.size -= 8 * len(k.lists[0].ids)
		k.lists = slices.Delete(k.lists, 0, 1)
	}
}

// Close gives the connection back.
func (k *Kept) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.forget()
	if k.watch == nil {
		return nil
	}
	watch := k.watch
	k.watch = nil
	return watch.Close()
}
