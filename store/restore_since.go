package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// takeOver brings into the restored copy what must survive whatever a person wants to go back to: the messages that left
// since the backup was made, so that none leaves twice, and the numbers that were given, so that none is given again. A
// damaged file, or one of an older program, keeps its secrets: then what waited in the backup stays uncertain, and restored
// says that the rest is unknown. A fault of a sound one ends the restore: nothing may be forgotten silently.
func takeOver(ctx context.Context, fresh, replaced string, restored *Restored) (err error) {
	copied, err := sql.Open("sqlite", dsn(fresh, "rw", "1"))
	if err != nil {
		return err
	}
	copied.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, copied.Close()) }()
	if _, missing := os.Stat(replaced); missing == nil {
		current := false
		if CheckFile(ctx, replaced) == nil {
			current, _ = IsCurrent(ctx, replaced) // one that cannot be read is none of ours to take over from
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
	if _, err := copied.ExecContext(ctx, `ATTACH ? AS replaced`, dsn(replaced, "ro", "0")); err != nil {
		return err
	}
	tx, err := copied.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to roll back
	for _, step := range takeOverSteps {
		if _, err := tx.ExecContext(ctx, step, sql.Named("restored", ReasonRestored), sql.Named("last", lastNumber),
			sql.Named("file", lastFile)); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = copied.ExecContext(ctx, `DETACH replaced`)
	return err
}

// sameMailing, sameClient … hold for a row of both files: a number alone may have been given to another row since.
const (
	sameMailing  = `EXISTS (SELECT 1 FROM main.mailing AS m JOIN replaced.mailing AS r USING (id, created_at) WHERE m.id = old.mailing_id)`
	sameClient   = `EXISTS (SELECT 1 FROM main.client AS m JOIN replaced.client AS r USING (id, name) WHERE m.id = old.client_id)`
	sameDocument = `EXISTS (SELECT 1 FROM main.document AS m JOIN replaced.document AS r USING (id, number, client_id) WHERE m.id = old.document_id)`
)

// takeOverSteps are carried out in one transaction on the copy, with the replaced file attached.
var takeOverSteps = []string{
	// What waited in the backup: what became of it, unless nobody knows. What waits there too has not left.
	`UPDATE main.delivery SET state = old.state, reason = old.reason, reply = old.reply, reply_code = old.reply_code,
		attempt = old.attempt, finished_at = old.finished_at
		FROM replaced.delivery AS old WHERE old.message_id = delivery.message_id AND delivery.state = 'uncertain'
		AND delivery.reason = @restored AND old.state IN ('queued', 'sent', 'failed', 'cancelled')`,
	// What had failed, or was uncertain, and was tried again or decided since.
	`UPDATE main.delivery SET state = iif(old.state IN ('queued', 'sending'), 'uncertain', old.state),
		reason = iif(old.state IN ('queued', 'sending'), @restored, old.reason), reply = old.reply, reply_code = old.reply_code,
		attempt = old.attempt, finished_at = old.finished_at
		FROM replaced.delivery AS old WHERE old.message_id = delivery.message_id AND old.state <> delivery.state
		AND (delivery.state IN ('failed', 'cancelled') OR delivery.state = 'uncertain' AND delivery.reason <> @restored)`,
	// Nothing begins to leave that she has stopped since, nor to who no longer accepts it.
	`UPDATE main.mailing SET paused = old.paused FROM replaced.mailing AS old
		WHERE old.id = mailing.id AND old.created_at = mailing.created_at AND old.paused <> mailing.paused`,
	`UPDATE main.client SET accepts_promotional = 0 FROM replaced.client AS old
		WHERE old.id = client.id AND old.name = client.name AND client.accepts_promotional AND NOT old.accepts_promotional`,
	// A mailing that was a draft then, and was sent since, is no draft; one that was cancelled since stays so.
	`UPDATE main.mailing SET state = old.state, queued_at = old.queued_at FROM replaced.mailing AS old
		WHERE old.id = mailing.id AND old.created_at = mailing.created_at AND (mailing.state = 'draft'
		AND old.state IN ('queued', 'cancelled') OR mailing.state = 'queued' AND old.state = 'cancelled')`,
	`INSERT INTO main.recipient (mailing_id, client_id, name, email, language, left_out)
		SELECT mailing_id, client_id, name, email, language, left_out FROM replaced.recipient AS old
		WHERE ` + sameMailing + ` AND ` + sameClient + ` AND mailing_id IN (SELECT id FROM main.mailing WHERE state IN ('queued', 'cancelled'))
		ON CONFLICT (mailing_id, client_id) DO UPDATE SET name = excluded.name, email = excluded.email, language = excluded.language,
			left_out = excluded.left_out`,
	// Messages that were queued since. Those that were still waiting are for a person to decide.
	`INSERT INTO main.delivery (kind, mailing_id, recipient_id, document_id, client_id, user_id, purpose, from_address, to_address,
			to_name, subject, search_key, message_id, state, attempt, setbacks, first_tried_at, reply, reply_code, reason, size,
			queued_at, claimed_at, finished_at)
		SELECT kind, iif(` + sameMailing + `, mailing_id, NULL),
			(SELECT id FROM main.recipient AS r WHERE r.mailing_id = old.mailing_id AND r.client_id = old.client_id AND ` + sameMailing + `),
			iif(` + sameDocument + `, document_id, NULL), iif(` + sameClient + `, client_id, NULL),
			coalesce((SELECT id FROM main.user WHERE id = old.user_id), (SELECT min(id) FROM main.user)), purpose, from_address,
			to_address, to_name, subject, search_key, message_id, iif(state IN ('queued', 'sending'), 'uncertain', state), attempt,
			setbacks, first_tried_at, reply, reply_code, iif(state IN ('queued', 'sending'), @restored, reason), size, queued_at,
			claimed_at, finished_at
		FROM replaced.delivery AS old WHERE message_id NOT IN (SELECT message_id FROM main.delivery)
		AND (old.mailing_id IS NULL OR old.mailing_id NOT IN (SELECT id FROM replaced.mailing WHERE state = 'preparing')) ORDER BY id`,
	`INSERT OR IGNORE INTO main.content (sha256, bytes) SELECT sha256, bytes FROM replaced.content
		WHERE id IN (SELECT tail_id FROM replaced.message WHERE delivery_id IN (SELECT id FROM replaced.delivery
			WHERE message_id IN (SELECT message_id FROM main.delivery WHERE id NOT IN (SELECT delivery_id FROM main.message))))`,
	`INSERT INTO main.message (delivery_id, head, tail_id)
		SELECT fresh.id, m.head, (SELECT id FROM main.content WHERE sha256 = (SELECT sha256 FROM replaced.content WHERE id = m.tail_id))
		FROM main.delivery AS fresh JOIN replaced.delivery AS old USING (message_id) JOIN replaced.message AS m ON m.delivery_id = old.id
		WHERE fresh.id NOT IN (SELECT delivery_id FROM main.message)`,
	`UPDATE main.delivery SET replaced_by = (SELECT fresh.id FROM replaced.delivery AS old
			JOIN replaced.delivery AS newer ON newer.id = old.replaced_by JOIN main.delivery AS fresh ON fresh.message_id = newer.message_id
			WHERE old.message_id = delivery.message_id)
		WHERE replaced_by IS NULL AND message_id IN (SELECT message_id FROM replaced.delivery WHERE replaced_by IS NOT NULL)`,
	// The mails of files that left since stand on their timelines, so that none is written a second time.
	`INSERT INTO main.file_event (file_id, at, user_name, kind, text, delivery_id)
		SELECT f.id, old.at, old.user_name, old.kind, old.text, fresh.id FROM replaced.file_event AS old
		JOIN replaced.file AS r ON r.id = old.file_id JOIN main.file AS f ON f.number = r.number AND f.kind = r.kind
		JOIN replaced.delivery AS d ON d.id = old.delivery_id JOIN main.delivery AS fresh ON fresh.message_id = d.message_id
		WHERE old.kind = 'mail' AND fresh.id NOT IN (SELECT delivery_id FROM main.file_event WHERE delivery_id IS NOT NULL) ORDER BY old.id`,
	// Numbers that were given since are never given again.
	`INSERT INTO main.setting (key, value) SELECT @last || journal.company_id || '.' || code || year, CAST(max(sequence) AS TEXT)
		FROM replaced.document JOIN replaced.journal ON journal.id = journal_id AND journal.company_id = document.company_id
		WHERE sequence > 0 GROUP BY journal.company_id, code, year
		ON CONFLICT (key) DO UPDATE SET value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)`,
	`INSERT INTO main.setting (key, value) SELECT @file || kind || '.' || year, CAST(max(sequence) AS TEXT) FROM replaced.file
		GROUP BY kind, year
		ON CONFLICT (key) DO UPDATE SET value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)`,
	`INSERT INTO main.setting (key, value) SELECT key, value FROM replaced.setting WHERE key LIKE @last || '%' OR key LIKE @file || '%'
		ON CONFLICT (key) DO UPDATE SET value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)`,
}
