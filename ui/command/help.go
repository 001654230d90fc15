package command

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"garagemail/assets/lang"
)

// usage is how the command is called.
func (e entry) usage() string { return strings.TrimSpace("garagemail " + e.name + " " + e.words) }

// listed is usage with the brackets around what may be left out of its name.
func (e entry) listed() string {
	group, verb, _ := strings.Cut(e.name, " ")
	if !e.usual {
		return e.usage()
	}
	return "garagemail " + group + " [" + verb + "] " + e.words
}

// lineWidth is how many letters a line of the help has, but for what cannot be broken.
const lineWidth = 100

const windowUsage = "garagemail [--db FILE] [--lang fr|nl|en] [--demo]"

// printHelp explains the commands whose names begin with words; without any, it lists them all.
func printHelp(words []string, opts Options, stdout, stderr io.Writer) int {
	if len(words) == 0 {
		printOverview(opts, stdout)
		return ExitDone
	}
	found := named(commands, words)
	if len(found) == 0 {
		fmt.Fprintf(stderr, "garagemail: no command %q\n", strings.Join(words, " "))
		return ExitUsage
	}
	for i, one := range found {
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		c := newCommand(one, opts, stdout, stderr)
		_ = c.prepare()
		c.printHelp()
	}
	return ExitDone
}

func printOverview(opts Options, stdout io.Writer) {
	p := lang.New(opts.Language)
	fmt.Fprintf(stdout, "%s\n        %s\n", windowUsage, p.T("help.window"))
	fmt.Fprintln(stdout, commandList(p, ""))
	flags, _ := opts.flags(stdout)
	flags.VisitAll(func(f *flag.Flag) {
		if len(f.Name) > 1 { // -h is --help
			printFlag(stdout, windowUsage+" [--help COMMAND]", f, p.T(f.Usage))
		}
	})
	for _, key := range []string{"help.every_command", "help.exit_codes"} {
		fmt.Fprintf(stdout, "\n%s\n", strings.Join(wrapped(p.T(key), lineWidth), "\n"))
	}
}

// commandList is every command with what it does: the list of the help and, indented, the README's.
func commandList(p *lang.Printer, indent string) string {
	var list strings.Builder
	for _, one := range commands {
		for i, line := range wrapped(one.listed(), lineWidth) {
			if i > 0 {
				line = strings.Repeat(" ", len("garagemail "+one.name+" ")) + line
			}
			list.WriteString(indent + line + "\n")
		}
		for _, line := range wrapped(p.T(one.help), lineWidth) {
			list.WriteString(indent + "        " + line + "\n")
		}
	}
	return list.String()
}

// printHelp says how the command is used, what it does, its flags, and what it prints with --json.
func (c *command) printHelp() {
	fmt.Fprintln(c.stdout, strings.Join(wrapped(c.entry.listed()+" [--db FILE] [--json]", lineWidth), "\n        "))
	for _, line := range wrapped(c.p.T(c.entry.help), lineWidth) {
		fmt.Fprintf(c.stdout, "        %s\n", line)
	}
	fmt.Fprintln(c.stdout)
	c.flags.VisitAll(func(f *flag.Flag) { printFlag(c.stdout, c.entry.words+" [--db FILE]", f, f.Usage) })
	fmt.Fprintf(c.stdout, "\n%s\n", strings.Join(wrapped(c.p.T("help.exit_codes"), lineWidth), "\n"))
	fmt.Fprintf(c.stdout, "\n%s\n%s\n", c.p.T("help.json"), jsonShape(c.entry.answer))
}

// printFlag prints a flag with the word for its value, which stands in the usage, and what it does.
func printFlag(to io.Writer, usage string, f *flag.Flag, text string) {
	dashes := "--"
	if len(f.Name) == 1 {
		dashes = "-"
	}
	name := dashes + f.Name
	if value := flagValue(usage, f.Name); value != "" {
		name += " " + value
	}
	lines := wrapped(text, lineWidth-37)
	fmt.Fprintf(to, "  %-34s %s\n", name, strings.Join(lines, "\n"+strings.Repeat(" ", 37)))
}

// flagValue is the word that stands for a flag's value in a usage, "" = it has none.
func flagValue(usage, name string) string {
	found := regexp.MustCompile(`(?:^|[ \[|])--?` + regexp.QuoteMeta(name) + ` ([^\-\]\[ ][^\] ]*)`).FindStringSubmatch(usage)
	if found == nil {
		return ""
	}
	return found[1]
}

// jsonShape is an answer as --json prints it, with one of everything.
func jsonShape(answer any) string {
	whole := reflect.New(reflect.TypeOf(answer))
	whole.Elem().Set(reflect.ValueOf(answer))
	fillShape(whole.Elem())
	shape, err := json.MarshalIndent(whole.Interface(), "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(shape)
}

func fillShape(value reflect.Value) {
	switch value.Kind() {
	case reflect.Pointer:
		if value.IsNil() {
			value.Set(reflect.New(value.Type().Elem()))
		}
		fillShape(value.Elem())
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		fillShape(value.Index(0))
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Field(i); field.CanSet() {
				fillShape(field)
			}
		}
	}
}

// wrapped breaks a text at spaces into lines of at most width letters where it can; what stands in brackets stays together.
func wrapped(text string, width int) (lines []string) {
	line, open := "", 0
	for _, word := range strings.Split(text, " ") {
		joined := line + " " + word
		if line == "" {
			joined = word
		}
		if open == 0 && line != "" && len([]rune(joined)) > width {
			lines, joined = append(lines, line), word
		}
		line, open = joined, open+strings.Count(word, "[")-strings.Count(word, "]")
	}
	return append(lines, line)
}
