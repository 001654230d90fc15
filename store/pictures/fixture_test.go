package pictures

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func pngOf(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	check(t, png.Encode(&out, picture))
	return out.Bytes()
}

func fileOf(t testing.TB, name string, data []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	check(t, os.WriteFile(path, data, 0o600))
	return path
}

// inspectFile says what the file at path is.
func inspectFile(path string) (Info, error) {
	data, err := readFile(path)
	if err != nil {
		return Info{}, err
	}
	return inspect(data)
}
