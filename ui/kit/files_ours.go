package kit

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/filedialog"
)

// fileEntry is a line of the file list.
type fileEntry struct {
	name    string
	folder  bool
	size    int64
	changed time.Time
}

// ourDialog is the dialog where the system has none: places, a path to type, the files with their dates and sizes.
type ourDialog struct {
	window  *Window
	asked   fileQuestion
	folder  string
	endings []string // that are listed

	dialog  *Dialog
	entry   *Entry
	problem *widget.Label
	grid    *SliceGrid[fileEntry]
	places  *SliceGrid[placeEntry]
}

func (w *Window) askOurs(q fileQuestion) {
	d := &ourDialog{window: w, asked: q, folder: w.folderOf(q.Files), endings: q.Endings}
	d.entry, d.problem = NewEntry(), widget.NewLabel("")
	d.problem.Importance = widget.DangerImportance
	d.problem.Truncation = fyne.TextTruncateEllipsis
	d.grid = NewSliceGrid(SliceOptions[fileEntry]{
		Columns: d.columns(), Empty: w.T("kit.empty_folder"), OnOpen: d.open, OnSelect: d.onSelect,
	})
	d.places = NewSliceGrid(SliceOptions[placeEntry]{
		Columns: []Column[placeEntry]{{Key: "place", Label: w.T("kit.places"), Width: 140, Text: func(p placeEntry) string { return p.name }}},
		OnOpen:  func(p placeEntry) { d.turnTo(p.path) },
	})
	d.places.options.OnSelect = func() {
		if place, ok := d.places.CurrentRow(); ok && d.places.SelectedCount() > 0 {
			d.turnTo(place.path)
		}
	}
	d.places.SetRows(w.places())
	up := NewIconButton("", theme.MoveUpIcon(), func() { d.turnTo(filepath.Dir(d.folder)) })
	up.SetToolTip(w.T("kit.parent_folder"))
	foot := container.NewBorder(nil, nil, nil, d.typeList(), d.problem)
	split := container.NewHSplit(d.places, d.grid)
	split.SetOffset(0.2)
	d.turnTo(d.folder)
	d.dialog = w.ShowDialog(DialogOptions{
		Title: q.Title, MinSize: fyne.NewSize(760, 430), Focus: d.entry,
		Body:    container.NewBorder(container.NewBorder(nil, nil, up, nil, d.entry), foot, nil, nil, split),
		Choices: d.choices(),
	})
}

// choices are the buttons: one that takes several files takes a whole folder too.
func (d *ourDialog) choices() []Choice {
	w := d.window
	choices := []Choice{{Label: w.T("kit.cancel"), Cancel: true}}
	if d.asked.folder != nil {
		choices = append(choices, Choice{Label: w.T("kit.whole_folder"), Do: d.wholeFolder})
	}
	return append(choices, Choice{Label: d.asked.verb, Default: true, Do: d.finish})
}

// typeList chooses what is listed.
func (d *ourDialog) typeList() fyne.CanvasObject {
	types := d.window.typesOf(d.asked.Endings)
	names := make([]string, len(types))
	for i, one := range types {
		names[i] = one.Name
	}
	list := NewSelect(names, nil)
	list.SetSelected(names[0])
	list.OnChanged = func(name string) {
		d.endings = types[max(0, slices.Index(names, name))].Endings
		d.turnTo(d.folder)
	}
	if d.asked.kind == filedialog.OpenFolder {
		list.Hide()
	}
	return list
}

// turnTo lists a folder, off the UI thread: one on the network takes its time.
func (d *ourDialog) turnTo(folder string) {
	endings, only := d.endings, d.asked.kind == filedialog.OpenFolder
	Try(d.window.Runner, "kit.folder", func(context.Context) ([]fileEntry, error) {
		return listFolder(folder, endings, only)
	}, func(files []fileEntry, err error) {
		if err != nil {
			d.problem.SetText(d.window.T("kit.unreadable_folder"))
			return
		}
		d.folder = folder
		d.problem.SetText("")
		d.grid.SetRows(files)
		d.entry.SetText(filepath.Join(folder, d.asked.name))
		d.entry.CursorColumn = len([]rune(d.entry.Text))
	})
}

func (d *ourDialog) open(file fileEntry) {
	d.entry.SetText(filepath.Join(d.folder, file.name))
	if d.finish() {
		d.dialog.Close()
	}
}

