package mailings

import (
	"context"

	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// templates are the mails that she keeps by name.
func templates(a *desk.App) kit.Named[garage.MailTemplate] {
	return kit.Named[garage.MailTemplate]{
		Key: "templates", Width: 250, Taken: garage.ErrConflict,
		Words: kit.NamedWords{
			Open: "editor.open_template", Save: "editor.save_template", Name: "editor.template_name", Empty: "editor.no_templates",
			Again: "editor.replace_again", Saved: "editor.template_saved",
		},
		Columns: []kit.Column[garage.MailTemplate]{{
			Key: "subject", Label: a.Printer.T("editor.subject"), Width: 290, Sort: true,
			Text: func(t garage.MailTemplate) string { return anySubject(t.Texts, a.Printer.Language()) },
		}},
		Of:  func(t garage.MailTemplate) (int64, string) { return t.ID, t.Name },
		All: a.DB.MailTemplates,
		Rename: func(ctx context.Context, t garage.MailTemplate, name string) error {
			t.Name = name
			_, err := a.DB.SaveMailTemplate(ctx, t)
			return err
		},
		Delete: func(ctx context.Context, t garage.MailTemplate) (func(context.Context) error, error) {
			back := func(ctx context.Context) error {
				again := t
				again.ID = 0
				_, err := a.DB.SaveMailTemplate(ctx, again)
				return err
			}
			return back, a.DB.DeleteMailTemplate(ctx, t.ID)
		},
	}
}

// anySubject is the subject in this language, else in the first that has one.
func anySubject(texts map[string]garage.Text, language string) string {
	for _, one := range append([]string{language}, languages.Recipient...) {
		if texts[one].Subject != "" {
			return texts[one].Subject
		}
	}
	return ""
}

// onOpenTemplate puts a template's texts in the place of the draft's; that can be undone.
func (e *MailEditor) onOpenTemplate() {
	templates(e.app).Choose(e.Window, func(template garage.MailTemplate) {
		before := e.current()
		e.useTexts(template.Texts, template.Purpose)
		e.Window.Notice(e.app.Printer.T("editor.template_used", "Name", template.Name), e.Window.T("action.undo"), func() {
			e.useTexts(before.Texts, before.Purpose)
		})
	})
}

func (e *MailEditor) useTexts(texts map[string]garage.Text, purpose garage.Purpose) {
	for language, pane := range e.texts {
		pane.set(texts[language])
	}
	e.form.SetValue("purpose", string(purpose))
	e.showTabs()
	e.changed()
}

// onSaveTemplate keeps the texts by name.
func (e *MailEditor) onSaveTemplate() {
	draft := e.current()
	templates(e.app).Save(e.Window, draft.Name, func(ctx context.Context, name string, replace int64) error {
		_, err := e.app.DB.SaveMailTemplate(ctx, garage.MailTemplate{ID: replace, Name: name, Purpose: draft.Purpose, Texts: draft.Texts})
		return err
	}, func(string) {})
}
