package command

import (
	"context"
	"errors"
	"os"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
)

// checkAnswer is what `garagemail check --json` prints.
type checkAnswer struct {
	File       string         `json:"file"`
	State      string         `json:"state"` // ok, older, damaged, newer, busy or unreadable
	Sentence   string         `json:"sentence"`
	Detail     string         `json:"detail"`
	Counts     CountsAnswer   `json:"counts"` // of the outbox, all 0 unless the state is ok
	Backups    []backupFile   `json:"backups"`
	GoodBackup string         `json:"good_backup"` // the newest that passes its check, looked for when the file does not
	Accounts   []accountState `json:"accounts"`
	Copies     []copiesAnswer `json:"copies"` // accounts whose copies of what was sent are not all filed
}

type backupFile struct {
	Path string `json:"path"`
	At   string `json:"at"`
	Size int64  `json:"size"`
}

// accountState says whether a user could send.
type accountState struct {
	User   string `json:"user"`
	Email  string `json:"email"`
	Server string `json:"server"`
	Ready  bool   `json:"ready"` // has an address and a server; whether they work, only the server knows
}

// check looks through the whole file without writing to it, and tells how the outbox and the backups stand.
func (c *command) check() work {
	return func([]string) int { return c.checkFile() }
}

func (c *command) checkFile() int {
	ctx := context.Background()
	answer := checkAnswer{File: c.opts.Database, State: "ok", Backups: []backupFile{}, Accounts: []accountState{}, Copies: []copiesAnswer{}}
	if _, err := os.Stat(answer.File); errors.Is(err, os.ErrNotExist) {
		return c.fail(ctx, noFile(answer.File))
	}
	err := store.CheckThoroughly(ctx, answer.File)
	current := false
	if err == nil {
		current, err = store.IsCurrent(ctx, answer.File)
	}
	switch {
	case err == nil && current:
		err = c.look(ctx, &answer)
	case err == nil:
		answer.State, answer.Sentence = "older", c.p.T("command.file_older")
	}
	if err != nil {
		answer.State, answer.Sentence, answer.Detail = stateOf(err), c.sentence(err), err.Error()
		if good, err := backup.NewestGood(ctx, answer.File); err == nil {
			answer.GoodBackup = good.Path
		}
	}
	if backups, err := backup.List(answer.File); err == nil {
		for _, b := range backups {
			answer.Backups = append(answer.Backups, backupFile{b.Path, stamp(b.At), b.Size})
		}
	}
	c.print(answer, func() { c.sayCheck(answer) })
	switch {
	case err != nil:
		return ExitFailed
	case answer.Counts.Uncertain > 0:
		return ExitUncertain
	}
	return ExitDone
}

// look reads the outbox and the accounts of a file that is whole.
func (c *command) look(ctx context.Context, answer *checkAnswer) (err error) {
	db, err := store.Open(ctx, answer.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	counts, err := db.OutboxCounts(ctx)
	if err != nil {
		return err
	}
	answer.Counts = CountsAnswer(counts)
	users, err := db.Users(ctx)
	for _, u := range users {
		answer.Accounts = append(answer.Accounts, accountState{u.Name, u.Email, u.SMTPServer, u.CanSend()})
	}
	if err != nil {
		return err
	}
	answer.Copies, err = c.unfiled(ctx, db, nil)
	return err
}

func stateOf(err error) string {
	switch {
	case errors.Is(err, garage.ErrDamaged):
		return "damaged"
	case errors.Is(err, garage.ErrNewerVersion):
		return "newer"
	case errors.Is(err, garage.ErrBusy):
		return "busy"
	}
	return "unreadable"
}

func (c *command) sayCheck(answer checkAnswer) {
	if answer.State != "ok" {
		c.say("%s: %s", answer.File, answer.Sentence)
		if answer.Detail != "" {
			c.say("  %s", answer.Detail)
		}
		if answer.GoodBackup != "" {
			c.say("  garagemail --db %s restore %s", answer.File, answer.GoodBackup)
		}
		return
	}
	c.say("%s: %s", answer.File, c.p.T("command.file_ok"))
	c.sayCounts(answer.Counts)
	c.sayCopies(answer.Copies)
	for _, b := range answer.Backups {
		c.say("  %s  %s", b.Path, c.p.Size(b.Size))
	}
}
