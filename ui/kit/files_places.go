package kit

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Place is one of the folders that every machine has.
type Place string

// The places.
const (
	PlaceHome      Place = "home"
	PlaceDesktop   Place = "desktop"
	PlaceDocuments Place = "documents"
	PlaceDownloads Place = "downloads"
	PlacePictures  Place = "pictures"
)

// userFolders are what a Linux desktop calls them in user-dirs.dirs, and the folders of Windows.
var userFolders = map[Place]struct{ xdg, windows string }{
	PlaceDesktop:   {"XDG_DESKTOP_DIR", "Desktop"},
	PlaceDocuments: {"XDG_DOCUMENTS_DIR", "Documents"},
	PlaceDownloads: {"XDG_DOWNLOAD_DIR", "Downloads"},
	PlacePictures:  {"XDG_PICTURES_DIR", "Pictures"},
}

// path is the folder of a place, "" where the machine has none.
func (p Place) path() string {
	home, err := os.UserHomeDir()
	if err != nil || p == "" {
		return ""
	}
	folder, known := userFolders[p]
	if !known {
		return home
	}
	if runtime.GOOS == "linux" {
		return xdgFolder(home, folder.xdg)
	}
	return filepath.Join(home, folder.windows)
}

// xdgFolder reads where the desktop has a folder: https://www.freedesktop.org/wiki/Software/xdg-user-dirs.
func xdgFolder(home, name string) string {
	settings := os.Getenv("XDG_CONFIG_HOME")
	if settings == "" {
		settings = filepath.Join(home, ".config")
	}
	file, err := os.Open(filepath.Join(settings, "user-dirs.dirs"))
	if err != nil {
		return ""
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(strings.TrimSpace(lines.Text()), name+"="); found {
			return filepath.Clean(strings.Replace(strings.Trim(value, `"`), "$HOME", home, 1))
		}
	}
	return ""
}

// placeEntry is a line of the list of places.
type placeEntry struct{ name, path string }

// places are those that exist: her folders, then the drives, sticks and network shares that are there now.
func (w *Window) places() (all []placeEntry) {
	add := func(name, path string) {
		if path != "" && isFolder(path) {
			all = append(all, placeEntry{name, path})
		}
	}
	for _, place := range []Place{PlaceHome, PlaceDesktop, PlaceDocuments, PlaceDownloads, PlacePictures} {
		if path := place.path(); place == PlaceHome || path != PlaceHome.path() {
			add(w.T("kit.place_"+string(place)), path)
		}
	}
	for _, drive := range drives() {
		add(drive, drive)
	}
	for _, mounted := range mounts() {
		add(filepath.Base(mounted), mounted)
	}
	return all
}

// drives are the roots: C:\, D:\ …, of which network drives have a letter too; / elsewhere.
func drives() (all []string) {
	if runtime.GOOS != "windows" {
		return []string{"/"}
	}
	for letter := 'A'; letter <= 'Z'; letter++ {
		all = append(all, string(letter)+`:\`)
	}
	return all
}

// mounts are the sticks and shares that a Linux desktop shows.
func mounts() (all []string) {
	for _, pattern := range []string{"/media/*/*", "/run/media/*/*", "/mnt/*", fmt.Sprintf("/run/user/%d/gvfs/*", os.Getuid())} {
		found, _ := filepath.Glob(pattern) // the patterns are right
		all = append(all, found...)
	}
	return all
}
