// Command garagemail is a mailing program for the receptionist of a garage. Without a command it opens its window; with
// one (garagemail import …) it does that work without a window.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	fynelang "fyne.io/fyne/v2/lang"

	"garagemail/assets"
	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/ui"
	"garagemail/ui/command"
	"garagemail/ui/desktop"
	"garagemail/ui/session"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "0.1.0"

func main() {
	if os.Getenv("GARAGEMAIL_CONSOLE") != "" { // garagemail.com has started it
		desktop.JoinConsole()
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	return command.Main(command.Program{Version: version, Language: systemLanguage, Window: runWindow}, args, stdout, stderr)
}

// systemLanguage is the machine's where the screens speak it, else the reference language.
func systemLanguage() string {
	code, _, _ := strings.Cut(fynelang.SystemLocale().LanguageString(), "-")
	if slices.Contains(languages.Screen, code) {
		return code
	}
	return languages.Reference
}

// runWindow opens the file, starts the worker that empties the outbox, and shows the main window until it closes.
func runWindow(opts command.Options, stderr io.Writer) int {
	var window atomic.Pointer[ui.Program]
	printer := lang.New(opts.Language)
	start := &start{p: printer, database: opts.Database, stderr: stderr}
	if start.window = firstWindow(opts.Database, func() { window.Load().ComeForward() }); start.window == nil {
		return command.ExitDone
	}
	defer start.window.Close() //nolint:errcheck // what it leaves is known for that by the next start
	end := newEnding()
	fyneApp := app.NewWithID("be.garagemail.app")
	end.catchSignals(func() { fyne.Do(fyneApp.Quit) })
	go end.watch()
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	ctx := context.Background()

	db, err := store.Open(ctx, opts.Database)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return start.failed(ctx, fyneApp, err)
	}
	opened, err := session.Open(ctx, db, opts.Demo, opts.Words)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", errors.Join(err, db.Close()))
		return start.failed(ctx, fyneApp, err)
	}
	program := ui.New(ui.Options{
		App: fyneApp, DB: db, Printer: printer, Vault: opened.Vault, Demo: opened.Demo, Transport: opened.Transport, Words: opts.Words,
		SystemLogin: session.SystemLogin(), Version: version, LanguageSaid: opts.LanguageSaid, SayFirst: os.Getenv(sayFirst), OnClosed: end.askFor,
	})
	running := startRunning(ctx, db, opened, program.OnProgress)
	var noScreen error
	open := end.closes(func() int {
		if err := running.end(); err != nil && program.RestoreFrom == "" {
			fmt.Fprintln(stderr, "garagemail:", err)
			return command.ExitFailed
		}
		return command.ExitDone
	}, func(code int) int {
		if backup := program.RestoreFrom; backup != "" {
			start.p = program.Printer // she may have chosen another language meanwhile
			return start.restoreAndRestart(ctx, backup)
		}
		return code
	})
	if open {
		window.Store(program)
		noScreen = onScreen(fyneApp, func() { program.Run(running.worker) })
		end.toolkitReturned()
	}
	code := end.finish()
	if noScreen != nil {
		return sayNoScreen(printer, noScreen, stderr)
	}
	return code
}
