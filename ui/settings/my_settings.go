// Package settings is the room of what is set once: accounts, users, companies with their phrases, names, backups.
package settings

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// OpenMySettings is Mes paramètres: the account of who works here.
func OpenMySettings(a *desk.App) {
	kit.OpenOnce(a.Host, "my_settings", kit.Single, func() *kit.Window { return newMySettings(a) })
}

func newMySettings(a *desk.App) *kit.Window {
	w := a.NewWindow(kit.WindowOptions{Key: "my_settings", Title: a.Printer.T("settings.mine"), Size: fyne.NewSize(940, 600)})
	w.ShowsOne(w, kit.Single)
	form := newAccountForm(a, w, nil)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { form.save(nil) }},
		kit.Action{Label: w.T("settings.test"), Icon: theme.MediaPlayIcon(), Key: "F9", Tooltip: w.T("settings.test_hint"), Run: form.onTest})
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, form.object))
	w.OnMayClose(func() bool {
		if !form.dirty() {
			return true
		}
		desk.AskToSave(w, func() { form.save(w.Discard) })
		return false
	})
	w.Show()
	kit.Load(w, "my_settings", func(ctx context.Context) (garage.User, error) {
		return a.DB.User(ctx, a.User.ID)
	}, func(user garage.User) {
		form.fill(user)
		form.person.Focus("email")
	})
	return w
}
