//go:build window

package proof

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"garagemail/mailer/demo"
	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
)

// checkMails compares what arrived with what the kind's states propose.
func (j *filesJob) checkMails(kind garage.CaseKind, file garage.Case, messages []mailertest.Message, photos int, papers map[garage.CaseAttachment][]byte) {
	t := j.t
	t.Helper()
	if len(messages) != len(kind.Mails) {
		t.Fatalf("%s: %d mails arrived, its states propose %d", kind.Name, len(messages), len(kind.Mails))
	}
	for i, mail := range kind.Mails {
		message, read := messages[i], demo.Read(messages[i].Bytes)
		if len(message.To) != 1 || message.To[0] != j.address(mail.Party) {
			t.Errorf("%s went to %v", mail.Key, message.To)
		}
		_, body := mail.TextKeys()
		greeting, _, _ := strings.Cut(j.p.T(body), "\n")
		if !strings.HasPrefix(read.Text, strings.TrimSpace(greeting)) || strings.Contains(read.Text, "<") {
			t.Errorf("%s says:\n%s", mail.Key, read.Text)
		}
		if !strings.Contains(read.Subject+read.Text, file.Number) && !strings.Contains(read.Subject+read.Text, "1-ABC-123") {
			t.Errorf("%s does not say which file it is about: %s\n%s", mail.Key, read.Subject, read.Text)
		}
		j.checkAttachments(mail, file, read, photos, papers)
	}
}

func (j *filesJob) checkAttachments(mail garage.CaseMail, file garage.Case, read demo.ParsedMessage, photos int, papers map[garage.CaseAttachment][]byte) {
	t := j.t
	t.Helper()
	pictures := 0
	rest := read.Attachments
	for _, one := range read.Attachments {
		if one.MediaType != "image/jpeg" {
			continue
		}
		rest = slices.DeleteFunc(slices.Clone(rest), func(other demo.Attachment) bool { return other.Name == one.Name })
		picturetest.MustShow(t, mail.Key+" "+one.Name, one.Bytes, 1600, 800+67*pictures-pictures/2)
		for _, trace := range []string{"Exif", "GPS"} {
			if bytes.Contains(one.Bytes, []byte(trace)) {
				t.Errorf("%s: %q is left in %s", mail.Key, trace, one.Name)
			}
		}
		pictures++
	}
	wanted := 0
	for _, attachment := range mail.Attachments {
		switch attachment {
		case garage.WithPhotos:
			if pictures != photos {
				t.Errorf("%s has %d photos, not %d", mail.Key, pictures, photos)
			}
			continue
		case garage.WithInvoice, garage.WithReport:
			words := file.Number
			if attachment == garage.WithInvoice {
				words = j.invoice.Number
			}
			if !slices.ContainsFunc(rest, func(one demo.Attachment) bool { return strings.Contains(j.pdfWords(one.Bytes), words) }) {
				t.Errorf("%s has no PDF of %s", mail.Key, words)
			}
		default:
			if !slices.ContainsFunc(rest, func(one demo.Attachment) bool { return bytes.Equal(one.Bytes, papers[attachment]) }) {
				t.Errorf("%s lacks the %s", mail.Key, attachment)
			}
		}
		wanted++
	}
	if len(rest) != wanted {
		t.Errorf("%s has %d papers, not %d", mail.Key, len(rest), wanted)
	}
}

func (j *filesJob) pdfWords(content []byte) string {
	path := filepath.Join(j.t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		j.t.Fatal(err)
	}
	return j.tool("pdftotext", "-layout", path, "-")
}
