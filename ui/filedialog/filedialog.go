// Package filedialog asks for files with the system's own dialog: that of Windows, or that of the desktop on Linux, through its portal.
package filedialog

import "errors"

// ErrNone is returned where the system has no dialog of its own, or has one that does not answer.
var ErrNone = errors.New("no file dialog of the system")

// Kind is what is chosen.
type Kind int

// The kinds of question.
const (
	OpenOne     Kind = iota // a file that exists
	OpenSeveral             // one or more files that exist
	OpenFolder              // a folder that exists
	Save                    // a file to be written; the system asks before an existing one is replaced
)

// Question is what is asked for.
type Question struct {
	Kind   Kind
	Title  string
	Verb   string   // on the button that accepts; the system may have its own
	Folder string   // where it begins, "" = where the system likes
	Name   string   // proposed, for Save
	Types  []Filter // the first is chosen at the beginning; none = all files
	Parent uintptr  // the window under it, as the system knows it (X11 window, HWND), 0 = none
}

// Filter is a type of files to choose from.
type Filter struct {
	Name    string
	Endings []string // ".csv", in any case; none = all files
}
