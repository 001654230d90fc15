package settings

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/signin"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// accountForm is a user with her mail account, and the test of it.
type accountForm struct {
	app    *desk.App
	window *kit.Window
	user   garage.User // as it was last read; ID 0 = new

	person    *kit.Form
	server    *kit.Form
	mailboxes *kit.Form // and what else few accounts need
	limits    *kit.Form // what the account may send
	signIn    *kit.Button
	byCode    *kit.Button   // where the provider gives codes
	note      *widget.Label // what she must know about her provider
	vault     *widget.Label // where the password is kept
	copies    *widget.Label // what keeps copies of what was sent from being filed
	test      *kit.Button
	steps     *fyne.Container
	guessed   string // the login that was filled in from the address
	object    fyne.CanvasObject
	onSaved   func(garage.User)

	oauth  func(ctx context.Context, way garage.SignIn) (signin.OAuth, error)
	browse func(address string) error
}

func newAccountForm(a *desk.App, w *kit.Window, onSaved func(garage.User)) *accountForm {
	f := &accountForm{app: a, window: w, onSaved: onSaved, steps: container.NewVBox(), browse: openInBrowser}
	f.oauth = func(ctx context.Context, way garage.SignIn) (signin.OAuth, error) {
		return signin.OAuthFor(ctx, a.DB, way)
	}
	f.note, f.vault, f.copies = widget.NewLabel(""), widget.NewLabel(""), widget.NewLabel("")
	for _, label := range []*widget.Label{f.note, f.vault, f.copies} {
		label.Wrapping = fyne.TextWrapWord
		label.Hide()
	}
	f.note.Importance, f.vault.Importance, f.copies.Importance = widget.WarningImportance, widget.LowImportance, widget.WarningImportance
	f.person = kit.NewForm(w, 1,
		kit.Field{Key: "name", Label: w.T("settings.name"), Check: f.required},
		kit.Field{Key: "system_login", Label: w.T("settings.system_login"), Tooltip: w.T("settings.system_login_hint")},
		kit.Field{Key: "email", Label: w.T("settings.email"), Check: desk.InWords(w, garage.CheckEmail)},
		kit.Field{Key: "display_name", Label: w.T("settings.display_name"), Tooltip: w.T("settings.display_name_hint")},
		kit.Field{Key: "signature", Label: w.T("settings.signature"), Kind: kit.Multiline, Lines: 6, Tooltip: w.T("settings.signature_hint")})
	f.server = kit.NewForm(w, 1, f.serverFields()...)
	f.person.OnChanged = func(key string) {
		if key == "email" {
			f.presetByAddress()
		}
	}
	f.server.OnChanged = f.serverChanged
	f.test = kit.NewIconButton(w.T("settings.test"), theme.MediaPlayIcon(), f.onTest)
	f.test.SetToolTip(w.T("settings.test_hint"))
	f.signIn = kit.NewIconButton(w.T("settings.sign_in_button"), theme.LoginIcon(), f.onSignIn)
	f.signIn.SetToolTip(w.T("settings.sign_in_hint"))
	f.byCode = kit.NewIconButton(w.T("settings.sign_in_code_button"), theme.ComputerIcon(), f.onSignInByCode)
	f.byCode.SetToolTip(w.T("settings.sign_in_code_hint"))
	right := container.NewVBox(kit.Heading(w.T("settings.account")), f.server.Object, f.note, f.vault,
		f.newMailboxesForm(), f.copies, container.NewHBox(f.signIn, f.byCode, f.test), f.steps)
	left := container.NewVBox(kit.Heading(w.T("settings.person")), f.person.Object)
	f.object = container.NewPadded(f.window.NewScroll(container.NewGridWithColumns(2, left, right)))
	return f
}

func (f *accountForm) serverFields() []kit.Field {
	w := f.window
	providers := []kit.Option{{Label: w.T("settings.other_provider")}}
	for _, preset := range signin.Presets {
		providers = append(providers, kit.Option{Value: preset.Provider, Label: preset.Provider})
	}
	return []kit.Field{
		{Key: "provider", Label: w.T("settings.provider"), Kind: kit.OneOf, Options: providers, Tooltip: w.T("settings.provider_hint")},
		{Key: "smtp_server", Label: w.T("settings.server"), Check: f.checkServer},
		{Key: "smtp_port", Label: w.T("settings.port"), Check: f.checkPort},
		{Key: "security", Label: w.T("settings.security"), Kind: kit.OneOf, Options: []kit.Option{
			{Value: string(garage.StartTLS), Label: w.T("settings.security_starttls")},
			{Value: string(garage.TLS), Label: w.T("settings.security_tls")},
			{Value: string(garage.Plain), Label: w.T("settings.security_none")},
		}},
		{Key: "smtp_login", Label: w.T("settings.login"), Hint: w.T("settings.login_hint")},
		{Key: "sign_in", Label: w.T("settings.sign_in"), Kind: kit.OneOf, Options: []kit.Option{
			{Value: string(garage.SignInPassword), Label: w.T("settings.sign_in_password")},
			{Value: string(garage.SignInGoogle), Label: "Google"},
			{Value: string(garage.SignInMicrosoft), Label: "Microsoft 365"},
		}},
		{Key: "password", Label: w.T("settings.password"), Kind: kit.Password, Tooltip: w.T("settings.password_hint")},
	}
}

func (f *accountForm) required(value string) string {
	if strings.TrimSpace(value) == "" {
		return f.window.T("check.name_missing")
	}
	return ""
}

func (f *accountForm) checkServer(value string) string {
	if reason := garage.CheckServerName(strings.TrimSpace(value)); value != "" && reason != "" {
		return f.window.T(reason)
	}
	return ""
}

