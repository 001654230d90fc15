package main

import (
	"context"
	"errors"
	"io"
	"os"

	"garagemail/store"
)

// backupAnswer is what `garagemail backup --json` prints.
type backupAnswer struct {
	File   string `json:"file"`
	Backup string `json:"backup"`
	Size   int64  `json:"size"`
}

// commandBackup copies the file, also while other programs work in it. A backup of that name is replaced when the new one
// is whole and passes its check.
func commandBackup(args []string, opts options, stdout, stderr io.Writer) int {
	c := newCommand("backup", opts, stdout, stderr)
	words, ok := c.parse(args, 1, "backup FILE")
	if !ok {
		return exitUsage
	}
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	err = db.Check(ctx) // a damaged file must not replace a good backup
	if err == nil {
		err = db.Backup(ctx, words[0])
	}
	if err = errors.Join(err, db.Close()); err == nil {
		err = store.CheckFile(ctx, words[0])
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer := backupAnswer{File: c.opts.database, Backup: words[0]}
	if info, err := os.Stat(words[0]); err == nil {
		answer.Size = info.Size()
	}
	c.print(answer, func() { c.say("%s  %s", answer.Backup, c.p.Size(answer.Size)) })
	return exitDone
}
