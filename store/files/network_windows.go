package files

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// OnNetwork says that a path, of which only a beginning needs to be there, lies on another machine: a drive with a letter that is a
// network place, or \\server\share.
func OnNetwork(path string) bool {
	plain := filepath.FromSlash(path)
	if long, found := strings.CutPrefix(plain, `\\?\`); found {
		plain = long
		if len(plain) >= 4 && strings.EqualFold(plain[:4], `UNC\`) {
			return true
		}
	}
	if strings.HasPrefix(plain, `\\`) {
		return !strings.HasPrefix(plain, `\\.\`)
	}
	absolute, err := filepath.Abs(plain)
	if err != nil {
		return false
	}
	root, err := windows.UTF16PtrFromString(filepath.VolumeName(absolute) + `\`)
	if err != nil {
		return false
	}
	return windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
