package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// TestWithoutAScreen starts the window where there is no display, and where the one that is named does not answer: a sentence in her
// language, a code, and nothing that holds the file any more. It is the same where the file cannot be opened.
func TestWithoutAScreen(t *testing.T) {
	damaged := filepath.Join(t.TempDir(), "garagemail.db")
	if err := os.WriteFile(damaged, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, display := range map[string]string{"none": "", "silent": ":12345"} {
		for _, language := range languages.Screen {
			t.Run(name+" "+language, func(t *testing.T) {
				fresh := filepath.Join(t.TempDir(), "garagemail.db")
				for _, database := range []string{fresh, damaged} {
					child := programtest.Program(t, database, "--lang", language)
					child.Env = append(child.Env, "DISPLAY="+display, "WAYLAND_DISPLAY=")
					ended := programtest.Run(t, child)
					ended.Must(t, command.ExitUsage, nil)
					if sentence := lang.New(language).T("screen.none"); !strings.Contains(ended.Stderr, sentence) {
						t.Errorf("%s: it does not say what to do: %s", database, ended.Stderr)
					}
					if _, err := os.Stat(database + "-window"); !os.IsNotExist(err) {
						t.Errorf("%s: it left what says that its window is open: %v", database, err)
					}
				}
				db, err := store.Open(t.Context(), fresh)
				if err != nil {
					t.Fatalf("it holds the file still: %v", err)
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
