package kit

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2/driver"

	"garagemail/ui/filedialog"
)

// Files is what a person is asked for: files to open, or one to write.
type Files struct {
	Purpose string // names it in the settings: each purpose has the folder it was last in
	Title   string
	Endings []string // ".csv": what is listed at first; none = all files
	Begin   Place    // where it begins the first time
}

// ChooseFile asks for one file that exists.
func (w *Window) ChooseFile(ask Files, choose func(path string)) {
	w.ask(fileQuestion{Files: ask, kind: filedialog.OpenOne, verb: w.T("kit.open"), taken: func(paths []string) string {
		if problem := w.noFile(paths...); problem != "" {
			return problem
		}
		choose(paths[0])
		return ""
	}})
}

// ChooseFiles asks for one or more files that exist. Where the dialog is ours, all of a folder can be chosen too: it is handed over
// itself.
func (w *Window) ChooseFiles(ask Files, choose func(paths []string)) {
	q := w.several(ask, choose)
	q.folder = func(path string) { choose([]string{path}) }
	w.ask(q)
}

// ChooseSeveral is ChooseFiles where a whole folder cannot be taken.
func (w *Window) ChooseSeveral(ask Files, choose func(paths []string)) {
	w.ask(w.several(ask, choose))
}

func (w *Window) several(ask Files, choose func(paths []string)) fileQuestion {
	return fileQuestion{Files: ask, kind: filedialog.OpenSeveral, verb: w.T("kit.open"), taken: func(paths []string) string {
		if problem := w.noFile(paths...); problem != "" {
			return problem
		}
		choose(paths)
		return ""
	}}
}

// ChooseFolder asks for a folder that exists.
func (w *Window) ChooseFolder(ask Files, choose func(path string)) {
	w.ask(fileQuestion{Files: ask, kind: filedialog.OpenFolder, verb: w.T("kit.choose_folder"), taken: func(paths []string) string {
		if !isFolder(paths[0]) {
			return w.T("kit.no_folder")
		}
		choose(paths[0])
		return ""
	}})
}

// ChooseSave asks where to write a file that is called name until the person says otherwise. An existing one is replaced
// only after she agreed.
func (w *Window) ChooseSave(ask Files, name string, choose func(path string)) {
	ending := filepath.Ext(name)
	ask.Endings = []string{ending}
	agreed := ""
	q := fileQuestion{Files: ask, kind: filedialog.Save, verb: w.T("kit.save"), name: name}
	q.taken = func(paths []string) string {
		path := paths[0]
		if filepath.Ext(path) == "" {
			path += ending
		}
		if !isFolder(filepath.Dir(path)) {
			return w.T("kit.no_folder")
		}
		if _, err := os.Stat(path); err == nil && agreed != path {
			agreed = path
			return w.T("kit.replace_again")
		}
		choose(path)
		return ""
	}
	q.agree = func(path string) { agreed = path }
	w.ask(q)
}

// fileQuestion is what is asked for, and what becomes of the answer.
type fileQuestion struct {
	Files
	kind  filedialog.Kind
	verb  string
	name  string                                // proposed, "" = none
	taken func(paths []string) (problem string) // of at least one path
	// folder takes a whole folder besides; nil = it cannot be chosen.
	folder func(path string)
	// agree notes that the system has asked before the file of that path is replaced.
	agree func(path string)
}

func (w *Window) noFile(paths ...string) (problem string) {
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			return w.T("kit.no_file")
		}
	}
	return ""
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// ask shows the system's dialog, and ours where the system has none. A second question takes the first back.
func (w *Window) ask(q fileQuestion) {
	if w.Host.AskFiles == nil {
		w.askOurs(q)
		return
	}
	question := filedialog.Question{
		Kind: q.kind, Title: q.Title, Verb: q.verb, Folder: w.folderOf(q.Files), Name: q.name, Types: w.typesOf(q.Endings), Parent: w.systemHandle(),
	}
	Try(w.Runner, "kit.files", func(ctx context.Context) ([]string, error) {
		return w.Host.AskFiles(ctx, question)
	}, func(paths []string, err error) {
		switch {
		case errors.Is(err, filedialog.ErrNone):
			slog.Debug("file dialog", "error", err)
			w.askOurs(q)
		case err != nil:
			w.Fail(err)
		case len(paths) > 0:
			w.takeSystems(q, paths)
		}
	})
}

// takeSystems takes what the system's dialog answered, which stands no more: what is wrong is said by itself.
func (w *Window) takeSystems(q fileQuestion, paths []string) {
	if q.agree != nil && filepath.Ext(paths[0]) != "" { // else it asked about another name
		q.agree(paths[0])
	}
	if problem := q.taken(paths); problem != "" {
		if problem == w.T("kit.replace_again") {
			w.Ask(q.Title, w.T("kit.replace", "Name", filepath.Base(paths[0])), w.T("kit.replace_verb"), true, func() {
				if q.taken(paths) == "" {
					w.rememberFolder(q, paths[0])
				}
			})
			return
		}
		w.Tell(q.Title, problem)
		return
	}
	w.rememberFolder(q, paths[0])
}

func (w *Window) rememberFolder(q fileQuestion, path string) {
	if q.kind != filedialog.OpenFolder {
		path = filepath.Dir(path)
	}
	w.Host.set("files."+q.Purpose, path)
}

// folderOf is where a question begins: where this purpose was last, else at its place.
func (w *Window) folderOf(ask Files) string {
	for _, folder := range []string{w.Host.get("files." + ask.Purpose), ask.Begin.path()} {
		if folder != "" && isFolder(folder) {
			return folder
		}
	}
	home, _ := os.UserHomeDir() // "" is the current folder, good enough to begin in
	return home
}

// typesOf are what she can have listed: the files that are asked for, and all.
func (w *Window) typesOf(endings []string) []filedialog.Filter {
	all := filedialog.Filter{Name: w.T("kit.all_files")}
	if len(endings) == 0 {
		return []filedialog.Filter{all}
	}
	shown := make([]string, len(endings))
	for i, ending := range endings {
		shown[i] = "*" + ending
	}
	name := strings.Join(shown, " ")
	if len(shown) > 6 {
		name = strings.Join(shown[:6], " ") + " …"
	}
	return []filedialog.Filter{{Name: w.T("kit.proposed_files", "Endings", name), Endings: endings}, all}
}

// systemHandle is the window as the system knows it, 0 where it cannot be known.
func (w *Window) systemHandle() (handle uintptr) {
	native, ok := w.Window.(driver.NativeWindow)
	if !ok {
		return 0
	}
	native.RunNative(func(context any) {
		switch context := context.(type) {
		case driver.X11WindowContext:
			handle = context.WindowHandle
		case driver.WindowsWindowContext:
			handle = context.HWND
		}
	})
	return handle
}
