package command

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"garagemail/assets"
	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/intake"
)

// Exit codes, the same for every command.
const (
	ExitDone   = 0
	ExitFailed = 1 // some of the work could not be done
	ExitUsage  = 2 // wrong use or configuration: nothing was done
	// ExitUncertain goes before exitFailed: of some message nobody knows whether it arrived, and a person must decide.
	ExitUncertain = 3
)

// Options are the flags that stand before a command.
type Options struct {
	Words    *intake.Words // of the tables that are imported
	Database string
	Language string
	// LanguageSaid: by a flag, so that it goes before the one that is kept in the file.
	LanguageSaid bool
	Demo         bool
}

// Program is what Main needs of the program that the commands belong to.
type Program struct {
	Version  string
	Language func() string                            // of the machine, one that the screens speak
	Window   func(opts Options, stderr io.Writer) int // opens the window and returns the code of the process; nil = there is none
}

// Main reads the flags and runs the command that args name, or the window where they name none. It returns the code of the process.
func Main(program Program, args []string, stdout, stderr io.Writer) int {
	opts := Options{Words: intake.NewWords(lang.Everywhere, assets.LocalityNames)}
	flags, asked := opts.flags(stderr)
	err := flags.Parse(args)
	words := flags.Args()
	if asked.help && err == nil { // then flags may stand after the name of the command too
		words, err = parseMixed(flags, words)
	}
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "garagemail --help")
		return ExitUsage
	case asked.version:
		fmt.Fprintln(stdout, "garagemail", program.Version)
		return ExitDone
	case opts.Language != "" && !slices.Contains(languages.Screen, opts.Language):
		fmt.Fprintf(stderr, "garagemail: --lang %s: one of %s\n", opts.Language, strings.Join(languages.Screen, ", "))
		return ExitUsage
	}
	if opts.LanguageSaid = opts.Language != ""; !opts.LanguageSaid {
		opts.Language = program.Language()
	}
	if asked.help {
		return printHelp(words, opts, stdout, stderr)
	}
	if err := opts.complete(); err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return ExitUsage
	}
	if len(words) > 0 && words[0] != "" {
		return runCommand(words, opts, stdout, stderr)
	}
	if program.Window == nil {
		return printHelp(nil, opts, stdout, stderr)
	}
	return program.Window(opts, stderr)
}

// asked is what the program is to do instead of its work.
type asked struct{ version, help bool }

// flags are those that stand before a command; their words for the help are the language files'.
func (o *Options) flags(stderr io.Writer) (*flag.FlagSet, *asked) {
	flags, asked := flag.NewFlagSet("garagemail", flag.ContinueOnError), &asked{}
	flags.SetOutput(stderr)
	flags.Usage = func() {}
	flags.StringVar(&o.Database, "db", "", "help.flag.db")
	flags.StringVar(&o.Language, "lang", "", "help.flag.lang")
	flags.BoolVar(&o.Demo, "demo", false, "help.flag.demo")
	flags.BoolVar(&asked.version, "version", false, "help.flag.version")
	flags.BoolVar(&asked.help, "help", false, "help.flag.help")
	flags.BoolVar(&asked.help, "h", false, "help.flag.help")
	return flags, asked
}

// complete fills in the file where no flag named it.
func (o *Options) complete() error {
	if o.Database == "" {
		folder, err := dataFolder()
		if err != nil {
			return err
		}
		name := "garagemail.db"
		if o.Demo {
			name = filepath.Join("demo", "garagemail.db")
		}
		o.Database = filepath.Join(folder, name)
	}
	return nil
}
