package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// RecipientTrouble is why the recipient of a delivery cannot be written to, "" = he can.
type RecipientTrouble string

// The troubles of a recipient.
const (
	RecipientGone       RecipientTrouble = "gone"       // he was deleted, or another plays his part in the file
	RecipientElsewhere  RecipientTrouble = "elsewhere"  // the contact is with another client now
	RecipientNoAddress  RecipientTrouble = "no_address" // his address was taken away
	RecipientBadAddress RecipientTrouble = "bad_address"
	RecipientUnknown    RecipientTrouble = "unknown" // queued by a version that did not say for whom, at an address that nobody has now
)

// RecipientNow is whom a delivery was for, and where he is reached today.
type RecipientNow struct {
	garage.Delivery
	Address   string // today's; of RecipientBadAddress the bad one; "" = none
	Trouble   RecipientTrouble
	Where     garage.AddressOwner // where the address lives today: Origin is sheet, billing, contact, party, or "" = nowhere that can be opened
	ContactOf int64               // the client of a contact
	CaseID    int64               // the file that a mail of a file stands in, 0 = none
	FileMail  string              // its key
}

// RecipientsNow returns whom deliveries were for and where they are reached today, in the order of ids; those that are no
// delivery are left out. Nobody's address is ever put in the place of another's.
func (db *DB) RecipientsNow(ctx context.Context, ids []int64) ([]RecipientNow, error) {
	recipients := make([]RecipientNow, 0, len(ids))
	for _, id := range ids {
		delivery, err := readDelivery(ctx, db.Reader, id)
		if errors.Is(err, garage.ErrNotFound) {
			continue
		}
		r := RecipientNow{Delivery: delivery, Where: delivery.Owner}
		if err == nil {
			err = r.look(ctx, db.Reader)
		}
		if err != nil {
			return nil, fmt.Errorf("recipient of delivery %d: %w", id, sqlite.Fault(err))
		}
		recipients = append(recipients, r)
	}
	return recipients, nil
}

// AddressNow returns where the owner of an address is reached today to whom a document of a client was to go; address is the one
// that he had then.
func (db *DB) AddressNow(ctx context.Context, clientID int64, owner garage.AddressOwner, address string) (RecipientNow, error) {
	r := RecipientNow{Delivery: garage.Delivery{Kind: garage.KindDocument, ClientID: clientID, ToAddress: address, Owner: owner}, Where: owner}
	if err := r.look(ctx, db.Reader); err != nil {
		return RecipientNow{}, fmt.Errorf("address of client %d: %w", clientID, sqlite.Fault(err))
	}
	return r, nil
}

// look finds the recipient and says what is wrong with him.
func (r *RecipientNow) look(ctx context.Context, q sqlite.Querier) error {
	if err := r.find(ctx, q); err != nil || r.Trouble != "" {
		return err
	}
	switch {
	case r.Address == "":
		r.Trouble = RecipientNoAddress
	case garage.CheckEmail(r.Address) != "":
		r.Trouble = RecipientBadAddress
	}
	return nil
}

// find reads today's address.
func (r *RecipientNow) find(ctx context.Context, q sqlite.Querier) error {
	if r.Kind == garage.KindCase {
		err := q.QueryRowContext(ctx, `SELECT file_id, text FROM file_event WHERE delivery_id = ?`, r.ID).Scan(&r.CaseID, &r.FileMail)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	switch {
	case r.Kind == garage.KindMailing && r.ClientID != 0:
		r.Where = garage.AddressOwner{Origin: garage.AddressOfSheet} // a mailing goes to nothing else
		return r.findClient(ctx, q)
	case r.Owner.Origin == garage.AddressOfSheet || r.Owner.Origin == garage.AddressOfBilling || r.Owner.Origin == garage.AddressOfClient:
		return r.findClient(ctx, q)
	case r.Owner.Origin == garage.AddressOfContact:
		return r.findContact(ctx, q)
	case r.Owner.Origin == garage.AddressOfParty:
		return r.findParty(ctx, q)
	case r.Owner.Origin == garage.AddressTyped || r.ClientID == 0 && r.CaseID == 0:
		r.Address, r.Where = r.ToAddress, garage.AddressOwner{}
		return nil
	}
	return r.findUnnamed(ctx, q)
}

func (r *RecipientNow) findClient(ctx context.Context, q sqlite.Querier) error {
	sheet, err := readOwnAddresses(ctx, q, r.ClientID)
	if errors.Is(err, sql.ErrNoRows) {
		r.Trouble = RecipientGone
		return nil
	}
	switch r.Where.Origin {
	case garage.AddressOfSheet:
		r.Address = sheet.email
	case garage.AddressOfBilling:
		r.Address = cmp.Or(sheet.billing, sheet.refusedBilling)
	default:
		r.Address, r.Where.Origin = sheet.forPapers()
	}
	return err
}

func (r *RecipientNow) findContact(ctx context.Context, q sqlite.Querier) error {
	err := q.QueryRowContext(ctx, `SELECT email, client_id FROM contact WHERE id = ?`, r.Owner.ContactID).Scan(&r.Address, &r.ContactOf)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		r.Trouble, r.Where = RecipientGone, garage.AddressOwner{}
		return nil
	case err == nil && r.ContactOf != r.ClientID:
		r.Trouble = RecipientElsewhere // what is the one's is not for the other's people
	}
	return err
}

