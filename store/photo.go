package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/store/sqlite"
)

// CasePhoto is a photo of a file. Its original lies beside the database, named by its hash, and never changes.
type CasePhoto struct {
	ID            int64
	CaseID        int64
	Caption       string
	State         string // the file's when the photo was added
	Name          string // as the camera called it
	SHA256        string // of the original, in hex
	Ending        string // .jpg
	Size          int64
	Width, Height int    // upright
	TakenAt       string // by the camera's clock, 2026-01-31T09:30:00; "" = not said
	AddedAt       time.Time
	Missing       bool // the original is not there, or not of its size
}

// RefusedPhoto is a file that was not taken as a photo.
type RefusedPhoto struct {
	Path string
	Err  error // one of the package pictures, or of reading it
}

// AddedPhotos says what became of files that were to be photos.
type AddedPhotos struct {
	Added   int
	Known   int // already photos of this file
	Refused []RefusedPhoto
}

// AddPhotos takes pictures into a file, in the order of paths behind those that it has: the original is copied beside the
// database, what it shows when it is whole is written there. It reports each through progress and returns what became of them
// also when it ends early: on the end of ctx, and on ErrDiskFull and other errors of storing. Those taken so far stay.
func (db *DB) AddPhotos(ctx context.Context, fileID int64, paths []string, userName string, progress func(done, total int)) (AddedPhotos, error) {
	var added AddedPhotos
	file, err := db.Case(ctx, fileID)
	if err != nil {
		return added, err
	}
	done := 0
	err = pictures.Take(ctx, paths, func(taken pictures.Taken) error {
		switch isNew, err := db.addPhoto(ctx, file, taken); {
		case taken.Err != nil:
			added.Refused = append(added.Refused, RefusedPhoto{taken.Path, taken.Err})
		case err != nil:
			return fmt.Errorf("%s: %w", filepath.Base(taken.Path), sqlite.Fault(err))
		case isNew:
			added.Added++
		default:
			added.Known++
		}
		done++
		progress(done, len(paths))
		return nil
	})
	if added.Added > 0 {
		noted := db.Write(context.WithoutCancel(ctx), fmt.Sprintf("note photos of file %d", fileID), func(tx *sql.Tx) error {
			return db.AddEvent(ctx, tx, fileID, garage.CaseEvent{Kind: garage.EventPhoto, Text: strconv.Itoa(added.Added), UserName: userName})
		})
		if err == nil {
			err = noted
		}
	}
	if err != nil {
		return added, fmt.Errorf("add photos to file %d: %w", fileID, err)
	}
	return added, nil
}

// addPhoto reports whether the picture is new to the file.
func (db *DB) addPhoto(ctx context.Context, file garage.Case, taken pictures.Taken) (isNew bool, err error) {
	if taken.Err != nil {
		return false, nil
	}
	ending := taken.Info.Format.Ending()
	if err := placePhoto(PhotoFolder(db.path), taken.SHA256, ending, taken.Data); err != nil {
		return false, err
	}
	err = db.Write(ctx, "add photo", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO file_photo (file_id, position, state, name, sha256, ending, size, width, height,
				taken_at, added_at)
			SELECT ?1, coalesce((SELECT max(position) FROM file_photo WHERE file_id = ?1), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM file_photo WHERE file_id = ?1 AND sha256 = ?4)`,
			file.ID, file.State, photoName(taken.Path), taken.SHA256, ending, len(taken.Data), taken.Info.Width, taken.Info.Height,
			taken.Info.TakenAt, sqlite.FormatTime(db.Now()))
		if err != nil {
			return err
		}
		if count, err := result.RowsAffected(); err != nil || count == 0 {
			return err
		}
		id, err := result.LastInsertId()
		if err != nil {
			return err
		}
		isNew = true
		_, err = tx.ExecContext(ctx, `INSERT INTO file_thumbnail (photo_id, jpeg) VALUES (?, ?)`, id, taken.Thumbnail)
		return err
	})
	return isNew, err
}

// photoName is the last part of a path, of Windows too, in letters that can be shown.
func photoName(path string) string {
	name := path[strings.LastIndexAny(path, `/\`)+1:]
	return strings.ToValidUTF8(name, "?")
}

const photoColumns = `id, file_id, caption, state, name, sha256, ending, size, width, height, taken_at, added_at`

func scanPhoto(rows *sql.Rows) (p CasePhoto, err error) {
	var added string
	err = rows.Scan(&p.ID, &p.CaseID, &p.Caption, &p.State, &p.Name, &p.SHA256, &p.Ending, &p.Size, &p.Width, &p.Height, &p.TakenAt, &added)
	p.AddedAt = sqlite.ParseTime(added)
	return p, err
}

// CasePhotos returns the photos of a file in their order, and looks whether their originals are there.
func (db *DB) CasePhotos(ctx context.Context, fileID int64) ([]CasePhoto, error) {
	photos, err := list(ctx, db, fmt.Sprintf("photos of file %d", fileID), scanPhoto,
		`SELECT `+photoColumns+` FROM file_photo WHERE file_id = ? ORDER BY position, id`, fileID)
	for i := range photos {
		info, err := os.Stat(db.photoPath(photos[i]))
		photos[i].Missing = err != nil || info.Size() != photos[i].Size
	}
	return photos, err
}

func (db *DB) photoPath(photo CasePhoto) string {
	return photoPath(PhotoFolder(db.path), photo.SHA256, photo.Ending)
}

// PhotoOriginal returns a photo as it came, or ErrPhotoMissing or ErrPhotoDamaged.
func (db *DB) PhotoOriginal(photo CasePhoto) ([]byte, error) {
	data, err := readPhoto(db.photoPath(photo), photo.SHA256)
	if err != nil {
		return nil, fmt.Errorf("photo %d: %w", photo.ID, sqlite.Fault(err))
	}
	return data, nil
}

// PhotoThumbnails returns the small JPEGs of a file's photos by photo.
func (db *DB) PhotoThumbnails(ctx context.Context, fileID int64) (map[int64][]byte, error) {
	thumbnails := map[int64][]byte{}
	_, err := list(ctx, db, fmt.Sprintf("thumbnails of file %d", fileID), func(rows *sql.Rows) (struct{}, error) {
		var id int64
		var jpeg []byte
		err := rows.Scan(&id, &jpeg)
		thumbnails[id] = jpeg
		return struct{}{}, err
	}, `SELECT photo_id, jpeg FROM file_thumbnail JOIN file_photo ON file_photo.id = photo_id WHERE file_id = ?`, fileID)
	return thumbnails, err
}

// SetPhotoCaption says what a photo shows.
func (db *DB) SetPhotoCaption(ctx context.Context, id int64, caption string) error {
	return db.Write(ctx, fmt.Sprintf("set caption of photo %d", id), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE file_photo SET caption = ? WHERE id = ?`, strings.TrimSpace(caption), id))
	})
}

