package intake

import (
	"cmp"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"garagemail/store"
	"garagemail/store/tabular"
)

// leftFile is the result of a file of which nothing came in.
func leftFile(name string, err error) Result {
	return Result{File: name, Err: err, Refusals: []store.RefusedValue{{FileName: name, Reason: leftReason(name, err)}}}
}

// leftSheet is the result of a sheet that did not come in.
func leftSheet(name, sheet string, err error) Result {
	reason := leftReason(name, err)
	switch {
	case errors.Is(err, ErrUnknownTable):
		reason = "import.sheet_unknown"
	case errors.Is(err, ErrHiddenSheet):
		reason = "import.sheet_hidden"
	}
	return Result{File: name, Sheet: sheet, Err: err, Refusals: []store.RefusedValue{{FileName: name, Value: sheet, Reason: reason}}}
}

// leftReasons are the sentences of what a file can be instead of a table.
var leftReasons = []struct {
	err    error
	reason string
}{
	{ErrUnknownTable, "error.unknown_table"},
	{tabular.ErrEmpty, "error.file_empty"},
	{tabular.ErrPassword, "error.file_password"},
	{tabular.ErrOldExcel, "error.file_old_excel"},
	{tabular.ErrOldDBF, "import.file_old_dbase"},
	{tabular.ErrOpenDocument, "error.file_open_document"},
	{tabular.ErrTooLarge, "error.file_too_large"},
	{tabular.ErrDamaged, "error.file_damaged"},
	{tabular.ErrNoSheet, "import.file_no_sheet"},
	{tabular.ErrNotTable, "error.file_not_table"},
	{fs.ErrPermission, "import.file_unreadable"},
}

// leftEndings tell what a file is that cannot be read, where its content does not.
var leftEndings = map[string]string{
	".dbf": "import.file_no_dbase", ".mdb": "import.file_access", ".accdb": "import.file_access",
	".xlsb": "error.file_old_excel", ".ods": "error.file_open_document", ".fods": "error.file_open_document",
	".numbers": "import.file_numbers",
}

// otherReasons are the sentences of what a file is that is no table.
var otherReasons = map[tabular.What]string{
	tabular.WhatPDF: "import.file_is_pdf", tabular.WhatPicture: "import.file_is_picture", tabular.WhatWord: "import.file_is_text",
	tabular.WhatRichText: "import.file_is_text", tabular.WhatSlides: "import.file_is_slides", tabular.WhatMail: "import.file_is_mail",
	tabular.WhatArchive: "import.file_is_archive", tabular.WhatDatabase: "import.file_is_database", tabular.WhatProgram: "import.file_is_program",
}

func leftReason(name string, err error) string {
	var other *tabular.OtherError
	if errors.As(err, &other) && otherReasons[other.What] != "" && leftEndings[strings.ToLower(filepath.Ext(name))] != "import.file_access" {
		return otherReasons[other.What]
	}
	for _, one := range leftReasons {
		if errors.Is(err, one.err) && !errors.Is(err, tabular.ErrNotTable) {
			return one.reason
		}
	}
	if errors.Is(err, tabular.ErrNotTable) {
		return cmp.Or(leftEndings[strings.ToLower(filepath.Ext(name))], "error.file_not_table")
	}
	return "import.file_unreadable"
}
