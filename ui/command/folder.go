package command

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// dataFolder returns where the program keeps its file: $XDG_DATA_HOME/garagemail (~/.local/share/garagemail) on Linux,
// %APPDATA%\GarageMail on Windows.
func dataFolder() (string, error) {
	if runtime.GOOS == "windows" {
		folder, err := os.UserConfigDir()
		if err != nil {
			return "", fmt.Errorf("data folder: %w", err)
		}
		return filepath.Join(folder, "GarageMail"), nil
	}
	if folder := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(folder) { // the specification ignores relative ones
		return filepath.Join(folder, "garagemail"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("data folder: %w", err)
	}
	return filepath.Join(home, ".local", "share", "garagemail"), nil
}
