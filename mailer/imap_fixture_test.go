package mailer

import "context"

// fileSent files one message as the worker files several.
func fileSent(ctx context.Context, account Account, message []byte) error {
	copies := newCopies([][]byte{message})
	if err := copies.file(ctx, account, nil); err != nil {
		return err
	}
	if refused := copies.refused[0]; refused != nil {
		return refused
	}
	return nil
}

// findSent looks for one message as the worker looks for several.
func findSent(ctx context.Context, account Account, messageID string) (found bool, err error) {
	all, err := findAll(ctx, account, []string{messageID})
	return err == nil && all[0], err
}
