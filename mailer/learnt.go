package mailer

import (
	"context"
	"encoding/json"
	"net"
	"strconv"

	"garagemail/mailer/smtp"
)

func learntKey(userID int64) string { return "account.learnt." + strconv.FormatInt(userID, 10) }

func serverName(account smtp.Account) string {
	return net.JoinHostPort(account.Server, strconv.Itoa(account.Port))
}

// loadLearnt reads what is known of the account's server, unless it is known already.
func (w *Worker) loadLearnt(ctx context.Context, account smtp.Account) error {
	server := serverName(account)
	w.mu.Lock()
	known := w.accounts[account.UserID].learnt.Server == server
	w.mu.Unlock()
	if known {
		return nil
	}
	text, err := w.DB.Setting(ctx, learntKey(account.UserID))
	if err != nil {
		return err
	}
	var kept smtp.Learnt
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil || kept.Server != server {
		kept = smtp.Learnt{Server: server} // what cannot be read, or is of another server, is as good as not learnt
	}
	w.mu.Lock()
	w.accounts[account.UserID].learnt = kept
	w.mu.Unlock()
	return nil
}

func (w *Worker) learntOf(userID int64) smtp.Learnt {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.accounts[userID].learnt
}

// learn changes what is known of an account's server, and keeps it. When it cannot be written now, it goes along with the
// next lesson.
func (w *Worker) learn(ctx context.Context, userID int64, change func(*smtp.Learnt)) {
	w.mu.Lock()
	known := &w.accounts[userID].learnt
	before := *known
	change(known)
	after := *known
	w.mu.Unlock()
	if before == after {
		return
	}
	if encoded, err := json.Marshal(after); err == nil {
		_ = w.DB.SetSetting(context.WithoutCancel(ctx), learntKey(userID), string(encoded))
	}
}
