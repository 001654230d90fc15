package store_test

import (
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestSettings(t *testing.T) {
	db := storetest.New(t)
	if value, err := db.Setting(t.Context(), "ui.language"); err != nil || value != "" {
		t.Error(value, err)
	}
	for _, value := range []string{"nl", "", "fr"} {
		check(t, db.SetSetting(t.Context(), "ui.language", value))
		if got, err := db.Setting(t.Context(), "ui.language"); err != nil || got != value {
			t.Error(got, err)
		}
	}
}

func TestUsers(t *testing.T) {
	db := storetest.New(t)
	first, err := db.CurrentUser(t.Context(), "sophie")
	check(t, err)
	if first.Name != "sophie" || first.SystemLogin != "sophie" || first.SMTPPort != 587 || first.Security != store.StartTLS {
		t.Errorf("%+v", first)
	}
	mustFail(t, db.DeleteUser(t.Context(), first.ID), store.ErrInUse)
	second := storetest.User(t, db, store.User{Name: "Élise", SystemLogin: "elise", Email: "e@garage.example", SMTPServer: "smtp.garage.example", SMTPPort: 465, Security: store.TLS})
	for login, want := range map[string]int64{"sophie": first.ID, "elise": second.ID, "unknown": first.ID, "": first.ID} {
		if user, err := db.CurrentUser(t.Context(), login); err != nil || user.ID != want {
			t.Errorf("%q: %+v %v", login, user, err)
		}
	}
	users, err := db.Users(t.Context())
	check(t, err)
	if len(users) != 2 || users[0] != second {
		t.Errorf("%+v", users)
	}
	for field, user := range map[string]store.User{
		"name": {Email: "a@b.be"}, "email": {Name: "a", Email: "x"}, "display_name": {Name: "a", DisplayName: "a\r\nBcc: b@c.be"},
		"smtp_server": {Name: "a", SMTPServer: "http://x"}, "smtp_port": {Name: "a", SMTPPort: 70000}, "security": {Name: "a", Security: "ssl"},
		"smtp_login": {Name: "a", SMTPLogin: "a\nb"},
	} {
		_, err := db.SaveUser(t.Context(), user)
		if wrong, is := err.(*store.FieldError); !is || wrong.Field != field { //nolint:errorlint // it comes bare
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = db.SaveUser(t.Context(), store.User{Name: "Élise"})
	mustFail(t, err, store.ErrConflict)
	_, err = db.NewMailing(t.Context(), store.Mailing{UserID: second.ID})
	check(t, err)
	mustFail(t, db.DeleteUser(t.Context(), second.ID), store.ErrInUse)
	check(t, db.DeleteUser(t.Context(), first.ID))
	_, err = db.User(t.Context(), first.ID)
	mustFail(t, err, store.ErrNotFound)
}

func TestCompanies(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveCompany(t.Context(), store.Company{Name: "Garage Dupont", VATNumber: "0403.170.701", IBAN: "BE68 5390 0754 7034", BIC: "gebabebb", Logo: []byte{1, 2}})
	check(t, err)
	company, err := db.Company(t.Context(), id)
	check(t, err)
	if company.VATNumber != "BE0403170701" || company.IBAN != "BE68539007547034" || company.BIC != "GEBABEBB" || company.Country != "BE" || len(company.Logo) != 2 {
		t.Errorf("%+v", company)
	}
	company.IBAN = "BE68539007547035"
	_, err = db.SaveCompany(t.Context(), company)
	mustRefuse(t, err, "iban", "check.iban_digits")
	phrase := store.Phrase{CompanyID: id, Key: "invoice", Language: "fr", Subject: "Facture <NUMFACT>", Body: "Bonjour"}
	check(t, db.SavePhrase(t.Context(), phrase))
	phrase.Body = "Bonsoir"
	check(t, db.SavePhrase(t.Context(), phrase))
	phrases, err := db.Phrases(t.Context(), id)
	check(t, err)
	if len(phrases) != 1 || phrases[0] != phrase {
		t.Errorf("%+v", phrases)
	}
	check(t, db.SavePhrase(t.Context(), store.Phrase{CompanyID: id, Key: "invoice", Language: "fr"}))
	if phrases, err := db.Phrases(t.Context(), id); err != nil || len(phrases) != 0 {
		t.Error(phrases, err)
	}
	check(t, db.DeleteCompany(t.Context(), id))
	if companies, err := db.Companies(t.Context()); err != nil || len(companies) != 0 {
		t.Error(companies, err)
	}
}

func TestFamilies(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveFamily(t.Context(), store.Family{Name: " Société "})
	check(t, err)
	_, err = db.SaveFamily(t.Context(), store.Family{Name: "SOCIETE"})
	mustFail(t, err, store.ErrConflict)
	storetest.Client(t, db, store.Client{FamilyID: id})
	mustFail(t, db.DeleteNamed(t.Context(), store.NamedRow{List: store.FamilyNames, ID: id}), store.ErrInUse)
	_, err = db.SaveFamily(t.Context(), store.Family{ID: id, Name: "Sociétés"})
	check(t, err)
	if families, err := db.Families(t.Context()); err != nil || len(families) != 1 || families[0].Name != "Sociétés" {
		t.Error(families, err)
	}
	kind, err := db.SaveClientType(t.Context(), store.ClientType{Name: "VIP"})
	check(t, err)
	check(t, db.DeleteNamed(t.Context(), store.NamedRow{List: store.ClientTypeNames, ID: kind}))
	_, err = db.SaveFamily(t.Context(), store.Family{ID: 99, Name: "x"})
	mustFail(t, err, store.ErrNotFound)
}