// findParty finds who plays the part in the file, if he is still the same.
func (r *RecipientNow) findParty(ctx context.Context, q sqlite.Querier) error {
	if r.CaseID == 0 {
		r.Trouble = RecipientGone
		return nil
	}
	file, err := ReadCase(ctx, q, r.CaseID)
	if err != nil {
		return err
	}
	party := file.Party(r.Owner.Party)
	same := garage.Fold(party.Name) == garage.Fold(r.Owner.PartyName) && (r.Owner.PartyContact == "" || garage.Fold(party.Contact) == garage.Fold(r.Owner.PartyContact))
	if !same || r.Owner.Party == garage.PartyClient && file.ClientID != r.ClientID {
		r.Trouble = RecipientGone
		return nil
	}
	r.Address = party.Email
	if r.Owner.Party == garage.PartyClient && party.Email == "" && file.ClientID != 0 {
		sheet, err := readOwnAddresses(ctx, q, file.ClientID)
		r.Address, r.Where = sheet.email, garage.AddressOwner{Origin: garage.AddressOfSheet}
		return err
	}
	return nil
}

// findUnnamed is for messages of versions that did not say whose the address was: it is used as long as somebody has it.
func (r *RecipientNow) findUnnamed(ctx context.Context, q sqlite.Querier) error {
	if r.CaseID != 0 {
		file, err := ReadCase(ctx, q, r.CaseID)
		if err != nil {
			return err
		}
		if at := slices.IndexFunc(file.Parties, func(p garage.CaseParty) bool { return garage.Fold(p.Email) == garage.Fold(r.ToAddress) }); at >= 0 {
			r.Address, r.Where = r.ToAddress, garage.AddressOwner{Origin: garage.AddressOfParty, Party: file.Parties[at].Role}
			return nil
		}
	}
	known, err := readAddresses(ctx, q, r.ClientID)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(known, func(a garage.Address) bool { return garage.Fold(a.Email) == garage.Fold(r.ToAddress) }); at >= 0 {
		r.Address, r.Where = r.ToAddress, known[at].Owner()
		r.ContactOf = r.ClientID
		return nil
	}
	r.Trouble = RecipientUnknown
	return nil
}

// ownAddresses are the addresses of a client himself.
type ownAddresses struct {
	email, billing string
	refusedBilling string // what an import refused for the billing address and nobody has mended yet
}

const refusedBilling = `coalesce((SELECT value FROM refused_value WHERE refused_value.client_id = client.id AND entity = 'client'
	AND field = 'billing_email' AND resolved_at = '' ORDER BY refused_value.id DESC LIMIT 1), '')`

func readOwnAddresses(ctx context.Context, q sqlite.Querier, clientID int64) (a ownAddresses, err error) {
	err = q.QueryRowContext(ctx, `SELECT email, billing_email, `+refusedBilling+` FROM client WHERE id = ?`, clientID).
		Scan(&a.email, &a.billing, &a.refusedBilling)
	return a, err
}

// forPapers is where documents go when nobody is asked: the billing address, else the main one. A billing address that is not
// valid is returned as it is: what was meant for the accountant is nobody else's.
func (a ownAddresses) forPapers() (address string, origin garage.AddressOrigin) {
	if billing := cmp.Or(a.billing, a.refusedBilling); billing != "" {
		return billing, garage.AddressOfBilling
	}
	return a.email, garage.AddressOfSheet
}
