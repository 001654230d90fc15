package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"garagemail/store/sqlite"
)

// What is wrong with the original of a photo.
var (
	// ErrPhotoMissing is returned for a photo whose original is not in its folder any more.
	ErrPhotoMissing = errors.New("photo is missing")
	// ErrPhotoDamaged is returned for a photo whose original is not what was taken in.
	ErrPhotoDamaged = errors.New("photo is damaged")
)

// PhotoFolder is where the originals of a file's photos lie: garage.db has garage-photos beside it.
func PhotoFolder(path string) string { return strings.TrimSuffix(path, filepath.Ext(path)) + "-photos" }

// photoPath is where the original with that hash lies, in folders of manageable size.
func photoPath(folder, sha256, ending string) string {
	if len(sha256) < 2 { // of no photo of ours
		return filepath.Join(folder, "none")
	}
	return filepath.Join(folder, sha256[:2], sha256+ending)
}

// placePhoto writes an original into the folder: beside its name first, and under it when it is whole on the disk. One that
// is there already and sound stays; its date is renewed, so that nothing takes it for left over.
func placePhoto(folder, hash, ending string, data []byte) error {
	path := photoPath(folder, hash, ending)
	if _, err := readPhoto(path, hash); err == nil {
		now := time.Now()
		return os.Chtimes(path, now, now)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	partial, err := os.CreateTemp(filepath.Dir(path), "*"+sqlite.PartialEnding)
	if err != nil {
		return err
	}
	_, err = partial.Write(data)
	err = errors.Join(err, partial.Sync(), partial.Close())
	if err == nil {
		err = os.Rename(partial.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(partial.Name()))
	}
	return sqlite.SyncFolder(filepath.Dir(path))
}

// readPhoto returns an original that is what its name says.
func readPhoto(path, hash string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w: %w", ErrPhotoMissing, err)
	}
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != hash {
		return nil, fmt.Errorf("%s: %w", path, ErrPhotoDamaged)
	}
	return data, nil
}

// leftOverAfter is how long an original stays that no file has any more.
const leftOverAfter = 90 * 24 * time.Hour

// DropLeftOverPhotos removes from a folder what is not among wanted, by hash, and was not for leftOverAfter. The date of an original
// is the last day on which it was wanted: an older backup, or the file that a restore replaced, may still name it.
func DropLeftOverPhotos(folder string, wanted map[string]bool) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) { // no photo yet, or another program was faster
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return nil //nolint:nilerr // it is gone already
		}
		switch age := time.Since(info.ModTime()); {
		case wanted[strings.TrimSuffix(entry.Name(), filepath.Ext(entry.Name()))]:
			if now := time.Now(); age > 12*time.Hour {
				return os.Chtimes(path, now, now)
			}
		case age > leftOverAfter:
			return os.Remove(path)
		}
		return nil
	})
}

// StoredPhoto names an original.
type StoredPhoto struct {
	Hash, ending string
	size         int64
}

// PhotosOf lists the originals that the photos of a database stand for; one of an older program has none.
func PhotosOf(ctx context.Context, database *sql.DB) ([]StoredPhoto, error) {
	var has bool
	err := database.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'file_photo')`).Scan(&has)
	if err != nil || !has {
		return nil, err
	}
	rows, err := database.QueryContext(ctx, `SELECT DISTINCT sha256, ending, size FROM file_photo`)
	if err != nil {
		return nil, err
	}
	return sqlite.Collect(rows, func(rows *sql.Rows) (p StoredPhoto, err error) {
		err = rows.Scan(&p.Hash, &p.ending, &p.size)
		return p, err
	})
}

// backUpPhotos brings the originals that a backup stands for into its folder. Which are missing is for the screens to say.
func backUpPhotos(ctx context.Context, backup, from, to string) error {
	reader, err := sqlite.OpenReader(backup)
	if err != nil {
		return err
	}
	photos, err := PhotosOf(ctx, reader)
	if err = errors.Join(err, reader.Close()); err != nil {
		return err
	}
	_, err = CopyPhotos(ctx, photos, to, from)
	return err
}

// CopyPhotos brings into a folder those of these photos that it does not have, from the first of the others that has it whole.
// It returns how many none of them has.
func CopyPhotos(ctx context.Context, photos []StoredPhoto, to string, from ...string) (missing int, err error) {
	for _, photo := range photos {
		if err := ctx.Err(); err != nil {
			return missing, err
		}
		if info, err := os.Stat(photoPath(to, photo.Hash, photo.ending)); err == nil && info.Size() == photo.size {
			continue
		}
		found := false
		for _, folder := range from {
			data, err := readPhoto(photoPath(folder, photo.Hash, photo.ending), photo.Hash)
			if err != nil {
				continue
			}
			if err := placePhoto(to, photo.Hash, photo.ending, data); err != nil {
				return missing, err
			}
			found = true
			break
		}
		if !found {
			missing++
		}
	}
	return missing, nil
}
