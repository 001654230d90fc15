package command

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/tabular"
)

// ImportAnswer is what `garagemail import --json` prints: an object for each table, and for each file or sheet of which nothing
// came in.
type ImportAnswer struct {
	File       string          `json:"file"`
	Sheet      string          `json:"sheet"`
	Entity     string          `json:"entity"`
	Encoding   string          `json:"encoding"`
	Delimiter  string          `json:"delimiter"`
	HeadingRow int             `json:"heading_line"`
	Read       int             `json:"read"`
	New        int             `json:"new"`
	Changed    int             `json:"changed"`
	Unchanged  int             `json:"unchanged"`
	Refused    int             `json:"refused_rows"`
	PassedOver int             `json:"passed_over"`
	Columns    []columnAnswer  `json:"columns"`
	Values     []refusedAnswer `json:"refused_values"`
}

type columnAnswer struct {
	Heading  string `json:"heading"`
	Field    string `json:"field"`
	Proposed bool   `json:"proposed"`
	Values   int    `json:"left_values"`
}

type refusedAnswer struct {
	File      string `json:"file"`
	Row       int    `json:"row"`
	Reference string `json:"reference"`
	Field     string `json:"field"`
	Value     string `json:"value"`
	Reason    string `json:"reason"`
}

// importFiles brings export files in without a window. It exits with 1 when something did not come in as it stood.
func (c *command) importFiles() work {
	dryRun := c.flags.Bool("dry-run", false, c.p.T("help.flag.dry_run"))
	var read tabular.Options
	c.flags.StringVar(&read.Sheet, "sheet", "", c.p.T("help.flag.sheet"))
	c.flags.IntVar(&read.HeaderRow, "heading-line", 0, c.p.T("help.flag.heading_line"))
	c.flags.Func("encoding", c.p.T("help.flag.encoding"), func(name string) (err error) {
		read.Encoding, err = namedEncoding(name)
		return err
	})
	c.flags.Func("delimiter", c.p.T("help.flag.delimiter"), func(name string) (err error) {
		read.Delimiter, err = namedDelimiter(name)
		return err
	})
	return func(paths []string) int {
		if len(paths) == 0 || read.HeaderRow < 0 {
			return c.wrongUse("name the files or their folder")
		}
		return c.importPaths(paths, read, *dryRun)
	}
}

func (c *command) importPaths(paths []string, read tabular.Options, dryRun bool) int {
	files, err := intake.FindFiles(paths)
	if err != nil {
		fmt.Fprintln(c.stderr, "garagemail import:", err)
		return ExitUsage
	}
	ctx := context.Background()
	db, err := store.Open(ctx, c.opts.Database) // a new garage begins with an import
	if err != nil {
		return c.fail(ctx, err)
	}
	c.backUp(ctx, db)
	batch := intake.NewBatch(files, func(path string) intake.Source { return c.opts.Words.File(path).ReadAs(read) })
	results, err := intake.ImportAll(ctx, db, batch, intake.Options{DryRun: dryRun})
	if err == nil && !dryRun {
		c.backUp(ctx, db) // of what came in
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return c.fail(ctx, fmt.Errorf("nothing was imported: %w", err))
	}
	return printImport(results.Results(), c.p, c.json, c.stdout)
}

// namedEncoding finds an encoding by one of its names.
func namedEncoding(name string) (tabular.Encoding, error) {
	if encoding, known := tabular.ParseEncoding(name); known {
		return encoding, nil
	}
	var names []string
	for _, encoding := range tabular.Encodings() {
		names = append(names, string(encoding))
	}
	return "", fmt.Errorf("known are %s", strings.Join(names, ", "))
}

func namedDelimiter(name string) (rune, error) {
	if delimiter, known := tabular.ParseDelimiter(name); known {
		return delimiter, nil
	}
	return 0, errors.New("known are ; , | and tab")
}

// parseMixed takes flags before, between and after the paths.
func parseMixed(flags *flag.FlagSet, args []string) (paths []string, err error) {
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if args = flags.Args(); len(args) > 0 {
			paths, args = append(paths, args[0]), args[1:]
		}
	}
	return paths, nil
}

// answerImport is what a result is in JSON.
func answerImport(r intake.Result, p *lang.Printer) ImportAnswer {
	answer := ImportAnswer{
		File: r.File, Sheet: r.Sheet, Entity: r.Entity, Encoding: string(r.Format.Encoding), HeadingRow: r.Format.HeaderRow, Read: r.Read,
		New: r.New, Changed: r.Changed, Unchanged: r.Unchanged, Refused: r.Refused, PassedOver: r.PassedOver,
		Columns: []columnAnswer{}, Values: []refusedAnswer{},
	}
	if r.Format.Delimiter != 0 {
		answer.Delimiter = string(r.Format.Delimiter)
	}
	for _, column := range r.Columns {
		answer.Columns = append(answer.Columns, columnAnswer{column.Heading, column.Field, column.Proposed, column.Values})
	}
	for _, v := range r.Refusals {
		answer.Values = append(answer.Values, refusedAnswer{v.FileName, v.RowNumber, v.Reference, v.Field, v.Value, p.T(v.Reason)})
	}
	return answer
}

func printImport(results []intake.Result, p *lang.Printer, asJSON bool, stdout io.Writer) int {
	code := ExitDone
	answers := []ImportAnswer{}
	for _, r := range results {
		if slices.ContainsFunc(r.Refusals, func(v store.RefusedValue) bool { return !intake.OnlyInforms(v) }) {
			code = ExitFailed
		}
		answers = append(answers, answerImport(r, p))
	}
	if asJSON {
		encoder := json.NewEncoder(stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(answers); err != nil {
			return ExitFailed
		}
		return code
	}
	for _, a := range answers {
		a.print(p, stdout)
	}
	return code
}

// print writes a result in words: its counts where a table came in, and what is to be looked at.
func (a ImportAnswer) print(p *lang.Printer, stdout io.Writer) {
	name := a.File
	if a.Sheet != "" {
		name += " (" + a.Sheet + ")"
	}
	if a.Entity == "" {
		for _, v := range a.Values {
			fmt.Fprintf(stdout, "%s: %s\n", name, strings.TrimSpace(v.Reason+" "+v.Field))
		}
		return
	}
	fmt.Fprintf(stdout, "%s: %s %d, %s %d, %s %d, %s %d, %s %d\n", name, p.T("import.read"), a.Read, p.T("import.new"), a.New,
		p.T("import.changed"), a.Changed, p.T("import.unchanged"), a.Unchanged, p.T("import.refused"), len(a.Values))
	for _, v := range a.Values {
		place := v.File
		if v.Row > 0 {
			place = fmt.Sprintf("%s %d", p.T("import.row"), v.Row)
		}
		fmt.Fprintf(stdout, "  %s  %s  %s  %q  %s\n", place, v.Reference, v.Field, v.Value, v.Reason)
	}
}
