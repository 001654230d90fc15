package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/store/pictures/picturetest"
	"garagemail/store/storetest"
)

func names(photos []store.CasePhoto) []string {
	var all []string
	for _, photo := range photos {
		all = append(all, photo.Name)
	}
	return all
}

// originals are the files of the folder of photos beside a database.
func originals(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*", "*"))
	storetest.Check(t, err)
	return files
}

func photoFolder(db *store.DB) string {
	path := db.Path()
	return path[:len(path)-len(filepath.Ext(path))] + "-photos"
}

// TestPhotosAreTakenIn: what comes from a card, in its order; what is no photo is refused with its reason, and the rest goes on.
func TestPhotosAreTakenIn(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	front, back := picturetest.Photo(t, 6, 900, 600), picturetest.Photo(t, 1, 640, 480)
	folder := w.Card(map[string][]byte{
		"IMG_1.jpg": front, "IMG_2.jpg": back, "车 前.jpg": picturetest.Photo(t, 3, 300, 200), "again.jpg": front, "cut.jpg": front[:len(front)/2],
		"iphone.heic": []byte("\x00\x00\x00\x18ftypheic0000"), "estimate.jpg": []byte("%PDF-1.7 an estimate"), "notes.jpg": []byte("hello"),
	})
	var paths []string
	for _, name := range []string{"IMG_2.jpg", "IMG_1.jpg", "cut.jpg", "车 前.jpg", "again.jpg", "iphone.heic", "estimate.jpg", "notes.jpg", "gone.jpg"} {
		paths = append(paths, filepath.Join(folder, name))
	}
	paths[1] = filepath.Join(folder, "x", "..", "..", filepath.Base(folder), "IMG_1.jpg")
	storetest.Check(t, os.Mkdir(filepath.Join(folder, "x"), 0o700))
	steps := 0
	added, err := w.DB.AddPhotos(t.Context(), file.ID, paths, "Sophie", func(done, total int) {
		if steps++; done != steps || total != len(paths) {
			t.Errorf("%d of %d after %d steps", done, total, steps)
		}
	})
	storetest.Check(t, err)
	if added.Added != 3 || added.Known != 1 || len(added.Refused) != 5 {
		t.Errorf("%+v", added)
	}
	for i, want := range []error{pictures.ErrTruncated, pictures.ErrTruncated, pictures.ErrPDF, pictures.ErrNoPicture, os.ErrNotExist} {
		if !errors.Is(added.Refused[i].Err, want) {
			t.Errorf("%s: %v", added.Refused[i].Path, added.Refused[i].Err)
		}
	}
	photos := w.Photos(file.ID)
	if got := names(photos); !slices.Equal(got, []string{"IMG_2.jpg", "IMG_1.jpg", "车 前.jpg"}) {
		t.Error(got)
	}
	if p := photos[1]; p.Width != 900 || p.Height != 600 || p.State != "opened" || p.Missing || p.TakenAt != "2026-01-31T09:30:15" {
		t.Errorf("%+v", p)
	}
	original, err := w.DB.PhotoOriginal(photos[1])
	storetest.Check(t, err)
	if !bytes.Equal(original, front) {
		t.Error("the original changed")
	}
	thumbnails, err := w.DB.PhotoThumbnails(t.Context(), file.ID)
	storetest.Check(t, err)
	picturetest.MustShow(t, "thumbnail", thumbnails[photos[1].ID], 320, 213)
	events, err := w.DB.CaseEvents(t.Context(), file.ID)
	storetest.Check(t, err)
	if last := events[len(events)-1]; last.Kind != garage.EventPhoto || last.Text != "3" || last.UserName != "Sophie" {
		t.Errorf("%+v", last)
	}
	if again := w.AddPhotos(file.ID, paths[:2]...); again.Added != 0 || again.Known != 2 {
		t.Errorf("%+v", again)
	}
	if files := originals(t, photoFolder(w.DB)); len(files) != 3 {
		t.Error(files)
	}
}

