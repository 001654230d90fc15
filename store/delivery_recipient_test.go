package store_test

import (
	"path/filepath"
	"slices"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func (g *busyGarage) contact(name, email string) store.Contact {
	g.Helper()
	contact := store.Contact{ClientID: g.client.ID, Name: name, Email: email}
	id, err := g.db.SaveContact(g.Context(), contact)
	check(g, err)
	contact.ID = id
	return contact
}

// to addresses a message to somebody.
func to(message store.NewDelivery, email string, owner store.AddressOwner) store.NewDelivery {
	message.ToAddress, message.Owner = email, owner
	return message
}

func ownedBy(contact store.Contact) store.AddressOwner {
	return store.AddressOwner{Origin: store.AddressOfContact, ContactID: contact.ID}
}

func (g *busyGarage) fail() {
	g.Helper()
	claim, err := g.db.FinishAndClaim(g.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
	check(g, err)
	check(g, g.db.FinishDelivery(g.Context(), store.Result{
		DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: store.Failed, Reason: "reason.mailbox_unknown",
	}))
}

func (g *busyGarage) mustHaveFailed(want int) {
	g.Helper()
	counts, err := g.db.OutboxCounts(g.Context())
	if check(g, err); counts.Failed != want {
		g.Errorf("%d failed, want %d", counts.Failed, want)
	}
}

// TestFailureStandsUntilItsRecipientHasIt: another's message does not make up for it, a new one to him does.
func TestFailureStandsUntilItsRecipientHasIt(t *testing.T) {
	g := newBusyGarage(t)
	invoice := g.issue(g.draft())
	lies, tom := g.contact("Lies", "lies@maes.example"), g.contact("Tom", "tom@maes.example")
	g.queue(to(g.message("lies", invoice.ID), lies.Email, ownedBy(lies)))
	g.fail()
	lies.Email = "lies@new.example"
	_, err := g.db.SaveContact(t.Context(), lies)
	check(t, err)
	g.queue(g.message("his own", invoice.ID))
	g.send()
	g.queue(to(g.message("tom", invoice.ID), tom.Email, ownedBy(tom)))
	g.fail()
	g.mustHaveFailed(2)
	rows, err := g.db.DocumentRows(t.Context(), []int64{invoice.ID})
	check(t, err)
	row := rows[0]
	if row.Sent != store.Failed || row.SentTo != "lies@maes.example, tom@maes.example" || !slices.Equal(row.AddressesIn(store.Sent), []string{g.client.Email}) {
		t.Errorf("%+v", row)
	}
	for filter, want := range map[store.SentFilter]int{store.SentFail: 1, store.IsSent: 0, store.NotSent: 0} {
		if ids, err := g.db.DocumentIDs(t.Context(), store.DocumentFilter{Sent: filter}, store.DocumentSort{}); err != nil || len(ids) != want {
			t.Errorf("%s: %v %v", filter, ids, err)
		}
	}
	g.queue(to(g.message("lies again", invoice.ID), lies.Email, ownedBy(lies)))
	g.send()
	g.mustHaveFailed(1)
	check(t, g.db.DeleteContact(t.Context(), tom.ID))
	resent := to(g.message("a resend", invoice.ID), "else@maes.example", store.AddressOwner{Origin: store.AddressTyped})
	resent.NotTwice = true
	g.queue(resent)
	g.mustHaveFailed(1) // a resend is one recipient's matter
	g.queue(to(g.message("anew", invoice.ID), "third@maes.example", store.AddressOwner{Origin: store.AddressTyped}))
	g.mustHaveFailed(0)
}

// TestNotTwice: what must not go twice is refused also where it was sent.
func TestNotTwice(t *testing.T) {
	g := newBusyGarage(t)
	invoice := g.issue(g.draft())
	g.queue(g.message("first", invoice.ID))
	g.send()
	again := g.message("again", invoice.ID)
	again.NotTwice, again.ToAddress = true, "MAES@maes.example"
	g.mustBeLive(again, store.Sent)
}

// TestRestoreKeepsWhoseTheMessagesAre: also of those that come along from the file that is replaced, with their contacts.
func TestRestoreKeepsWhoseTheMessagesAre(t *testing.T) {
	g := newBusyGarage(t)
	known := g.contact("Lies", "lies@maes.example")
	owed := g.issue(g.draft())
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))
	later := g.contact("Tom", "tom@maes.example")
	g.queue(to(g.message("known", owed.ID), known.Email, ownedBy(known)))
	g.fail()
	g.queue(to(g.message("later", owed.ID), later.Email, ownedBy(later)))
	g.fail()
	g.queue(to(g.message("party", 0), "x@insurer.example", store.AddressOwner{Origin: store.AddressOfParty, Party: store.PartyInsurer, PartyName: "Assurances Maas", PartyContact: "Ann"}))
	g.fail()
	listed, err := g.db.Document(t.Context(), owed.ID)
	check(t, err)
	_, err = g.db.QueueOwed(t.Context(), to(g.message("reminder", 0), g.client.Email, store.AddressOwner{Origin: store.AddressOfClient}), []store.Document{listed}, 1)
	check(t, err)
	g.fail()
	path := filepath.Join(t.TempDir(), "garage.db")
	check(t, g.db.Backup(t.Context(), path))
	_, err = store.Restore(t.Context(), path, backup)
	check(t, err)
	check(t, store.CheckThoroughly(t.Context(), path))

	db := storetest.Open(t, path)
	ids, err := db.Deliveries(t.Context(), store.DeliveryFilter{})
	check(t, err)
	recipients, err := db.RecipientsNow(t.Context(), ids)
	check(t, err)
	got := map[string]store.RecipientNow{}
	for _, one := range recipients {
		got[one.Subject] = one
	}
	if got["known"].Owner != ownedBy(known) || got["known"].Address != known.Email || got["known"].Trouble != "" {
		t.Errorf("%+v", got["known"])
	}
	if got["later"].Address != later.Email || got["later"].Trouble != "" || got["party"].Owner.PartyName != "Assurances Maas" || got["party"].Owner.PartyContact != "Ann" {
		t.Errorf("%+v\n%+v", got["later"], got["party"])
	}
	if what, err := db.OwedListed(t.Context(), got["reminder"].ID); err != nil || what.Tone != 1 || !slices.Equal(what.DocumentIDs, []int64{owed.ID}) {
		t.Errorf("%+v %v", what, err)
	}
}

