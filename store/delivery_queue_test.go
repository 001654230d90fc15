package store_test

import (
	"bytes"
	"crypto/sha256"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestQueueOwed: a reminder and its message come into being together, never for what is paid, of another, or fresh.
func TestQueueOwed(t *testing.T) {
	f := storetest.NewFirm(t)
	user := storetest.User(t, f.DB, garage.User{Name: "Sophie"})
	other := storetest.Client(t, f.DB, garage.Client{Name: "Adam"})
	due := func(client int64) garage.Document {
		d := f.Draft()
		d.ClientID, d.Date, d.DueDate = client, "2026-09-01", "2026-10-01"
		return f.Issue(d)
	}
	late, paid, foreign := due(f.Client.ID), due(f.Client.ID), due(other.ID)
	serial := 0
	queue := func(tone garage.ReminderLevel, listed ...garage.Document) error {
		t.Helper()
		serial++
		_, err := f.DB.QueueOwed(t.Context(), garage.NewDelivery{Delivery: garage.Delivery{
			Kind: garage.KindDocument, ClientID: f.Client.ID, UserID: user.ID, Purpose: garage.Service, FromAddress: "g@garage.example",
			ToAddress: "maes@client.example", Subject: "Rappel", MessageID: "<" + string(rune('a'+serial)) + "@garage.example>",
		}, Head: []byte("x")}, listed, tone)
		return err
	}
	expect := func(what string, deliveries int, tone garage.ReminderLevel) {
		t.Helper()
		ids, err := f.DB.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: f.Client.ID})
		storetest.Check(t, err)
		all, err := f.DB.ReminderProposals(t.Context(), "2027-01-31")
		storetest.Check(t, err)
		last := garage.ReminderLevel(0)
		for _, proposal := range all {
			for _, d := range proposal.Documents {
				last = max(last, d.LastLevel)
			}
		}
		if len(ids) != deliveries || last != tone {
			t.Errorf("%s: %d messages, last tone %d; want %d and %d", what, len(ids), last, deliveries, tone)
		}
	}
	if _, err := f.DB.SetPaid(t.Context(), []int64{paid.ID}, true, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	storetest.MustFail(t, queue(1, late, paid), garage.ErrConflict)
	storetest.MustFail(t, queue(1, late, f.Document(paid.ID)), garage.ErrConflict) // its open amount is right: nothing
	storetest.MustFail(t, queue(1, late, foreign), garage.ErrConflict)
	wrong := late
	wrong.Open--
	storetest.MustFail(t, queue(1, wrong), garage.ErrConflict)
	expect("after refusals", 0, 0)
	storetest.Check(t, queue(0, late))
	expect("a statement", 1, 0)
	storetest.Check(t, queue(1, late))
	expect("a reminder", 2, 1)
	storetest.MustFail(t, queue(2, late), store.ErrReminded)
	expect("a second press", 2, 1)
	f.DB.SetClock(func() time.Time { return time.Date(2026, 12, 1, 10, 0, 0, 0, time.Local) })
	storetest.Check(t, queue(2, late))
	expect("eight days later", 3, 2)
	if queue(4, late) == nil {
		t.Error("a fourth tone is kept")
	}
}

// to addresses a message to somebody.
func to(message garage.NewDelivery, email string, owner garage.AddressOwner) garage.NewDelivery {
	message.ToAddress, message.Owner = email, owner
	return message
}

func ownedBy(contact garage.Contact) garage.AddressOwner {
	return garage.AddressOwner{Origin: garage.AddressOfContact, ContactID: contact.ID}
}

