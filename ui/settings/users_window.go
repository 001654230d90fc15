package settings

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// usersWindow is Paramètres utilisateurs: who works with the program, each with an account.
type usersWindow struct {
	app    *desk.App
	window *kit.Window
	grid   *kit.SliceGrid[garage.User]
	form   *accountForm
}

// OpenUsers shows who works here.
func OpenUsers(a *desk.App) {
	kit.OpenOnce(a.Host, "users", kit.Single, func() *usersWindow { return newUsersWindow(a) })
}

func newUsersWindow(a *desk.App) *usersWindow {
	u := &usersWindow{app: a}
	u.window = a.NewWindow(kit.WindowOptions{Key: "users", Title: a.Printer.T("settings.users"), Size: fyne.NewSize(1180, 620)})
	u.build()
	a.Bus.Subscribe(u.window, desk.TopicSettings, u.load)
	u.window.ShowsOne(u, kit.Single)
	u.window.Show()
	u.show(a.User)
	u.load()
	u.window.Focus(u.grid.Focusable())
	return u
}

func (u *usersWindow) build() {
	w := u.window
	u.form = newAccountForm(u.app, w, nil)
	u.grid = kit.NewSliceGrid(kit.SliceOptions[garage.User]{
		Columns: []kit.Column[garage.User]{
			{Key: "name", Label: w.T("settings.name"), Width: 130, Sort: true, Text: func(o garage.User) string { return o.Name }},
			{Key: "email", Label: w.T("settings.email"), Width: 170, Sort: true, Text: func(o garage.User) string { return o.Email }},
		},
		OnOpen:   func(user garage.User) { u.turnTo(user) },
		OnDelete: func([]garage.User) { u.onDelete() },
		OnSelect: func() {
			if user, ok := u.grid.CurrentRow(); ok && u.grid.SelectedCount() == 1 && user.ID != u.form.user.ID {
				u.turnTo(user)
			}
		},
	})
	w.RememberColumns("users", u.grid)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { u.form.save(nil) }},
		kit.Action{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Key: "Ctrl+N", Run: func() { u.turnTo(garage.User{}) }},
		kit.Action{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Run: u.onDelete},
		kit.Action{Label: w.T("settings.test"), Icon: theme.MediaPlayIcon(), Key: "F9", Tooltip: w.T("settings.test_hint"), Run: u.form.onTest})
	split := container.NewHSplit(u.grid, u.form.object)
	w.RememberSplit("users", split, 0.26)
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, split))
	w.OnMayClose(func() bool {
		if !u.form.dirty() {
			return true
		}
		desk.AskToSave(w, func() { u.form.save(w.Discard) })
		return false
	})
}

func (u *usersWindow) load() {
	kit.Load(u.window, "users", u.app.DB.Users, func(all []garage.User) {
		u.grid.SetRows(all)
		u.selectShown()
	})
}

// selectShown puts the list on the user of the form.
func (u *usersWindow) selectShown() {
	for i, user := range u.grid.Rows() {
		if user.ID == u.form.user.ID {
			u.grid.Select(int64(i + 1))
		}
	}
}

// turnTo shows another user, a new one for ID 0, once she agreed to lose what is not saved.
func (u *usersWindow) turnTo(user garage.User) {
	desk.AskToDrop(u.window, u.form.dirty(), func() { u.show(user) }, u.selectShown)
}

func (u *usersWindow) show(user garage.User) {
	u.form.fill(user)
	if user.ID == 0 {
		u.form.person.Focus("name")
	}
}

func (u *usersWindow) onDelete() {
	user := u.form.user
	if user.ID == 0 {
		return
	}
	w := u.window
	w.Ask(w.T("action.delete"), w.T("settings.delete_user", "Name", user.Name), w.T("action.delete"), true, func() {
		kit.TryDo(w.Runner, "users.delete", func(ctx context.Context) error {
			if err := u.app.DB.DeleteUser(ctx, user.ID); err != nil {
				return err
			}
			if err := u.app.Vault.DeletePassword(user.ID); err != nil && !errors.Is(err, garage.ErrNotFound) {
				return err
			}
			return nil
		}, func(err error) {
			switch {
			case errors.Is(err, garage.ErrInUse):
				w.Tell(w.T("action.delete"), w.T("settings.user_in_use"))
				return
			case err != nil:
				w.Fail(err)
				return
			}
			u.show(u.app.User)
			u.app.Bus.Announce(desk.TopicSettings)
		})
	})
}
