package cases

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// showState shows where the case stands, the states that come next as buttons, and the mails that the state proposes.
func (f *CaseWindow) showState() {
	w := f.Window
	f.steps.RemoveAll()
	f.mails.RemoveAll()
	if f.file.ID == 0 {
		f.state.SetText(w.T("files.new"))
		return
	}
	state, known := f.kind.State(f.file.State)
	if !known { // not read yet
		f.state.SetText("")
		return
	}
	text := w.T(state.LabelKey())
	f.state.Importance = widget.MediumImportance
	if f.file.IsLate(f.app.DB.Today()) {
		text += "  (" + w.T("files.late_since", "Date", f.app.Printer.Date(f.file.LateOn)) + ")"
		f.state.Importance = widget.DangerImportance
	}
	f.state.SetText(text)
	for i, key := range state.Next {
		next := garage.CaseState{Key: key}
		button := kit.NewIconButton(w.T(next.LabelKey()), theme.NavigateNextIcon(), func() { f.setState(key) })
		if i == 0 {
			button.Importance = widget.HighImportance
		}
		f.steps.Add(button)
	}
	f.showMails()
}

// showMails has a button for each mail that the state proposes; those that went out before have a tick.
func (f *CaseWindow) showMails() {
	f.mails.RemoveAll()
	for _, mail := range garage.ProposedMails(f.kind.Name, f.file.State) {
		button := kit.NewIconButton(f.Window.T(mail.LabelKey()), theme.MailSendIcon(), func() { f.write(mail) })
		if f.timeline.hasMail(mail.Key) {
			button.SetIcon(theme.ConfirmIcon())
			button.SetToolTip(f.Window.T("files.mail_written"))
		}
		f.mails.Add(button)
	}
}

// setState brings the case into another state; what she typed is saved first.
func (f *CaseWindow) setState(state string) {
	if f.saving {
		return
	}
	move := func() {
		before, id, version := f.file.State, f.file.ID, f.file.Version
		f.saving = true
		kit.Try(f.Window.Runner, "file.state", func(ctx context.Context) (garage.Case, error) {
			return f.app.DB.SetCaseState(ctx, id, version, state, f.app.User.Name)
		}, func(file garage.Case, err error) {
			f.saving = false
			if err != nil {
				f.showProblem(err)
				return
			}
			f.fill(file)
			f.timeline.load()
			f.app.Bus.Announce(desk.TopicCases)
			w := f.Window
			w.Notice(w.T("files.moved", "State", w.T(garage.CaseState{Key: state}.LabelKey())), w.T("action.undo"), func() { f.setState(before) })
		})
	}
	if f.dirty() {
		f.save(move)
		return
	}
	move()
}

// onOtherState offers all states of the kind.
func (f *CaseWindow) onOtherState() {
	if f.file.ID == 0 {
		return
	}
	var actions []kit.Action
	for _, state := range f.kind.States {
		if state.Key != f.file.State {
			actions = append(actions, kit.Action{Label: f.Window.T(state.LabelKey()), Run: func() { f.setState(state.Key) }})
		}
	}
	f.Window.PopUpMenu(fyne.NewPos(200, 60), actions...)
}

// onNextState brings the case into the state that is the likely next one.
func (f *CaseWindow) onNextState() {
	state, known := f.kind.State(f.file.State)
	if f.file.ID != 0 && known && len(state.Next) > 0 {
		f.setState(state.Next[0])
	}
}

// onNextMail opens the first mail that the state proposes and that has not been written yet.
func (f *CaseWindow) onNextMail() {
	for _, mail := range garage.ProposedMails(f.kind.Name, f.file.State) {
		if f.file.ID != 0 && !f.timeline.hasMail(mail.Key) {
			f.write(mail)
			return
		}
	}
	f.Window.Notice(f.Window.T("files.no_mail"), "", nil)
}

// onOtherMail offers all mails of the kind, those of the state first.
func (f *CaseWindow) onOtherMail() {
	if f.file.ID == 0 {
		return
	}
	var actions []kit.Action
	add := func(of bool) {
		for _, mail := range f.kind.Mails {
			if (mail.State == f.file.State) == of {
				actions = append(actions, kit.Action{Label: f.Window.T(mail.LabelKey()), Run: func() { f.write(mail) }})
			}
		}
	}
	add(true)
	actions = append(actions, kit.Action{})
	add(false)
	f.Window.PopUpMenu(fyne.NewPos(200, 60), actions...)
}

// write opens a mail of the case to be looked at; what she typed is saved first, for it stands in the mail.
func (f *CaseWindow) write(mail garage.CaseMail) {
	open := func() { openCaseMail(f.app, f, mail) }
	if f.dirty() {
		f.save(open)
		return
	}
	open()
}

// onPropose works out the fees that are still empty; she looks at them before she saves.
func (f *CaseWindow) onPropose() {
	file := f.read()
	kit.Load(f.Window, "file.propose", func(ctx context.Context) (map[string]string, error) {
		return f.app.DB.ProposeCaseValues(ctx, file)
	}, func(proposed map[string]string) {
		f.fields.each(func(form *kit.Form, field garage.CaseField) {
			if value := proposed[field.Key]; value != "" && form.Value(field.Key) == "" {
				form.SetValue(field.Key, caseText(f.app, field, value))
			}
		})
		f.Window.Notice(f.app.Printer.N("files.proposed", len(proposed)), "", nil)
	})
}