// TestFailureStandsUntilItsRecipientHasIt: another's message does not make up for it, a new one to him does.
func TestFailureStandsUntilItsRecipientHasIt(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	invoice := g.Issue(g.Draft())
	lies, tom := g.Contact("Lies", "lies@maes.example"), g.Contact("Tom", "tom@maes.example")
	g.Queue(to(g.Message("lies", invoice.ID), lies.Email, ownedBy(lies)))
	g.Fail()
	lies.Email = "lies@new.example"
	_, err := g.DB.SaveContact(t.Context(), lies)
	storetest.Check(t, err)
	g.Queue(g.Message("his own", invoice.ID))
	g.Send()
	g.Queue(to(g.Message("tom", invoice.ID), tom.Email, ownedBy(tom)))
	g.Fail()
	g.MustHaveFailed(2)
	rows, err := g.DB.DocumentRows(t.Context(), []int64{invoice.ID})
	storetest.Check(t, err)
	row := rows[0]
	if row.Sent != garage.Failed || row.SentTo != "lies@maes.example, tom@maes.example" || !slices.Equal(row.AddressesIn(garage.Sent), []string{g.Client.Email}) {
		t.Errorf("%+v", row)
	}
	for filter, want := range map[store.SentFilter]int{store.SentFail: 1, store.IsSent: 0, store.NotSent: 0} {
		if ids, err := g.DB.DocumentIDs(t.Context(), store.DocumentFilter{Sent: filter}, store.DocumentSort{}); err != nil || len(ids) != want {
			t.Errorf("%s: %v %v", filter, ids, err)
		}
	}
	g.Queue(to(g.Message("lies again", invoice.ID), lies.Email, ownedBy(lies)))
	g.Send()
	g.MustHaveFailed(1)
	storetest.Check(t, g.DB.DeleteContact(t.Context(), tom.ID))
	resent := to(g.Message("a resend", invoice.ID), "else@maes.example", garage.AddressOwner{Origin: garage.AddressTyped})
	resent.NotTwice = true
	g.Queue(resent)
	g.MustHaveFailed(1) // a resend is one recipient's matter
	g.Queue(to(g.Message("anew", invoice.ID), "third@maes.example", garage.AddressOwner{Origin: garage.AddressTyped}))
	g.MustHaveFailed(0)
}

// TestNotTwice: what must not go twice is refused also where it was sent.
func TestNotTwice(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	invoice := g.Issue(g.Draft())
	g.Queue(g.Message("first", invoice.ID))
	g.Send()
	again := g.Message("again", invoice.ID)
	again.NotTwice, again.ToAddress = true, "MAES@maes.example"
	g.MustBeLive(again, garage.Sent)
}

// TestRestoreKeepsWhoseTheMessagesAre: also of those that come along from the file that is replaced, with their contacts.
func TestRestoreKeepsWhoseTheMessagesAre(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	known := g.Contact("Lies", "lies@maes.example")
	owed := g.Issue(g.Draft())
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))
	later := g.Contact("Tom", "tom@maes.example")
	g.Queue(to(g.Message("known", owed.ID), known.Email, ownedBy(known)))
	g.Fail()
	g.Queue(to(g.Message("later", owed.ID), later.Email, ownedBy(later)))
	g.Fail()
	g.Queue(to(g.Message("party", 0), "x@insurer.example", garage.AddressOwner{Origin: garage.AddressOfParty, Party: garage.PartyInsurer, PartyName: "Assurances Maas", PartyContact: "Ann"}))
	g.Fail()
	listed, err := g.DB.Document(t.Context(), owed.ID)
	storetest.Check(t, err)
	_, err = g.DB.QueueOwed(t.Context(), to(g.Message("reminder", 0), g.Client.Email, garage.AddressOwner{Origin: garage.AddressOfClient}), []garage.Document{listed}, 1)
	storetest.Check(t, err)
	g.Fail()
	path := filepath.Join(t.TempDir(), "garage.db")
	storetest.Check(t, g.DB.Backup(t.Context(), path))
	_, err = backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	storetest.Check(t, store.CheckThoroughly(t.Context(), path))

	db := storetest.Open(t, path)
	ids, err := db.Deliveries(t.Context(), garage.DeliveryFilter{})
	storetest.Check(t, err)
	recipients, err := db.RecipientsNow(t.Context(), ids)
	storetest.Check(t, err)
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
	if what, err := db.OwedListed(t.Context(), got["reminder"].ID); err != nil || what.Level != 1 || !slices.Equal(what.DocumentIDs, []int64{owed.ID}) {
		t.Errorf("%+v %v", what, err)
	}
}

