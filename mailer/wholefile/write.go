// Package wholefile writes files that are there whole or not at all.
package wholefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"garagemail/store/files"
)

// Write writes a file that only its owner can read, so that it is there as a whole or as it was.
func Write(path string, bytes []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(bytes)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = files.Replace(file.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(file.Name()))
	}
	return nil
}
