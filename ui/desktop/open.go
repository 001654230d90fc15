// Package desktop has what the systems' desktops do differently, beyond what the toolkit offers: consoles, opening a file, a second
// start of the program.
package desktop

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"garagemail/store/files"
)

// PutToView writes a file that is to be opened in a viewer into folder, which it makes, readable by its owner alone, and returns its
// path. Where a viewer has the one of that name open and keeps it from being written, as those of Windows do, the new one gets
// the next free name, "name (2).pdf": she must see what is asked for, not what stood there.
func PutToView(folder, name string, content []byte) (path string, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	ending := filepath.Ext(name)
	for n := 1; n <= 99; n++ {
		path = filepath.Join(folder, name)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending))
		}
		err = os.WriteFile(path, content, 0o600)
		if err == nil || !files.InUse(err) && !errors.Is(err, os.ErrPermission) {
			return path, err
		}
	}
	return path, err
}

// fileAddress is the address of a file; that of C:\Users is file:///C:/Users.
func fileAddress(path string) *url.URL {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return &url.URL{Scheme: "file", Path: path}
}
