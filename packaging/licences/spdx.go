package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// spdx is a document of SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3/).
type spdx struct {
	Version       string         `json:"spdxVersion"`
	DataLicence   string         `json:"dataLicense"`
	ID            string         `json:"SPDXID"`
	Name          string         `json:"name"`
	Namespace     string         `json:"documentNamespace"`
	Creation      creation       `json:"creationInfo"`
	Packages      []spdxPackage  `json:"packages"`
	Relationships []relationship `json:"relationships"`
}

type creation struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type spdxPackage struct {
	ID        string     `json:"SPDXID"`
	Name      string     `json:"name"`
	Version   string     `json:"versionInfo"`
	Download  string     `json:"downloadLocation"`
	Analyzed  bool       `json:"filesAnalyzed"`
	Concluded string     `json:"licenseConcluded"`
	Declared  string     `json:"licenseDeclared"`
	Copyright string     `json:"copyrightText"`
	Comment   string     `json:"comment,omitempty"`
	External  []external `json:"externalRefs,omitempty"`
}

type external struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type relationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

const (
	documentID = "SPDXRef-DOCUMENT"
	programID  = "SPDXRef-garagemail"
	unknown    = "NOASSERTION"
)

var noID = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

// document is the list of parts for tools.
func document(version string, parts []part) spdx {
	created := time.Unix(0, 0)
	if seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
		created = time.Unix(seconds, 0)
	}
	list := spdx{
		Version: "SPDX-2.3", DataLicence: "CC0-1.0", ID: documentID, Name: "garagemail-" + version,
		Namespace: "https://spdx.org/spdxdocs/garagemail-" + version,
		Creation:  creation{Created: created.UTC().Format(time.RFC3339), Creators: []string{"Tool: garagemail-packaging-licences"}},
		Packages: []spdxPackage{{
			ID: programID, Name: "garagemail", Version: version, Download: unknown, Concluded: "MIT", Declared: "MIT",
			Copyright: "Copyright (c) 2026 The GarageMail authors",
		}},
		Relationships: []relationship{{documentID, "DESCRIBES", programID}},
	}
	for _, one := range parts {
		id := "SPDXRef-" + noID.ReplaceAllString(one.name, "-")
		entry := spdxPackage{
			ID: id, Name: one.name, Version: one.version, Download: "https://proxy.golang.org/" + one.name + "/@v/" + one.version + ".zip",
			Concluded: unknown, Declared: strings.Join(one.ids(), " AND "), Copyright: unknown,
			External: []external{{"PACKAGE-MANAGER", "purl", "pkg:golang/" + one.name + "@" + one.version}},
		}
		if one.name == "go" {
			entry.Download = "https://go.dev/dl/go" + one.version + ".src.tar.gz"
			entry.External = nil
		}
		if one.changed {
			entry.Comment = "changed for GarageMail at build time: packaging/painter in its source"
		}
		list.Packages = append(list.Packages, entry)
		list.Relationships = append(list.Relationships, relationship{programID, "CONTAINS", id})
	}
	return list
}
