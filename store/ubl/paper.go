package ubl

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"path"
	"strings"
	"unicode"
)

// pdfEdge is how far from the start of a PDF its mark may stand; readers allow as much.
const pdfEdge = 1024

// paper takes the PDF of the invoice from the file. Of several the one that is named by the invoice's number is taken, and
// none when that does not tell: an annexe must not leave as the invoice. What is called a PDF and is none is left out, and named.
func (r *reading) paper(file *document, invoice *Invoice) {
	type found struct {
		name    string
		content []byte
		named   bool
	}
	var all []found
	others := 0
	for i := range file.Papers {
		p := &file.Papers[i]
		if p.Embedded == nil || !p.Embedded.isPDF() {
			continue
		}
		content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(p.Embedded.Base64), ""))
		name := fileName(p.Embedded.Name)
		if err != nil || !IsPDF(content) {
			invoice.NotPDF = append(invoice.NotPDF, cmp.Or(name, string(p.ID), "PDF"))
			others++
			continue
		}
		named := string(p.ID) == invoice.Number || strings.Contains(strings.ToLower(name), strings.ToLower(invoice.Number))
		all = append(all, found{name: name, content: content, named: named})
	}
	chosen := -1
	for i := range all {
		switch {
		case len(all) == 1 && (others == 0 || all[i].named):
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

// IsPDF reports that content has the marks of a PDF at its start and its end. Behind the end anything may stand that readers
// pass over: programs pad files to the length of a block, and servers add a page of their own.
func IsPDF(content []byte) bool {
	head := content[:min(len(content), pdfEdge)]
	end := bytes.LastIndex(content, []byte("%%EOF"))
	// One that is cut short may have such a mark in its midst, after its first page: then objects follow.
	return bytes.Contains(head, []byte("%PDF-")) && end >= 0 && !bytes.Contains(content[end:], []byte("endobj")) &&
		!bytes.Contains(content[end:], []byte("stream"))
}

// fileName returns the last part of a name without characters that no file name has; the file is of strangers.
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
