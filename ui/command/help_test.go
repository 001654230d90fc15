package command

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
)

// TestReadmeListsTheCommands: what this prints is to be put into the README when a command changes.
func TestReadmeListsTheCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if list := commandList(lang.New("en"), "    "); !strings.Contains(string(readme), "\n\n"+list+"\n") {
		t.Errorf("the README has not this list:\n%s", list)
	}
	for _, one := range commands {
		row := regexp.MustCompile("(?m)^\\| `" + one.name + "` \\|.*$").FindString(string(readme))
		if row == "" {
			t.Errorf("the README says nothing of the JSON of %q", one.name)
			continue
		}
		for _, field := range answerFields(t, one) {
			if !strings.Contains(row, "`"+field+"`") && !strings.Contains(row, "`"+field+"[]`") &&
				!strings.Contains(row, "array of messages") {
				t.Errorf("the README has no field %q of %s --json", field, one.name)
			}
		}
	}
}

// answerFields are the names that an answer has at its top, or its first element.
func answerFields(t *testing.T, one entry) (names []string) {
	t.Helper()
	shape := []byte(jsonShape(one.answer))
	var fields map[string]any
	if bytes.HasPrefix(shape, []byte("[")) {
		var all []map[string]any
		if err := json.Unmarshal(shape, &all); err != nil || len(all) != 1 {
			t.Fatalf("%s: %d, %v", one.name, len(all), err)
		}
		fields = all[0]
	} else if err := json.Unmarshal(shape, &fields); err != nil {
		t.Fatal(err)
	}
	if len(fields) < 2 {
		t.Errorf("%s has only %v", one.name, fields)
	}
	for name := range fields {
		names = append(names, name)
	}
	return names
}

// TestUsageNamesEveryFlag: the flags that a command takes and those that its usage shows are the same, and what has a value
// has a word for it.
func TestUsageNamesEveryFlag(t *testing.T) {
	named := regexp.MustCompile(`--?([a-z][a-z-]*)`)
	for _, one := range commands {
		c := newCommand(one, Options{Language: "en"}, os.Stdout, os.Stderr)
		_ = one.run(c)
		var shown, taken []string
		for _, match := range named.FindAllStringSubmatch(one.words, -1) {
			shown = append(shown, match[1])
		}
		c.flags.VisitAll(func(f *flag.Flag) {
			taken = append(taken, f.Name)
			_, isBool := f.Value.(interface{ IsBoolFlag() bool })
			if value := flagValue(one.words, f.Name); (value == "") != isBool {
				t.Errorf("%s --%s: the usage has %q for its value", one.name, f.Name, value)
			}
		})
		slices.Sort(shown)
		slices.Sort(taken)
		if !slices.Equal(shown, taken) {
			t.Errorf("%s shows %v and takes %v", one.name, shown, taken)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, language := range languages.Screen {
		p := lang.New(language)
		unbroken := func(text string) string { return strings.Join(strings.Fields(text), " ") }
		help := func(args ...string) string {
			t.Helper()
			var stdout, stderr bytes.Buffer
			if code := Main(plain, append([]string{"--lang", language}, args...), &stdout, &stderr); code != ExitDone || stderr.Len() > 0 {
				t.Errorf("%v: exit code %d, %s", args, code, stderr.String())
			}
			return unbroken(stdout.String())
		}
		overview := help("--help")
		for _, one := range commands {
			if !strings.Contains(overview, unbroken(p.T(one.help))) {
				t.Errorf("%s: the help does not say what %q does", language, one.name)
			}
			alone := help(append([]string{"--help"}, strings.Fields(one.name)...)...)
			for _, field := range answerFields(t, one) {
				if !strings.Contains(alone, `"`+field+`":`) {
					t.Errorf("%s: the help of %q has no JSON field %q", language, one.name, field)
				}
			}
			for _, name := range []string{"db", "json"} {
				if !strings.Contains(alone, "--"+name) || !strings.Contains(alone, unbroken(p.T("help.flag."+name))) {
					t.Errorf("%s: the help of %q has no --%s", language, one.name, name)
				}
			}
			if asked := help(append(strings.Fields(one.name), "--help")...); asked != alone {
				t.Errorf("%s: %s --help says something else", language, one.name)
			}
		}
		if group := help("outbox", "--help"); strings.Count(group, unbroken(p.T("help.json"))) != 4 {
			t.Errorf("the help of outbox is of %d commands", strings.Count(group, unbroken(p.T("help.json"))))
		}
	}
	if code := Main(plain, []string{"--help", "nothing"}, &bytes.Buffer{}, &bytes.Buffer{}); code != ExitUsage {
		t.Errorf("the help of no command ends with %d", code)
	}
}

func TestCommandIsFoundByItsWords(t *testing.T) {
	for words, want := range map[string]string{
		"outbox": "outbox list", "outbox --all": "outbox list", "outbox run": "outbox run", "outbox walk": "",
		"account set --user A": "account set", "account --user A set": "account set, set awaited", "account get": "",
		"send": "", "send --json": "", "send documents 1": "send documents", "check": "check", "nothing": "",
		"import send documents": "import",
	} {
		one, _, awaited := findCommand(commands, strings.Fields(words))
		got := ""
		if one != nil {
			got = one.name
		}
		if awaited != "" {
			got += ", " + awaited + " awaited"
		}
		if got != want {
			t.Errorf("%s: found %q, want %q", words, got, want)
		}
	}
}