func (f *accountForm) checkPort(value string) string {
	port, err := strconv.Atoi(strings.TrimSpace(value))
	if value != "" && (err != nil || port < 1 || port > 65535) {
		return f.window.T("check.port")
	}
	return ""
}

// fill shows a user; the password stays where it is kept.
func (f *accountForm) fill(u garage.User) {
	f.user = u
	port := ""
	if u.SMTPPort != 0 {
		port = strconv.Itoa(u.SMTPPort)
	}
	signIn := u.SignIn
	if signIn == "" {
		signIn = garage.SignInPassword
	}
	security := u.Security
	if security == "" {
		security = garage.StartTLS
	}
	for key, value := range map[string]string{
		"name": u.Name, "system_login": u.SystemLogin, "email": u.Email, "display_name": u.DisplayName, "signature": u.Signature,
	} {
		f.person.SetValue(key, value)
		f.person.SetError(key, "")
	}
	for key, value := range map[string]string{
		"smtp_server": u.SMTPServer, "smtp_port": port, "security": string(security), "smtp_login": u.SMTPLogin,
		"sign_in": string(signIn), "password": "", "provider": providerOf(u.SMTPServer),
	} {
		f.server.SetValue(key, value)
		f.server.SetError(key, "")
	}
	f.guessed = ""
	f.person.SetClean()
	f.server.SetClean()
	f.fillMailboxes(u)
	f.steps.RemoveAll()
	f.showNote()
	f.loadVault()
	f.loadCopies()
}

// providerOf returns the name of the provider whose server it is, "" for another.
func providerOf(server string) string {
	for _, preset := range signin.Presets {
		if strings.EqualFold(preset.Server, server) {
			return preset.Provider
		}
	}
	return ""
}

// loadVault says where the password is kept and whether there is one: the keyring can take its time.
func (f *accountForm) loadVault() {
	w, id, way := f.window, f.user.ID, f.user.SignIn
	kit.Try(w.Runner, "account.vault", func(context.Context) ([2]string, error) {
		notice := f.app.Vault.Location().Notice()
		if id == 0 {
			return [2]string{notice}, nil
		}
		kept, text := f.app.Vault.Password, "settings.password_kept"
		if way == garage.SignInGoogle || way == garage.SignInMicrosoft {
			kept, text = f.app.Vault.RefreshToken, "settings.signed_in"
		}
		_, err := kept(id)
		if errors.Is(err, garage.ErrNotFound) {
			return [2]string{notice}, nil
		}
		return [2]string{notice, text}, err
	}, func(keys [2]string, err error) {
		w.Fail(err)
		var lines []string
		for _, key := range []string{keys[1], keys[0]} {
			if key != "" {
				lines = append(lines, w.T(key))
			}
		}
		kit.ShowText(f.vault, strings.Join(lines, "\n"))
	})
}

// presetByAddress fills in what the provider of the address asks for, unless she has a server of her own there.
func (f *accountForm) presetByAddress() {
	address := f.person.Value("email")
	preset, found := signin.PresetFor(address)
	own := f.server.Value("smtp_server") != "" && providerOf(f.server.Value("smtp_server")) == ""
	if found && !own {
		f.server.SetValue("provider", preset.Provider)
		f.apply(preset)
		return
	}
	for _, preset := range signin.Presets {
		if preset.Provider == f.server.Value("provider") {
			f.guessLogin(preset)
		}
	}
}

func (f *accountForm) serverChanged(key string) {
	switch key {
	case "sign_in":
		f.showSignIn()
		f.presetMailboxes()
	case "provider":
		for _, preset := range signin.Presets {
			if preset.Provider == f.server.Value("provider") {
				f.apply(preset)
			}
		}
		f.showNote()
	case "smtp_server":
		f.server.SetValue("provider", providerOf(f.server.Value("smtp_server")))
		f.showNote()
	}
}

func (f *accountForm) apply(preset signin.Preset) {
	f.server.SetValue("smtp_server", preset.Server)
	f.server.SetValue("smtp_port", strconv.Itoa(preset.Port))
	f.server.SetValue("security", string(preset.Security))
	for _, key := range []string{"smtp_server", "smtp_port"} {
		f.server.SetError(key, "")
	}
	f.guessLogin(preset)
	f.showNote()
}

// guessLogin follows the address as long as she has not typed a login of her own.
func (f *accountForm) guessLogin(preset signin.Preset) {
	if login := f.server.Value("smtp_login"); login == "" || login == f.guessed {
		f.guessed = preset.LoginFor(f.person.Value("email"))
		f.server.SetValue("smtp_login", f.guessed)
	}
}

func (f *accountForm) showNote() {
	f.showProvidersLimits()
	text := ""
	for _, preset := range signin.Presets {
		if preset.Provider == f.server.Value("provider") && preset.Note != "" {
			text = f.window.T(preset.Note)
		}
	}
	kit.ShowText(f.note, text)
}

// filled returns the user as the form has her.
func (f *accountForm) filled() garage.User {
	u := f.user
	u.Name, u.SystemLogin, u.Email = f.person.Value("name"), f.person.Value("system_login"), f.person.Value("email")
	u.DisplayName, u.Signature = f.person.Value("display_name"), f.person.Value("signature")
	u.SMTPServer, u.Security, u.SMTPLogin = f.server.Value("smtp_server"), garage.Security(f.server.Value("security")), f.server.Value("smtp_login")
	u.SMTPPort, _ = strconv.Atoi(f.server.Value("smtp_port")) // checked by the form; 0 = not filled in
	f.fillFromMailboxes(&u)
	return u
}

func (f *accountForm) dirty() bool {
	return f.person.Dirty() || f.server.Dirty() || f.mailboxes.Dirty() || f.limits.Dirty()
}
