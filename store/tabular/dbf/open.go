package dbf

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Open opens the table at path with what stands beside it: its memos (NAME.fpt or NAME.dbt) and the name of its code page
// (NAME.cpg), whatever the case of their names. A memo file that is there and cannot be opened is an error. Close it.
func Open(path string) (*Table, error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t, err := openDisk(disk, path)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open table %s: %w", path, err), disk.Close())
	}
	t.closers = append(t.closers, disk)
	return t, nil
}

func openDisk(disk *os.File, path string) (*Table, error) {
	info, err := disk.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, ErrNotTable
	}
	return OpenWith(disk, info.Size(), path)
}

// OpenWith is Open for a table of which the caller has the size bytes at hand; in stays his. It looks for what stands beside path.
func OpenWith(in io.ReaderAt, size int64, path string) (*Table, error) {
	options := Options{}
	var memo *os.File
	for ending, beside := range besides(path) {
		switch ending {
		case ".cpg":
			options.CodePage = firstBytes(beside)
			continue
		case ".dbt":
			if options.fpt {
				continue
			}
		}
		opened, err := os.Open(beside)
		if err != nil {
			return nil, errors.Join(err, closeMemo(memo))
		}
		info, err := opened.Stat()
		if err = errors.Join(err, closeMemo(memo)); err != nil {
			return nil, errors.Join(err, opened.Close())
		}
		memo = opened
		options.Memo, options.MemoSize = opened, info.Size()
		options.fpt, options.dbt = ending == ".fpt", ending == ".dbt"
	}
	t, err := New(in, size, options)
	if err != nil {
		return nil, errors.Join(err, closeMemo(memo))
	}
	if memo != nil {
		t.closers = append(t.closers, memo)
	}
	return t, nil
}

func closeMemo(memo *os.File) error {
	if memo == nil {
		return nil
	}
	return memo.Close()
}

// besides returns the files that go with a table by their ending.
func besides(path string) map[string]string {
	found := map[string]string{}
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return found // a folder may be closed to us though the table is not
	}
	for _, entry := range entries {
		name := entry.Name()
		ending := strings.ToLower(filepath.Ext(name))
		if ending != ".fpt" && ending != ".dbt" && ending != ".cpg" || !strings.EqualFold(strings.TrimSuffix(name, filepath.Ext(name)), stem) {
			continue
		}
		if same := strings.TrimSuffix(name, filepath.Ext(name)) == stem; same || found[ending] == "" {
			found[ending] = filepath.Join(filepath.Dir(path), name)
		}
	}
	return found
}

// firstBytes returns what a small file says, "" for one that cannot be read.
func firstBytes(path string) string {
	in, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer in.Close()
	buffer := make([]byte, 64)
	n, _ := io.ReadFull(in, buffer) // shorter is usual
	return string(buffer[:n])
}
