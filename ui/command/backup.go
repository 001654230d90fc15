package command

import (
	"context"
	"errors"
	"os"

	"garagemail/store"
)

// backupAnswer is what `garagemail backup --json` prints.
type backupAnswer struct {
	File   string `json:"file"`
	Backup string `json:"backup"`
	Size   int64  `json:"size"`
}

// backup copies the file, also while other programs work in it. A backup of that name is replaced when the new one
// is whole and passes its check.
func (c *command) backup() work {
	return func(words []string) int { return c.makeBackup(words[0]) }
}

func (c *command) makeBackup(path string) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	err = db.Check(ctx) // a damaged file must not replace a good backup
	if err == nil {
		err = db.Backup(ctx, path)
	}
	if err = errors.Join(err, db.Close()); err == nil {
		err = store.CheckFile(ctx, path)
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer := backupAnswer{File: c.opts.Database, Backup: path}
	if info, err := os.Stat(path); err == nil {
		answer.Size = info.Size()
	}
	c.print(answer, func() { c.say("%s  %s", answer.Backup, c.p.Size(answer.Size)) })
	return ExitDone
}
