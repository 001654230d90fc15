package backup

// same says when a row of the backup (m) and a row of the replaced file (r) are one and the same: an id alone does not,
// because it may have been given to another row since. Of several ways the first that holds counts. came_x maps the rows of
// table x that were told apart before: those a table refers to come first.
var same = map[string][]string{
	"family":      {`m.name_fold = r.name_fold`},
	"client_type": {`m.name_fold = r.name_fold`},
	"directory":   {`m.party = r.party AND m.name_fold = r.name_fold`},
	"content":     {`m.sha256 = r.sha256`},
	"user": {
		`m.id = r.id AND m.name = r.name AND ` + sameAccount,
		`m.id = r.id AND m.email <> '' AND m.email = r.email`,
		`m.name = r.name AND ` + sameAccount,
	},
	"company": {
		`m.id = r.id AND (m.name = r.name OR m.vat_number <> '' AND m.vat_number = r.vat_number OR m.iban <> '' AND m.iban = r.iban
			OR ` + issuedInBoth("company_id") + `)`,
		`m.name = r.name AND m.vat_number = r.vat_number`,
	},
	"journal": {`m.company_id = ` + mapped("company", "r.company_id") + ` AND m.code = r.code`},
	// A clock that stood still is no proof: something of who it is must have stayed, too, or what is never taken away from
	// him again, whatever of his sheet has changed since.
	"client": {
		`m.id = r.id AND m.created_at = r.created_at AND (m.name_fold = r.name_fold OR m.email <> '' AND m.email = r.email
			OR m.vat_number <> '' AND m.vat_number = r.vat_number OR m.gsm <> '' AND m.gsm = r.gsm
			OR EXISTS (SELECT 1 FROM main.delivery AS d JOIN replaced.delivery AS e ON e.message_id = d.message_id
				WHERE d.client_id = m.id AND e.client_id = r.id) OR ` + issuedInBoth("client_id") + `)`,
		`m.number = r.number AND m.created_at = r.created_at AND m.name_fold = r.name_fold`,
	},
	"contact": {
		`m.id = r.id AND m.client_id = ` + mapped("client", "r.client_id") + ` AND (m.email <> '' AND m.email = r.email
			OR m.name = r.name AND m.first_name = r.first_name)`,
		`m.client_id = ` + mapped("client", "r.client_id") + ` AND m.email = r.email AND m.name = r.name AND m.first_name = r.first_name`,
	},
	"vehicle": {
		`m.id = r.id AND (m.vin <> '' AND m.vin = r.vin OR m.plate_fold <> '' AND m.plate_fold = r.plate_fold)`,
		`m.client_id = ` + mapped("client", "r.client_id") + ` AND m.plate_fold = r.plate_fold AND m.vin = r.vin`,
	},
	"document": {
		`m.state <> 'draft' AND r.state <> 'draft' AND m.number = r.number AND m.kind = r.kind
			AND m.client_id = ` + mapped("client", "r.client_id") + ` AND m.company_id IS ` + mapped("company", "r.company_id"),
		`m.state = 'draft' AND r.state = 'draft' AND ` + sameDraft,
	},
	"mailing":    {`m.id = r.id AND m.created_at = r.created_at`},
	"recipient":  {`m.mailing_id = ` + mapped("mailing", "r.mailing_id") + ` AND m.client_id = ` + mapped("client", "r.client_id")},
	"delivery":   {`m.message_id = r.message_id`},
	"file":       {`m.number = r.number AND m.kind = r.kind`},
	"file_photo": {`m.file_id = ` + mapped("file", "r.file_id") + ` AND m.sha256 = r.sha256`},
	"file_event": {`m.file_id = ` + mapped("file", "r.file_id") + ` AND m.delivery_id = ` + mapped("delivery", "r.delivery_id")},
	"reminder":   {`m.document_id = ` + mapped("document", "r.document_id") + ` AND m.at = r.at`},
	"consent": {
		`m.client_id = ` + mapped("client", "r.client_id") + ` AND m.at = r.at AND m.accepts = r.accepts AND m.source = r.source`,
	},
}

// sameAccount holds for two of one name: another's mail must not leave from her account.
const sameAccount = `(m.email = r.email OR m.email = '' OR r.email = '' OR m.smtp_login <> '' AND m.smtp_login = r.smtp_login
	OR m.system_login <> '' AND m.system_login = r.system_login OR m.display_name = r.display_name)`

// issuedInBoth holds when both files have a document that was issued by, or to, who is m there and r here.
func issuedInBoth(column string) string {
	return `EXISTS (SELECT 1 FROM main.document AS d JOIN replaced.document AS e ON e.id = d.id AND e.number = d.number AND e.kind = d.kind
		AND e.issued_at = d.issued_at AND e.date = d.date AND e.total_cents = d.total_cents
		WHERE d.` + column + ` = m.id AND e.` + column + ` = r.id AND d.state <> 'draft' AND e.state <> 'draft')`
}

const sameDraft = `m.id = r.id AND m.kind = r.kind AND m.client_id = (SELECT new FROM temp.came_client WHERE old = r.client_id)
	AND m.company_id IS (SELECT new FROM temp.came_company WHERE old = r.company_id)`

// stays names the tables whose rows no message that left refers to: a person who goes back wants them as they were then. What
// refers to one of them loses it, or stays too.
var stays = map[string]string{
	"mark":               "the marks of that day",
	"custom_filter":      "a saved choice",
	"segment":            "a saved choice",
	"segment_client":     "a saved choice",
	"mail_template":      "a text",
	"mail_template_text": "a text",
	"import_run":         "an import that is undone with what it brought",
	"import_mapping":     "a saved choice",
	"refused_value":      "an import that is undone with what it brought",
	"visit":              "nothing of it leaves",
	"access_point":       "of the settings",
	"client_route":       "hers to say",
	"owed_document":      "taken over in the end, where both are there: a list brings no document along",
	"tally":              "triggers keep it",
	"lease":              "of programs that have the file open",
	"setting":            "the numbers given and the copies to file are taken over one by one",
	"schema_version":     "of the file itself",
}

// parts names the rows that come with the one they belong to, and by which column: those that would go with it when it is
// deleted, unless that is not who they belong to.
var parts = map[string]string{"file_document": "file_id"}

// instead says what a column that comes along is to be when not its value there, with the row as o. An address or a name
// that two have keeps the one of the backup.
var instead = map[string]string{
	"client.number": `iif(EXISTS (SELECT 1 FROM main.client WHERE number = o.number),
		o.number || ' (' || (SELECT new FROM temp.came_client WHERE old = o.id) || ')', o.number)`,
	"user.name": `iif(EXISTS (SELECT 1 FROM main.user WHERE name = o.name),
		o.name || ' (' || (SELECT new FROM temp.came_user WHERE old = o.id) || ')', o.name)`,
	"delivery.user_id": `coalesce((SELECT new FROM temp.came_user WHERE old = o.user_id), (SELECT min(id) FROM main.user))`,
	// Messages that were queued since and still waited are for a person to decide.
	"delivery.state":  `iif(o.state IN ('queued', 'sending'), 'uncertain', o.state)`,
	"delivery.reason": `iif(o.state IN ('queued', 'sending'), '` + ReasonRestored + `', o.reason)`,
}

// onlyIf holds for the rows of a table that can come along.
var onlyIf = map[string]string{
	"file_document": `(o.document_id IS NULL OR EXISTS (SELECT 1 FROM temp.came_document WHERE old = o.document_id))`,
}

func mapped(table, column string) string {
	return `(SELECT new FROM temp.came_` + table + ` WHERE old = ` + column + `)`
}
