package command

import (
	"strings"
	"testing"

	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/programtest"
)

// TestSendDocumentsByTheirChannels: a firm's goes to the access point with its key, a private person's to him, and a firm without its number is
// stopped with a sentence.
func TestSendDocumentsByTheirChannels(t *testing.T) {
	path, numbers, server := documentPost(t)
	programtest.WithFile(t, path, func(db *store.DB) {
		company, err := db.Company(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		company.VATNumber, company.IBAN = "BE0403170701", "BE68539007547034"
		if _, err := db.SaveCompany(t.Context(), company); err != nil {
			t.Fatal(err)
		}
		for id, change := range map[int64]func(c *garage.Client){
			1: func(c *garage.Client) { c.VATNumber = "BE0566988259" },
			2: func(c *garage.Client) { c.CompanyForm = "SRL" },
		} {
			client, err := db.Client(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			change(&client)
			if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
				t.Fatal(err)
			}
		}
	})
	var point accessPointAnswer
	programtest.Run(t, programtest.Program(t, path, "peppol", "account", "--json", "--provider", "banqup", "--address", "in@accesspoint.example", "--key", "K-7")).Must(t, ExitDone, &point)
	if point.Subject != "<CLE> <NUMFACT>" || point.Address != "in@accesspoint.example" || point.Company == "" {
		t.Errorf("%+v", point)
	}
	answer := sendDocuments(t, path, ExitFailed, numbers...)
	if answer.Queued != 2 || len(answer.Problems) != 1 || answer.Problems[0].Number != numbers[1] || answer.Problems[0].Sentence == "" {
		t.Errorf("%+v", answer)
	}
	subjects := map[string]string{}
	for _, message := range server.Messages() {
		subjects[message.To[0]] = demo.Read(message.Bytes).Subject
	}
	if subjects["in@accesspoint.example"] != "K-7 "+numbers[0] || len(subjects) != 2 {
		t.Errorf("%q", subjects)
	}
	var kept clientRouteAnswer
	programtest.WithFile(t, path, func(db *store.DB) {
		client, err := db.Client(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		programtest.Run(t, programtest.Program(t, path, "peppol", "client", "--json", client.Number, "--only-pdf", "ASBL sans TVA")).Must(t, ExitDone, &kept)
	})
	if kept.OnlyPDF != "ASBL sans TVA" || kept.OnlyPDFAt == "" {
		t.Errorf("%+v", kept)
	}
	if answer := sendDocuments(t, path, ExitDone, numbers[1]); answer.Queued != 1 || len(answer.Problems) != 0 {
		t.Errorf("by her word: %+v", answer)
	}
	if r := programtest.Run(t, programtest.Program(t, path, "peppol", "account", "--provider", "billit", "--address", "x@my.billit.be")); r.Code != ExitUsage || !strings.Contains(r.Stderr, "nosplit") {
		t.Errorf("%d %s", r.Code, r.Stderr)
	}
}