// OrderPhotos puts the photos of a file in the order of ids. Those that ids does not name come behind, in their order.
func (db *DB) OrderPhotos(ctx context.Context, fileID int64, ids []int64) error {
	return db.Write(ctx, fmt.Sprintf("order photos of file %d", fileID), func(tx *sql.Tx) error {
		there, err := sqlite.ReadIDs(ctx, tx, `SELECT id FROM file_photo WHERE file_id = ? ORDER BY position, id`, fileID)
		if err != nil {
			return err
		}
		rank := func(id int64) int {
			if at := slices.Index(ids, id); at >= 0 {
				return at
			}
			return len(ids)
		}
		slices.SortStableFunc(there, func(a, b int64) int { return rank(a) - rank(b) })
		for i, id := range there {
			if _, err := tx.ExecContext(ctx, `UPDATE file_photo SET position = ? WHERE id = ?`, i+1, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// TakenOutPhoto is a photo that was taken out of its file, with what it takes to put it back.
type TakenOutPhoto struct {
	photo     CasePhoto
	position  int
	thumbnail []byte
}

// TakeOutPhotos takes photos out of their file. Their originals stay for three months: PutBackPhotos undoes it.
func (db *DB) TakeOutPhotos(ctx context.Context, ids []int64) ([]TakenOutPhoto, error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("take out photos: %w", err)
	}
	var out []TakenOutPhoto
	err = db.Write(ctx, "take out photos", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT `+photoColumns+`, position, jpeg FROM file_photo
			JOIN file_thumbnail ON photo_id = id WHERE id IN (SELECT value FROM json_each(?))`, wanted)
		if err != nil {
			return err
		}
		out, err = sqlite.Collect(rows, func(rows *sql.Rows) (t TakenOutPhoto, err error) {
			var added string
			p := &t.photo
			err = rows.Scan(&p.ID, &p.CaseID, &p.Caption, &p.State, &p.Name, &p.SHA256, &p.Ending, &p.Size, &p.Width, &p.Height, &p.TakenAt,
				&added, &t.position, &t.thumbnail)
			p.AddedAt = sqlite.ParseTime(added)
			return t, err
		})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM file_photo WHERE id IN (SELECT value FROM json_each(?))`, wanted)
		return err
	})
	for _, one := range out {
		now := time.Now()
		_ = os.Chtimes(db.photoPath(one.photo), now, now) // from now on it is left over; one that is missing has no date
	}
	return out, err
}

// PutBackPhotos puts photos back that were taken out, where they were; one that the file has again meanwhile stays as it is.
func (db *DB) PutBackPhotos(ctx context.Context, photos []TakenOutPhoto) error {
	return db.Write(ctx, "put back photos", func(tx *sql.Tx) error {
		for _, one := range photos {
			p := one.photo
			var id int64 // another one than before: that may have been given to a photo that was added meanwhile
			err := tx.QueryRowContext(ctx, `INSERT INTO file_photo (`+photoColumns+`, position) VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT (file_id, sha256) DO NOTHING RETURNING id`,
				p.CaseID, p.Caption, p.State, p.Name, p.SHA256, p.Ending, p.Size, p.Width, p.Height, p.TakenAt, sqlite.FormatTime(p.AddedAt), one.position).Scan(&id)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO file_thumbnail (photo_id, jpeg) VALUES (?, ?)`, id, one.thumbnail); err != nil {
				return err
			}
		}
		return nil
	})
}
