package main

import (
	"cmp"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows says which packages of ours a package may import; a folder that is not named counts with its parent.
var arrows = map[string][]string{
	"":   {"ui", "ui/command", "ui/session", "ui/explain", "ui/desktop", "mailer", "store", "store/garage", "store/backup", "assets", "assets/lang", "assets/lang/languages"},
	"ui": {"ui/desktop", "ui/desk", "ui/clients", "ui/mailings", "ui/documents", "ui/cases", "ui/settings", "ui/help", "ui/filedialog", "ui/explain", "ui/kit", "mailer", "mailer/smtp", "mailer/signin", "mailer/demo", "store", "store/garage", "store/backup", "store/intake", "assets/lang", "assets/lang/languages"},
	// A room never imports another.
	"ui/clients":   {"ui/desk", "ui/kit", "store", "store/garage", "store/intake", "store/tabular", "assets/lang", "assets/lang/languages"},
	"ui/mailings":  {"ui/desk", "ui/explain", "ui/kit", "mailer", "mailer/compose", "mailer/mailbox", "mailer/demo", "store", "store/garage", "store/criteria", "store/pictures", "assets/lang", "assets/lang/languages"},
	"ui/documents": {"ui/desk", "ui/explain", "ui/papers", "ui/kit", "mailer/compose", "store", "store/garage", "assets/lang", "assets/lang/languages"},
	"ui/cases":     {"ui/desk", "ui/explain", "ui/papers", "ui/kit", "mailer/compose", "pdf", "store", "store/garage", "store/pictures", "store/decimal", "assets", "assets/lang", "assets/lang/languages"},
	"ui/settings":  {"ui/desk", "ui/kit", "mailer", "mailer/compose", "mailer/mailbox", "mailer/signin", "mailer/smtp", "pdf", "store", "store/garage", "store/backup", "assets/lang", "assets/lang/languages"},
	"ui/help":      {"ui/desk", "ui/kit", "mailer/signin", "store/garage", "store/backup", "store/figures", "assets/lang", "assets/lang/languages"},
	"ui/desk":      {"ui/desktop", "ui/explain", "ui/papers", "ui/kit", "mailer", "mailer/compose", "mailer/smtp", "mailer/signin", "mailer/demo", "pdf", "store", "store/garage", "store/intake", "store/tabular", "store/pictures", "store/decimal", "assets", "assets/lang", "assets/lang/languages"},
	"ui/explain":   {"mailer/compose", "store", "store/garage", "store/criteria", "store/intake", "store/tabular", "store/pictures", "assets/lang"},
	"ui/papers":    {"mailer/compose", "pdf", "store", "store/garage", "assets/lang", "assets/lang/languages"},
	// Without a window, and so without Fyne.
	"ui/command": {"ui/session", "ui/explain", "ui/papers", "mailer", "mailer/compose", "mailer/smtp", "mailer/mailbox", "mailer/signin", "store", "store/garage", "store/backup", "store/intake", "store/tabular", "assets", "assets/lang", "assets/lang/languages"},
	"ui/session": {"mailer/smtp", "mailer/signin", "mailer/demo", "store", "store/garage", "store/intake", "assets"},
	// The proofs of the whole program, and what starts it for them.
	"ui/proof":       {},
	"ui/programtest": {"mailer/mailertest", "store", "store/garage", "store/storetest"},
	// The desk of the rooms' tests.
	"ui/desktest":      {"ui/desk", "ui/kit", "mailer", "mailer/compose", "mailer/demo", "mailer/mailertest", "mailer/signin", "mailer/smtp", "store", "store/garage", "store/intake", "store/storetest", "assets/lang"},
	"ui/filedialog":    {},
	"ui/kit":           {"ui/filedialog", "assets/lang", "assets/lang/languages"},
	"mailer":           {"mailer/smtp", "mailer/mailbox", "mailer/signin", "store", "store/garage"},
	"mailer/compose":   {"store", "store/garage", "store/peppol", "store/ubl", "store/pictures", "assets/lang", "assets/lang/languages"},
	"mailer/smtp":      {"store/garage"},
	"mailer/signin":    {"mailer/smtp", "mailer/wholefile", "store/garage"},
	"mailer/mailbox":   {"mailer/smtp", "store/garage"},
	"mailer/demo":      {"mailer/smtp", "mailer/wholefile", "store/garage"},
	"mailer/wholefile": {"store/files"},
	// The servers of tests.
	"mailer/mailertest": {},
	"pdf/writer":        {},
	"pdf":               {"pdf/writer", "store/garage", "store/decimal", "assets", "assets/lang", "assets/lang/languages"},
	"store/wire":        {},
	"store/answers":     {},
	"store":             {"store/files", "store/wire", "store/answers", "store/garage", "store/sqlite", "store/criteria", "store/search", "store/pictures", "assets/lang/languages"},
	"store/figures":     {"store", "store/sqlite"},
	"store/backup":      {"store/files", "store", "store/garage", "store/sqlite"},
	"store/intake":      {"store", "store/garage", "store/sqlite", "store/tabular", "store/ubl"},
	"store/criteria":    {"store/garage", "store/sqlite", "store/decimal", "assets/lang/languages"},
	"store/search":      {"store/garage", "store/sqlite"},
	"store/sqlite":      {"store/files", "store/garage"},
	"store/garage":      {"store/decimal", "assets/lang/languages"},
	"store/ubl":         {"store/decimal"},
	"store/peppol":      {"store/garage", "store/ubl", "store/decimal"},
	"store/tabular":     {"store/tabular/dbf", "store/tabular/xls"},
	"store/tabular/dbf": {},
	"store/tabular/xls": {},
	"store/pictures":    {},
	"store/decimal":     {},
	"store/files":       {},
	"ui/desktop":        {"store/files"},
	// The fixtures of tests.
	"store/storetest": {"store", "store/garage", "store/intake", "assets/lang", "assets/lang/languages"},
	"assets":          {},
	"assets/lang":     {"assets/lang/languages"},
	// The list alone, without a text: whoever must know the languages may read it.
	"assets/lang/languages": {},
}

// homes says which packages alone may import a library.
var homes = map[string][]string{
	"fyne.io/fyne":                   {"", "ui", "ui/desk", "ui/clients", "ui/mailings", "ui/documents", "ui/cases", "ui/settings", "ui/help", "ui/desktest", "ui/kit"},
	"github.com/dweymouth/fyne":      {"ui/kit"},
	"github.com/godbus/dbus":         {"ui/filedialog"},
	"github.com/ncruces/zenity":      {"ui/filedialog"},
	"database/sql":                   {"store", "store/answers", "store/backup", "store/intake", "store/search", "store/sqlite", "store/storetest"},
	"modernc.org/sqlite":             {"store/sqlite", "store/storetest"},
	"github.com/wneessen/go-mail":    {"mailer/compose", "mailer/smtp", "mailer/demo"},
	"github.com/emersion/go-smtp":    {"mailer/demo", "mailer/mailertest"},
	"github.com/emersion/go-imap":    {"mailer/mailbox", "mailer/mailertest"},
	"golang.org/x/oauth2":            {"mailer/signin"},
	"github.com/yuin/goldmark":       {"mailer/compose"},
	"rsc.io/qr":                      {"pdf"},
	"github.com/gen2brain":           {"store/pictures"},
	"github.com/johnfercher/maroto":  {"pdf"},
	"github.com/zalando/go-keyring":  {"mailer/signin"},
	"github.com/richardlehane/mscfb": {"store/tabular/xls"},
	"github.com/xuri/excelize":       {"store/tabular", "store/storetest"},
	"github.com/pressly/goose":       {"store"},
}

// inTests says which packages' tests may besides, for the servers that they speak with.
var inTests = map[string][]string{
	"github.com/emersion/go-imap": {"ui/command", "ui/settings", "ui/mailings"},
	"golang.org/x/oauth2":         {"ui/settings"},
}

// TestArrows reads the imports of every file and fails on an arrow that the design does not allow.
func TestArrows(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "build") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		files++
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		home := packageOf(filepath.ToSlash(filepath.Dir(path)))
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, path, home, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 20 {
		t.Fatalf("only %d files were read: the walk went astray", files)
	}
}

