package mailings

import (
	"context"

	"garagemail/mailer/compose"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// takeOut removes clients from the list of this mailing; they stay clients.
func (f *preflightWindow) takeOut(issues []compose.Issue) {
	clients := map[int64]bool{}
	for _, issue := range issues {
		if issue.ClientID != 0 {
			clients[issue.ClientID] = true
		}
	}
	if len(clients) == 0 {
		f.window.Notice(f.window.T("preflight.select_first"), "", nil)
		return
	}
	f.changeList("preflight.taken_out", clients)
}

// changeList keeps the list as it was, to put it back.
func (f *preflightWindow) changeList(notice string, out map[int64]bool) {
	w := f.window
	kit.Load(w, "take_out", func(ctx context.Context) ([]int64, error) {
		before, err := f.app.DB.RecipientIDs(ctx, f.mailingID)
		if err != nil {
			return nil, err
		}
		var kept []int64
		for _, id := range before {
			if !out[id] {
				kept = append(kept, id)
			}
		}
		return before, f.app.DB.SetRecipients(ctx, f.mailingID, kept)
	}, func(before []int64) {
		w.Notice(f.app.Printer.N(notice, len(out)), w.T("action.undo"), func() { f.putBack(before) })
		f.app.Bus.Announce(desk.TopicMailings)
	})
}

func (f *preflightWindow) putBack(clientIDs []int64) {
	kit.Change(f.window, "take_out", func(ctx context.Context) error {
		return f.app.DB.SetRecipients(ctx, f.mailingID, clientIDs)
	}, func() {
		f.app.Bus.Announce(desk.TopicMailings)
	})
}
