// Package command has the work that is done without a window, for nightly tasks and remote shells: one table of commands, their help, and
// what each prints as JSON.
package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/ui/explain"
)

// entry is a command without a window. Dispatch, the help and the README's list come from the table of them.
type entry struct {
	name   string // "outbox run"
	words  string // what follows it: "[--lease 30s]"
	count  int    // how many words without a dash follow
	help   string // language key of what it does
	answer any    // what --json prints, with nothing in it
	// run adds the command's own flags and returns what does the work, with the words that followed.
	run func(c *command) work
	// usual: it is meant when its second word is left out.
	usual bool
}

// work does what was asked for and returns the exit code.
type work func(words []string) int

// anyCount is the count of a command that counts its words itself.
const anyCount = -1

// commands are in the order of a day's work.
var commands = []entry{
	{
		name: "import", words: "PATH… [--dry-run] [--encoding NAME] [--delimiter SIGN] [--sheet NAME] [--heading-line N]",
		count: anyCount, help: "help.import", answer: []ImportAnswer{}, run: (*command).importFiles,
	},
	{name: "send mailing", words: "NAME", count: 1, help: "help.send_mailing", answer: MailingAnswer{}, run: (*command).sendMailing},
	{
		name: "send documents", words: "NUMBER…|--unsent [--from DATE] [--again] [--user LOGIN]",
		count: anyCount, help: "help.send_documents", answer: DocumentsAnswer{}, run: (*command).sendDocuments,
	},
	{name: "pdf", words: "NUMBER -o FILE", count: 1, help: "help.pdf", answer: pdfAnswer{}, run: (*command).writePDF},
	{name: "ubl", words: "NUMBER -o FILE [--zero-vat REASON]", count: 1, help: "help.ubl", answer: ublAnswer{}, run: (*command).writeUBL},
	{
		name: "export ubl", words: "--from DATE [--to DATE] -o FILE", help: "help.export_ubl",
		answer: exportAnswer{}, run: (*command).exportUBL,
	},
	{
		name: "peppol account", words: "[--provider billit|banqup|other] [--address ADDRESS] [--key KEY] [--subject TEXT] [--file-name NAME] " +
			"[--pdf inside|beside]",
		help: "help.peppol_account", answer: accessPointAnswer{}, run: (*command).accessPoint,
	},
	{
		name: "peppol client", words: "NUMBER [--public-body] [--courtesy] [--not-on-peppol] [--only-pdf WHY] [--usual]", count: 1,
		help: "help.peppol_client", answer: clientRouteAnswer{}, run: (*command).clientRoute,
	},
	{name: "outbox list", words: "[--all]", help: "help.outbox_list", answer: ListAnswer{}, run: (*command).outboxList, usual: true},
	{name: "outbox run", words: "[--lease 30s]", help: "help.outbox_run", answer: RunAnswer{}, run: (*command).outboxRun},
	{
		name: "outbox resolve", words: "ID… --sent|--again",
		count: anyCount, help: "help.outbox_resolve", answer: []MessageAnswer{}, run: (*command).outboxResolve,
	},
	{
		name: "outbox resend", words: "ID… [--again] [--user LOGIN]",
		count: anyCount, help: "help.outbox_resend", answer: resendAnswer{}, run: (*command).outboxResend,
	},
	{
		name: "account set", words: "--user NAME [--email ADDRESS] [--display-name NAME] [--server NAME] [--port N] " +
			"[--security starttls|tls|none] [--login NAME] [--ca FILE] [--imap-server NAME] [--imap-port N] " +
			"[--imap-security starttls|tls|none] [--password-stdin]",
		help: "help.account_set", answer: accountWholeAnswer{accountCopiesAnswer: &accountCopiesAnswer{}}, run: (*command).accountSet,
	},
	{name: "backup", words: "FILE", count: 1, help: "help.backup", answer: backupAnswer{}, run: (*command).backup},
	{name: "restore", words: "FILE", count: 1, help: "help.restore", answer: restoreAnswer{}, run: (*command).restore},
	{name: "check", help: "help.check", answer: checkAnswer{}, run: (*command).check},
}

// runCommand finds the command that args begin with and runs it.
func runCommand(args []string, opts Options, stdout, stderr io.Writer) int {
	if len(args) > 1 && slices.Contains([]string{"-h", "-help", "--help"}, args[1]) {
		return printHelp(args[:1], opts, stdout, stderr)
	}
	one, rest, awaited := findCommand(commands, args)
	if one != nil {
		return newCommand(*one, opts, stdout, stderr).start(rest, awaited)
	}
	group := named(commands, args[:1])
	if len(group) == 0 {
		fmt.Fprintf(stderr, "garagemail: no command %q\n", args[0])
	}
	for _, one := range group {
		fmt.Fprintln(stderr, one.usage())
	}
	return ExitUsage
}

