package kit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/filedialog"
)

// folderOf makes a folder with empty files and, for names that end in /, folders.
func folderWith(t *testing.T, names ...string) string {
	t.Helper()
	folder := t.TempDir()
	for _, name := range names {
		path := filepath.Join(folder, name)
		var err error
		if name[len(name)-1] == '/' {
			err = os.Mkdir(path, 0o700)
		} else {
			err = os.WriteFile(path, []byte("x"), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// ours opens our dialog in a folder and returns it.
func ours(t *testing.T, w *Window, folder string, q fileQuestion) *ourDialog {
	t.Helper()
	w.SetBody(widget.NewLabel(""))
	w.Remember("files."+q.Purpose, folder)
	d := &ourDialog{}
	w.askOurs(q)
	for _, grid := range gridsOf[fileEntry](w.Canvas().Overlays().Top()) {
		d.grid = grid
	}
	for _, grid := range gridsOf[placeEntry](w.Canvas().Overlays().Top()) {
		d.places = grid
	}
	if d.grid == nil || d.places == nil {
		t.Fatal("the dialog has not its lists")
	}
	return d
}

func gridsOf[T any](object fyne.CanvasObject) (all []*SliceGrid[T]) {
	if grid, ok := object.(*SliceGrid[T]); ok {
		return append(all, grid)
	}
	var children []fyne.CanvasObject
	switch one := object.(type) {
	case *fyne.Container:
		children = one.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(one).Objects()
	}
	for _, child := range children {
		all = append(all, gridsOf[T](child)...)
	}
	return all
}

func names(d *ourDialog) (all []string) {
	for _, file := range d.grid.Rows() {
		all = append(all, file.name)
	}
	return all
}

func highlight(d *ourDialog, wanted ...string) {
	var ids []int64
	for i, file := range d.grid.Rows() {
		if slices.Contains(wanted, file.name) {
			ids = append(ids, int64(i+1))
		}
	}
	d.grid.Select(ids...)
}

func TestAllHighlightedFilesAreTaken(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "a.jpg", "b.JPG", "c+d.jpg", "e.txt", "sub/")
	var taken []string
	q := w.several(Files{Purpose: "photos", Title: "Photos", Endings: []string{".jpg"}}, func(paths []string) { taken = paths })
	d := ours(t, w, folder, q)
	if got := names(d); !slices.Equal(got, []string{"sub", "a.jpg", "b.JPG", "c+d.jpg"}) {
		t.Fatalf("listed %q", got)
	}
	highlight(d, "a.jpg", "b.JPG", "c+d.jpg")
	press(w, fyne.KeyReturn)
	if !slices.Equal(taken, []string{filepath.Join(folder, "a.jpg"), filepath.Join(folder, "b.JPG"), filepath.Join(folder, "c+d.jpg")}) {
		t.Errorf("%q", taken)
	}
	if w.Canvas().Overlays().Top() != nil || w.Remembered("files.photos") != folder || w.Remembered("files.import") != "" {
		t.Errorf("remembered %q and %q", w.Remembered("files.photos"), w.Remembered("files.import"))
	}
}

func TestOneFileIsNotTakenForSeveral(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "a.db", "b.db")
	var taken string
	w.SetBody(widget.NewLabel(""))
	w.Remember("files.backups", folder)
	w.ChooseFile(Files{Purpose: "backups", Title: "b"}, func(path string) { taken = path })
	d := &ourDialog{grid: gridsOf[fileEntry](w.Canvas().Overlays().Top())[0]}
	highlight(d, "a.db", "b.db")
	press(w, fyne.KeyReturn)
	if taken != "" || w.Canvas().Overlays().Top() == nil {
		t.Fatalf("took %q of two", taken)
	}
	highlight(d, "b.db")
	press(w, fyne.KeyReturn)
	if taken != filepath.Join(folder, "b.db") {
		t.Errorf("%q", taken)
	}
}

func TestFolderIsChosenWithTheMouse(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "card/", "a.jpg")
	var taken string
	w.SetBody(widget.NewLabel(""))
	w.Remember("files.photos", folder)
	w.ChooseFolder(Files{Purpose: "photos", Title: "p"}, func(path string) { taken = path })
	d := &ourDialog{grid: gridsOf[fileEntry](w.Canvas().Overlays().Top())[0]}
	if got := names(d); !slices.Equal(got, []string{"card"}) {
		t.Fatalf("listed %q", got)
	}
	highlight(d, "card")
	press(w, fyne.KeyReturn)
	if taken != filepath.Join(folder, "card") {
		t.Errorf("%q", taken)
	}
}

func TestHighlightedFolderIsTakenWhole(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "card/", "a.jpg")
	var taken []string
	w.SetBody(widget.NewLabel(""))
	w.Remember("files.photos", folder)
	w.ChooseFiles(Files{Purpose: "photos", Title: "p"}, func(paths []string) { taken = paths })
	d := &ourDialog{grid: gridsOf[fileEntry](w.Canvas().Overlays().Top())[0]}
	highlight(d, "card")
	tapButton(t, w, w.T("kit.whole_folder"))
	if !slices.Equal(taken, []string{filepath.Join(folder, "card")}) {
		t.Errorf("%q", taken)
	}
}

