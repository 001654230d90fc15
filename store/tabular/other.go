package tabular

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"garagemail/store/tabular/xls"
)

// OtherError is the ErrNotTable of a file that is known to be something else.
type OtherError struct{ What What }

func (e *OtherError) Error() string { return "not a table but " + string(e.What) }

// Unwrap returns ErrNotTable.
func (e *OtherError) Unwrap() error { return ErrNotTable }

// What a file is instead of a table.
type What string

// What is told by the first bytes of a file, or by what its container holds.
const (
	WhatPDF        What = "pdf"
	WhatPicture    What = "picture"
	WhatWord       What = "word"
	WhatSlides     What = "slides"
	WhatMail       What = "mail" // of Outlook
	WhatArchive    What = "archive"
	WhatDatabase   What = "database" // of SQLite or Access
	WhatProgram    What = "program"
	WhatWebPage    What = "web_page" // without a table
	WhatRichText   What = "rich_text"
	WhatOfficeFile What = "office_file" // another of an OLE container
)

var magics = []struct {
	what  What
	bytes []byte
}{
	{WhatPDF, []byte("%PDF")},
	{WhatPicture, []byte("\x89PNG")},
	{WhatPicture, []byte("\xFF\xD8\xFF")},
	{WhatPicture, []byte("GIF8")},
	{WhatPicture, []byte("II*\x00")},
	{WhatPicture, []byte("MM\x00*")},
	{WhatRichText, []byte("{\\rtf")},
	{WhatArchive, []byte("\x1F\x8B")},
	{WhatArchive, []byte("Rar!")},
	{WhatArchive, []byte("7z\xBC\xAF")},
	{WhatPicture, []byte("RIFF")},
	{WhatDatabase, []byte("SQLite format 3")},
	{WhatDatabase, []byte("\x00\x01\x00\x00Standard ")},
	{WhatProgram, []byte("MZ\x90\x00")},
	{WhatProgram, []byte("\x7FELF")},
}

// whatOf tells a file by its first bytes, "" for one that they do not tell.
func whatOf(head []byte) What {
	for _, magic := range magics {
		if bytes.HasPrefix(head, magic.bytes) {
			return magic.what
		}
	}
	if len(head) > 12 && string(head[4:8]) == "ftyp" {
		return WhatPicture // or a film
	}
	return ""
}

// compoundError says what an OLE container without a workbook is.
func compoundError(r io.ReaderAt) error {
	names, err := xls.Streams(r)
	if err != nil {
		return &OtherError{WhatOfficeFile}
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	switch {
	case has("EncryptionInfo"), has("EncryptedPackage"):
		return ErrPassword
	case has("WordDocument"):
		return &OtherError{WhatWord}
	case has("PowerPoint Document"):
		return &OtherError{WhatSlides}
	case slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "__properties_version") }):
		return &OtherError{WhatMail}
	}
	return &OtherError{WhatOfficeFile}
}
