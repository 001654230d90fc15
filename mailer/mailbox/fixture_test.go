package mailbox

import (
	"context"

	"garagemail/mailer/smtp"
)

// fileSent files one message as the worker files several.
func fileSent(ctx context.Context, account smtp.Account, message []byte) error {
	copies := NewCopies([][]byte{message})
	if err := copies.File(ctx, account, nil); err != nil {
		return err
	}
	if refused := copies.Refused[0]; refused != nil {
		return refused
	}
	return nil
}

// findSent looks for one message as the worker looks for several.
func findSent(ctx context.Context, account smtp.Account, messageID string) (found bool, err error) {
	all, err := FindAll(ctx, account, []string{messageID})
	return err == nil && all[0], err
}