// packageOf returns the nearest named package of a folder: store/storetest/testdata counts as store/storetest.
func packageOf(folder string) string {
	for folder != "." && folder != "" {
		if _, named := arrows[folder]; named {
			return folder
		}
		folder = strings.TrimSuffix(filepath.ToSlash(filepath.Dir(folder)), ".")
	}
	return ""
}

// mayInTest lets a test lay its table with real things, a store or the test server; those of the store with what belongs to it.
func mayInTest(home, target string) bool {
	switch top(home) {
	case "store":
		return top(target) == "store"
	case "assets":
		return false
	}
	return home != "ui/kit"
}

// top is the first folder of a package.
func top(name string) string { return strings.SplitN(name, "/", 2)[0] }

func checkImport(t *testing.T, path, home, imported string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(imported, "garagemail/"); ok {
		target := packageOf(ours)
		if target == home {
			return
		}
		for _, allowed := range arrows[home] {
			if allowed == target {
				return
			}
		}
		if strings.HasSuffix(path, "_test.go") && mayInTest(home, target) {
			return
		}
		t.Errorf("%s: %q must not import %q", path, home, ours)
		return
	}
	for library, allowed := range homes {
		if imported != library && !strings.HasPrefix(imported, library+"/") {
			continue
		}
		ok := strings.HasSuffix(path, "_test.go") && slices.Contains(inTests[library], home)
		for _, name := range allowed {
			ok = ok || name == home || strings.HasSuffix(path, "_test.go") && top(name) == top(home)
		}
		if !ok {
			t.Errorf("%s: only %v may import %s", path, allowed, library)
		}
	}
}

func TestPackageOf(t *testing.T) {
	for folder, want := range map[string]string{
		".": "", "ui": "ui", "ui/kit": "ui/kit", "ui/clients": "ui/clients", "store/storetest/testdata": "store/storetest", "assets/lang": "assets/lang", "assets/demo": "assets",
	} {
		if got := packageOf(folder); got != want {
			t.Errorf("%s belongs to %q, want %q", folder, got, want)
		}
	}
}

// TestPackagesPicture holds the picture in docs/architecture.md to the imports of the program, without those of its tests; what it
// prints is to be put there. The list of languages, which everybody may read, is left out.
func TestPackagesPicture(t *testing.T) {
	arrows := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && path != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "build") {
			return cmp.Or(err, fs.SkipDir)
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "test/") || strings.Contains(path, "test"+string(filepath.Separator)) {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		home := strings.Replace(filepath.ToSlash(filepath.Dir(path)), ".", "main", 1)
		for _, spec := range file.Imports {
			ours, found := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), "garagemail/")
			if found && ours != "assets/lang/languages" {
				arrows["    "+home+" --> "+ours] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "```mermaid\ngraph TD\n" + strings.Join(slices.Sorted(maps.Keys(arrows)), "\n") + "\n```"
	document, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(document), want) {
		t.Errorf("docs/architecture.md has not this picture:\n%s", want)
	}
}
