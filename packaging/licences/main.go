// Command licences writes what a program is made of, with the licences of it: as text for people, and as SPDX 2.3 for their tools. It
// reads the modules out of the built programs themselves. It fails on a module whose licence it cannot find or tell.
//
//	licences VERSION FOLDER PROGRAM…    writes FOLDER/LICENCES.txt and FOLDER/garagemail.spdx.json; SOURCE_DATE_EPOCH is their date
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "licences VERSION FOLDER PROGRAM…")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(version, folder string, programs []string) error {
	parts, err := partsOf(programs)
	if err != nil {
		return err
	}
	own, err := os.ReadFile("LICENSE")
	if err != nil {
		return err
	}
	text := "GarageMail " + version + "\n\n" + string(own) + "\nIt is made of the following parts.\n"
	for _, one := range parts {
		text += one.text()
	}
	if err := os.WriteFile(filepath.Join(folder, "LICENCES.txt"), []byte(text), 0o644); err != nil {
		return err
	}
	content, err := json.MarshalIndent(document(version, parts), "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "garagemail.spdx.json"), append(content, '\n'), 0o644)
}

// part is a module, or Go itself, and its licences.
type part struct {
	name, version string
	changed       bool // at build time, by packaging/painter
	licences      []licence
}

type licence struct{ file, id, text string }

// partsOf returns what the programs are made of, by name.
func partsOf(programs []string) ([]part, error) {
	found := map[string]part{}
	for _, path := range programs {
		info, err := buildinfo.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for _, module := range info.Deps {
			found[module.Path] = part{name: module.Path, version: module.Version, changed: module.Replace != nil}
		}
		found["go"] = part{name: "go", version: strings.TrimPrefix(info.GoVersion, "go")}
	}
	var all []part
	for _, name := range slices.Sorted(maps.Keys(found)) {
		one := found[name]
		folder, err := folderOf(one)
		if err != nil {
			return nil, err
		}
		if one.licences, err = readLicences(folder, one.name != "go"); err != nil {
			return nil, fmt.Errorf("%s %s: %w", one.name, one.version, err)
		}
		if len(one.licences) == 0 {
			return nil, fmt.Errorf("%s %s: no licence in %s", one.name, one.version, folder)
		}
		all = append(all, one)
	}
	return all, nil
}

// folderOf returns where the source of a part lies.
func folderOf(one part) (string, error) {
	arguments := []string{"list", "-m", "-f", "{{.Dir}}", one.name + "@" + one.version}
	if one.name == "go" {
		arguments = []string{"env", "GOROOT"}
	}
	output, err := exec.Command("go", arguments...).Output()
	folder := strings.TrimSpace(string(output))
	if err != nil || folder == "" {
		return "", fmt.Errorf("where %s %s lies: %w", one.name, one.version, err)
	}
	return folder, nil
}

var (
	licenceName = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|unlicense|notice)([.-].*)?$`)
	noText      = regexp.MustCompile(`(?i)\.(go|png|svg|json|license)$|logo`)
	aside       = []string{"testdata", "cmd", "examples", "docs", ".github"}
)

// readLicences returns the licence files of a module, deep: those of what it has taken in (C, WebAssembly, fonts) too. Of Go itself
// only its own counts: what it has beside the library and the compiler is not in a program.
func readLicences(folder string, deep bool) (all []licence, err error) {
	root := filepath.Clean(folder)
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if slices.Contains(aside, entry.Name()) || !deep && name != "." {
				return fs.SkipDir
			}
			return nil
		}
		if !licenceName.MatchString(entry.Name()) || noText.MatchString(entry.Name()) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		one := licence{file: filepath.ToSlash(name), id: identify(string(content)), text: string(content)}
		if one.id == "" && !strings.HasPrefix(strings.ToUpper(entry.Name()), "NOTICE") && !strings.Contains(entry.Name(), "3RD-PARTY") {
			return fmt.Errorf("the licence %s is not one that is known here: look at it and add it to identify", name)
		}
		all = append(all, one)
		return nil
	})
	return all, err
}

// known are phrases that only one licence has, as SPDX names it; the first that fits counts.
var known = []struct{ id, phrase string }{
	{"LGPL-3.0-only", "GNU LESSER GENERAL PUBLIC LICENSE Version 3"},
	{"GPL-3.0-only", "GNU GENERAL PUBLIC LICENSE Version 3"},
	{"MPL-2.0", "Mozilla Public License Version 2.0"},
	{"MPL-2.0", "Mozilla Public License, version 2.0"},
	{"Apache-2.0", "Apache License Version 2.0"},
	{"Apache-2.0", `Apache License, Version 2.0`},
	{"OFL-1.1", "SIL OPEN FONT LICENSE Version 1.1"},
	{"Unlicense", "This is free and unencumbered software released into the public domain"},
	{"blessing", "May you do good and not evil"},
	{"Zlib", "This software is provided 'as-is', without any express or implied warranty"},
	{"BSD-4-Clause", "All advertising materials mentioning features"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-3-Clause", "The names of its contributors may not be used"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
	{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose"},
	{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining"},
	{"CC0-1.0", "CC0 1.0 Universal"},
	{"CC-BY-4.0", "Creative Commons Attribution 4.0"},
	{"LicenseRef-public-domain", "public domain"},
}

var spaces = regexp.MustCompile(`\s+`)

// identify returns the SPDX name of a licence, "" when it is none that is known here.
func identify(text string) string {
	text = spaces.ReplaceAllString(text, " ")
	for _, one := range known {
		if strings.Contains(strings.ToLower(text), strings.ToLower(one.phrase)) {
			return one.id
		}
	}
	return ""
}

// ids are the names of a part's licences, each once.
func (p part) ids() []string {
	var all []string
	for _, one := range p.licences {
		if one.id != "" && !slices.Contains(all, one.id) {
			all = append(all, one.id)
		}
	}
	return all
}

func (p part) text() string {
	text := "\n" + strings.Repeat("=", 78) + "\n" + p.name + " " + p.version + ": " + strings.Join(p.ids(), ", ") + "\n"
	if p.changed {
		text += "changed for GarageMail: packaging/painter in its source\n"
	}
	for _, one := range p.licences {
		text += "\n--- " + one.file + "\n\n" + strings.TrimRight(one.text, "\n") + "\n"
	}
	return text
}
