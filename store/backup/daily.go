// Package backup keeps copies of the file: once a day while it is in use, and puts one back without sending a message twice or giving
// a number twice. It stands above the store, since a restore opens both files as the program does.
package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// keptBackups is of how many days backups are kept.
const keptBackups = 14

// File is a copy of a file that the program made by itself: daily, or before it brought the file up to date.
type File struct {
	Path string
	At   time.Time // when it was written
	Size int64
}

// backupFolder is where the daily backups of a file lie.
func backupFolder(path string) string { return filepath.Join(filepath.Dir(path), "backups") }

// backupPrefix is how the daily backups of a file begin: several files may share a folder.
func backupPrefix(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base)) + "-"
}

// backupPhotos is the folder that the daily backups of a file share for its photos: their originals never change.
func backupPhotos(path string) string {
	return filepath.Join(backupFolder(path), filepath.Base(store.PhotoFolder(path)))
}

// afterImport stands in the name of the copy that is made after an import on a day that has its copy already.
const afterImport = "-import"

// Daily copies the file and its photos into the folder "backups" beside it unless today's copy is there already, and keeps the
// newest of them. What an import has brought since has a copy of its own, so that the one from before it stays. It returns the
// path of a copy that it made, "" when there was nothing to do. A damaged file is never copied: it would push the good ones out.
func Daily(ctx context.Context, db *store.DB) (string, error) {
	if err := db.Check(ctx); err != nil {
		return "", fmt.Errorf("daily backup: %w", err)
	}
	folder := backupFolder(db.Path())
	path, err := due(ctx, db, filepath.Join(folder, backupPrefix(db.Path())+db.Today()))
	if err != nil {
		return "", fmt.Errorf("daily backup: %w", sqlite.Fault(err))
	}
	if path == "" {
		return "", nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("daily backup: %w", sqlite.Fault(err))
	}
	photos := backupPhotos(db.Path())
	if err := db.CopyTo(ctx, path, photos); err != nil {
		return "", fmt.Errorf("daily backup to %s: %w", path, sqlite.Fault(err))
	}
	return path, errors.Join(dropOldBackups(db), dropLeftOverPhotos(ctx, db, photos))
}

// due is the path of the copy that is to be made, "" when none is; today is the path of today's without its ending.
func due(ctx context.Context, db *store.DB, today string) (string, error) {
	newest := today + afterImport + ".db"
	if _, err := os.Stat(newest); errors.Is(err, os.ErrNotExist) {
		newest = today + ".db"
	}
	if _, err := os.Stat(newest); err != nil {
		return newest, nil
	}
	here, err := lastImport(ctx, db.Reader)
	if err != nil {
		return "", err
	}
	copied, err := sqlite.OpenReader(newest)
	if err != nil {
		return "", err
	}
	there, err := lastImport(ctx, copied)
	if err = errors.Join(err, copied.Close()); err != nil || there == here {
		return "", err
	}
	return today + afterImport + ".db", nil
}

// lastImport tells one state of what was imported from another.
func lastImport(ctx context.Context, q sqlite.Querier) (last string, err error) {
	err = q.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, store.SettingImports).Scan(&last)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last, err
}

// dropOldBackups leaves the backups of the newest days, by the date in their names: a clock that was wrong once must not push
// the others out by the time of writing.
func dropOldBackups(db *store.DB) error {
	daily, err := dailyBackups(db.Path())
	if err != nil {
		return fmt.Errorf("old backups: %w", sqlite.Fault(err))
	}
	var errs []error
	var days []string
	for _, path := range slices.Backward(daily) {
		day := strings.TrimSuffix(strings.TrimSuffix(path, ".db"), afterImport)
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
		if len(days) > keptBackups {
			errs = append(errs, os.Remove(path))
		}
	}
	// What a program that died left half written.
	partial, _ := filepath.Glob(filepath.Join(escapeGlob(backupFolder(db.Path())), "*"+sqlite.PartialEnding+"*"))
	for _, path := range partial {
		if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			errs = append(errs, os.Remove(path))
		}
	}
	return errors.Join(errs...)
}

// dropLeftOverPhotos removes the originals that no file has had for a long time, here and among the backups.
func dropLeftOverPhotos(ctx context.Context, db *store.DB, backups string) error {
	photos, err := store.PhotosOf(ctx, db.Reader)
	if err != nil {
		return fmt.Errorf("left over photos: %w", sqlite.Fault(err))
	}
	wanted := map[string]bool{}
	for _, photo := range photos {
		wanted[photo.Hash] = true
	}
	return errors.Join(store.DropLeftOverPhotos(store.PhotoFolder(db.Path()), wanted), store.DropLeftOverPhotos(backups, wanted))
}

// dailyBackups returns the paths of the daily backups of a file, oldest first.
func dailyBackups(path string) ([]string, error) {
	entries, err := os.ReadDir(backupFolder(path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	var daily []string
	for _, entry := range entries {
		day, ours := strings.CutPrefix(entry.Name(), backupPrefix(path))
		day, ended := strings.CutSuffix(day, ".db")
		day = strings.TrimSuffix(day, afterImport)
		if _, err := time.Parse(time.DateOnly, day); ours && ended && err == nil {
			daily = append(daily, filepath.Join(backupFolder(path), entry.Name()))
		}
	}
	slices.Sort(daily)
	return daily, nil
}

// List returns the copies that the program made of a file by itself, newest first. The file need not be there.
func List(path string) ([]File, error) {
	paths, err := dailyBackups(path)
	if err != nil {
		return nil, fmt.Errorf("backups of %s: %w", path, sqlite.Fault(err))
	}
	before, _ := filepath.Glob(escapeGlob(path) + ".before-*")
	var found []File
	for _, copied := range append(paths, before...) {
		info, err := os.Stat(copied)
		if err != nil || strings.Contains(filepath.Base(copied), sqlite.PartialEnding) {
			continue
		}
		found = append(found, File{Path: copied, At: info.ModTime(), Size: info.Size()})
	}
	slices.SortStableFunc(found, func(a, b File) int { return b.At.Compare(a.At) })
	return found, nil
}

// NewestGood returns the newest copy of a file that passes its check, or ErrNotFound. It is what a person is
// offered when the file itself is damaged.
func NewestGood(ctx context.Context, path string) (File, error) {
	backups, err := List(path)
	if err != nil {
		return File{}, err
	}
	for _, backup := range backups {
		if store.CheckFile(ctx, backup.Path) == nil {
			return backup, nil
		}
	}
	return File{}, fmt.Errorf("good backup of %s: %w", path, garage.ErrNotFound)
}

// escapeGlob makes a path mean itself in a pattern.
func escapeGlob(path string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(path)
}