// TestPhotosStopped: a cancelled taking keeps what it has, and says so.
func TestPhotosStopped(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	photos := map[string][]byte{}
	for i := range 9 {
		photos[strconv.Itoa(i)+".jpg"] = picturetest.Photo(t, 1, 200+i, 100)
	}
	folder := w.Card(photos)
	var paths []string
	for i := range 9 {
		paths = append(paths, filepath.Join(folder, strconv.Itoa(i)+".jpg"))
	}
	added, err := w.DB.AddPhotos(ctx, file.ID, paths, "Sophie", func(done, _ int) {
		if done == 4 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || added.Added != 4 || len(w.Photos(file.ID)) != 4 {
		t.Errorf("%+v %v", added, err)
	}
	if _, err := w.DB.AddPhotos(t.Context(), 99, paths, "Sophie", func(int, int) {}); !errors.Is(err, garage.ErrNotFound) {
		t.Error(err)
	}
}

// TestPhotoOrderCaptionUndo: what she does with photos, and undoes.
func TestPhotoOrderCaptionUndo(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := w.Card(map[string][]byte{"a": picturetest.Photo(t, 1, 90, 60), "b": picturetest.Photo(t, 1, 91, 60), "c": picturetest.Photo(t, 1, 92, 60)})
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"), filepath.Join(folder, "c"))
	before := w.Photos(file.ID)
	storetest.Check(t, w.DB.OrderPhotos(t.Context(), file.ID, []int64{before[2].ID, before[0].ID}))
	storetest.Check(t, w.DB.SetPhotoCaption(t.Context(), before[0].ID, "  Aile avant gauche "))
	storetest.MustFail(t, w.DB.SetPhotoCaption(t.Context(), 99, "x"), garage.ErrNotFound)
	out, err := w.DB.TakeOutPhotos(t.Context(), []int64{before[2].ID, before[0].ID})
	storetest.Check(t, err)
	if got := names(w.Photos(file.ID)); !slices.Equal(got, []string{"b"}) {
		t.Error(got)
	}
	storetest.Check(t, w.DB.PutBackPhotos(t.Context(), out))
	after := w.Photos(file.ID)
	thumbnails, err := w.DB.PhotoThumbnails(t.Context(), file.ID)
	storetest.Check(t, err)
	if got := names(after); !slices.Equal(got, []string{"c", "a", "b"}) || after[1].Caption != "Aile avant gauche" || len(thumbnails) != 3 {
		t.Errorf("%v %+v", got, after)
	}
}

// TestPhotoTroubles: an original that is gone or is another is shown and never handed out.
func TestPhotoTroubles(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := w.Card(map[string][]byte{"a": picturetest.Photo(t, 1, 90, 60), "b": picturetest.Photo(t, 1, 91, 60)})
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"))
	files := originals(t, photoFolder(w.DB))
	data, err := os.ReadFile(files[0])
	storetest.Check(t, err)
	data[len(data)/2] ^= 1
	storetest.Check(t, os.WriteFile(files[0], data, 0o600))
	storetest.Check(t, os.Remove(files[1]))
	var missing, damaged int
	for _, photo := range w.Photos(file.ID) {
		_, err := w.DB.PhotoOriginal(photo)
		switch {
		case errors.Is(err, store.ErrPhotoMissing) && photo.Missing:
			missing++
		case errors.Is(err, store.ErrPhotoDamaged):
			damaged++
		}
	}
	if missing != 1 || damaged != 1 {
		t.Errorf("%d missing, %d damaged", missing, damaged)
	}
	// Taking the same photo in again mends it.
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"))
	for _, photo := range w.Photos(file.ID) {
		if _, err := w.DB.PhotoOriginal(photo); err != nil || photo.Missing {
			t.Error(err)
		}
	}
}

// TestPhotosInTheBackup: a restored file has its photos, and gives no number twice that stood in a mail.
func TestPhotosInTheBackup(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := w.Card(map[string][]byte{"a": picturetest.Photo(t, 1, 90, 60), "b": picturetest.Photo(t, 1, 91, 60)})
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"))
	daily, err := backup.Daily(t.Context(), w.DB)
	storetest.Check(t, err)
	elsewhere := filepath.Join(t.TempDir(), "copy.db")
	storetest.Check(t, w.DB.Backup(t.Context(), elsewhere))
	if last := w.Damage(); last.Number != "CA2026-00002" {
		t.Fatal(last.Number)
	}
	storetest.Check(t, w.DB.Close())
	for name, kept := range map[string]string{"daily": daily, "elsewhere": elsewhere} {
		storetest.Check(t, os.RemoveAll(photoFolder(w.DB)))
		path := w.DB.Path()
		if name == "elsewhere" { // another computer
			path = filepath.Join(t.TempDir(), "garage.db")
		}
		restored, err := backup.Restore(t.Context(), path, kept)
		storetest.Check(t, err)
		db, err := store.Open(t.Context(), path)
		storetest.Check(t, err)
		photos, err := db.CasePhotos(t.Context(), file.ID)
		storetest.Check(t, err)
		for _, photo := range photos {
			if _, err := db.PhotoOriginal(photo); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(photos) != 2 || restored.MissingPhotos != 0 {
			t.Errorf("%s: %+v %+v", name, photos, restored)
		}
		next := garage.Case{Kind: "bodyshop", OpenedAt: w.Clock}
		storetest.Check(t, db.SaveCase(t.Context(), &next, "Sophie"))
		if want := map[string]string{"daily": "CA2026-00003", "elsewhere": "CA2026-00002"}[name]; next.Number != want {
			t.Errorf("%s: %s, want %s", name, next.Number, want)
		}
		storetest.Check(t, db.Close())
	}
	storetest.Check(t, os.RemoveAll(filepath.Join(filepath.Dir(elsewhere), "copy-photos")))
	lost, err := backup.Restore(t.Context(), filepath.Join(t.TempDir(), "garage.db"), elsewhere)
	if err != nil || lost.MissingPhotos != 2 {
		t.Errorf("%+v %v", lost, err)
	}
}

// TestLeftOverPhotos: an original goes when no file has had it for three months, not before.
func TestLeftOverPhotos(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := w.Card(map[string][]byte{"a": picturetest.Photo(t, 1, 90, 60), "b": picturetest.Photo(t, 1, 91, 60), "c": picturetest.Photo(t, 1, 92, 60)})
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"), filepath.Join(folder, "c"))
	photos := w.Photos(file.ID)
	old := time.Now().Add(-100 * 24 * time.Hour)
	for _, path := range originals(t, photoFolder(w.DB)) {
		storetest.Check(t, os.Chtimes(path, old, old))
	}
	_, err := w.DB.TakeOutPhotos(t.Context(), []int64{photos[1].ID, photos[2].ID})
	storetest.Check(t, err)
	for _, path := range originals(t, photoFolder(w.DB)) {
		if filepath.Base(path) == photos[2].SHA256+".jpg" {
			storetest.Check(t, os.Chtimes(path, old, old))
		}
	}
	_, err = backup.Daily(t.Context(), w.DB)
	storetest.Check(t, err)
	left := originals(t, photoFolder(w.DB))
	if len(left) != 2 || slices.ContainsFunc(left, func(path string) bool { return filepath.Base(path) == photos[2].SHA256+".jpg" }) {
		t.Error(left)
	}
}

// TestCaseDocuments: papers of a file, from the journal and from elsewhere.
func TestCaseDocuments(t *testing.T) {
	f := storetest.NewFirm(t)
	invoice := f.Issue(f.Draft())
	file := garage.Case{Kind: "bodyshop", ClientID: f.Client.ID}
	storetest.Check(t, f.DB.SaveCase(t.Context(), &file, "Sophie"))
	storetest.Check(t, f.DB.LinkDocument(t.Context(), file.ID, invoice.ID, garage.WithOther))
	storetest.Check(t, f.DB.LinkDocument(t.Context(), file.ID, invoice.ID, garage.WithInvoice))
	storetest.Check(t, f.DB.AddCasePaper(t.Context(), file.ID, garage.WithEstimate, `C:\devis\..\devis 12.pdf`, []byte("%PDF-1.4 estimate")))
	storetest.MustFail(t, f.DB.LinkDocument(t.Context(), file.ID, 99, garage.WithInvoice), garage.ErrNotFound)
	var wrong *garage.FieldError
	if err := f.DB.AddCasePaper(t.Context(), file.ID, garage.WithEstimate, "x.pdf", []byte("no")); !errors.As(err, &wrong) {
		t.Error(err)
	}
	papers, err := f.DB.CaseDocuments(t.Context(), file.ID)
	storetest.Check(t, err)
	if len(papers) != 2 || papers[0].Name != invoice.Number || papers[0].Kind != garage.WithInvoice || papers[1].Name != "devis 12.pdf" || papers[1].Size == 0 {
		t.Fatalf("%+v", papers)
	}
	for _, paper := range papers {
		out, err := f.DB.TakeOutCaseDocument(t.Context(), paper)
		storetest.Check(t, err)
		storetest.Check(t, f.DB.PutBackCaseDocument(t.Context(), out))
	}
	again, err := f.DB.CaseDocuments(t.Context(), file.ID)
	storetest.Check(t, err)
	if len(again) != 2 || again[1].Name != "devis 12.pdf" {
		t.Errorf("%+v", again)
	}
	pdf, err := f.DB.CasePaper(t.Context(), again[1].ID)
	if err != nil || string(pdf) != "%PDF-1.4 estimate" {
		t.Errorf("%q %v", pdf, err)
	}
}

// TestManyPhotosAtOnce: five hundred come in in one go, each once and in order.
func TestManyPhotosAtOnce(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := t.TempDir()
	data := picturetest.Photo(t, 1, 60, 40)
	var paths []string
	for i := range 500 {
		path := filepath.Join(folder, fmt.Sprintf("DSC_%04d.JPG", i))
		storetest.Check(t, os.WriteFile(path, append(slices.Clone(data), byte(i), byte(i>>8)), 0o600)) // what cameras put behind the end makes them differ
		paths = append(paths, path)
	}
	if added := w.AddPhotos(file.ID, paths...); added.Added != 500 || len(added.Refused) != 0 {
		t.Errorf("%+v", added)
	}
	photos := w.Photos(file.ID)
	if got := names(photos); len(got) != 500 || !slices.IsSorted(got) {
		t.Errorf("%d photos: %v", len(got), got)
	}
}

// TestPutBackAfterAnotherCame: what was taken out comes back with its caption, though another photo was added meanwhile.
func TestPutBackAfterAnotherCame(t *testing.T) {
	w := storetest.NewWorkshop(t)
	file := w.Damage()
	folder := w.Card(map[string][]byte{"a": picturetest.Photo(t, 1, 90, 60), "b": picturetest.Photo(t, 1, 91, 60), "c": picturetest.Photo(t, 1, 92, 60)})
	w.AddPhotos(file.ID, filepath.Join(folder, "a"), filepath.Join(folder, "b"))
	out, err := w.DB.TakeOutPhotos(t.Context(), []int64{w.Photos(file.ID)[1].ID})
	storetest.Check(t, err)
	w.AddPhotos(file.ID, filepath.Join(folder, "c"))
	storetest.Check(t, w.DB.PutBackPhotos(t.Context(), out))
	storetest.Check(t, w.DB.PutBackPhotos(t.Context(), out))
	if photos := w.Photos(file.ID); len(photos) != 3 {
		t.Errorf("%d photos", len(photos))
	}
}
