package settings

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/ui/kit"
)

// onTest tries the account as the form has it, saved or not, and says step by step what works.
func (f *accountForm) onTest() {
	w := f.window
	if !f.person.Validate() || !f.server.Validate() {
		return
	}
	user, password := f.filled(), f.server.Value("password")
	switch {
	case user.Email == "":
		f.person.SetError("email", w.T("settings.email_missing"))
		f.person.Focus("email")
		return
	case user.SMTPServer == "" || user.SMTPPort == 0:
		f.server.SetError("smtp_server", w.T("settings.server_missing"))
		f.server.Focus("smtp_server")
		return
	}
	f.test.Disable()
	f.steps.RemoveAll()
	f.steps.Add(widget.NewLabel(w.T("settings.testing")))
	var copies copiesTest
	kit.Try(w.Runner, "account.test", func(ctx context.Context) (smtp.Diagnosis, error) {
		account, known, err := f.accountToTest(ctx, user, password)
		if known != nil || err != nil {
			return *cmp.Or(known, &smtp.Diagnosis{}), err
		}
		diagnosis := smtp.TestAccount(ctx, f.app.Transport, account)
		if diagnosis.OK() {
			copies.step, copies.mailbox, copies.wanted = mailbox.TestCopies(ctx, account)
		}
		return diagnosis, nil
	}, func(diagnosis smtp.Diagnosis, err error) {
		f.test.Enable()
		f.steps.RemoveAll()
		if err != nil {
			w.Fail(err)
			return
		}
		f.showDiagnosis(diagnosis)
		f.showCopiesTest(copies)
		f.tryAgain(diagnosis, copies)
	})
}

func (f *accountForm) showDiagnosis(diagnosis smtp.Diagnosis) {
	w := f.window
	for _, step := range diagnosis.Steps {
		f.steps.Add(stepLine(w, step))
	}
	verdict := widget.NewLabel(w.T("settings.test_good"))
	verdict.Importance = widget.SuccessImportance
	verdict.Wrapping = fyne.TextWrapWord
	if failed := diagnosis.Failed(); failed != nil {
		verdict.SetText(w.T(failed.TestKey()))
		verdict.Importance = widget.DangerImportance
		f.steps.Add(verdict)
		if failed.Reply != "" {
			reply := widget.NewLabel(w.T("settings.server_said", "Reply", failed.Reply))
			reply.Wrapping, reply.Importance = fyne.TextWrapWord, widget.LowImportance
			f.steps.Add(reply)
		}
		return
	}
	f.steps.Add(verdict)
	if diagnosis.Unprotected() {
		warning := widget.NewLabel(w.T("settings.test_unprotected"))
		warning.Wrapping, warning.Importance = fyne.TextWrapWord, widget.WarningImportance
		f.steps.Add(warning)
	}
}

// stepLine is one step with its sign: done, failed, not there, or not reached.
func stepLine(w *kit.Window, step smtp.StepResult) fyne.CanvasObject {
	icon, state := theme.NewDisabledResource(theme.RadioButtonIcon()), "settings.step_skipped"
	label := widget.NewLabel("")
	label.Importance = widget.LowImportance
	var sign fyne.Resource = icon
	switch step.State {
	case smtp.Passed:
		sign, state, label.Importance = theme.NewSuccessThemedResource(theme.ConfirmIcon()), "settings.step_passed", widget.MediumImportance
	case smtp.Absent:
		state = "settings.step_absent"
		if step.Step == smtp.StepTLS {
			sign, state, label.Importance = theme.NewWarningThemedResource(theme.WarningIcon()), "settings.step_unprotected", widget.WarningImportance
		}
	case smtp.Failing:
		sign, state, label.Importance = theme.NewErrorThemedResource(theme.CancelIcon()), "settings.step_failed", widget.DangerImportance
	}
	label.SetText(w.T("kit.pair", "Label", w.T(step.Step.Key()), "Value", w.T(state)))
	return container.NewBorder(nil, nil, widget.NewIcon(sign), nil, label)
}
