package ui

import (
	"context"
	"errors"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/kit"
)

// openInBrowser shows a page in her browser.
func openInBrowser(address string) error {
	page, err := url.Parse(address)
	if err != nil {
		return err
	}
	return fyne.CurrentApp().OpenURL(page)
}

// onSignIn keeps the account first: what the provider gives belongs to a user who exists.
func (f *accountForm) onSignIn() { f.save(f.signInElsewhere) }

// signInElsewhere has her sign in on the provider's page and waits for it, as long as she does not give it up.
func (f *accountForm) signInElsewhere() {
	const key = "account.sign_in"
	w, user := f.window, f.user
	words := widget.NewLabel(w.T("settings.sign_in_waiting"))
	words.Wrapping = fyne.TextWrapWord
	bar := widget.NewProgressBarInfinite()
	waiting := w.ShowDialog(kit.DialogOptions{
		Title: w.T("settings.sign_in_button"), Body: container.NewVBox(words, bar), MinSize: fyne.NewSize(420, 0),
		Choices: []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true, Do: func() bool {
			w.Runner.Cancel(key)
			bar.Stop()
			return true
		}}},
	})
	page := mailer.SignInPage{
		Language: f.app.p.Language(), Done: w.T("settings.sign_in_page_done"), Failed: w.T("settings.sign_in_page_failed"),
	}
	kit.TryDo(w.Runner, key, func(ctx context.Context) error {
		oauth, err := f.oauth(ctx, user.SignIn)
		if err != nil {
			return err
		}
		token, err := oauth.SignInInBrowser(ctx, user.Email, page, f.browse)
		if err != nil {
			return err
		}
		return f.app.vault.SetRefreshToken(user.ID, token)
	}, func(err error) {
		bar.Stop()
		waiting.Close()
		f.signedIn(user, err)
	})
}

func (f *accountForm) signedIn(user store.User, err error) {
	w := f.window
	var failure *mailer.ConnectError
	if errors.As(err, &failure) {
		w.Tell(w.T("settings.sign_in_button"), w.T(string(failure.Reason)))
		return
	}
	if err != nil {
		w.Fail(err)
		return
	}
	if f.app.worker != nil {
		f.app.worker.Retry(user.ID)
	}
	f.loadVault()
	w.Notice(w.T("settings.sign_in_done"), "", nil)
}

// accountToTest is the account as the form has it. What keeps it from being tried at all is a diagnosis already.
func (f *accountForm) accountToTest(ctx context.Context, user store.User, password string) (mailer.Account, *mailer.Diagnosis, error) {
	account, err := mailer.AccountFor(ctx, f.app.db, f.app.vault, &mailer.SignedIn{}, user, password)
	var failure *mailer.ConnectError
	switch {
	case !errors.As(err, &failure):
		return account, nil, err
	case failure.Reason == mailer.ReasonNoPassword: // the server's answer to none tells her more
		return mailer.NewAccount(user, ""), nil, nil
	}
	return account, &mailer.Diagnosis{Steps: []mailer.StepResult{{Step: failure.Step, State: mailer.Failing, Reason: failure.Reason}}}, nil
}
