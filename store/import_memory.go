package store

import (
	"context"
	"fmt"
	"runtime/debug"
)

// What an import may take of the memory: it makes much that is used once, writes every page of the file, and the receptionist's
// machine has other programs open.
const (
	importGarbage = 40        // how much the heap may grow over what is in use, in percent
	importCache   = 24 * 1024 // of SQLite's pages, in kilobytes
)

// sparing keeps the memory small until end is called.
func (db *DB) sparing(ctx context.Context) (end func()) {
	db.setMemory(ctx, importCache, 0)
	before := debug.SetGCPercent(importGarbage)
	return func() {
		debug.SetGCPercent(before)
		db.setMemory(context.WithoutCancel(ctx), cacheKilobytes, mappedBytes)
	}
}

// setMemory changes what the writing connection takes. An import works as well with more, so a failure stops nothing.
func (db *DB) setMemory(ctx context.Context, cache, mapped int) {
	_, _ = db.writer.ExecContext(ctx, fmt.Sprintf(`PRAGMA cache_size = -%d; PRAGMA mmap_size = %d; PRAGMA shrink_memory`, cache, mapped))
}
