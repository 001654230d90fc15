package kit

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fileEntry is a line of the file list.
type fileEntry struct {
	name   string
	folder bool
}

// ChooseFile asks for an existing file: by clicking through folders or by typing its path. extensions (".csv") choose what
// is listed; none = all.
func (w *Window) ChooseFile(title string, extensions []string, choose func(path string)) {
	w.chooseFile(fileDialog{title: title, verb: w.T("kit.open"), extensions: extensions, accept: func(path string) string {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			return w.T("kit.no_file")
		}
		choose(path)
		return ""
	}})
}

// ChooseFiles asks for existing files, several with CTRL and SHIFT, or for all of a folder, which is handed over itself.
func (w *Window) ChooseFiles(title string, extensions []string, choose func(paths []string)) {
	w.chooseFile(fileDialog{
		title: title, verb: w.T("kit.open"), extensions: extensions, many: choose,
		accept: func(path string) string {
			if info, err := os.Stat(path); err != nil || info.IsDir() {
				return w.T("kit.no_file")
			}
			choose([]string{path})
			return ""
		},
	})
}

// ChooseSave asks where to write a file that is called name until the person says otherwise. An existing one is replaced
// only after she agreed.
func (w *Window) ChooseSave(title, name string, choose func(path string)) {
	agreed := ""
	w.chooseFile(fileDialog{title: title, verb: w.T("kit.save"), name: name, extensions: []string{filepath.Ext(name)}, accept: func(path string) string {
		if filepath.Ext(path) == "" {
			path += filepath.Ext(name)
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return w.T("kit.no_folder")
		}
		if _, err := os.Stat(path); err == nil && agreed != path {
			agreed = path
			return w.T("kit.replace_again")
		}
		choose(path)
		return ""
	}})
}

// fileDialog says what is asked for.
type fileDialog struct {
	title, verb string
	name        string // proposed, "" = none
	extensions  []string
	accept      func(path string) (problem string)
	many        func(paths []string) // takes several files, or a whole folder; nil = one file only
}

// chooseFile is the dialog of all: Fyne's own has no field to type a path into and no Escape.
func (w *Window) chooseFile(ask fileDialog) {
	folder := w.Host.get("files.folder")
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder, _ = os.UserHomeDir() // "" is the current folder, good enough to begin in
	}
	entry, problem := NewEntry(), widget.NewLabel("")
	problem.Importance = widget.DangerImportance
	var grid *SliceGrid[fileEntry]
	show := func() {
		grid.SetRows(listFolder(folder, ask.extensions))
		entry.SetText(filepath.Join(folder, ask.name))
		entry.CursorColumn = len([]rune(entry.Text))
	}
	var dialog *Dialog
	take := func(paths ...string) bool {
		ask.many(paths)
		w.Host.set("files.folder", folder)
		return true
	}
	finish := func() bool {
		if paths := chosenFiles(grid, folder); len(paths) > 1 && ask.many != nil {
			return take(paths...)
		}
		path := trimmed(entry.Text)
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			folder = path
			show()
			return false
		}
		problem.SetText(ask.accept(path))
		if problem.Text != "" {
			return false
		}
		w.Host.set("files.folder", filepath.Dir(path))
		return true
	}
	grid = NewSliceGrid(SliceOptions[fileEntry]{
		Columns: w.fileColumns(),
		Empty:   w.T("kit.empty_folder"),
		OnOpen: func(f fileEntry) {
			entry.SetText(filepath.Join(folder, f.name))
			if finish() {
				dialog.Close()
			}
		},
	})
	grid.options.OnSelect = func() {
		if f, ok := grid.CurrentRow(); ok && !f.folder && grid.SelectedCount() > 0 {
			entry.SetText(filepath.Join(folder, f.name))
		}
	}
	up := NewIconButton("", theme.MoveUpIcon(), func() { folder = filepath.Dir(folder); show() })
	up.SetToolTip(w.T("kit.parent_folder"))
	show()
	dialog = w.ShowDialog(DialogOptions{
		Title: ask.title, MinSize: fyne.NewSize(560, 380), Focus: entry,
		Body:    container.NewBorder(container.NewBorder(nil, nil, up, nil, entry), problem, nil, nil, grid),
		Choices: w.fileChoices(ask, finish, func() bool { return take(folder) }),
	})
}

// fileChoices are the buttons of the dialog: one that takes several files takes a whole folder too.
func (w *Window) fileChoices(ask fileDialog, finish, whole func() bool) []Choice {
	choices := []Choice{{Label: w.T("kit.cancel"), Cancel: true}}
	if ask.many != nil {
		choices = append(choices, Choice{Label: w.T("kit.whole_folder"), Do: whole})
	}
	return append(choices, Choice{Label: ask.verb, Default: true, Do: finish})
}

// chosenFiles are the selected ones of a folder's list.
func chosenFiles(grid *SliceGrid[fileEntry], folder string) []string {
	var paths []string
	for _, file := range grid.SelectedRows() {
		if !file.folder {
			paths = append(paths, filepath.Join(folder, file.name))
		}
	}
	return paths
}

func (w *Window) fileColumns() []Column[fileEntry] {
	icon := func(f fileEntry) fyne.Resource {
		if f.folder {
			return theme.FolderIcon()
		}
		return theme.FileIcon()
	}
	return []Column[fileEntry]{
		{Key: "icon", Width: 26, Icon: icon},
		{Key: "name", Label: w.T("kit.file_name"), Width: 480, Sort: true, Text: func(f fileEntry) string { return f.name }},
	}
}

// listFolder returns the folders first, then the files with one of the extensions; what cannot be read is empty.
func listFolder(folder string, extensions []string) []fileEntry {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var all []fileEntry
	for _, entry := range entries {
		wanted := len(extensions) == 0 || slices.Contains(extensions, strings.ToLower(filepath.Ext(entry.Name())))
		if strings.HasPrefix(entry.Name(), ".") || !entry.IsDir() && !wanted {
			continue
		}
		all = append(all, fileEntry{entry.Name(), entry.IsDir()})
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
	return all
}
