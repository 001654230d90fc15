package desktop

import (
	"fmt"
	"net/url"

	"golang.org/x/sys/windows"
)

// OpenFile hands a file to the program that the machine opens such files with. Windows gets its path: its handler of file addresses
// fails for names beyond ASCII (https://github.com/desktop/desktop/issues/22860). openURL is for the other systems.
func OpenFile(path string, _ func(*url.URL) error) error {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	if err := windows.ShellExecute(0, nil, name, nil, nil, windows.SW_SHOWNORMAL); err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	return nil
}