// TestMessagesOfOlderVersions say nothing of whose they are, and are found by their address alone.
func TestMessagesOfOlderVersions(t *testing.T) {
	path := firstFile(t,
		`INSERT INTO client (number, name, name_fold, email, created_at, changed_at) VALUES ('C1', 'Maes', 'maes', 'maes@client.example', '', '')`,
		`INSERT INTO contact (client_id, name, email) VALUES (1, 'Lies', 'Lies@client.example')`,
		`INSERT INTO user (name) VALUES ('Sophie')`,
		`INSERT INTO mailing (name, state, created_at, changed_at) VALUES ('Pneus', 'queued', '', '')`,
		`INSERT INTO recipient (mailing_id, client_id, email) VALUES (1, 1, 'old@client.example')`,
		`INSERT INTO delivery (kind, mailing_id, recipient_id, client_id, user_id, purpose, from_address, to_address, subject, search_key,
			message_id, state, size, queued_at) VALUES
			('document', NULL, NULL, 1, 1, 'service', 'a@b.be', 'lies@client.example', 'contact', '', '<1@b.be>', 'failed', 1, ''),
			('document', NULL, NULL, 1, 1, 'service', 'a@b.be', 'gone@client.example', 'gone', '', '<2@b.be>', 'failed', 1, ''),
			('mailing', 1, 1, 1, 1, 'service', 'a@b.be', 'old@client.example', 'mailing', '', '<3@b.be>', 'failed', 1, ''),
			('test', NULL, NULL, NULL, 1, 'service', 'a@b.be', 'a@b.be', 'test', '', '<4@b.be>', 'failed', 1, '')`)
	db := storetest.Open(t, path)
	recipients, err := db.RecipientsNow(t.Context(), []int64{1, 2, 3, 4, 99})
	check(t, err)
	if len(recipients) != 4 {
		t.Fatalf("%+v", recipients)
	}
	for i, want := range []struct {
		address string
		trouble store.RecipientTrouble
		where   store.AddressOrigin
	}{
		{"lies@client.example", "", store.AddressOfContact},
		{"", store.RecipientUnknown, ""},
		{"maes@client.example", "", store.AddressOfSheet}, // a mailing goes to the sheet's address and no other
		{"a@b.be", "", ""},
	} {
		if got := recipients[i]; got.Address != want.address || got.Trouble != want.trouble || got.Where.Origin != want.where {
			t.Errorf("%s: %+v", recipients[i].Subject, got)
		}
	}
}
