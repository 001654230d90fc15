package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/ui/kit"
)

// openTemplates lists the mails saved by name; pick gets the one she opens.
func (a *App) openTemplates(w *kit.Window, pick func(store.MailTemplate)) {
	var dialog *kit.Dialog
	var grid *kit.SliceGrid[store.MailTemplate]
	load := func() {
		kit.Try(w.Runner, "templates", a.db.MailTemplates, func(all []store.MailTemplate, err error) {
			w.Fail(err)
			grid.SetRows(all)
		})
	}
	open := func(template store.MailTemplate) {
		dialog.Close()
		pick(template)
	}
	remove := func(template store.MailTemplate) {
		w.Ask(w.T("action.delete"), a.p.T("editor.template_delete", "Name", template.Name), w.T("action.delete"), true, func() {
			w.Fail(a.db.DeleteMailTemplate(w.Context(), template.ID))
			load()
		})
	}
	grid = kit.NewSliceGrid(kit.SliceOptions[store.MailTemplate]{
		Columns: []kit.Column[store.MailTemplate]{
			{Key: "name", Label: w.T("editor.template_name"), Width: 250, Sort: true, Text: func(t store.MailTemplate) string { return t.Name }},
			{Key: "subject", Label: w.T("editor.subject"), Width: 290, Sort: true, Text: func(t store.MailTemplate) string {
				return anySubject(t.Texts, a.p.Language())
			}},
		},
		Empty:    w.T("editor.no_templates"),
		OnOpen:   open,
		OnDelete: func(rows []store.MailTemplate) { remove(rows[0]) },
	})
	current := func(do func(store.MailTemplate)) func() bool {
		return func() bool {
			if template, ok := grid.CurrentRow(); ok {
				do(template)
			}
			return false
		}
	}
	load()
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("editor.open_template"), Body: grid, MinSize: fyne.NewSize(580, 320), Focus: grid.Focusable(),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("action.delete"), Do: current(remove)},
			{Label: w.T("action.open"), Default: true, Do: current(open)},
		},
	})
}

// anySubject is the subject in this language, else in the first that has one.
func anySubject(texts map[string]store.Text, language string) string {
	for _, one := range append([]string{language}, languages.Recipient...) {
		if texts[one].Subject != "" {
			return texts[one].Subject
		}
	}
	return ""
}

// onOpenTemplate puts a template's texts in the place of the draft's; that can be undone.
func (e *mailEditor) onOpenTemplate() {
	e.app.openTemplates(e.window, func(template store.MailTemplate) {
		before := e.current()
		e.useTexts(template.Texts, template.Purpose)
		e.window.Notice(e.app.p.T("editor.template_used", "Name", template.Name), e.window.T("action.undo"), func() {
			e.useTexts(before.Texts, before.Purpose)
		})
	})
}

func (e *mailEditor) useTexts(texts map[string]store.Text, purpose store.Purpose) {
	for language, pane := range e.texts {
		pane.set(texts[language])
	}
	e.form.SetValue("purpose", string(purpose))
	e.showTabs()
	e.changed()
}

// onSaveTemplate keeps the texts by name; a name that exists is replaced only after she agreed.
func (e *mailEditor) onSaveTemplate() {
	w, draft := e.window, e.current()
	agreed := ""
	w.AskText(w.T("editor.save_template"), w.T("editor.template_name"), draft.Name, w.T("action.save"), func(name string) string {
		if name == "" {
			return w.T("editor.name_needed")
		}
		template := store.MailTemplate{Name: name, Purpose: draft.Purpose, Texts: draft.Texts}
		_, err := e.app.db.SaveMailTemplate(w.Context(), template)
		if errors.Is(err, store.ErrConflict) {
			if agreed != name {
				agreed = name
				return w.T("editor.replace_again")
			}
			err = e.replaceTemplate(w.Context(), template)
		}
		if err != nil {
			return explain(e.app.p, err)
		}
		w.Notice(e.app.p.T("editor.template_saved", "Name", name), "", nil)
		return ""
	})
}

func (e *mailEditor) replaceTemplate(ctx context.Context, template store.MailTemplate) error {
	all, err := e.app.db.MailTemplates(ctx)
	if err != nil {
		return err
	}
	for _, one := range all {
		if one.Name == template.Name {
			template.ID = one.ID
		}
	}
	_, err = e.app.db.SaveMailTemplate(ctx, template)
	return err
}
