package intake

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"garagemail/store"
)

// FoundFiles are the files of an import: those to bring in, and what is passed over with a line for each.
type FoundFiles struct {
	Paths  []string
	Passed []store.RefusedValue
}

// FindFiles looks through paths, and through the folders among them (not through folders inside those), for what can be
// imported. It returns an error for a path that is not there.
func FindFiles(paths []string) (found FoundFiles, err error) {
	beside := besideTables(paths)
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return found, fmt.Errorf("find files: %w", err)
		}
		if !info.IsDir() && beside[strings.ToLower(path)] {
			continue
		}
		if !info.IsDir() {
			found.addNamed(path, info)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return found, fmt.Errorf("find files: %w", err)
		}
		found.addFolder(path, entries)
	}
	return found, nil
}

// addNamed takes a file that a person named: whatever it is called, it is tried.
func (f *FoundFiles) addNamed(path string, info os.FileInfo) {
	reason := leftBehind(filepath.Base(path))
	switch {
	case reason != "":
		f.pass(filepath.Base(path), "", reason)
	case !info.Mode().IsRegular(): // a pipe would be waited for
		f.pass(filepath.Base(path), "", "import.file_unreadable")
	default:
		f.Paths = append(f.Paths, path)
	}
}

func (f *FoundFiles) addFolder(folder string, entries []os.DirEntry) {
	others, names := map[string][]string{}, make([]string, len(entries)) // by ending
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	beside := besideTables(names)
	for _, entry := range entries {
		name, path := entry.Name(), filepath.Join(folder, entry.Name())
		ending := strings.ToLower(filepath.Ext(name))
		info, err := os.Stat(path) // follows a link
		switch {
		case leftBehind(name) != "":
			f.pass(name, "", leftBehind(name))
		case err != nil, !info.IsDir() && !info.Mode().IsRegular():
			f.pass(name, "", "import.file_unreadable")
		case info.IsDir():
			f.pass(name, "", "import.file_folder")
		case beside[strings.ToLower(name)]:
		case slices.Contains(Importable, ending), leftEndings[ending] != "":
			f.Paths = append(f.Paths, path)
		default:
			others[ending] = append(others[ending], name)
		}
	}
	for _, ending := range slices.Sorted(maps.Keys(others)) {
		if names := others[ending]; len(names) == 1 || ending == "" {
			for _, name := range names {
				f.pass(name, "", "import.file_other")
			}
		} else {
			f.pass("*"+ending, strconv.Itoa(len(names)), "import.file_other")
		}
	}
}

// besideTables are the names, in lower case, of files that belong to a DBF among names and are read with it: memos and code page.
func besideTables(names []string) map[string]bool {
	beside := map[string]bool{}
	for _, name := range names {
		if stem, is := strings.CutSuffix(strings.ToLower(name), ".dbf"); is {
			beside[stem+".fpt"], beside[stem+".dbt"], beside[stem+".cpg"] = true, true, true
		}
	}
	return beside
}

func (f *FoundFiles) pass(name, value, reason string) {
	f.Passed = append(f.Passed, store.RefusedValue{FileName: name, Value: value, Reason: reason})
}

// leftBehind says by its name that a file holds nothing of anybody's: what Excel, LibreOffice, macOS and Windows leave beside
// the files of people.
func leftBehind(name string) (reason string) {
	lower := strings.ToLower(name)
	switch {
	case strings.HasPrefix(name, "~$"), strings.HasPrefix(name, ".~lock."):
		return "import.file_lock"
	case strings.HasPrefix(name, "._"), lower == "__macosx", strings.HasPrefix(name, "."),
		slices.Contains([]string{"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"}, lower):
		return "import.file_system"
	}
	return ""
}

// passedReasons are those of lines that only inform: nothing of the garage is missing for it.
var passedReasons = []string{
	"import.file_lock", "import.file_system", "import.file_other", "import.file_folder", "import.row_above", "import.row_heading", "import.row_totals",
	"import.column_fractions", "import.records_deleted", "import.rows_hidden", "import.column_hidden",
}

// OnlyInforms reports whether a line of an import tells of something in which no data were: a lock file of Excel, a title above
// the headings, a line of totals. All others are to be looked at.
func OnlyInforms(v store.RefusedValue) bool { return slices.Contains(passedReasons, v.Reason) }
