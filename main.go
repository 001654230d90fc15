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

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	fynelang "fyne.io/fyne/v2/lang"

	"garagemail/assets"
	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/ui"
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
	database string
	language string
	demo     bool
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, stdout, stderr io.Writer) int {
	store.NameFiles(lang.Everywhere)
	store.KnowWords(assets.LocalityNames)
	var opts options
	flags := flag.NewFlagSet("garagemail", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&opts.database, "db", "", "the `FILE` to work on, instead of the one in the data folder")
	flags.StringVar(&opts.language, "lang", "", "language of the screens: fr, nl or en")
	flags.BoolVar(&opts.demo, "demo", false, "open the demo garage, with a mail server of its own that reaches nobody")
	showVersion := flags.Bool("version", false, "print the version and stop")
	flags.Usage = func() { usage(stderr, flags) }
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitDone
	case err != nil:
		return exitUsage
	case *showVersion:
		fmt.Fprintln(stdout, "garagemail", version)
		return exitDone
	case opts.language != "" && !slices.Contains(languages.Screen, opts.language):
		fmt.Fprintf(stderr, "garagemail: --lang %s: one of %s\n", opts.language, strings.Join(languages.Screen, ", "))
		return exitUsage
	}
	if err := opts.complete(); err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return exitUsage
	}
	if command := flags.Arg(0); command != "" {
		return runCommand(command, flags.Args()[1:], opts, stdout, stderr)
	}
	return runWindow(opts, stderr)
}

func usage(stderr io.Writer, flags *flag.FlagSet) {
	fmt.Fprintln(stderr, "garagemail [--db FILE] [--lang fr|nl|en] [--demo]          the window")
	for _, command := range []string{
		importUsage, sendUsage, "pdf NUMBER -o FILE", outboxUsage, "account set --user NAME …", "backup FILE", "restore FILE", "check",
	} {
		fmt.Fprintln(stderr, "garagemail [--db FILE]", command, "[--json]")
	}
	flags.PrintDefaults()
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

func runCommand(command string, args []string, opts options, stdout, stderr io.Writer) int {
	switch command {
	case "import":
		return commandImport(args, opts, stdout, stderr)
	case "send":
		return commandSend(args, opts, stdout, stderr)
	case "pdf":
		return commandPDF(args, opts, stdout, stderr)
	case "outbox":
		return commandOutbox(args, opts, stdout, stderr)
	case "account":
		return commandAccount(args, opts, stdout, stderr)
	case "backup":
		return commandBackup(args, opts, stdout, stderr)
	case "restore":
		return commandRestore(args, opts, stdout, stderr)
	case "check":
		return commandCheck(args, opts, stdout, stderr)
	}
	fmt.Fprintf(stderr, "garagemail: no command %q\n", command)
	return exitUsage
}

// runWindow opens the file, starts the worker that empties the outbox, and shows the main window until it closes.
func runWindow(opts options, stderr io.Writer) int {
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
		return startError(ctx, fyneApp, printer, opts, err, stderr)
	}
	session, err := openSession(ctx, db, opts)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", errors.Join(err, db.Close()))
		return startError(ctx, fyneApp, printer, opts, err, stderr)
	}
	window := ui.New(ui.Options{
		App: fyneApp, DB: db, Printer: printer, Vault: session.vault, Demo: session.demo, Transport: session.transport,
		SystemLogin: systemLogin(), Version: version, SayFirst: os.Getenv(sayFirst), OnClosed: end.askFor,
	})
	running := startRunning(ctx, db, session, window.OnProgress)
	open := end.closes(func() int {
		if err := running.end(); err != nil && window.RestoreFrom() == "" {
			fmt.Fprintln(stderr, "garagemail:", err)
			return exitFailed
		}
		return exitDone
	}, func(code int) int {
		if backup := window.RestoreFrom(); backup != "" {
			return restoreAndRestart(ctx, printer, opts, backup, stderr)
		}
		return code
	})
	if open {
		window.Run(running.worker)
		end.toolkitReturned()
	}
	return end.finish()
}

func systemLogin() string {
	current, err := user.Current()
	if err != nil {
		return ""
	}
	return current.Username
}
