// Command painter gives Fyne a way to paint windows where OpenGL cannot be had: it copies Fyne's source into a folder, changes a
// few of its files there, and writes beside it the go.mod with which `go build -modfile` takes that copy (-overlay refuses
// to replace files of the module cache). No copy of Fyne lies in this repository; where an update of Fyne has moved what
// is changed here, the build stops and says so.
//
//	painter FOLDER    writes FOLDER/fyne, FOLDER/go.mod and FOLDER/go.sum; FOLDER is relative to the root of the module
package main

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const toolkit = "fyne.io/fyne/v2"

// additions are the files that Fyne's window driver gets; they end in .txt here, since they build only there.
//
//go:embed fyne/*.go.txt
var additions embed.FS

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "painter FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "painter:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	if filepath.IsAbs(folder) {
		return fmt.Errorf("%s: a folder relative to the root of the module", folder)
	}
	source, version, err := find(toolkit)
	if err != nil {
		return err
	}
	if err := write(source, folder); err != nil {
		return fmt.Errorf("%s %s cannot be given the painter without OpenGL, see docs/painter.md: %w", toolkit, version, err)
	}
	return writeModule(folder)
}

// find returns the folder and the version of the module that the build takes.
func find(module string) (folder, version string, err error) {
	if output, err := exec.Command("go", "mod", "download", module).CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("go mod download %s: %w: %s", module, err, output)
	}
	output, err := exec.Command("go", "list", "-m", "-json", module).Output()
	if err != nil {
		return "", "", fmt.Errorf("go list -m %s: %w", module, err)
	}
	var found struct{ Dir, Version string }
	if err := json.Unmarshal(output, &found); err != nil {
		return "", "", fmt.Errorf("go list -m %s: %w", module, err)
	}
	if found.Dir == "" {
		return "", "", fmt.Errorf("the source of %s is not in the module cache", module)
	}
	return found.Dir, found.Version, nil
}

// write writes the copy of the toolkit in source and the go.mod that takes it into folder.
func write(source, folder string) error {
	copied := filepath.Join(folder, "fyne")
	if err := os.RemoveAll(copied); err != nil {
		return err
	}
	if err := copySource(source, copied); err != nil {
		return err
	}
	for name, changes := range edits {
		path := filepath.Join(copied, filepath.FromSlash(name))
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("%s is gone: %w", name, err)
		}
		changed, err := change(string(content), changes)
		if err == nil {
			err = os.WriteFile(path, []byte(changed), 0o644)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return add(filepath.Join(copied, filepath.FromSlash(driver)))
}

// add writes the additions into the folder of the window driver.
func add(folder string) error {
	names, err := fs.Glob(additions, "fyne/*.go.txt")
	if err != nil {
		return err
	}
	for _, name := range names {
		content, err := additions.ReadFile(name)
		if err != nil {
			return err
		}
		target := filepath.Join(folder, strings.TrimSuffix(filepath.Base(name), ".txt"))
		if _, err := os.Stat(target); err == nil {
			return fmt.Errorf("%s is there already", filepath.Base(target))
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// copySource copies what a build takes of a module, without its tests.
func copySource(source, target string) error {
	return filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(source, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "testdata" {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(target, name), 0o755)
		}
		if strings.HasSuffix(name, "_test.go") {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(target, name), content, 0o644)
	})
}

// writeModule writes the go.mod of the project, with the copy in the place of the toolkit, and its go.sum beside it.
func writeModule(folder string) error {
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o644)
		}
		if err != nil {
			return err
		}
	}
	replaced := toolkit + "=./" + filepath.ToSlash(filepath.Join(folder, "fyne"))
	output, err := exec.Command("go", "mod", "edit", "-replace", replaced, filepath.Join(folder, "go.mod")).CombinedOutput()
	if err != nil {
		return fmt.Errorf("go mod edit: %w: %s", err, output)
	}
	return nil
}