// TestMessagesOfOlderVersions say nothing of whose they are, and are found by their address alone.
func TestMessagesOfOlderVersions(t *testing.T) {
	path := firstCase(t,
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
	storetest.Check(t, err)
	if len(recipients) != 4 {
		t.Fatalf("%+v", recipients)
	}
	for i, want := range []struct {
		address string
		trouble store.RecipientTrouble
		where   garage.AddressOrigin
	}{
		{"lies@client.example", "", garage.AddressOfContact},
		{"", store.RecipientUnknown, ""},
		{"maes@client.example", "", garage.AddressOfSheet}, // a mailing goes to the sheet's address and no other
		{"a@b.be", "", ""},
	} {
		if got := recipients[i]; got.Address != want.address || got.Trouble != want.trouble || got.Where.Origin != want.where {
			t.Errorf("%s: %+v", recipients[i].Subject, got)
		}
	}
}

// TestDocumentGoesOnce: not a second time while the first may still arrive.
func TestDocumentGoesOnce(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	invoice := g.Issue(g.Draft())
	g.Queue(g.Message("first", invoice.ID))
	again := g.Message("again", invoice.ID)
	g.MustBeLive(again, garage.Queued)
	elsewhere := g.Message("elsewhere", invoice.ID)
	elsewhere.ToAddress = "second@maes.example"
	g.Queue(elsewhere)
	claim, err := g.DB.FinishAndClaim(t.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
	storetest.Check(t, err)
	again.ToAddress = "MAES@maes.example"
	g.MustBeLive(again, garage.Sending)
	before := func() store.DocumentRecipient {
		t.Helper()
		recipients, err := g.DB.DocumentRecipients(t.Context(), []int64{invoice.ID})
		storetest.Check(t, err)
		return recipients[0]
	}
	if got := before(); !got.OnItsWay || got.Sent || got.Dead != nil || got.Cancelled {
		t.Errorf("while it is sent: %+v", got)
	}
	storetest.Check(t, g.DB.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: garage.Uncertain}))
	g.MustBeLive(again, garage.Uncertain)
	storetest.Check(t, g.DB.ResolveUncertain(t.Context(), claim.Delivery.ID, true))
	g.Queue(again) // she knows that it arrived, and wants it to go again
}

// TestMendedDocumentCountsOnce: what failed is made up for by what goes to the same address, or in the place of one that the
// client no longer has; what failed at another of his addresses still stands.
func TestMendedDocumentCountsOnce(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	invoice := g.Issue(g.Draft())
	contact := garage.Contact{ClientID: g.Client.ID, Name: "Boekhouding", Email: "boekhouding@maes.example"}
	_, err := g.DB.SaveContact(t.Context(), contact)
	storetest.Check(t, err)
	for _, address := range []string{g.Client.Email, "gone@maes.example", contact.Email} {
		message := g.Message(address, invoice.ID)
		message.ToAddress = address
		g.Queue(message)
		claim, err := g.DB.FinishAndClaim(t.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
		storetest.Check(t, err)
		storetest.Check(t, g.DB.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: garage.Failed}))
	}
	before, err := g.DB.DocumentRecipients(t.Context(), []int64{invoice.ID})
	if storetest.Check(t, err); before[0].OnItsWay || before[0].Sent || len(before[0].Dead) != 2 || before[0].Cancelled {
		t.Errorf("before it is mended: %+v", before)
	}
	g.Queue(g.Message("mended", invoice.ID))
	before, err = g.DB.DocumentRecipients(t.Context(), []int64{invoice.ID})
	if storetest.Check(t, err); !before[0].OnItsWay || len(before[0].Dead) != 1 {
		t.Errorf("mended: %+v", before)
	}
	counts, err := g.DB.OutboxCounts(t.Context())
	if storetest.Check(t, err); counts.Failed != 1 || counts.Queued != 1 {
		t.Errorf("%+v", counts)
	}
}

// TestFilesOnce: a file lies there once, whichever messages, documents and mailings have it, and goes with the last of them. Each
// message is what was queued, to the byte; one that is not is damaged.
func TestFilesOnce(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	direct := storetest.SQL(t, g.DB)
	document := g.Issue(g.Draft())
	paper, file := append([]byte("%PDF-"), bytes.Repeat([]byte("paper"), 30_000)...), bytes.Repeat([]byte("photo"), 60_000)
	exact := map[int64][]byte{}
	queue := func(message garage.NewDelivery, sent []byte) int64 {
		t.Helper()
		id, err := g.DB.QueueDelivery(t.Context(), message)
		storetest.Check(t, err)
		exact[id] = sent
		return id
	}
	var first int64
	for i := range 20 {
		message := g.Message("mail "+strconv.Itoa(i), 0)
		message.Tail = append([]byte("\r\n--"+strconv.Itoa(i)), storetest.Attached(paper, file)...)
		if i == 0 {
			message.DocumentID, message.Paper = document.ID, paper
		}
		if id := queue(message, slices.Concat(message.Head, message.Tail)); i == 0 {
			first = id
		}
	}
	again := g.Message("again", 0)
	again.TailOf, again.Tail = first, nil
	last := queue(again, append(bytes.Clone(again.Head), exact[first][len(g.Message("mail 0", 0).Head):]...))
	count := func(query string) (n int) {
		t.Helper()
		storetest.Check(t, direct.QueryRowContext(t.Context(), query).Scan(&n))
		return n
	}
	if kept := count(`SELECT sum(length(bytes)) FROM content`); kept > len(paper)+len(file)+20*1000 {
		t.Errorf("%d bytes are kept of files of %d", kept, len(paper)+len(file))
	}
	for id, want := range exact {
		message, err := g.DB.DeliveryMessage(t.Context(), id)
		if err != nil || !bytes.Equal(message, want) {
			t.Errorf("message %d has %d bytes, was queued with %d (%v)", id, len(message), len(want), err)
		}
		if d, err := g.DB.Delivery(t.Context(), id); err != nil || int(d.Size) != len(want) {
			t.Errorf("message %d is said to have %d bytes, has %d (%v)", id, d.Size, len(want), err)
		}
	}
	for _, change := range []string{
		`UPDATE message SET head = CAST(head || 'x' AS BLOB) WHERE delivery_id = ?1`,
		`UPDATE content SET bytes = CAST(bytes || 'x' AS BLOB) WHERE id = (SELECT tail_id FROM message WHERE delivery_id = ?1)`,
		`UPDATE content SET bytes = zeroblob(length(bytes)) WHERE id = (SELECT file_id FROM content_part WHERE content_id =
			(SELECT tail_id FROM message WHERE delivery_id = ?1) LIMIT 1)`,
	} {
		_, err := direct.ExecContext(t.Context(), change, last)
		storetest.Check(t, err)
		_, err = g.DB.DeliveryMessage(t.Context(), last)
		storetest.MustFail(t, err, garage.ErrDamaged)
	}
}

