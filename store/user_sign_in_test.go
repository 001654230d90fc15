package store_test

import (
	"errors"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestUserKeepsHowSheSignsIn(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveUser(t.Context(), store.User{Name: "Sophie"})
	check(t, err)
	plain, err := db.User(t.Context(), id)
	check(t, err)
	if plain.SignIn != store.SignInPassword || plain.IMAPServer != "" || plain.IMAPPort != 993 || plain.IMAPSecurity != store.TLS || plain.CAFile != "" {
		t.Errorf("%+v", plain)
	}
	changed := plain
	changed.SignIn, changed.IMAPServer, changed.IMAPPort = store.SignInMicrosoft, "outlook.office365.com", 143
	changed.IMAPSecurity, changed.CAFile = store.StartTLS, "/etc/garage/ca.pem"
	_, err = db.SaveUser(t.Context(), changed)
	check(t, err)
	if read, err := db.User(t.Context(), id); err != nil || read != changed {
		t.Errorf("%+v %v", read, err)
	}
	for field, change := range map[string]func(*store.User){
		"sign_in":       func(u *store.User) { u.SignIn = "magic" },
		"imap_server":   func(u *store.User) { u.IMAPServer = "imap garage" },
		"imap_port":     func(u *store.User) { u.IMAPPort = 70000 },
		"imap_security": func(u *store.User) { u.IMAPSecurity = "some" },
		"ca_file":       func(u *store.User) { u.CAFile = "/etc/\nca.pem" },
	} {
		wrong := changed
		change(&wrong)
		var problem *store.FieldError
		if _, err := db.SaveUser(t.Context(), wrong); !errors.As(err, &problem) || problem.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestUsersOfEarlierFilesSignInByPassword(t *testing.T) {
	db := storetest.Open(t, firstFile(t, `INSERT INTO user (name, smtp_server) VALUES ('Sophie', 'smtp.garage.be')`))
	users, err := db.Users(t.Context())
	check(t, err)
	if len(users) != 1 || users[0].SignIn != store.SignInPassword || users[0].SMTPServer != "smtp.garage.be" || users[0].IMAPPort != 993 {
		t.Errorf("%+v", users)
	}
}
