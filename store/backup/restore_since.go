package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"garagemail/store"
	"garagemail/store/sqlite"
)

// takeOver brings into the restored copy what must survive whatever a person wants to go back to: the messages that left
// since the backup was made, so that none leaves twice, and the numbers that were given, so that none is given again. A
// damaged file, or one of an older program, keeps its secrets: then what waited in the backup stays uncertain, and restored
// says that the rest is unknown. A fault of a sound one ends the restore: nothing may be forgotten silently.
func takeOver(ctx context.Context, fresh, replaced string, restored *Restored) (err error) {
	copied, err := sql.Open("sqlite", sqlite.DSN(fresh, "rw", "1"))
	if err != nil {
		return err
	}
	copied.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, copied.Close()) }()
	if _, missing := os.Stat(replaced); missing == nil {
		current := false
		if store.CheckFile(ctx, replaced) == nil {
			current, _ = store.IsCurrent(ctx, replaced) // one that cannot be read is none of ours to take over from
		}
		if restored.Unknown = !current; current {
			if err := takeOverFrom(ctx, copied, replaced); err != nil {
				return fmt.Errorf("take over what left since the backup: %w", err)
			}
		}
	}
	return copied.QueryRowContext(ctx, `SELECT count(*) FROM delivery WHERE state = 'uncertain' AND reason = ?`, ReasonRestored).
		Scan(&restored.Uncertain)
}