// TestOldTails: what an older version queued, whole and without a sum, is read as it is; a message that takes over its tail has it.
func TestOldTails(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	direct := storetest.SQL(t, g.DB)
	g.Queue(g.Message("old", 0))
	tail := storetest.Attached(bytes.Repeat([]byte("old"), 5000))
	sum := sha256.Sum256(tail)
	for _, statement := range []struct {
		query string
		args  []any
	}{
		{`UPDATE content SET sha256 = ?, bytes = ?`, []any{sum[:], tail}},
		{`UPDATE message SET sha256 = NULL`, nil},
		{`UPDATE delivery SET size = ?`, []any{len(g.Message("old", 0).Head) + len(tail)}},
	} {
		_, err := direct.ExecContext(t.Context(), statement.query, statement.args...)
		storetest.Check(t, err)
	}
	again := g.Message("again", 0)
	again.TailOf, again.Tail = 1, nil
	g.Queue(again)
	for id, head := range map[int64][]byte{1: g.Message("old", 0).Head, 2: again.Head} {
		message, err := g.DB.DeliveryMessage(t.Context(), id)
		if err != nil || !bytes.Equal(message, slices.Concat(head, tail)) {
			t.Errorf("message %d has %d bytes (%v)", id, len(message), err)
		}
		if d, err := g.DB.Delivery(t.Context(), id); err != nil || int(d.Size) != len(message) {
			t.Errorf("message %d is said to have %d bytes, has %d (%v)", id, d.Size, len(message), err)
		}
	}
}

// TestFilesGo: the files of messages that are taken back go with them, but for what something else has.
func TestFilesGo(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	direct := storetest.SQL(t, g.DB)
	mailing, err := g.DB.NewMailing(t.Context(), garage.Mailing{
		Name: "Pneus", Purpose: garage.Service, UserID: g.User.ID, FallbackLanguage: "fr", Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}},
	})
	storetest.Check(t, err)
	attached, own := bytes.Repeat([]byte("attached"), 1000), bytes.Repeat([]byte("own"), 1000)
	_, err = g.DB.AddAttachment(t.Context(), mailing, "a.pdf", "application/pdf", attached)
	storetest.Check(t, err)
	storetest.Check(t, g.DB.SetRecipients(t.Context(), mailing, []int64{g.Client.ID}))
	storetest.Check(t, g.DB.BeginQueue(t.Context(), mailing))
	message := g.Message("pneus", 0)
	message.Kind, message.MailingID, message.Tail = garage.KindMailing, mailing, storetest.Attached(attached, own)
	storetest.Check(t, g.DB.AddDeliveries(t.Context(), mailing, []garage.NewDelivery{message}, nil))
	storetest.Check(t, g.DB.AbortQueue(t.Context(), mailing))
	rows, err := direct.QueryContext(t.Context(), `SELECT bytes FROM content`)
	storetest.Check(t, err)
	defer rows.Close()
	for left := 0; rows.Next(); left++ {
		var kept []byte
		storetest.Check(t, rows.Scan(&kept))
		if left > 0 || !bytes.Equal(kept, attached) {
			t.Errorf("%d bytes are left", len(kept))
		}
	}
	storetest.Check(t, rows.Err())
}
