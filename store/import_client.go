package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
)

// knownClient is a client that is there, with the row of this import that spoke of him first, 0 = none yet.
type knownClient struct {
	Client

	row int
}

// beginClients knows the clients that are there, and takes rows by their number.
func beginClients(ctx context.Context, r *importRun) (takeRow, error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT `+clientColumns+` FROM client`)
	if err != nil {
		return nil, err
	}
	all, err := collect(rows, func(rows *sql.Rows) (client Client, err error) {
		fields, done := clientFields(&client)
		err = rows.Scan(fields...)
		done()
		return client, err
	})
	if err != nil {
		return nil, err
	}
	c := &clientImport{
		run: r, known: make(map[string]*knownClient, len(all)),
		families: &namedRows{table: "family"}, types: &namedRows{table: "client_type"},
	}
	for _, client := range all {
		c.known[client.Number] = &knownClient{Client: client}
	}
	c.doubles = newClientDoubles(c.known)
	return c.take, nil
}

// clientImport takes the rows of a file of clients.
type clientImport struct {
	run             *importRun
	known           map[string]*knownClient // by number
	families, types *namedRows
	doubles         *clientDoubles
}

func (c *clientImport) take(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
	row.reference = row.values["number"]
	if row.reference == "" {
		return 0, "import.refused_no_number", nil
	}
	there, exists := c.known[row.reference]
	if !exists {
		there = &knownClient{}
	}
	before, after := there.Client, there.Client
	row.clientID = before.ID
	c.run.fillClient(&after, row.values)
	if after.Name == "" {
		return 0, "import.refused_no_name", nil
	}
	if err := c.run.fillGroups(ctx, &after, row.values, c.families, c.types); err != nil {
		return 0, "", err
	}
	switch {
	case exists && len(changedFields(before, after)) == 0:
		outcome = rowUnchanged
	case there.row != 0:
		return 0, "import.refused_repeated", nil
	case exists:
		outcome = rowChanged
		c.run.clientChanges(row, before, after)
	default:
		outcome = rowNew
	}
	if outcome != rowUnchanged {
		if err := c.write(ctx, row, before, &after); err != nil {
			return 0, "", err
		}
		there.Client = after
		c.known[row.reference] = there
	}
	there.row = row.number
	row.clientID, row.entityID = after.ID, after.ID
	if other := c.doubles.add(after); other != "" && outcome == rowNew {
		row.refused = append(row.refused, refusedCell{"number", other, "import.noticed_double"})
	}
	if outcome == rowNew {
		row.noticeLostSigns(after)
	}
	return outcome, "", nil
}

// write writes a client, and where his consent comes from.
func (c *clientImport) write(ctx context.Context, row *importRow, before Client, after *Client) error {
	if err := c.run.db.writeClient(ctx, c.run.statements, after); err != nil {
		return err
	}
	return c.run.consent(ctx, before, *after, row)
}

// noticeLostSigns shows a name in which a ? stands for a letter that the other program could not write (?tefan).
func (row *importRow) noticeLostSigns(c Client) {
	for _, field := range [...]struct{ key, value string }{{"name", c.Name}, {"first_name", c.FirstName}} {
		if strings.Contains(field.value, "?") {
			row.refused = append(row.refused, refusedCell{field.key, field.value, "import.noticed_lost_sign"})
		}
	}
}

// consent keeps where it comes from that a client accepts promotional mail, or no longer does.
func (r *importRun) consent(ctx context.Context, before, after Client, row *importRow) error {
	if before.AcceptsPromotional == after.AcceptsPromotional {
		return nil
	}
	return r.db.addConsent(ctx, r.tx, after, ConsentNote{Source: "import " + r.result.File, Wording: row.wording})
}

// fillClient takes over what a row says; an empty cell says nothing.
func (r *importRun) fillClient(c *Client, values map[string]string) {
	joinAddress(values)
	for _, field := range [...]struct {
		key    string
		target *string
	}{
		{"number", &c.Number},
		{"title", &c.Title},
		{"name", &c.Name},
		{"first_name", &c.FirstName},
		{"company_form", &c.CompanyForm},
		{"address", &c.Address},
		{"postcode", &c.Postcode},
		{"locality", &c.Locality},
		{"country", &c.Country},
		{"language", &c.Language},
		{"phone", &c.Phone},
		{"gsm", &c.GSM},
		{"email", &c.Email},
		{"billing_email", &c.BillingEmail},
		{"vat_number", &c.VATNumber},
		{"notes", &c.Notes},
	} {
		if value := values[field.key]; value != "" && (*field.target == "" || !r.options.OnlyFill) {
			*field.target = value
		}
	}
	if answer := values["accepts_promotional"]; answer != "" && (c.ID == 0 || !r.options.OnlyFill) {
		c.AcceptsPromotional = answer == "1"
	}
}

// joinAddress puts together what some programs keep in columns of their own: street, number, box, second line.
func joinAddress(values map[string]string) {
	address := strings.TrimSpace(values["address"] + " " + values["house_number"])
	if box := values["box"]; box != "" {
		address = strings.TrimSpace(address + "/" + box)
	}
	if second := values["address_2"]; second != "" {
		address = strings.TrimPrefix(address+", "+second, ", ")
	}
	values["address"] = address
}

func (r *importRun) fillGroups(ctx context.Context, c *Client, values map[string]string, families, types *namedRows) (err error) {
	fill := func(id int64, name string) bool { return name != "" && (id == 0 || !r.options.OnlyFill) }
	if name := values["family"]; fill(c.FamilyID, name) {
		c.Family = name
		if c.FamilyID, err = families.id(ctx, r, name); err != nil {
			return err
		}
	}
	if name := values["type"]; fill(c.TypeID, name) {
		c.Type = name
		c.TypeID, err = types.id(ctx, r, name)
	}
	return err
}

// namedRows finds families and types by their names and makes those that are new.
type namedRows struct {
	table string
	known map[string]int64
}

func (n *namedRows) id(ctx context.Context, r *importRun, name string) (int64, error) {
	fold := Fold(name)
	if id, ok := n.known[fold]; ok {
		return id, nil
	}
	if n.known == nil {
		n.known = map[string]int64{}
	}
	var id int64
	err := r.tx.QueryRowContext(ctx, `INSERT INTO `+n.table+` (name, name_fold) VALUES (?, ?)
		ON CONFLICT (name_fold) DO UPDATE SET name = name RETURNING id`, name, fold).Scan(&id)
	if err == nil {
		n.known[fold] = id
	}
	return id, err
}

// whole reads a number that importField.read has checked; "" is 0.
func whole(text string) int64 {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return number
}
