package command

import (
	"context"
	"errors"

	"garagemail/store/backup"
	"garagemail/store/garage"
)

// restoreAnswer is what `garagemail restore --json` prints.
type restoreAnswer struct {
	File     string `json:"file"`
	Backup   string `json:"backup"`
	Replaced string `json:"replaced"` // where the file that was there lies now, "" = there was none
	Unknown  bool   `json:"unknown"`  // the replaced file could not say what left and which numbers were given since
	// MissingPhotos is how many photos of files have their original nowhere.
	MissingPhotos int `json:"missing_photos"`
	Uncertain     int `json:"uncertain"` // messages that waited in the backup and may have left since
}

// restore puts a backup in the file's place and keeps the file beside. Messages that waited in the backup become
// uncertain: they may have left after it was made.
func (c *command) restore() work {
	return func(words []string) int { return c.putBack(words[0]) }
}

func (c *command) putBack(kept string) int {
	ctx := context.Background()
	restored, err := backup.Restore(ctx, c.opts.Database, kept)
	if errors.Is(err, garage.ErrNotFound) {
		err = noFile(kept)
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer := restoreAnswer{c.opts.Database, kept, restored.Replaced, restored.Unknown, restored.MissingPhotos, restored.Uncertain}
	c.print(answer, func() {
		c.say("%s", c.p.T("command.restored", "Path", answer.File))
		if answer.Replaced != "" {
			c.say("%s", c.p.T("command.replaced", "Path", answer.Replaced))
		}
		if answer.Unknown {
			c.say("%s", c.p.T("restore.unknown"))
		}
		if answer.MissingPhotos > 0 {
			c.say("%s", c.p.N("restore.missing_photos", answer.MissingPhotos))
		}
		if answer.Uncertain > 0 {
			c.say("%s", c.p.N("command.restored_uncertain", answer.Uncertain))
		}
	})
	if restored.Uncertain > 0 {
		return ExitUncertain
	}
	return ExitDone
}
