package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store"
)

// importAnswer is what `garagemail import --json` prints: an object for each file.
type importAnswer struct {
	File      string          `json:"file"`
	Entity    string          `json:"entity"`
	Read      int             `json:"read"`
	New       int             `json:"new"`
	Changed   int             `json:"changed"`
	Unchanged int             `json:"unchanged"`
	Refused   int             `json:"refused_rows"`
	Values    []refusedAnswer `json:"refused_values"`
}

type refusedAnswer struct {
	File      string `json:"file"`
	Row       int    `json:"row"`
	Reference string `json:"reference"`
	Field     string `json:"field"`
	Value     string `json:"value"`
	Reason    string `json:"reason"`
}

// commandImport brings export files in without a window. It exits with 1 when something was refused.
func commandImport(args []string, opts options, stdout, stderr io.Writer) int {
	c := newCommand("import", opts, stdout, stderr)
	dryRun := c.flags.Bool("dry-run", false, "say what would happen and keep nothing")
	paths, ok := c.parse(args, -1, importUsage)
	if !ok || len(paths) == 0 {
		fmt.Fprintf(stderr, "garagemail %s: name the files or their folder\n", importUsage)
		return exitUsage
	}
	files, err := importFiles(paths)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail import:", err)
		return exitUsage
	}
	ctx := context.Background()
	db, err := store.Open(ctx, c.opts.database) // a new garage begins with an import
	if err != nil {
		return c.fail(ctx, err)
	}
	c.backUp(ctx, db)
	results, err := db.ImportAll(ctx, store.NewImportBatch(files, store.ImportFile), store.ImportOptions{DryRun: *dryRun})
	if err = errors.Join(err, db.Close()); err != nil {
		return c.fail(ctx, fmt.Errorf("nothing was imported: %w", err))
	}
	return printImport(results.Results(), c.p, c.json, stdout)
}

const importUsage = "import PATH… [--dry-run] [--json]"

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

// importFiles names the files, those of a folder one by one.
func importFiles(paths []string) (files []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, path)
			continue
		}
		entries, err := os.ReadDir(path)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if slices.Contains(store.Importable, strings.ToLower(filepath.Ext(entry.Name()))) {
				files = append(files, filepath.Join(path, entry.Name()))
			}
		}
	}
	return files, nil
}

func printImport(results []store.ImportResult, p *lang.Printer, asJSON bool, stdout io.Writer) int {
	code := exitDone
	answers := []importAnswer{}
	for _, r := range results {
		answer := importAnswer{r.File, r.Entity, r.Read, r.New, r.Changed, r.Unchanged, r.Refused, []refusedAnswer{}}
		for _, v := range r.Refusals {
			code = exitFailed
			answer.Values = append(answer.Values, refusedAnswer{v.FileName, v.RowNumber, v.Reference, v.Field, v.Value, p.T(v.Reason)})
		}
		answers = append(answers, answer)
	}
	if asJSON {
		encoder := json.NewEncoder(stdout)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(answers); err != nil {
			return exitFailed
		}
		return code
	}
	for _, a := range answers {
		fmt.Fprintf(stdout, "%s: %s %d, %s %d, %s %d, %s %d, %s %d\n", a.File, p.T("import.read"), a.Read, p.T("import.new"), a.New,
			p.T("import.changed"), a.Changed, p.T("import.unchanged"), a.Unchanged, p.T("import.refused"), a.Refused)
		for _, v := range a.Values {
			place := v.File
			if v.Row > 0 {
				place = fmt.Sprintf("%s %d", p.T("import.row"), v.Row)
			}
			fmt.Fprintf(stdout, "  %s  %s  %s  %q  %s\n", place, v.Reference, v.Field, v.Value, v.Reason)
		}
	}
	return code
}
