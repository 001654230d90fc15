package intake

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
	"garagemail/store/ubl"
)

// partyNumbers are the VAT and enterprise numbers of a party in the form that is stored, the most telling one first.
func partyNumbers(p ubl.Party) []string {
	var numbers []string
	add := func(number string) {
		if number = garage.NormalizeVAT(number); number != "" && garage.CheckVATNumber(number) == "" && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	add(p.VATNumber)
	if (p.Country == "" || p.Country == garage.HomeCountry) && garage.CheckEnterpriseNumber(p.Enterprise) == "" {
		add(p.Enterprise)
	}
	if p.EndpointScheme == "0208" || p.EndpointScheme == "9925" {
		add(p.Endpoint)
	}
	for _, number := range p.Identifiers {
		add(number)
	}
	return numbers
}

// companyNumber is what a supplier is known by, "" = none.
func companyNumber(p ubl.Party) string {
	if numbers := partyNumbers(p); len(numbers) > 0 {
		return numbers[0]
	}
	return ""
}

// ublClients are the clients as electronic invoices can name them.
type ublClients struct {
	all      map[int64]garage.Client
	byVAT    map[string][]int64
	byNumber map[string]int64
	byName   map[string][]int64
}

func readUBLClients(ctx context.Context, tx *sql.Tx) (*ublClients, error) {
	c := &ublClients{all: map[int64]garage.Client{}, byVAT: map[string][]int64{}, byNumber: map[string]int64{}, byName: map[string][]int64{}}
	rows, err := tx.QueryContext(ctx, `SELECT id, number, name, first_name, company_form, postcode, locality, vat_number FROM client ORDER BY id`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one garage.Client
		err := rows.Scan(&one.ID, &one.Number, &one.Name, &one.FirstName, &one.CompanyForm, &one.Postcode, &one.Locality, &one.VATNumber)
		if err != nil {
			return nil, err
		}
		c.add(one)
	}
	return c, rows.Err()
}

func (c *ublClients) add(client garage.Client) {
	c.all[client.ID] = client
	c.byNumber[client.Number] = client.ID
	if client.VATNumber != "" {
		number := garage.NormalizeVAT(client.VATNumber)
		c.byVAT[number] = append(c.byVAT[number], client.ID)
	}
	for _, name := range clientNames(client) {
		key := placeKey(name, client.Postcode, client.Locality)
		c.byName[key] = append(c.byName[key], client.ID)
	}
}

// clientNames are the ways in which a file can write the name of a client.
func clientNames(c garage.Client) []string {
	var names []string
	for _, name := range []string{
		c.Name + " " + c.FirstName, c.FirstName + " " + c.Name, c.Name + " " + c.CompanyForm, c.CompanyForm + " " + c.Name,
	} {
		if name = garage.Fold(strings.TrimSpace(name)); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// placeKey is a name with its postcode, or with its locality where there is none.
func placeKey(name, postcode, locality string) string {
	if postcode = strings.ToUpper(strings.TrimSpace(postcode)); postcode == "" {
		return garage.Fold(name) + "\n\n" + garage.Fold(locality)
	}
	return garage.Fold(name) + "\n" + postcode
}

// match finds the client: by VAT number, by the number that we gave him, by name and place. Of two clients with one VAT
// number (a firm and its branch) the others tell which. It returns 0 for a new one.
func (c *ublClients) match(p ubl.Party) (id int64, err error) {
	vat := partyNumbers(p)
	compatible := func(id int64) bool { // another VAT number is another client, whatever else is the same
		known := garage.NormalizeVAT(c.all[id].VATNumber)
		return known == "" || len(vat) == 0 || slices.Contains(vat, known)
	}
	numbered := c.byNumber[p.Number]
	if p.Number == "" || numbered != 0 && !compatible(numbered) {
		numbered = 0
	}
	named := slices.DeleteFunc(slices.Clone(c.byName[placeKey(p.Name, p.Postcode, p.Locality)]), func(id int64) bool { return !compatible(id) })
	var found []int64
	for _, number := range vat {
		if found = c.byVAT[number]; len(found) > 0 {
			break
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1 && slices.Contains(found, numbered):
		return numbered, nil
	case len(found) > 1:
		named = slices.DeleteFunc(named, func(id int64) bool { return !slices.Contains(found, id) })
	case numbered != 0:
		return numbered, nil
	}
	switch {
	case len(named) == 1:
		return named[0], nil
	case len(named) > 1 || len(found) > 1:
		return 0, &ublRefusal{UBLTwoClients, p.Name}
	}
	return 0, nil
}

// noticeName tells when the client that was found is called otherwise than the file has it.
func (c *ublClients) noticeName(id int64, p ubl.Party, result *UBLResult) {
	client := c.all[id]
	result.Client = client.ListName()
	if names := clientNames(client); p.Name != "" && !slices.Contains(names, garage.Fold(p.Name)) && !slices.Contains(names, garage.Fold(p.TradingName)) {
		result.notice(UBLClientName, p.Name+" ≠ "+result.Client)
	}
}

// newClientOf makes a client of the customer, with the next number. What is wrong in his fields stays empty and is kept
// as refused, for a person to mend on his sheet.
func (r *ublRun) newClientOf(ctx context.Context, p ubl.Party, result *UBLResult) (int64, error) {
	client := garage.Client{
		Name: p.Name, Address: address(p), Postcode: p.Postcode, Locality: p.Locality, Country: p.Country, Phone: p.Phone,
		Email: p.Email, VATNumber: p.VATNumber,
	}
	if client.VATNumber == "" {
		client.VATNumber = companyNumber(p)
	}
	garage.TidyClient(&client)
	if client.Name == "" {
		return 0, &ublRefusal{UBLNoCustomer, ""}
	}
	var left []refusedCell
	for _, field := range []struct {
		name   string
		target *string
	}{
		{"country", &client.Country},
		{"postcode", &client.Postcode},
		{"phone", &client.Phone},
		{"email", &client.Email},
		{"vat_number", &client.VATNumber},
	} {
		if reason := reasonOf(garage.CheckClient(client), field.name); reason != "" {
			left = append(left, refusedCell{field.name, *field.target, reason})
			result.notice(UBLValueLeft, *field.target)
			*field.target = ""
		}
	}
	if wrong := garage.CheckClient(client); len(wrong) > 0 {
		return 0, &ublRefusal{wrong[0].Reason, client.Name}
	}
	var err error
	if client.Number, err = store.NextClientNumber(ctx, r.tx); err != nil {
		return 0, err
	}
	if err := r.db.WriteClient(ctx, r.tx, &client); err != nil {
		return 0, err
	}
	r.newClient = &client
	result.NewClient, result.Client = true, client.Name
	return client.ID, r.keepRefused(ctx, client, result.File, left)
}

// keepRefused keeps the values that were left out of a new client, as those of tables are.
func (r *ublRun) keepRefused(ctx context.Context, client garage.Client, file string, left []refusedCell) error {
	if len(left) == 0 {
		return nil
	}
	run, err := r.tx.ExecContext(ctx, `INSERT INTO import_run (file_name, entity, at, rows_read, rows_new) VALUES (?, 'client', ?, 1, 1)`,
		file, sqlite.FormatTime(r.db.Now()))
	if err != nil {
		return err
	}
	id, err := run.LastInsertId()
	if err != nil {
		return err
	}
	for _, cell := range left {
		_, err := r.tx.ExecContext(ctx, `INSERT INTO refused_value
				(import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason)
			VALUES (?, 1, 'client', ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			id, client.Number, client.ID, client.ID, cell.field, cell.value, cell.reason)
		if err != nil {
			return err
		}
	}
	return nil
}

func address(p ubl.Party) string { return strings.TrimSpace(p.Street + " " + p.Street2) }

func reasonOf(wrong []*garage.FieldError, field string) string {
	for _, one := range wrong {
		if one.Field == field {
			return one.Reason
		}
	}
	return ""
}
