package settings

import (
	"strings"
	"testing"

	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// hintOf is what stands in an empty field of the limits.
func hintOf(t *testing.T, f *accountForm, label string) string {
	t.Helper()
	entries := desktest.Found[*kit.Entry](f.limits.Object)
	for i, field := range f.limitsFields() {
		if field.Key == label {
			return entries[i].PlaceHolder
		}
	}
	t.Fatal("no field", label)
	return ""
}

func TestAccountLimits(t *testing.T) {
	a := desktest.New(t)
	f := newAccount(t, a)
	f.person.SetValue("email", "garage@gmail.com")
	f.person.OnChanged("email")
	if day, minute, lines := hintOf(t, f, "per_day"), hintOf(t, f, "per_minute"), hintOf(t, f, "connections"); day != "500" || minute != "sans limite" || lines != "1" {
		t.Errorf("the provider's limits are shown as %q, %q, %q", day, minute, lines)
	}
	limitsOf := func() smtp.Limits {
		t.Helper()
		user, err := a.DB.User(t.Context(), a.User.ID)
		desktest.Check(t, err)
		limits, err := signin.LimitsOf(t.Context(), a.DB, signin.NewAccount(user, ""))
		desktest.Check(t, err)
		return limits
	}
	for key, wrong := range map[string]string{"per_day": "beaucoup", "per_minute": "-1", "connections": "5"} {
		f.limits.SetValue(key, wrong)
		f.save(nil)
		if got := limitsOf(); got != (smtp.Limits{}) {
			t.Errorf("%s %s was saved: %+v", key, wrong, got)
		}
		f.limits.SetValue(key, "")
	}
	f.save(nil)
	if got := limitsOf(); got != (smtp.Limits{PerDay: 500}) {
		t.Errorf("without a choice: %+v", got)
	}
	f.limits.SetValue("per_minute", "20")
	f.limits.SetValue("connections", "2")
	if !f.dirty() {
		t.Error("closing would lose the limits")
	}
	f.save(nil)
	if got := limitsOf(); got != (smtp.Limits{PerMinute: 20, PerDay: 500, Connections: 2}) {
		t.Errorf("saved %+v", got)
	}
	again := newAccount(t, a)
	if got := strings.Join([]string{again.limits.Value("per_minute"), again.limits.Value("per_day"), again.limits.Value("connections")}, ","); got != "20,,2" || again.dirty() {
		t.Errorf("shown again as %s, dirty %v", got, again.dirty())
	}
	again.limits.SetValue("per_day", "0")
	again.save(nil)
	if got := limitsOf(); got.PerDay != 0 || again.limits.Value("per_day") != "0" {
		t.Errorf("0 is no limit: %+v, shown %q", got, again.limits.Value("per_day"))
	}
	for _, field := range again.limitsFields() {
		again.limits.SetValue(field.Key, "")
	}
	again.save(nil)
	if got := limitsOf(); got != (smtp.Limits{PerDay: 500}) {
		t.Errorf("the provider's again: %+v", got)
	}
}
