package store

import (
	"context"
	"database/sql"
	"fmt"
)

const clientColumns = `client.id, client.number, client.title, client.name, client.first_name, client.company_form,
	client.address, client.postcode, client.locality, client.country, client.language, client.phone, client.gsm,
	client.email, client.billing_email, client.vat_number, coalesce(client.family_id, 0),
	coalesce((SELECT name FROM family WHERE family.id = client.family_id), ''), coalesce(client.type_id, 0),
	coalesce((SELECT name FROM client_type WHERE client_type.id = client.type_id), ''), client.accepts_promotional,
	client.notes, client.created_at, client.changed_at`

// clientFields are the places that clientColumns are read into; done sets the times once they are.
func clientFields(c *Client) (fields []any, done func()) {
	var created, changed string
	fields = []any{
		&c.ID, &c.Number, &c.Title, &c.Name, &c.FirstName, &c.CompanyForm, &c.Address, &c.Postcode, &c.Locality,
		&c.Country, &c.Language, &c.Phone, &c.GSM, &c.Email, &c.BillingEmail, &c.VATNumber, &c.FamilyID, &c.Family,
		&c.TypeID, &c.Type, &c.AcceptsPromotional, &c.Notes, &created, &changed,
	}
	return fields, func() { c.CreatedAt, c.ChangedAt = parseTime(created), parseTime(changed) }
}

// Client returns one client, or ErrNotFound.
func (db *DB) Client(ctx context.Context, id int64) (Client, error) {
	client, err := readClient(ctx, db.reader, id)
	if err != nil {
		return Client{}, fmt.Errorf("client %d: %w", id, fault(err))
	}
	return client, nil
}

func readClient(ctx context.Context, q querier, id int64) (Client, error) {
	var client Client
	fields, done := clientFields(&client)
	err := q.QueryRowContext(ctx, `SELECT `+clientColumns+` FROM client WHERE id = ?`, id).Scan(fields...)
	done()
	return client, missing(err)
}

// ClientRows returns the lines of a list in the order of ids. Ids that are no client (any more) are left out. It is made
// for the rows that are visible: a list reads its ids with ClientIDs and its rows as they come into view.
func (db *DB) ClientRows(ctx context.Context, ids []int64) ([]ClientRow, error) {
	wanted, err := jsonIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", err)
	}
	found, err := db.window.query(ctx, db.reader, clientRows, wanted)
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", fault(err))
	}
	rows, err := collect(found, func(rows *sql.Rows) (row ClientRow, err error) {
		fields, done := clientFields(&row.Client)
		err = rows.Scan(append(fields, &row.Marked, &row.Plates, &row.LastVisit, &row.RefusedMail)...)
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("client rows: %w", fault(err))
	}
	return inOrderOf(ids, rows, func(r ClientRow) int64 { return r.ID }), nil
}

const clientRows = `SELECT ` + clientColumns + `,
		EXISTS (SELECT 1 FROM mark WHERE mark.client_id = client.id),
		coalesce((SELECT group_concat(plate, ', ') FROM (SELECT plate FROM vehicle
			WHERE vehicle.client_id = client.id AND plate <> '' ORDER BY plate_fold)), ''),
		coalesce((SELECT max(last_visit, last_document) FROM tally WHERE tally.client_id = client.id), ''),
		coalesce((SELECT value FROM refused_value WHERE refused_value.client_id = client.id AND entity = 'client'
			AND field = 'email' AND resolved_at = '' ORDER BY refused_value.id DESC LIMIT 1), '')
	FROM json_each(?) AS wanted CROSS JOIN client ON client.id = wanted.value`