// findCommand returns the command and what follows its name. Of a command that is alone in its group the second word may
// stand after flags: awaited is that word then, "" = none.
func findCommand(among []entry, args []string) (one *entry, rest []string, awaited string) {
	group := named(among, args[:1])
	for i, one := range group {
		switch _, verb, _ := strings.Cut(one.name, " "); {
		case verb == "":
			return &group[i], args[1:], ""
		case len(args) > 1 && args[1] == verb:
			return &group[i], args[2:], ""
		}
	}
	if len(args) > 1 && !strings.HasPrefix(args[1], "-") {
		return nil, nil, ""
	}
	for i, one := range group {
		if one.usual {
			return &group[i], args[1:], ""
		}
	}
	if len(group) == 1 {
		_, verb, _ := strings.Cut(group[0].name, " ")
		return &group[0], args[1:], verb
	}
	return nil, nil, ""
}

// named returns the commands whose names begin with these words.
func named(among []entry, words []string) (found []entry) {
	wanted := strings.Join(words, " ")
	for _, one := range among {
		if one.name == wanted || strings.HasPrefix(one.name, wanted+" ") {
			found = append(found, one)
		}
	}
	return found
}

// command is one run of a command without a window: what it was asked for and where it answers.
type command struct {
	entry  entry
	opts   Options
	json   bool
	flags  *flag.FlagSet
	p      *lang.Printer
	stdout io.Writer
	stderr io.Writer
}

// newCommand returns a command with the flags that all of them have; its own are added by its run.
func newCommand(one entry, opts Options, stdout, stderr io.Writer) *command {
	c := &command{
		entry: one, opts: opts, p: lang.New(opts.Language), stdout: stdout, stderr: stderr,
		flags: flag.NewFlagSet("garagemail "+one.name, flag.ContinueOnError),
	}
	c.flags.SetOutput(stderr)
	c.flags.Usage = func() {} // what was wrong is said in a line, and the usage after it
	return c
}

// start reads the flags, which may stand before, between and after the other words, and does the work.
func (c *command) start(args []string, awaited string) int {
	do := c.prepare()
	words, err := parseMixed(c.flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		c.printHelp()
		return ExitDone
	case err != nil:
		return c.wrongUse("")
	}
	if awaited != "" {
		if len(words) == 0 || words[0] != awaited {
			return c.wrongUse("")
		}
		words = words[1:]
	}
	if c.entry.count != anyCount && len(words) != c.entry.count {
		return c.wrongUse("")
	}
	return do(words)
}

// prepare adds the flags, the command's own first.
func (c *command) prepare() work {
	do := c.entry.run(c)
	c.flags.StringVar(&c.opts.Database, "db", c.opts.Database, c.p.T("help.flag.db"))
	c.flags.BoolVar(&c.json, "json", false, c.p.T("help.flag.json"))
	return do
}

// wrongUse says how the command is used, after what was wrong where that is known.
func (c *command) wrongUse(problem string) int {
	if problem != "" {
		fmt.Fprintf(c.stderr, "garagemail %s: %s\n", c.entry.name, problem)
	}
	fmt.Fprintln(c.stderr, c.entry.usage())
	return ExitUsage
}

// noFile is the error of a path where there is nothing.
type noFile string

func (f noFile) Error() string { return string(f) + ": no such file" }

// open opens the file, which must be there: a name mistyped in a nightly task must not make an empty garage.
func (c *command) open(ctx context.Context) (*store.DB, error) {
	if _, err := os.Stat(c.opts.Database); errors.Is(err, os.ErrNotExist) {
		return nil, noFile(c.opts.Database)
	}
	return store.Open(ctx, c.opts.Database)
}

// backUp makes the copy of the day. That it cannot be made keeps nobody from working, but is said.
func (c *command) backUp(ctx context.Context, db *store.DB) {
	if _, err := backup.Daily(ctx, db); err != nil && ctx.Err() == nil {
		_ = c.fail(ctx, err)
	}
}

// fail says in a sentence what happened, and for the log the whole of it. It returns the code for work that could not
// be begun.
func (c *command) fail(ctx context.Context, err error) int {
	fmt.Fprintf(c.stderr, "garagemail %s: %s\n", c.entry.name, c.sentence(err))
	fmt.Fprintf(c.stderr, "  %v\n", err)
	if errors.Is(err, garage.ErrDamaged) {
		if backup, found := backup.NewestGood(ctx, c.opts.Database); found == nil {
			fmt.Fprintf(c.stderr, "  %s\n  garagemail --db %s restore %s\n",
				c.p.T("command.good_backup", "Date", c.p.Time(backup.At)), c.opts.Database, backup.Path)
		}
	}
	return ExitUsage
}

func (c *command) sentence(err error) string {
	var missing noFile
	switch {
	case errors.As(err, &missing):
		return c.p.T("command.no_file", "Path", string(missing))
	case errors.Is(err, errHeld):
		return c.p.T("command.held")
	}
	return explain.Error(c.p, err)
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
		fmt.Fprintf(c.stderr, "garagemail %s: %v\n", c.entry.name, err)
	}
}

// say writes a line of the text answer.
func (c *command) say(format string, args ...any) { fmt.Fprintf(c.stdout, format+"\n", args...) }