func takeOverFrom(ctx context.Context, copied *sql.DB, replaced string) error {
	if _, err := copied.ExecContext(ctx, `ATTACH ? AS replaced`, sqlite.DSN(replaced, "ro", "0")); err != nil {
		return err
	}
	tx, err := copied.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to roll back
	if err := bringSince(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = copied.ExecContext(ctx, `DETACH replaced`)
	return err
}

// bringSince carries out the take-over in one transaction on the copy, with the replaced file attached.
func bringSince(ctx context.Context, tx *sql.Tx) error {
	b, err := newBringing(ctx, tx)
	if err != nil {
		return err
	}
	for _, step := range []func() error{b.sleepGuards, b.match, b.settle, b.choose, b.complete, b.bring, b.finish, b.wakeGuards} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// beforeMatch is what is to be done before the rows of a table are told apart, once those that it refers to are: what was a
// draft in the backup and left since is no draft. It comes as it left.
var beforeMatch = map[string][]string{
	"document": {
		// The credit note of one that was issued since may be what left. The papers of a file go with the draft, and come back.
		`CREATE TEMP TABLE issued_since AS SELECT m.id FROM main.document AS m JOIN replaced.document AS r ON ` + sameDraft + `
			WHERE m.state = 'draft' AND r.state <> 'draft' AND (r.id IN (SELECT document_id FROM replaced.delivery)
			OR r.id IN (SELECT corrects_id FROM replaced.document WHERE id IN (SELECT document_id FROM replaced.delivery)))`,
		`CREATE TEMP TABLE kept_paper AS SELECT * FROM main.file_document WHERE document_id IN (SELECT id FROM temp.issued_since)`,
		`DELETE FROM main.document WHERE id IN (SELECT id FROM temp.issued_since)`,
	},
	"mailing": {
		`CREATE TEMP TABLE queued_since AS SELECT id FROM main.mailing AS m JOIN replaced.mailing AS r USING (id, created_at)
			WHERE m.state = 'draft' AND r.state IN ('queued', 'cancelled')`,
		`DELETE FROM main.mailing WHERE id IN (SELECT id FROM temp.queued_since)`,
	},
}

// notLeft holds for a message old of the replaced file that has not begun to leave: it waits, or was only claimed ahead by a
// program that is gone.
const notLeft = `(old.state = 'queued' OR old.state = 'sending' AND old.claimed_at = '')`

// settle says of the messages that were in the backup what became of them since.
func (b *bringing) settle() (err error) {
	columns := b.shape("delivery").plain()
	set := make([]string, len(columns))
	for i, column := range columns {
		set[i] = column + " = old." + column
		if column == "state" {
			set[i] = `state = iif(` + notLeft + `, 'queued', old.state)`
		}
	}
	const same = ` FROM temp.came_delivery AS came JOIN replaced.delivery AS old ON old.id = came.old WHERE came.new = delivery.id AND `
	const waited = `(delivery.state = 'uncertain' AND delivery.reason = '` + ReasonRestored + `')`
	for _, statement := range []string{
		// What waited in the backup, unless nobody knows what became of it; what was tried again or decided since and has ended.
		`UPDATE main.delivery SET ` + strings.Join(set, ", ") + same + `(` + waited + ` AND (` + notLeft + ` OR old.state NOT IN ('sending', 'uncertain'))
			OR NOT ` + waited + ` AND old.state <> delivery.state AND old.state NOT IN ('queued', 'sending'))`,
		// What was tried again since, and was on its way. What only waits to go again has not: it stays as it was.
		`UPDATE main.delivery SET state = 'uncertain', attempt = old.attempt, uncounted = old.uncounted, finished_at = old.claimed_at,
			reason = '` + ReasonRestored + `'` + same + `NOT ` + waited + ` AND old.state = 'sending' AND old.claimed_at <> ''`,
		// Nothing begins to leave that she has stopped since.
		`UPDATE main.mailing SET paused = old.paused, state = old.state FROM temp.came_mailing AS came JOIN replaced.mailing AS old ON old.id = came.old
			WHERE came.new = mailing.id AND mailing.state = 'queued' AND old.state IN ('queued', 'cancelled')`,
	} {
		b.exec(&err, statement)
	}
	b.exec(&err, `UPDATE main.delivery SET state = 'cancelled', finished_at = ? WHERE state = 'queued' AND `+store.OfCancelledMailingSQL, sqlite.FormatTime(time.Now()))
	return err
}

// choose begins with what must come whatever a person wants to go back to.
func (b *bringing) choose() (err error) {
	const handedOver = `(mailing_id IS NULL OR mailing_id NOT IN (SELECT id FROM replaced.mailing WHERE state = 'preparing'))`
	for _, what := range []struct{ table, which string }{
		{"delivery", `SELECT id FROM replaced.delivery WHERE ` + handedOver},
		// The mails of files stand on their timelines, so that none is written a second time.
		{"file_event", `SELECT id FROM replaced.file_event WHERE kind = 'mail' AND delivery_id IN (SELECT id FROM replaced.delivery WHERE ` + handedOver + `)`},
		{"mailing", `SELECT id FROM temp.queued_since`},
		{"recipient", `SELECT r.id FROM replaced.recipient AS r JOIN temp.came_mailing AS came ON came.old = r.mailing_id
			JOIN main.mailing AS m ON m.id = came.new WHERE m.state IN ('queued', 'cancelled')`},
		{"reminder", `SELECT id FROM replaced.reminder WHERE document_id IN (SELECT old FROM temp.came_document)`},
		// Who no longer accepts such mail, with the proof.
		{"consent", `SELECT r.id FROM replaced.consent AS r JOIN temp.came_client AS came ON came.old = r.client_id
			JOIN main.client AS m ON m.id = came.new JOIN replaced.client AS c ON c.id = r.client_id
			WHERE m.accepts_promotional AND NOT c.accepts_promotional`},
		// The PDF that left is the document.
		{"content", `SELECT r.content_id FROM replaced.document AS r JOIN temp.came_document AS came ON came.old = r.id
			JOIN main.document AS m ON m.id = came.new WHERE m.content_id IS NULL AND r.content_id IS NOT NULL`},
		{"company", `SELECT company_id FROM replaced.document WHERE sequence > 0`},
		{"company", `SELECT CAST(substr(key, length('` + store.SettingLastNumber + `') + 1) AS INTEGER) FROM replaced.setting WHERE key LIKE '` + store.SettingLastNumber + `%'`},
	} {
		b.need(&err, what.table, what.which)
	}
	return err
}

// finish mends in the rows of the backup what those that came say of them.
func (b *bringing) finish() (err error) {
	for _, statement := range finishSteps {
		b.exec(&err, statement)
	}
	return err
}

// keepHigher keeps a number that was given from being given again.
const keepHigher = ` ON CONFLICT (key) DO UPDATE SET value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)`

var finishSteps = []string{
	`UPDATE main.client SET accepts_promotional = 0 FROM temp.came_client AS came JOIN replaced.client AS old ON old.id = came.old
		WHERE came.new = client.id AND client.accepts_promotional AND NOT old.accepts_promotional`,
	`UPDATE main.recipient SET name = old.name, email = old.email, language = old.language, left_out = old.left_out
		FROM temp.came_recipient AS came JOIN replaced.recipient AS old ON old.id = came.old
		WHERE came.new = recipient.id AND recipient.mailing_id IN (SELECT id FROM main.mailing WHERE state IN ('queued', 'cancelled'))`,
	`UPDATE main.delivery SET replaced_by = newer.new FROM replaced.delivery AS old JOIN temp.came_delivery AS came ON came.old = old.id
		JOIN temp.came_delivery AS newer ON newer.old = old.replaced_by WHERE came.new = delivery.id AND delivery.replaced_by IS NULL`,
	`UPDATE main.document SET content_id = paper.new FROM replaced.document AS old JOIN temp.came_document AS came ON came.old = old.id
		JOIN temp.came_content AS paper ON paper.old = old.content_id WHERE came.new = document.id AND document.content_id IS NULL`,
	`INSERT OR IGNORE INTO main.owed_document SELECT came.new, listed.new, old.tone FROM replaced.owed_document AS old
		JOIN temp.came_delivery AS came ON came.old = old.delivery_id JOIN temp.came_document AS listed ON listed.old = old.document_id`,
	`INSERT OR IGNORE INTO main.file_document SELECT * FROM temp.kept_paper WHERE document_id IN (SELECT id FROM main.document)`,
	// What a credit note that came takes back, and nothing of one that did not come.
	`UPDATE main.document SET (credited_cents, state) = (SELECT coalesce(sum(abs(n.total_cents)), 0),
			iif(count(*) > 0 AND coalesce(sum(abs(n.total_cents)), 0) >= document.total_cents, 'credited', 'issued')
			FROM main.document AS n WHERE n.corrects_id = document.id AND n.state <> 'draft')
		WHERE kind = 'invoice' AND state <> 'draft' AND journal_id IS NOT NULL AND id IN (SELECT came.new FROM temp.need_document JOIN temp.came_document AS came USING (old)
			UNION SELECT n.corrects_id FROM main.document AS n JOIN temp.came_document AS came ON came.new = n.id JOIN temp.need_document USING (old))`,
	// Numbers that were given since are never given again.
	`INSERT INTO main.setting (key, value) SELECT '` + store.SettingLastNumber + `' || came.new || '.' || code || year, CAST(max(sequence) AS TEXT)
		FROM replaced.document JOIN replaced.journal ON journal.id = journal_id AND journal.company_id = document.company_id
		JOIN temp.came_company AS came ON came.old = journal.company_id
		WHERE sequence > 0 GROUP BY came.new, code, year` + keepHigher,
	`INSERT INTO main.setting (key, value) SELECT '` + store.SettingLastNumber + `' || came.new || substr(given.rest, instr(given.rest, '.')), given.value
		FROM (SELECT substr(key, length('` + store.SettingLastNumber + `') + 1) AS rest, value FROM replaced.setting WHERE key LIKE '` + store.SettingLastNumber + `%') AS given
		JOIN temp.came_company AS came ON came.old = CAST(given.rest AS INTEGER) WHERE true` + keepHigher,
	`INSERT INTO main.setting (key, value) SELECT '` + store.SettingLastCase + `' || kind || '.' || year, CAST(max(sequence) AS TEXT) FROM replaced.file
		GROUP BY kind, year` + keepHigher,
	`INSERT INTO main.setting (key, value) SELECT key, value FROM replaced.setting WHERE key LIKE '` + store.SettingLastCase + `%'` + keepHigher,
	// The copies of sent messages that are still to be filed, and no others.
	`DELETE FROM main.setting WHERE key > 'unfiled.' AND key < 'unfiled/' AND CAST(substr(key, 9) AS INTEGER) IN (SELECT new FROM temp.came_delivery)`,
	`INSERT INTO main.setting (key, value) SELECT 'unfiled.' || came.new, value FROM replaced.setting
		JOIN temp.came_delivery AS came ON came.old = CAST(substr(key, 9) AS INTEGER) WHERE key > 'unfiled.' AND key < 'unfiled/' ON CONFLICT (key) DO NOTHING`,
}