// onSelect writes into the path what is highlighted, and how many where there are several.
func (d *ourDialog) onSelect() {
	chosen := d.chosen()
	switch {
	case len(chosen) == 1 && (!chosen[0].folder || d.asked.kind == filedialog.OpenFolder || d.asked.folder != nil):
		d.problem.SetText("")
		d.entry.SetText(filepath.Join(d.folder, chosen[0].name))
	case len(chosen) > 1 && d.asked.kind == filedialog.OpenSeveral:
		d.problem.SetText("")
		d.entry.SetText(d.window.Host.Printer.N("kit.files_chosen", len(d.chosenFiles())))
	case len(chosen) > 1:
		d.problem.SetText(d.window.T("kit.one_file"))
	}
}

func (d *ourDialog) chosen() []fileEntry { return d.grid.SelectedRows() }

func (d *ourDialog) chosenFiles() (paths []string) {
	for _, file := range d.chosen() {
		if !file.folder {
			paths = append(paths, filepath.Join(d.folder, file.name))
		}
	}
	return paths
}

// finish takes what is highlighted or typed; a folder is entered, unless one is asked for. It reports whether the dialog is done.
func (d *ourDialog) finish() bool {
	if paths := d.chosenFiles(); len(d.chosen()) > 1 {
		if d.asked.kind != filedialog.OpenSeveral {
			d.problem.SetText(d.window.T("kit.one_file"))
			return false
		}
		if len(paths) > 0 && d.entry.Text == d.window.Host.Printer.N("kit.files_chosen", len(paths)) { // nothing was typed since
			return d.take(paths)
		}
	}
	path := trimmed(d.entry.Text)
	if !filepath.IsAbs(path) {
		path = filepath.Join(d.folder, path)
	}
	if d.asked.kind != filedialog.OpenFolder && isFolder(path) {
		d.turnTo(path)
		return false
	}
	return d.take([]string{path})
}

func (d *ourDialog) take(paths []string) bool {
	problem := d.asked.taken(paths)
	d.problem.SetText(problem)
	if problem == "" {
		d.window.rememberFolder(d.asked, paths[0])
	}
	return problem == ""
}

// wholeFolder takes the folder that is highlighted, else the one that is listed.
func (d *ourDialog) wholeFolder() bool {
	folder := d.folder
	if chosen := d.chosen(); len(chosen) == 1 && chosen[0].folder {
		folder = filepath.Join(folder, chosen[0].name)
	}
	d.asked.folder(folder)
	d.window.Host.set("files."+d.asked.Purpose, d.folder)
	return true
}

func (d *ourDialog) columns() []Column[fileEntry] {
	w, p := d.window, d.window.Host.Printer
	icon := func(f fileEntry) fyne.Resource {
		if f.folder {
			return theme.FolderIcon()
		}
		return theme.FileIcon()
	}
	size := func(f fileEntry) string {
		if f.folder {
			return ""
		}
		return p.Size(f.size)
	}
	return []Column[fileEntry]{
		{Key: "icon", Width: 26, Icon: icon},
		{Key: "name", Label: w.T("kit.file_name"), Width: 320, Sort: true, Text: func(f fileEntry) string { return f.name }},
		{
			Key: "changed", Label: w.T("kit.file_changed"), Width: 130, Sort: true, Text: func(f fileEntry) string { return p.Time(f.changed) },
			Compare: func(a, b fileEntry) int { return a.changed.Compare(b.changed) },
		},
		{
			Key: "size", Label: w.T("kit.file_size"), Width: 80, Sort: true, Align: fyne.TextAlignTrailing, Text: size,
			Compare: func(a, b fileEntry) int { return int(min(max(a.size-b.size, -1), 1)) },
		},
	}
}

// listFolder returns the folders first, then the files with one of the endings, unless only folders are wanted.
func listFolder(folder string, endings []string, onlyFolders bool) ([]fileEntry, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var all []fileEntry
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), ".") {
			continue
		}
		info, err := os.Stat(filepath.Join(folder, entry.Name())) // a link to a folder is entered as one
		if err != nil {
			continue
		}
		wanted := len(endings) == 0 || slices.Contains(endings, strings.ToLower(filepath.Ext(entry.Name())))
		if !info.IsDir() && (onlyFolders || !wanted) {
			continue
		}
		all = append(all, fileEntry{entry.Name(), info.IsDir(), info.Size(), info.ModTime()})
	}
	slices.SortStableFunc(all, func(a, b fileEntry) int {
		if a.folder != b.folder {
			if a.folder {
				return -1
			}
			return 1
		}
		return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
	})
	return all, nil
}
