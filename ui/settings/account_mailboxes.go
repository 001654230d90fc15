package settings

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/signin"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// newMailboxesForm is what few accounts need filled in: it stands folded below the server.
func (f *accountForm) newMailboxesForm() fyne.CanvasObject {
	w := f.window
	f.mailboxes = kit.NewForm(w, 1, f.mailboxesFields()...)
	f.limits = kit.NewForm(w, 1, f.limitsFields()...)
	return widget.NewAccordion(
		widget.NewAccordionItem(w.T("settings.mailboxes"), f.mailboxes.Object),
		widget.NewAccordionItem(w.T("settings.limits"), f.limits.Object))
}

func (f *accountForm) mailboxesFields() []kit.Field {
	w := f.window
	return []kit.Field{
		{Key: "imap_server", Label: w.T("settings.imap_server"), Check: f.checkServer, Tooltip: w.T("settings.imap_server_hint")},
		{Key: "imap_port", Label: w.T("settings.port"), Check: f.checkPort},
		{Key: "imap_security", Label: w.T("settings.security"), Kind: kit.OneOf, Options: []kit.Option{
			{Value: string(garage.TLS), Label: w.T("settings.imap_tls")},
			{Value: string(garage.StartTLS), Label: w.T("settings.imap_starttls")},
			{Value: string(garage.Plain), Label: w.T("settings.security_none")},
		}},
		{Key: "ca_file", Label: w.T("settings.ca_file"), Tooltip: w.T("settings.ca_file_hint")},
		{Key: "client_id", Label: w.T("settings.client_id"), Tooltip: w.T("settings.client_id_hint")},
		{Key: "client_secret", Label: w.T("settings.client_secret")},
	}
}

func (f *accountForm) fillMailboxes(u garage.User) {
	port, security := "993", u.IMAPSecurity
	if u.IMAPPort != 0 {
		port = strconv.Itoa(u.IMAPPort)
	}
	if security == "" {
		security = garage.TLS
	}
	for key, value := range map[string]string{
		"imap_server": u.IMAPServer, "imap_port": port, "imap_security": string(security), "ca_file": u.CAFile,
		"client_id": "", "client_secret": "",
	} {
		f.mailboxes.SetValue(key, value)
		f.mailboxes.SetError(key, "")
	}
	f.mailboxes.SetClean()
	f.showSignIn()
	f.fillLimits(u)
}

func (f *accountForm) fillFromMailboxes(u *garage.User) {
	u.SignIn = garage.SignIn(f.server.Value("sign_in"))
	u.IMAPServer, u.CAFile = f.mailboxes.Value("imap_server"), f.mailboxes.Value("ca_file")
	u.IMAPSecurity = garage.Security(f.mailboxes.Value("imap_security"))
	u.IMAPPort, _ = strconv.Atoi(f.mailboxes.Value("imap_port")) // checked by the form; 0 = not filled in
}

// showSignIn allows what the chosen way of signing in needs, and shows under which ids the garage is registered there.
func (f *accountForm) showSignIn() {
	w, way := f.window, garage.SignIn(f.server.Value("sign_in"))
	elsewhere := way == garage.SignInGoogle || way == garage.SignInMicrosoft
	f.server.SetEnabled("password", !elsewhere)
	f.mailboxes.SetEnabled("client_id", elsewhere)
	f.mailboxes.SetEnabled("client_secret", way == garage.SignInGoogle)
	if way == garage.SignInMicrosoft { // Google gives no codes for mail
		f.byCode.Show()
	} else {
		f.byCode.Hide()
	}
	if !elsewhere {
		f.signIn.Hide()
		return
	}
	f.signIn.Show()
	dirty := f.mailboxes.Dirty()
	f.mailboxes.SetValue("client_id", "") // the other provider's
	f.mailboxes.SetValue("client_secret", "")
	kit.Try(w.Runner, "account.client", func(ctx context.Context) (signin.OAuth, error) {
		return f.oauth(ctx, way)
	}, func(oauth signin.OAuth, err error) {
		w.Fail(err)
		if f.mailboxes.Value("client_id") != "" {
			return // she was faster
		}
		f.mailboxes.SetValue("client_id", oauth.ClientID)
		f.mailboxes.SetValue("client_secret", oauth.ClientSecret)
		if !dirty {
			f.mailboxes.SetClean()
		}
	})
}

// presetMailboxes fills in where the provider has the account's mailboxes, unless she has a server of her own there: an
// uncertain message is looked up among the sent ones.
func (f *accountForm) presetMailboxes() {
	if at := signin.MailboxesAt(garage.SignIn(f.server.Value("sign_in"))); at != "" && f.mailboxes.Value("imap_server") == "" {
		f.mailboxes.SetValue("imap_server", at)
	}
}

// saveClient keeps the ids of a way to sign in; they are the whole garage's. An empty field may be one that was not read
// yet and changes nothing.
func (f *accountForm) saveClient(ctx context.Context, way garage.SignIn, id, secret string) error {
	switch {
	case id == "":
		return nil
	case way == garage.SignInGoogle:
		return errors.Join(f.app.DB.SetSetting(ctx, signin.SettingGoogleClient, id), f.app.DB.SetSetting(ctx, signin.SettingGoogleSecret, secret))
	case way == garage.SignInMicrosoft:
		return f.app.DB.SetSetting(ctx, signin.SettingMicrosoftClient, id)
	}
	return nil
}
