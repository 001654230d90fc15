package answers_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"testing"

	"garagemail/store"
	"garagemail/store/answers"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestKept: an answer is kept while the file stays as it is, and no longer: whoever changes it, this program or another.
func TestKept(t *testing.T) {
	db := storetest.New(t)
	kept := answers.New(db.Reader)
	asked := 0
	ask := func() ([]int64, error) {
		asked++
		return []int64{int64(asked)}, nil
	}
	expect := func(what string, key string, times int) {
		t.Helper()
		if _, err := kept.Now(t.Context()).IDs(key, ask); err != nil || asked != times {
			t.Errorf("%s: asked %d times, want %d (%v)", what, asked, times, err)
		}
	}
	expect("first", "a", 1)
	expect("again", "a", 1)
	expect("another question", "b", 2)
	storetest.Client(t, db, garage.Client{Name: "Maes"})
	expect("after a change", "a", 3)
	expect("again after it", "a", 3)
	old := kept.Now(t.Context())
	if _, err := storetest.SQL(t, db).ExecContext(t.Context(), `UPDATE client SET notes = 'x'`); err != nil {
		t.Fatal(err)
	}
	expect("after another program's change", "b", 4)
	if _, err := old.IDs("c", ask); err != nil { // asked in a moment that has passed: it is not kept for this one
		t.Fatal(err)
	}
	expect("what was asked before", "c", 6)
	_, err := kept.Now(t.Context()).IDs("d", func() ([]int64, error) { return nil, sql.ErrConnDone })
	if !errors.Is(err, sql.ErrConnDone) {
		t.Error(err)
	}
	expect("what failed", "d", 7)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := kept.Now(cancelled).IDs("d", ask); err != nil || asked != 7 {
		t.Errorf("asked %d times after a search that was given up (%v)", asked, err)
	}
	storetest.Check(t, kept.Close())
	expect("after it was closed", "d", 8)
	storetest.Check(t, kept.Close())
}

// TestBounded: what was not asked for the longest gives way.
func TestBounded(t *testing.T) {
	kept := answers.New(storetest.New(t).Reader)
	defer kept.Close() //nolint:errcheck // the file ends with the test
	var asked []string
	for _, key := range []string{"a", "b", "c", "a", "d", "a", "b"} {
		_, err := kept.Now(t.Context()).IDs(key, func() ([]int64, error) {
			asked = append(asked, key)
			return make([]int64, 1<<20), nil // three of them fit
		})
		storetest.Check(t, err)
	}
	if want := []string{"a", "b", "c", "d", "b"}; !slices.Equal(asked, want) {
		t.Errorf("asked %v, want %v", asked, want)
	}
}

// TestTogether: many ask and change at once, and nobody gets what was before his change.
func TestTogether(t *testing.T) {
	db := storetest.New(t)
	kept := answers.New(db.Reader)
	defer kept.Close() //nolint:errcheck // the file ends with the test
	var running sync.WaitGroup
	var changing sync.Mutex
	for range 4 {
		running.Go(func() {
			for range 20 {
				changing.Lock()
				client := storetest.Client(t, db, garage.Client{Name: "Maes"})
				changing.Unlock()
				ids, err := kept.Now(t.Context()).IDs("all", func() (ids []int64, err error) {
					return db.ClientIDs(t.Context(), store.ClientFilter{})
				})
				if err != nil || !slices.Contains(ids, client.ID) {
					t.Errorf("client %d is not among %d (%v)", client.ID, len(ids), err)
				}
			}
		})
	}
	running.Wait()
}
