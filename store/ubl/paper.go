package ubl

import (
	"bytes"
	"encoding/base64"
	"path"
	"strings"
	"unicode"
)

// pdfEdge is how far from the start and the end of a PDF its marks may stand; readers allow as much.
const pdfEdge = 1024

// paper takes the PDF of the invoice from the file. Every embedded PDF must be one. Of several the one that is named by
// the invoice's number is taken, and none when that does not tell: an annexe must not leave as the invoice.
func (r *reading) paper(file *document, invoice *Invoice) {
	type found struct {
		name    string
		content []byte
		named   bool
	}
	var all []found
	for i := range file.Papers {
		p := &file.Papers[i]
		if p.Embedded == nil || !p.Embedded.isPDF() {
			continue
		}
		content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(p.Embedded.Base64), ""))
		name := fileName(p.Embedded.Name)
		if err != nil || !IsPDF(content) {
			r.refuse(NotPDF, "%s", name)
			return
		}
		named := string(p.ID) == invoice.Number || strings.Contains(strings.ToLower(name), strings.ToLower(invoice.Number))
		all = append(all, found{name: name, content: content, named: named})
	}
	chosen := -1
	for i := range all {
		switch {
		case len(all) == 1:
			chosen = i
		case all[i].named && chosen >= 0:
			return
		case all[i].named:
			chosen = i
		}
	}
	if chosen >= 0 {
		invoice.PDF, invoice.PDFName = all[chosen].content, all[chosen].name
	}
}

// isPDF goes by the stated type, and by the name where the type says nothing.
func (e *embedded) isPDF() bool {
	kind, _, _ := strings.Cut(strings.ToLower(e.Type), ";")
	switch strings.TrimSpace(kind) {
	case "application/pdf":
		return true
	case "", "application/octet-stream":
		return strings.HasSuffix(strings.ToLower(strings.TrimSpace(e.Name)), ".pdf")
	}
	return false
}

// IsPDF reports that content has the marks of a PDF at its start and its end.
func IsPDF(content []byte) bool {
	head, tail := content, content
	if len(content) > pdfEdge {
		head, tail = content[:pdfEdge], content[len(content)-pdfEdge:]
	}
	return bytes.Contains(head, []byte("%PDF-")) && bytes.Contains(tail, []byte("%%EOF"))
}

// fileName returns the last part of a name without signs that no file name has; the file is of strangers.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	name = strings.Map(func(sign rune) rune {
		if !unicode.IsPrint(sign) || strings.ContainsRune(`<>:"|?*`, sign) {
			return -1
		}
		return sign
	}, name)
	if name = strings.TrimSpace(name); strings.Trim(name, "./") == "" {
		return ""
	}
	return name
}
