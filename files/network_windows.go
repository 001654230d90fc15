package files

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// OnNetwork says that a path, of which only a beginning needs to be there, lies on another machine: a drive with a letter that is a
// network place, or \\server\share.
func OnNetwork(path string) bool {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	volume := filepath.VolumeName(absolute)
	plain := strings.TrimPrefix(strings.TrimPrefix(volume, `\\?\`), `\\.\`)
	if rest, found := strings.CutPrefix(plain, `UNC\`); found {
		plain = `\\` + rest
	}
	if strings.HasPrefix(plain, `\\`) {
		return true
	}
	root, err := windows.UTF16PtrFromString(plain + `\`)
	if err != nil {
		return false
	}
	return windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
