package settings

import (
	"context"
	"strconv"

	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// limitsFields are what the account may send. An empty field is the provider's value, which stands in it; 0 is no limit.
func (f *accountForm) limitsFields() []kit.Field {
	w := f.window
	return []kit.Field{
		{Key: "per_minute", Label: w.T("settings.per_minute"), Check: f.checkLimit, Tooltip: w.T("settings.limit_hint")},
		{Key: "per_day", Label: w.T("settings.per_day"), Check: f.checkLimit, Tooltip: w.T("settings.limit_hint")},
		{Key: "per_connection", Label: w.T("settings.per_connection"), Check: f.checkLimit, Tooltip: w.T("settings.limit_hint")},
		{Key: "connections", Label: w.T("settings.connections"), Check: f.checkConnections, Tooltip: w.T("settings.connections_hint")},
	}
}

// limitOf is where the number of a field is kept.
func limitOf(limits *smtp.Limits, key string) *int {
	switch key {
	case "per_minute":
		return &limits.PerMinute
	case "per_day":
		return &limits.PerDay
	case "per_connection":
		return &limits.PerConnection
	}
	return &limits.Connections
}

func (f *accountForm) checkLimit(value string) string {
	if count, err := strconv.Atoi(value); value != "" && (err != nil || count < 0) {
		return f.window.T("check.whole_number")
	}
	return ""
}

func (f *accountForm) checkConnections(value string) string {
	if count, err := strconv.Atoi(value); value != "" && (err != nil || count < 1 || count > smtp.MaxConnections) {
		return f.window.T("check.connections", "Most", strconv.Itoa(smtp.MaxConnections))
	}
	return ""
}

// providersLimits are those of the server that the form has now.
func (f *accountForm) providersLimits() smtp.Limits {
	return signin.DefaultLimits(f.server.Value("smtp_server"), f.person.Value("email"))
}

// showProvidersLimits has the empty fields say what counts for them.
func (f *accountForm) showProvidersLimits() {
	limits := f.providersLimits()
	for _, field := range f.limitsFields() {
		hint := f.window.T("settings.no_limit")
		if count := *limitOf(&limits, field.Key); count > 0 {
			hint = f.app.Printer.Number(int64(count))
		} else if field.Key == "connections" {
			hint = "1"
		}
		f.limits.SetHint(field.Key, hint)
	}
}

// fillLimits shows what was chosen for the account; what is the provider's stays empty.
func (f *accountForm) fillLimits(u garage.User) {
	for _, field := range f.limitsFields() {
		f.limits.SetValue(field.Key, "")
		f.limits.SetError(field.Key, "")
	}
	f.limits.SetClean()
	f.showProvidersLimits()
	if u.ID == 0 {
		return
	}
	kit.Try(f.window.Runner, "account.limits", func(ctx context.Context) (smtp.Limits, error) {
		return signin.LimitsOf(ctx, f.app.DB, signin.NewAccount(u, ""))
	}, func(chosen smtp.Limits, err error) {
		f.window.Fail(err)
		if err != nil || f.user.ID != u.ID || f.limits.Dirty() {
			return // she was faster
		}
		usual := signin.DefaultLimits(u.SMTPServer, u.Email)
		for _, field := range f.limitsFields() {
			if count := *limitOf(&chosen, field.Key); count != *limitOf(&usual, field.Key) {
				f.limits.SetValue(field.Key, strconv.Itoa(count))
			}
		}
		f.limits.SetClean()
	})
}

// chosenLimits are what she filled in, nil = the provider's in every field.
func (f *accountForm) chosenLimits() *smtp.Limits {
	limits, chosen := f.providersLimits(), false
	for _, field := range f.limitsFields() {
		if value := f.limits.Value(field.Key); value != "" {
			*limitOf(&limits, field.Key), _ = strconv.Atoi(value) // checked by the form
			chosen = true
		}
	}
	if !chosen {
		return nil
	}
	return &limits
}
