package compose

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/garage"
)

// SendCaseMail makes the message of a mail of a file, as it was changed, and hands it to the outbox; it is written on the
// case's timeline in the same transaction. What is too large for one message goes in several, numbered in the subject: see
// SplitAttached. It returns the deliveries' ids, and *RefusedError when the mail cannot leave as it is: with AlreadySent when it
// went to this address before and draft does not say that it is to go again. Sending changes no state of the case.
func SendCaseMail(ctx context.Context, office Office, userName string, draft CaseMailDraft, files []CaseAttached) ([]int64, error) {
	ids, err := sendCaseMail(ctx, office, userName, draft, files)
	if err != nil {
		return nil, fmt.Errorf("mail of file %d: %w", draft.CaseID, err)
	}
	return ids, nil
}

func sendCaseMail(ctx context.Context, office Office, userName string, draft CaseMailDraft, files []CaseAttached) ([]int64, error) {
	if strings.TrimSpace(draft.Subject) == "" {
		return nil, &RefusedError{Report{Issues: []Issue{{Kind: EmptySubject, Blocking: true}}}}
	}
	m, err := readCaseMessages(ctx, office, draft)
	if err != nil {
		return nil, err
	}
	parts := SplitAttached(files)
	var deliveries []garage.NewDelivery
	for i, part := range parts {
		text := garage.Text{Subject: draft.Subject, Body: draft.Body}
		if len(parts) > 1 {
			p := lang.New(draft.Language)
			number := fmt.Sprintf("(%d/%d)", i+1, len(parts))
			text.Subject += " " + number
			text.Body = p.T("mail.file_part", "Part", i+1, "Parts", len(parts)) + "\n\n" + text.Body
		}
		delivery, err := m.message(office.DB, text, part)
		if err != nil {
			return nil, err
		}
		deliveries = append(deliveries, delivery)
	}
	ids, err := office.DB.QueueCaseMail(ctx, store.CaseMailing{CaseID: draft.CaseID, Key: draft.Mail, UserName: userName, Again: draft.Again}, deliveries)
	var live *store.LiveError
	if errors.As(err, &live) {
		kind := OnItsWay
		switch live.State {
		case garage.Uncertain:
			kind = MayHaveArrived
		case garage.Sent:
			kind = AlreadySent
		}
		return nil, &RefusedError{Report{Issues: []Issue{{Kind: kind, Blocking: true, Detail: live.Address}}}}
	}
	return ids, err
}

// caseMessages are the messages of one mail of a case: all of them say what it was when it was read.
type caseMessages struct {
	composer *composer
	draft    CaseMailDraft
	client   store.Addressee
}

func readCaseMessages(ctx context.Context, office Office, draft CaseMailDraft) (*caseMessages, error) {
	composer, err := newComposer(ctx, office.DB, garage.Mailing{
		Purpose: garage.Service, UserID: office.UserID, CompanyID: office.CompanyID, FallbackLanguage: draft.Language,
	})
	if err != nil {
		return nil, err
	}
	file, client, err := readCaseWithClient(ctx, office.DB, draft.CaseID)
	composer.file = &file
	return &caseMessages{composer, draft, client}, err
}

// message makes one of them.
func (m *caseMessages) message(db *store.DB, text garage.Text, files []CaseAttached) (garage.NewDelivery, error) {
	composer, client := *m.composer, m.client
	composer.addText(m.draft.Language, text)
	client.Language, client.Email = m.draft.Language, strings.TrimSpace(m.draft.ToAddress)
	mail := composer.look(client, nil)
	mail.ToName = cutRunes(oneLine(m.draft.ToName), maxName)
	if err := composer.refuseCaseMail(&mail, client); err != nil {
		return garage.NewDelivery{}, err
	}
	if err := composer.attach(files, fmt.Sprintf("file %d", composer.file.ID)); err != nil {
		return garage.NewDelivery{}, err
	}
	delivery, err := composer.delivery(db, &mail)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	delivery.Kind, delivery.MailingID, delivery.Owner = garage.KindCase, 0, partyAt(*composer.file, m.client.Client, m.draft)
	carried := slices.DeleteFunc(slices.Clone(files), func(f CaseAttached) bool { return f.DocumentID == 0 })
	if len(carried) == 1 { // the journal says of it that it went out
		delivery.DocumentID, delivery.Paper = carried[0].DocumentID, carried[0].Bytes
	}
	return delivery, nil
}

// partyAt is whose address a mail of a file goes to: the party's it was written for, another's who has it, or nobody's.
func partyAt(file garage.Case, client garage.Client, draft CaseMailDraft) garage.AddressOwner {
	parties := append([]garage.CaseParty{file.Party(draft.Party), file.Party(garage.PartyClient)}, file.Parties...)
	parties[0].Role, parties[1].Role = draft.Party, garage.PartyClient
	for _, party := range parties {
		if party.Role == garage.PartyClient && party.Email == "" {
			party.Email = client.Email
		}
		if party.Role != "" && party.Email != "" && garage.Fold(party.Email) == garage.Fold(strings.TrimSpace(draft.ToAddress)) {
			return garage.AddressOwner{Origin: garage.AddressOfParty, Party: party.Role, PartyName: party.Name, PartyContact: party.Contact}
		}
	}
	return garage.AddressOwner{Origin: garage.AddressTyped}
}

// attach encodes the files that go with each message of the composer.
func (c *composer) attach(files []CaseAttached, owner string) error {
	if len(files) == 0 {
		return nil
	}
	attached := make([]namedContent, len(files))
	for i, one := range files {
		attached[i] = namedContent{one.Name, one.MediaType, one.Bytes}
	}
	return c.encodeTail(attached, owner)
}

// SplitAttached says how the files of a mail go out: in one message, or in several when they are more than
// LargeAttachmentLimit together. Their order stays. A file that is larger by itself goes alone. There is always one message.
func SplitAttached(files []CaseAttached) [][]CaseAttached {
	parts := [][]CaseAttached{nil}
	size := 0
	for _, file := range files {
		last := len(parts) - 1
		if len(parts[last]) > 0 && size+len(file.Bytes) > LargeAttachmentLimit {
			parts, size = append(parts, nil), 0
			last++
		}
		parts[last] = append(parts[last], file)
		size += len(file.Bytes)
	}
	return parts
}

// refuseCaseMail returns what keeps the mail back: the account, the address, the text.
func (c *composer) refuseCaseMail(mail *Mail, client store.Addressee) error {
	if !c.user.CanSend() {
		return &RefusedError{Report{Issues: []Issue{{Kind: NoAccount, Blocking: true, Detail: c.user.Name}}}}
	}
	if issue, kept := c.keptBack(mail, client); kept {
		return &RefusedError{Report{Issues: []Issue{issue}}}
	}
	return nil
}
