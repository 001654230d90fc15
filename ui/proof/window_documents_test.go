//go:build window

package proof

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/demo"
	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
)

// TestWindowDocuments: twelve invoices are picked with SHIFT and CTRL and mailed with @, each with the PDF of its number, in
// its client's language, to the billing address where there is one; the thirteenth, without address, stands in the report,
// is mended there and goes.
func TestWindowDocuments(t *testing.T) {
	job := startGarage(t, "documents", "fr", true)
	job.account()
	job.importFiles()
	job.company()
	job.key("F12")
	job.read(job.p.T("documents.open"))
	good, bare := job.pickDocuments()
	job.shot("30-journal")
	job.press("@")
	job.in(job.p.T("documents.report"))
	job.sentDocuments(len(good))
	job.shot("31-documents-report")

	job.goTo(job.grid(job.front, 0.5))
	job.key("Home", "ctrl+o")
	client := job.newest()
	job.in(client)
	job.fill("client.email", "mended@client.example")
	job.key("ctrl+s")
	job.until("the address to be kept", 10*time.Second, func() bool {
		recipients, err := job.db.DocumentRecipients(t.Context(), []int64{bare.ID})
		return err == nil && len(recipients) == 1 && recipients[0].Email == "mended@client.example"
	})
	job.key("Escape")
	job.closed()
	job.in(job.p.T("documents.report"))
	job.activate(job.front)
	job.key("ctrl+Return")
	job.sentDocuments(len(good) + 1)
	checkDocumentMails(t, job, append(good, bare))
}

// company writes the name that stands on every mail.
func (j *garageJob) company() {
	j.t.Helper()
	j.press(j.p.T("main.tools"))
	j.press(j.p.T("main.configuration"))
	j.press(j.p.T("settings.companies"))
	j.in(j.p.T("settings.companies"))
	j.fill("company.name", "Garage du Pont SRL")
	j.key("ctrl+s")
	j.until("the company to be kept", 10*time.Second, func() bool {
		companies, err := j.db.Companies(j.t.Context())
		return err == nil && len(companies) == 1 && companies[0].Name == "Garage du Pont SRL"
	})
	j.until("the name in the title", 10*time.Second, func() bool { return strings.Contains(j.home(), "Garage du Pont") })
	j.close()
}

// pickDocuments selects twelve documents that have an address and one that has none, among those on the screen.
func (j *garageJob) pickDocuments() (good []store.DocumentRow, bare store.DocumentRow) {
	j.t.Helper()
	ids, err := j.db.DocumentIDs(j.t.Context(), store.DocumentFilter{}, store.DocumentSort{By: store.DocumentDate, Descending: true})
	if err != nil {
		j.t.Fatal(err)
	}
	rows, err := j.db.DocumentRows(j.t.Context(), ids[:18])
	if err != nil {
		j.t.Fatal(err)
	}
	recipients, err := j.db.DocumentRecipients(j.t.Context(), ids[:18])
	if err != nil {
		j.t.Fatal(err)
	}
	const block = 6
	j.click(rows[0].Number)
	j.clickWith("shift", rows[block-1].Number)
	for i, row := range rows {
		has := recipients[i].Email != ""
		wanted := has && len(good) < 12 || !has && bare.ID == 0
		if wanted != (i < block) {
			j.clickWith("ctrl", row.Number)
		}
		switch {
		case wanted && has:
			good = append(good, row)
		case wanted:
			bare = row
		}
	}
	if len(good) != 12 || bare.ID == 0 {
		j.t.Fatalf("among 18 documents %d have an address", len(good))
	}
	j.read(strings.SplitN(j.p.N("documents.sum_selected", 13), "·", 2)[0] + "…")
	return good, bare
}

// clickWith clicks on words while a key is held.
func (j *garageJob) clickWith(key, words string) {
	j.t.Helper()
	place := j.read(words)
	j.tool("xdotool", "keydown", key)
	j.clickOn(place)
	j.tool("xdotool", "keyup", key)
}

func (j *garageJob) sentDocuments(count int) {
	j.t.Helper()
	j.until("the documents to be sent", time.Minute, func() bool {
		counts, err := j.db.OutboxCounts(j.t.Context())
		return err == nil && counts.Sent == count && counts.Left() == 0
	})
}

// newest waits for a client's window and returns its title.
func (j *garageJob) newest() (title string) {
	j.t.Helper()
	known := []string{j.home(), j.p.T("documents.report")}
	j.until("a client's window", 15*time.Second, func() bool {
		for _, one := range j.windows() {
			if !slices.Contains(known, one) {
				title = one
			}
		}
		return title != ""
	})
	return title
}

// checkDocumentMails compares what the server accepted with the documents that were picked.
func checkDocumentMails(t *testing.T, job *garageJob, documents []store.DocumentRow) {
	t.Helper()
	byNumber := map[string]store.DocumentRow{}
	for _, document := range documents {
		byNumber[document.Number] = document
	}
	for _, message := range job.server.Messages() {
		checkDocumentMail(t, job, message, byNumber)
	}
	for number := range byNumber {
		t.Errorf("%s did not arrive", number)
	}
}

func checkDocumentMail(t *testing.T, job *garageJob, message mailertest.Message, byNumber map[string]store.DocumentRow) {
	t.Helper()
	mail := demo.Read(message.Bytes)
	if len(mail.Attachments) != 1 {
		t.Fatalf("%s has %d files", mail.Subject, len(mail.Attachments))
	}
	number := strings.TrimSuffix(mail.Attachments[0].Name, ".pdf")
	document, ok := byNumber[number]
	if !ok {
		t.Errorf("%s was not picked, or came twice", number)
		return
	}
	delete(byNumber, number)
	client, err := job.db.Client(t.Context(), document.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	address := client.BillingEmail
	if address == "" {
		address = client.Email
	}
	language := client.Language
	if language == "" {
		language = "fr"
	}
	subject := map[string]string{"fr": "Votre facture ", "nl": "Uw factuur ", "de": "Ihre Rechnung ", "en": "Your invoice "}[language]
	if document.Kind == garage.CreditNote {
		subject = map[string]string{"fr": "Votre note de crédit ", "nl": "Uw creditnota ", "de": "Ihre Gutschrift ", "en": "Your credit note "}[language]
	}
	if message.To[0] != address || mail.Subject != subject+number+" - Garage du Pont SRL" {
		t.Errorf("%s went to %s, not %s: %q", number, message.To[0], address, mail.Subject)
	}
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, mail.Attachments[0].Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	words, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", path, "-").Output()
	if err != nil || !bytes.Contains(words, []byte(number)) || !bytes.Contains(words, []byte(client.Name)) {
		t.Errorf("the PDF of %s: %v\n%s", number, err, words)
	}
}
