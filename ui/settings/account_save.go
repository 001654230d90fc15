package settings

import (
	"context"
	"errors"
	"strings"

	"garagemail/mailer/signin"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// save keeps the user and her password, lets the outbox try her account again, and then runs then, which may be nil.
func (f *accountForm) save(then func()) {
	personGood, serverGood, mailboxesGood := f.person.Validate(), f.server.Validate(), f.mailboxes.Validate()
	if !personGood || !serverGood || !mailboxesGood || !f.limits.Validate() {
		return
	}
	limitsChanged, limits := f.limits.Dirty(), f.chosenLimits()
	clientID, secret := f.mailboxes.Value("client_id"), f.mailboxes.Value("client_secret")
	w, user, password := f.window, f.filled(), f.server.Value("password")
	kit.Try(w.Runner, "account.save", func(ctx context.Context) (garage.User, error) {
		id, err := f.app.DB.SaveUser(ctx, user)
		if err != nil {
			return user, err
		}
		user.ID = id
		if password != "" {
			err = f.app.Vault.SetPassword(id, password)
		}
		if limitsChanged {
			err = errors.Join(err, signin.SaveLimits(ctx, f.app.DB, id, limits))
		}
		return user, errors.Join(err, f.saveClient(ctx, user.SignIn, clientID, secret))
	}, func(saved garage.User, err error) {
		if err != nil {
			f.showProblem(err)
			return
		}
		if saved.ID == f.app.User.ID {
			f.app.User = saved
		}
		if f.app.Worker != nil {
			f.app.Worker.Retry(saved.ID)
		}
		f.fill(saved)
		f.app.Bus.Announce(desk.TopicSettings)
		w.Notice(w.T("settings.saved"), "", nil)
		if f.onSaved != nil {
			f.onSaved(saved)
		}
		if then != nil {
			then()
		}
	})
}

func (f *accountForm) showProblem(err error) {
	w := f.window
	if errors.Is(err, garage.ErrConflict) {
		f.person.SetError("system_login", w.T("settings.login_taken"))
		f.person.Focus("system_login")
		return
	}
	var wrong *garage.FieldError
	if errors.As(err, &wrong) && strings.HasPrefix(wrong.Field, "smtp_") {
		desk.ShowFieldProblem(f.app, w, f.server, f.serverFields(), err)
		return
	}
	if wrong != nil && (strings.HasPrefix(wrong.Field, "imap_") || wrong.Field == "ca_file") {
		desk.ShowFieldProblem(f.app, w, f.mailboxes, f.mailboxesFields(), err)
		return
	}
	desk.ShowFieldProblem(f.app, w, f.person, []kit.Field{{Key: "name"}, {Key: "email"}, {Key: "display_name"}}, err)
}
