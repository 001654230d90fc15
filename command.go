package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/ui"
)

// command is one run of a command without a window: what it was asked for and where it answers.
type command struct {
	name   string // "outbox run", for its messages
	opts   options
	json   bool
	flags  *flag.FlagSet
	p      *lang.Printer
	stdout io.Writer
	stderr io.Writer
}

// newCommand returns a command with the flags that all of them have; its own are added to flags before parse.
func newCommand(name string, opts options, stdout, stderr io.Writer) *command {
	c := &command{
		name: name, opts: opts, p: lang.New(opts.language), stdout: stdout, stderr: stderr,
		flags: flag.NewFlagSet("garagemail "+name, flag.ContinueOnError),
	}
	c.flags.SetOutput(stderr)
	c.flags.StringVar(&c.opts.database, "db", opts.database, "the `FILE` to work on")
	c.flags.BoolVar(&c.json, "json", false, "print JSON")
	return c
}

// parse reads the flags, which may stand before, between and after the other words, and returns those. It is false when
// there are fewer or more of them than wanted (a wanted of -1 takes any number), and has said so.
func (c *command) parse(args []string, wanted int, usage string) (words []string, ok bool) {
	words, err := parseMixed(c.flags, args)
	if err == nil && (wanted < 0 || len(words) == wanted) {
		return words, true
	}
	fmt.Fprintf(c.stderr, "garagemail %s\n", usage)
	return nil, false
}

// noFile is the error of a path where there is nothing.
type noFile string

func (f noFile) Error() string { return string(f) + ": no such file" }

// open opens the file, which must be there: a name mistyped in a nightly task must not make an empty garage.
func (c *command) open(ctx context.Context) (*store.DB, error) {
	if _, err := os.Stat(c.opts.database); errors.Is(err, os.ErrNotExist) {
		return nil, noFile(c.opts.database)
	}
	return store.Open(ctx, c.opts.database)
}

// backUp makes the copy of the day. That it cannot be made keeps nobody from working, but is said.
func (c *command) backUp(ctx context.Context, db *store.DB) {
	if _, err := db.DailyBackup(ctx); err != nil && ctx.Err() == nil {
		_ = c.fail(ctx, err)
	}
}

// fail says in a sentence what happened, and for the log the whole of it. It returns the code for work that could not
// be begun.
func (c *command) fail(ctx context.Context, err error) int {
	fmt.Fprintf(c.stderr, "garagemail %s: %s\n", c.name, c.sentence(err))
	fmt.Fprintf(c.stderr, "  %v\n", err)
	if errors.Is(err, store.ErrDamaged) {
		if backup, found := store.NewestGoodBackup(ctx, c.opts.database); found == nil {
			fmt.Fprintf(c.stderr, "  %s\n  garagemail --db %s restore %s\n",
				c.p.T("command.good_backup", "Date", c.p.Time(backup.At)), c.opts.database, backup.Path)
		}
	}
	return exitUsage
}

func (c *command) sentence(err error) string {
	var missing noFile
	switch {
	case errors.As(err, &missing):
		return c.p.T("command.no_file", "Path", string(missing))
	case errors.Is(err, errHeld):
		return c.p.T("command.held")
	}
	return ui.Explain(c.p, err)
}

// print writes the JSON answer, or the text of it.
func (c *command) print(answer any, text func()) {
	if !c.json {
		text()
		return
	}
	encoder := json.NewEncoder(c.stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(answer); err != nil {
		fmt.Fprintf(c.stderr, "garagemail %s: %v\n", c.name, err)
	}
}

// say writes a line of the text answer.
func (c *command) say(format string, args ...any) { fmt.Fprintf(c.stdout, format+"\n", args...) }
