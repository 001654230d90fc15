package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEditsFitTheToolkit makes them in the toolkit that go.mod asks for, and has the compiler look at what came out.
func TestEditsFitTheToolkit(t *testing.T) {
	source, _, err := find(toolkit)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	folder := filepath.Join("build", "painter-test") // always the same, so that the build's cache knows it
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := write(source, folder); err != nil {
		t.Fatal(err)
	}
	if err := writeModule(folder); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-trimpath", "-tags", "migrated_fynedo,x11,nodynamic", "-modfile", filepath.Join(folder, "go.mod"),
		toolkit+"/"+strings.TrimSuffix(driver, "/"))
	if output, err := build.CombinedOutput(); err != nil {
		t.Errorf("the toolkit does not build: %v\n%s", err, output)
	}
}

// TestMovedToolkitStopsTheBuild tries toolkits in which what is changed has moved.
func TestMovedToolkitStopsTheBuild(t *testing.T) {
	source, _, err := find(toolkit)
	if err != nil {
		t.Fatal(err)
	}
	for name, move := range map[string]func(content string) string{
		"gone": func(content string) string {
			return strings.Replace(content, "view.SwapBuffers()", "view.Present()", 1)
		},
		"twice": func(content string) string { return content + "\nfunc again() {\n\t\tview.SwapBuffers()\n}\n" },
	} {
		t.Run(name, func(t *testing.T) {
			moved := filepath.Join(t.TempDir(), "fyne")
			for _, part := range []string{driver, software} {
				if err := os.MkdirAll(filepath.Join(moved, part), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := copySource(filepath.Join(source, part), filepath.Join(moved, part)); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(moved, filepath.FromSlash(driver), "loop.go")
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(move(string(content))), 0o644); err != nil {
				t.Fatal(err)
			}
			err = write(moved, t.TempDir())
			if err == nil || !strings.Contains(err.Error(), "loop.go") || !strings.Contains(err.Error(), "SwapBuffers") {
				t.Errorf("the error is %v", err)
			}
		})
	}
	if _, err := change("a b a", []edit{{from: "a", to: "c", everywhere: true}}); err != nil {
		t.Error(err)
	}
}
