package mailings

import (
	"context"
	"maps"
	"strings"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// onDefault asks what is to stand where a placeholder is empty, and writes it into the texts: <PRENOM> becomes <PRENOM|client>.
func (f *preflightWindow) onDefault() {
	w := f.window
	issue, ok := f.grid.CurrentRow()
	if !ok || issue.Kind != compose.EmptyPlaceholder {
		w.Notice(w.T("preflight.default_select"), "", nil)
		return
	}
	name, standing, _ := strings.Cut(strings.Trim(issue.Detail, "<>"), "|")
	w.AskText(w.T("preflight.default"), w.T("preflight.default_question", "Placeholder", "<"+name+">"), standing, w.T("preflight.default_use"), func(instead string) string {
		switch {
		case instead == "":
			return w.T("check.required")
		case strings.ContainsAny(instead, "<>|"):
			return w.T("check.placeholder_default")
		}
		f.changeTexts(func(text string) string { return strings.ReplaceAll(text, issue.Detail, "<"+name+"|"+instead+">") })
		return ""
	})
}

// changeTexts changes the subject and the body in every language, with a way back. What stands in an open editor goes along.
func (f *preflightWindow) changeTexts(change func(string) string) {
	editors := f.editors()
	for _, editor := range editors {
		editor.saveNow()
	}
	kit.Load(f.window, "texts", func(ctx context.Context) (map[string]garage.Text, error) {
		mailing, err := f.app.DB.Mailing(ctx, f.mailingID)
		if err != nil {
			return nil, err
		}
		before := maps.Clone(mailing.Texts)
		for language, text := range mailing.Texts {
			text.Subject, text.Body = change(text.Subject), change(text.Body)
			mailing.Texts[language] = text
		}
		return before, f.app.DB.SaveMailing(ctx, mailing)
	}, func(before map[string]garage.Text) {
		f.textsChanged()
		f.window.Notice(f.window.T("preflight.default_done"), f.window.T("action.undo"), func() { f.putTextsBack(before) })
	})
}

func (f *preflightWindow) putTextsBack(before map[string]garage.Text) {
	kit.Change(f.window, "texts", func(ctx context.Context) error {
		mailing, err := f.app.DB.Mailing(ctx, f.mailingID)
		if err != nil {
			return err
		}
		mailing.Texts = before
		return f.app.DB.SaveMailing(ctx, mailing)
	}, f.textsChanged)
}

// textsChanged has the editor and the check read the texts anew.
func (f *preflightWindow) textsChanged() {
	for _, editor := range f.editors() {
		editor.load()
	}
	f.app.Bus.Announce(desk.TopicMailings)
}

// editors are the open editors of the draft: one or none.
func (f *preflightWindow) editors() (all []*MailEditor) {
	for _, editor := range kit.Screens[*MailEditor](f.app.Host) {
		if editor.mailing.ID == f.mailingID {
			all = append(all, editor)
		}
	}
	return all
}
