// Command garagemail is a mailing program for the receptionist of a garage. Without a command it opens its window; with
// one (garagemail import …) it does that work without a window.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
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
	"garagemail/store/intake"
	"garagemail/ui"
	"garagemail/ui/desktop"
)

// version is set by the build (-ldflags "-X main.version=…").
var version = "0.1.0"

// Exit codes, the same for every command.
const (
	exitDone   = 0
	exitFailed = 1 // some of the work could not be done
	exitUsage  = 2 // wrong use or configuration: nothing was done
	// exitUncertain goes before exitFailed: of some message nobody knows whether it arrived, and a person must decide.
	exitUncertain = 3
)

// options are the flags that stand before a command.
type options struct {
	words    *intake.Words // of the tables that are imported
	database string
	language string
	demo     bool
	window   *desktop.Window // of this database; nil = no window is wanted
}

func main() {
	if os.Getenv("GARAGEMAIL_CONSOLE") != "" { // garagemail.com has started it
		desktop.JoinConsole()
	}
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	opts := options{words: intake.NewWords(lang.Everywhere, assets.LocalityNames)}
	flags, asked := opts.flags(stderr)
	err := flags.Parse(args)
	words := flags.Args()
	if asked.help && err == nil { // then flags may stand after the name of the command too
		words, err = parseMixed(flags, words)
	}
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "garagemail --help")
		return exitUsage
	case asked.version:
		fmt.Fprintln(stdout, "garagemail", version)
		return exitDone
	case opts.language != "" && !slices.Contains(languages.Screen, opts.language):
		fmt.Fprintf(stderr, "garagemail: --lang %s: one of %s\n", opts.language, strings.Join(languages.Screen, ", "))
		return exitUsage
	case asked.help:
		return printHelp(words, opts, stdout, stderr)
	}
	if err := opts.complete(); err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return exitUsage
	}
	if len(words) > 0 && words[0] != "" {
		return runCommand(words, opts, stdout, stderr)
	}
	return runWindow(opts, stderr)
}

// asked is what the program is to do instead of its work.
type asked struct{ version, help bool }

// flags are those that stand before a command; their words for the help are the language files'.
func (o *options) flags(stderr io.Writer) (*flag.FlagSet, *asked) {
	flags, asked := flag.NewFlagSet("garagemail", flag.ContinueOnError), &asked{}
	flags.SetOutput(stderr)
	flags.Usage = func() {}
	flags.StringVar(&o.database, "db", "", "help.flag.db")
	flags.StringVar(&o.language, "lang", "", "help.flag.lang")
	flags.BoolVar(&o.demo, "demo", false, "help.flag.demo")
	flags.BoolVar(&asked.version, "version", false, "help.flag.version")
	flags.BoolVar(&asked.help, "help", false, "help.flag.help")
	flags.BoolVar(&asked.help, "h", false, "help.flag.help")
	return flags, asked
}

// complete fills in the file and the language where no flag named them.
func (o *options) complete() error {
	if o.database == "" {
		folder, err := dataFolder()
		if err != nil {
			return err
		}
		name := "garagemail.db"
		if o.demo {
			name = filepath.Join("demo", "garagemail.db")
		}
		o.database = filepath.Join(folder, name)
	}
	if o.language == "" {
		o.language = systemLanguage()
	}
	return nil
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
func runWindow(opts options, stderr io.Writer) int {
	var window atomic.Pointer[ui.Program]
	opts.window = firstWindow(opts, func() { window.Load().ComeForward() })
	if opts.window == nil {
		return exitDone
	}
	defer opts.window.Close() //nolint:errcheck // what it leaves is known for that by the next start
	end := newEnding()
	fyneApp := app.NewWithID("be.garagemail.app")
	end.catchSignals(func() { fyne.Do(fyneApp.Quit) })
	go end.watch()
	fyneApp.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	printer := lang.New(opts.language)
	ctx := context.Background()

	db, err := store.Open(ctx, opts.database)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return startError(ctx, fyneApp, opts, err, stderr)
	}
	session, err := openSession(ctx, db, opts)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", errors.Join(err, db.Close()))
		return startError(ctx, fyneApp, opts, err, stderr)
	}
	program := ui.New(ui.Options{
		App: fyneApp, DB: db, Printer: printer, Vault: session.vault, Demo: session.demo, Transport: session.transport, Words: opts.words,
		SystemLogin: systemLogin(), SayFirst: os.Getenv(sayFirst), OnClosed: end.askFor,
	})
	running := startRunning(ctx, db, session, program.OnProgress)
	var noScreen error
	open := end.closes(func() int {
		if err := running.end(); err != nil && program.RestoreFrom == "" {
			fmt.Fprintln(stderr, "garagemail:", err)
			return exitFailed
		}
		return exitDone
	}, func(code int) int {
		if backup := program.RestoreFrom; backup != "" {
			return restoreAndRestart(ctx, printer, opts, backup, stderr)
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

func systemLogin() string {
	current, err := user.Current()
	if err != nil {
		return ""
	}
	return current.Username
}