func tapButton(t *testing.T, w *Window, label string) {
	t.Helper()
	for _, object := range test.LaidOutObjects(w.Canvas().Overlays().Top()) {
		if button, ok := object.(*Button); ok && button.Text == label {
			test.Tap(button)
			return
		}
	}
	t.Fatalf("no button %q", label)
}

// system answers as the system's dialog would.
func system(w *Window, err error, paths ...string) *filedialog.Question {
	asked := &filedialog.Question{}
	w.SetBody(widget.NewLabel(""))
	w.Host.AskFiles = func(_ context.Context, question filedialog.Question) ([]string, error) {
		*asked = question
		return paths, err
	}
	return asked
}

func TestSystemsDialogIsAsked(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "a.csv", "b.csv")
	asked := system(w, nil, filepath.Join(folder, "a.csv"), filepath.Join(folder, "b.csv"))
	var taken []string
	w.ChooseFiles(Files{Purpose: "import", Title: "Importer", Endings: []string{".csv"}}, func(paths []string) { taken = paths })
	if len(taken) != 2 || asked.Kind != filedialog.OpenSeveral || asked.Title != "Importer" || len(asked.Types) != 2 || w.Remembered("files.import") != folder {
		t.Errorf("%q, %+v, %q", taken, asked, w.Remembered("files.import"))
	}
	if w.Canvas().Overlays().Top() != nil {
		t.Error("our dialog is open too")
	}
	system(w, nil) // she cancelled
	w.ChooseFiles(Files{Purpose: "import"}, func([]string) { t.Error("nothing was chosen") })
}

func TestOursIsShownWhereTheSystemHasNone(t *testing.T) {
	w := openWindow(t)
	system(w, fmt.Errorf("%w: no portal", filedialog.ErrNone))
	w.ChooseFile(Files{Purpose: "backups", Title: "Ouvrir"}, func(string) {})
	if top := w.Canvas().Overlays().Top(); top == nil || len(gridsOf[fileEntry](top)) != 1 {
		t.Error("our dialog is not open")
	}
}

// The system has asked before it gave the name of a file that exists; a name that it gave without its ending it has not asked about.
func TestFileIsReplacedOnlyWhenSheAgreed(t *testing.T) {
	w := openWindow(t)
	folder := folderWith(t, "a.xlsx")
	saved := ""
	save := func() {
		w.ChooseSave(Files{Purpose: "export", Title: "Exporter"}, "clients.xlsx", func(path string) { saved = path })
	}
	system(w, nil, filepath.Join(folder, "a.xlsx"))
	save()
	if saved != filepath.Join(folder, "a.xlsx") {
		t.Fatalf("%q", saved)
	}
	saved = ""
	system(w, nil, filepath.Join(folder, "a"))
	save()
	if saved != "" || w.Canvas().Overlays().Top() == nil {
		t.Fatalf("%q was replaced unasked", saved)
	}
	press(w, fyne.KeyReturn)
	if saved != filepath.Join(folder, "a.xlsx") {
		t.Errorf("%q", saved)
	}
}

func TestPlacesAreThoseOfTheMachine(t *testing.T) {
	home := folderWith(t, "Documents/", "Bilder/", ".config/")
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", "")
	settings := "# made by the desktop\nXDG_DOCUMENTS_DIR=\"$HOME/Documents\"\nXDG_PICTURES_DIR=\"$HOME/Bilder\"\nXDG_DOWNLOAD_DIR=\"$HOME/gone\"\n"
	if err := os.WriteFile(filepath.Join(home, ".config", "user-dirs.dirs"), []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, place := range openWindow(t).places() {
		paths = append(paths, place.path)
	}
	for _, wanted := range []string{home, filepath.Join(home, "Documents"), filepath.Join(home, "Bilder"), "/"} {
		if !slices.Contains(paths, wanted) {
			t.Errorf("%q lacks %s", paths, wanted)
		}
	}
	if slices.Contains(paths, filepath.Join(home, "gone")) {
		t.Error("a folder is shown that is not there")
	}
}
