package intake

import (
	"context"
	"database/sql"
	"errors"
	"hash/maphash"
	"strconv"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// knownClient is a client that is there, with the row of this import that spoke of him first, 0 = none yet. Of what is kept of
// him only a hash is held: a hundred thousand clients would fill the memory, and most of a second import is as it was.
type knownClient struct {
	id   int64
	hash uint64 // see clientImport.hash
	row  int
}

// clientImport takes the rows of a file of clients.
type clientImport struct {
	run             *importRun
	seed            maphash.Seed
	known           map[string]knownClient // by number
	families, types *namedRows
	duplicates      *clientDuplicates // nil until a client is new
	read            *sql.Stmt         // one client by his id
	text            []byte            // of the client that is being hashed; made once
}

// beginClients knows the clients that are there, and takes rows by their number.
func beginClients(ctx context.Context, r *importRun) (takeRow, error) {
	r.numberIDs = nil // they change now
	c := &clientImport{
		run: r, seed: maphash.MakeSeed(), known: map[string]knownClient{},
		families: &namedRows{table: "family"}, types: &namedRows{table: "client_type"},
	}
	var err error
	if c.read, err = r.tx.PrepareContext(ctx, `SELECT `+store.ClientColumns+` FROM client WHERE id = ?`); err != nil {
		return nil, err
	}
	rows, err := r.tx.QueryContext(ctx, `SELECT id, number, `+joined(hashedColumns)+` FROM client`)
	if err != nil {
		return nil, err
	}
	err = eachRow(rows, func() error {
		var one knownClient
		var number string
		var text sql.RawBytes
		err := rows.Scan(&one.id, &number, &text)
		one.hash = maphash.Bytes(c.seed, text)
		c.known[number] = one
		return err
	})
	r.deferred = deferred{table: "client", there: len(c.known)}
	return c.take, errors.Join(err, c.families.load(ctx, r), c.types.load(ctx, r))
}

// hashedColumns are what an import can change of a client.
var hashedColumns = []string{
	"title", "name", "first_name", "company_form", "address", "postcode", "locality", "country", "language", "phone", "gsm", "email",
	"billing_email", "vat_number", "family_id", "type_id", "accepts_promotional", "notes",
}

// hash is that of a client's hashedColumns.
func (c *clientImport) hash(o *garage.Client) uint64 {
	accepts := int64(0)
	if o.AcceptsPromotional {
		accepts = 1
	}
	c.text = joinValues(c.text[:0], []any{
		o.Title, o.Name, o.FirstName, o.CompanyForm, o.Address, o.Postcode, o.Locality, o.Country, o.Language, o.Phone, o.GSM, o.Email,
		o.BillingEmail, o.VATNumber, sqlite.Nullable(o.FamilyID), sqlite.Nullable(o.TypeID), accepts, o.Notes,
	})
	return maphash.Bytes(c.seed, c.text)
}

func (c *clientImport) take(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error) {
	row.reference = row.values["number"]
	if row.reference == "" {
		return 0, "import.refused_no_number", nil
	}
	there, exists := c.known[row.reference]
	joinAddress(row.values)
	person := partCompany(row.values)
	if !exists || !c.saysTheSame(there, row.values) {
		outcome, reason, err := c.takeOther(ctx, row, there)
		if err == nil && person != (companyPerson{}) && outcome != rowUnchanged {
			err = c.addPerson(ctx, row.entityID, person)
		}
		return outcome, reason, err
	}
	there.row = row.number
	c.known[row.reference] = there
	row.clientID, row.entityID = there.id, there.id
	return rowUnchanged, "", nil
}

// saysTheSame reports whether a row says all that is kept of a client, and nothing else.
func (c *clientImport) saysTheSame(there knownClient, values map[string]string) bool {
	said := garage.Client{FamilyID: c.families.known[garage.Fold(values["family"])], TypeID: c.types.known[garage.Fold(values["type"])]}
	c.run.fillClient(&said, values)
	return said.Name != "" && c.hash(&said) == there.hash
}

// takeOther takes a row that is new or says something else than what is kept.
func (c *clientImport) takeOther(ctx context.Context, row *importRow, there knownClient) (outcome rowOutcome, reason string, err error) {
	before := garage.Client{}
	if there.id != 0 {
		if before, err = c.readKnown(ctx, there.id); err != nil {
			return 0, "", err
		}
	}
	after := before
	row.clientID = before.ID
	c.run.fillClient(&after, row.values)
	if after.Name == "" {
		return 0, "import.refused_no_name", nil
	}
	if err := c.run.fillGroups(ctx, &after, row.values, c.families, c.types); err != nil {
		return 0, "", err
	}
	switch {
	case there.id != 0 && len(store.ChangedFields(before, after)) == 0:
		outcome = rowUnchanged
	case there.row != 0:
		return 0, "import.refused_repeated", nil
	case there.id != 0:
		outcome = rowChanged
		c.run.clientChanges(row, before, after)
	default:
		outcome = rowNew
	}
	if outcome != rowUnchanged {
		if err := c.write(ctx, row, before, &after); err != nil {
			return 0, "", err
		}
	}
	c.known[row.reference] = knownClient{after.ID, c.hash(&after), row.number}
	row.clientID, row.entityID = after.ID, after.ID
	if outcome == rowNew {
		row.noticeLostSigns(after)
	}
	return outcome, "", nil
}

func (c *clientImport) readKnown(ctx context.Context, id int64) (client garage.Client, err error) {
	fields, done := store.ClientFields(&client)
	err = c.read.QueryRowContext(ctx, id).Scan(fields...)
	done()
	return client, err
}

// write writes a client, and where his consent comes from. A new one who is probably in the file already is listed.
func (c *clientImport) write(ctx context.Context, row *importRow, before garage.Client, after *garage.Client) (err error) {
	if before.ID == 0 && c.duplicates == nil {
		if c.duplicates, err = readClientDuplicates(ctx, c.run.tx); err != nil {
			return err
		}
	}
	if err := c.run.db.WriteClient(ctx, c.run.statements, after); err != nil {
		return err
	}
	if c.duplicates != nil {
		if other := c.duplicates.add(*after); other != "" && before.ID == 0 {
			row.refused = append(row.refused, refusedCell{"number", other, "import.noticed_double"})
		}
	}
	if before.ID == 0 {
		if err := c.run.deferred.add(ctx, c.run.tx); err != nil {
			return err
		}
	}
	return c.run.consent(ctx, before, *after, row)
}

// noticeLostSigns shows a name in which a ? stands for a letter that the other program could not write (?tefan).
func (row *importRow) noticeLostSigns(c garage.Client) {
	for _, field := range [...]struct{ key, value string }{{"name", c.Name}, {"first_name", c.FirstName}} {
		if strings.Contains(field.value, "?") {
			row.refused = append(row.refused, refusedCell{field.key, field.value, "import.noticed_lost_sign"})
		}
	}
}

// consent keeps where it comes from that a client accepts promotional mail, or no longer does.
func (r *importRun) consent(ctx context.Context, before, after garage.Client, row *importRow) error {
	if before.AcceptsPromotional == after.AcceptsPromotional {
		return nil
	}
	return r.db.AddConsent(ctx, r.tx, after, garage.ConsentNote{Source: "import " + r.result.File, Wording: row.wording})
}

// fillClient takes over what a row says; an empty cell says nothing.
func (r *importRun) fillClient(c *garage.Client, values map[string]string) {
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

// companyPerson is who stands beside the name of a company in its row.
type companyPerson struct{ firstName, name string }

// partCompany makes the company the client where a row has both: it is who is billed. The person becomes a contact of it.
func partCompany(values map[string]string) (person companyPerson) {
	company := values["company"]
	if company == "" {
		return companyPerson{}
	}
	person = companyPerson{values["first_name"], values["name"]}
	values["name"], values["first_name"] = company, ""
	switch garage.Fold(company) {
	case garage.Fold(person.name), garage.Fold(person.firstName + " " + person.name), garage.Fold(person.name + " " + person.firstName):
		values["name"], values["first_name"] = person.name, person.firstName // he himself
		return companyPerson{}
	}
	return person
}

// addPerson makes a contact of a client, unless he is there.
func (c *clientImport) addPerson(ctx context.Context, client int64, person companyPerson) error {
	_, err := c.run.statements.ExecContext(ctx, `INSERT INTO contact (client_id, first_name, name) SELECT ?1, ?2, ?3
		WHERE NOT EXISTS (SELECT 1 FROM contact WHERE client_id = ?1 AND first_name = ?2 AND name = ?3)`, client, person.firstName, person.name)
	return err
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

func (r *importRun) fillGroups(ctx context.Context, c *garage.Client, values map[string]string, families, types *namedRows) (err error) {
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
	known map[string]int64 // by folded name
}

func (n *namedRows) load(ctx context.Context, r *importRun) error {
	n.known = map[string]int64{}
	rows, err := r.tx.QueryContext(ctx, `SELECT name_fold, id FROM `+n.table) //nolint:sqlclosecheck // eachRow closes them
	if err != nil {
		return err
	}
	return eachRow(rows, func() error {
		var fold string
		var id int64
		err := rows.Scan(&fold, &id)
		n.known[fold] = id
		return err
	})
}

func (n *namedRows) id(ctx context.Context, r *importRun, name string) (int64, error) {
	fold := garage.Fold(name)
	if id, ok := n.known[fold]; ok {
		return id, nil
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
