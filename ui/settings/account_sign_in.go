package settings

import (
	"context"
	"errors"
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
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

// onSignInByCode is onSignIn for a computer on which she cannot sign in: its browser is locked, or her telephone has the second
// factor.
func (f *accountForm) onSignInByCode() { f.save(f.signInByCode) }

const signingIn = "account.sign_in"

// askToWait shows what she has to do meanwhile; done takes it away. She gives it up by closing it.
func (f *accountForm) askToWait(body fyne.CanvasObject) (done func()) {
	w := f.window
	bar := widget.NewProgressBarInfinite()
	waiting := w.ShowDialog(kit.DialogOptions{
		Title: w.T("settings.sign_in_button"), Body: container.NewVBox(body, bar), MinSize: fyne.NewSize(420, 0),
		Choices: []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true, Do: func() bool {
			w.Runner.Cancel(signingIn)
			bar.Stop()
			return true
		}}},
	})
	return func() {
		bar.Stop()
		waiting.Close()
	}
}

// signInElsewhere has her sign in on the provider's page and waits for it, as long as she does not give it up.
func (f *accountForm) signInElsewhere() {
	w, user := f.window, f.user
	words := widget.NewLabel(w.T("settings.sign_in_waiting"))
	words.Wrapping = fyne.TextWrapWord
	done := f.askToWait(words)
	page := signin.SignInPage{
		Language: f.app.Printer.Language(), Done: w.T("settings.sign_in_page_done"), Failed: w.T("settings.sign_in_page_failed"),
	}
	kit.TryDo(w.Runner, signingIn, func(ctx context.Context) error {
		oauth, err := f.oauth(ctx, user.SignIn)
		if err != nil {
			return err
		}
		token, err := oauth.SignInInBrowser(ctx, user.Email, page, f.browse)
		if err != nil {
			return err
		}
		return f.app.Vault.SetRefreshToken(user.ID, token)
	}, func(err error) {
		done()
		f.signedIn(user, err)
	})
}

// signInByCode asks the provider for a code, which she types on the page that it names, on any device.
func (f *accountForm) signInByCode() {
	w, user := f.window, f.user
	kit.Try(w.Runner, signingIn, func(ctx context.Context) (*signin.DeviceSignIn, error) {
		oauth, err := f.oauth(ctx, user.SignIn)
		if err != nil {
			return nil, err
		}
		return oauth.StartDevice(ctx)
	}, func(device *signin.DeviceSignIn, err error) {
		if err != nil {
			f.signedIn(user, err)
			return
		}
		f.waitForCode(user, device)
	})
}

func (f *accountForm) waitForCode(user garage.User, device *signin.DeviceSignIn) {
	done := f.askToWait(codeToType(f.window, device))
	kit.TryDo(f.window.Runner, signingIn, func(ctx context.Context) error {
		token, err := device.Wait(ctx)
		if err != nil {
			return err
		}
		return f.app.Vault.SetRefreshToken(user.ID, token)
	}, func(err error) {
		done()
		f.signedIn(user, err)
	})
}

// codeToType shows the code, and the page on which she types it; both can be copied.
func codeToType(w *kit.Window, device *signin.DeviceSignIn) fyne.CanvasObject {
	words := widget.NewLabel(w.T("settings.sign_in_code_waiting", "Address", device.Address))
	code := widget.NewLabelWithStyle(device.Code, fyne.TextAlignCenter, fyne.TextStyle{Bold: true, Monospace: true})
	words.Wrapping, code.SizeName = fyne.TextWrapWord, theme.SizeNameHeadingText
	words.Selectable, code.Selectable = true, true
	return container.NewVBox(words, code)
}

func (f *accountForm) signedIn(user garage.User, err error) {
	w := f.window
	var failure *smtp.ConnectError
	if errors.As(err, &failure) {
		w.Tell(w.T("settings.sign_in_button"), w.T(string(failure.Reason)))
		return
	}
	if err != nil {
		w.Fail(err)
		return
	}
	if f.app.Worker != nil {
		f.app.Worker.Retry(user.ID)
	}
	f.loadVault()
	w.Notice(w.T("settings.sign_in_done"), "", nil)
}

// accountToTest is the account as the form has it. What keeps it from being tried at all is a diagnosis already.
func (f *accountForm) accountToTest(ctx context.Context, user garage.User, password string) (smtp.Account, *smtp.Diagnosis, error) {
	account, err := signin.AccountFor(ctx, f.app.DB, f.app.Vault, &signin.SignedIn{}, user, password)
	var failure *smtp.ConnectError
	switch {
	case !errors.As(err, &failure):
		return account, nil, err
	case failure.Reason == smtp.ReasonNoPassword: // the server's answer to none tells her more
		return signin.NewAccount(user, ""), nil, nil
	}
	return account, &smtp.Diagnosis{Steps: []smtp.StepResult{{Step: failure.Step, State: smtp.Failing, Reason: failure.Reason}}}, nil
}
