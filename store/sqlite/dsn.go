// Package sqlite is the local file as SQLite has it: how it is opened, what its faults mean, how its pages are copied, how times and ids
// stand in it. It knows no table.
package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
)

// OpenReader opens a file for reading alone. One without a log beside it is read as it lies, also from a disk that
// cannot be written: SQLite would want to make one.
func OpenReader(path string) (*sql.DB, error) {
	location := DSN(path, "ro", "1")
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		location += "&immutable=1"
	}
	reader, err := sql.Open("sqlite", location)
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(1)
	return reader, nil
}

// What a connection holds of the file.
const (
	CacheKilobytes = 64 * 1024
	MappedBytes    = 256 << 20

	CheckKilobytes  = 8 * 1024 // for the check of the file
	CheckingPragmas = `PRAGMA cache_size = -%d; PRAGMA mmap_size = %d; PRAGMA shrink_memory`
)

// KeepLocks has the program's own opening and closing of the file leave SQLite's locks alone. Where the system has no such
// locks, POSIX ones stay.
func KeepLocks() { _, _ = sqlite.OFDLocking(true) }

// DSN carries every PRAGMA: one that is set by Exec reaches a single connection of the pool.
func DSN(path, mode, foreignKeys string) string {
	query := url.Values{
		"mode":          {mode},
		"_foreign_keys": {foreignKeys},
		"_busy_timeout": {"5000"},
		"_dqs":          {"0"},
		"_pragma":       {fmt.Sprintf("cache_size(-%d)", CacheKilobytes), fmt.Sprintf("mmap_size(%d)", MappedBytes), "temp_store(MEMORY)"},
	}
	if mode == "rw" {
		query.Set("_journal_mode", "WAL")
		query.Set("_synchronous", "FULL") // a "sent" that a power cut takes back would be sent twice
		query.Set("_txlock", "immediate")
	}
	location := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if !filepath.IsAbs(path) {
		return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + query.Encode()
	}
	if !strings.HasPrefix(location.Path, "/") { // C:/… on Windows
		location.Path = "/" + location.Path
	}
	return location.String() + "?" + query.Encode()
}

// PrepareFile creates the file with owner-only rights, and refuses one that SQLite could not write.
func PrepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Fault(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return Fault(err)
	}
	return file.Close()
}
