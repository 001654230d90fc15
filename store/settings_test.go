package store_test

import (
	"errors"
	"path/filepath"
	"strconv"
	"testing"

	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestSettings(t *testing.T) {
	db := storetest.New(t)
	if value, err := db.Setting(t.Context(), "ui.language"); err != nil || value != "" {
		t.Error(value, err)
	}
	for _, value := range []string{"nl", "", "fr"} {
		storetest.Check(t, db.SetSetting(t.Context(), "ui.language", value))
		if got, err := db.Setting(t.Context(), "ui.language"); err != nil || got != value {
			t.Error(got, err)
		}
	}
}

func TestUsers(t *testing.T) {
	db := storetest.New(t)
	first, err := db.CurrentUser(t.Context(), "sophie")
	storetest.Check(t, err)
	if first.Name != "sophie" || first.SystemLogin != "sophie" || first.SMTPPort != 587 || first.Security != garage.StartTLS {
		t.Errorf("%+v", first)
	}
	storetest.MustFail(t, db.DeleteUser(t.Context(), first.ID), garage.ErrInUse)
	second := storetest.User(t, db, garage.User{Name: "Élise", SystemLogin: "elise", Email: "e@garage.example", SMTPServer: "smtp.garage.example", SMTPPort: 465, Security: garage.TLS})
	for login, want := range map[string]int64{"sophie": first.ID, "elise": second.ID, "unknown": first.ID, "": first.ID} {
		if user, err := db.CurrentUser(t.Context(), login); err != nil || user.ID != want {
			t.Errorf("%q: %+v %v", login, user, err)
		}
	}
	users, err := db.Users(t.Context())
	storetest.Check(t, err)
	if len(users) != 2 || users[0] != second {
		t.Errorf("%+v", users)
	}
	for field, user := range map[string]garage.User{
		"name": {Email: "a@b.be"}, "email": {Name: "a", Email: "x"}, "display_name": {Name: "a", DisplayName: "a\r\nBcc: b@c.be"},
		"smtp_server": {Name: "a", SMTPServer: "http://x"}, "smtp_port": {Name: "a", SMTPPort: 70000}, "security": {Name: "a", Security: "ssl"},
		"smtp_login": {Name: "a", SMTPLogin: "a\nb"},
	} {
		_, err := db.SaveUser(t.Context(), user)
		if wrong, is := err.(*garage.FieldError); !is || wrong.Field != field { //nolint:errorlint // it comes bare
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err = db.SaveUser(t.Context(), garage.User{Name: "Élise"})
	storetest.MustFail(t, err, garage.ErrConflict)
	_, err = db.NewMailing(t.Context(), garage.Mailing{UserID: second.ID})
	storetest.Check(t, err)
	storetest.MustFail(t, db.DeleteUser(t.Context(), second.ID), garage.ErrInUse)
	storetest.Check(t, db.DeleteUser(t.Context(), first.ID))
	_, err = db.User(t.Context(), first.ID)
	storetest.MustFail(t, err, garage.ErrNotFound)
}

func TestCompanies(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage Dupont", VATNumber: "0403.170.701", IBAN: "BE68 5390 0754 7034", BIC: "gebabebb", Logo: []byte{1, 2}})
	storetest.Check(t, err)
	company, err := db.Company(t.Context(), id)
	storetest.Check(t, err)
	if company.VATNumber != "BE0403170701" || company.IBAN != "BE68539007547034" || company.BIC != "GEBABEBB" || company.Country != "BE" || len(company.Logo) != 2 {
		t.Errorf("%+v", company)
	}
	company.IBAN = "BE68539007547035"
	_, err = db.SaveCompany(t.Context(), company)
	storetest.MustRefuse(t, err, "iban", "check.iban_digits")
	phrase := garage.Phrase{CompanyID: id, Key: "invoice", Language: "fr", Subject: "Facture <NUMFACT>", Body: "Bonjour"}
	storetest.Check(t, db.SavePhrase(t.Context(), phrase))
	phrase.Body = "Bonsoir"
	storetest.Check(t, db.SavePhrase(t.Context(), phrase))
	phrases, err := db.Phrases(t.Context(), id)
	storetest.Check(t, err)
	if len(phrases) != 1 || phrases[0] != phrase {
		t.Errorf("%+v", phrases)
	}
	storetest.Check(t, db.SavePhrase(t.Context(), garage.Phrase{CompanyID: id, Key: "invoice", Language: "fr"}))
	if phrases, err := db.Phrases(t.Context(), id); err != nil || len(phrases) != 0 {
		t.Error(phrases, err)
	}
	storetest.Check(t, db.DeleteCompany(t.Context(), id))
	if companies, err := db.Companies(t.Context()); err != nil || len(companies) != 0 {
		t.Error(companies, err)
	}
}

func TestFamilies(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveFamily(t.Context(), garage.Family{Name: " Société "})
	storetest.Check(t, err)
	_, err = db.SaveFamily(t.Context(), garage.Family{Name: "SOCIETE"})
	storetest.MustFail(t, err, garage.ErrConflict)
	storetest.Client(t, db, garage.Client{FamilyID: id})
	storetest.MustFail(t, db.DeleteNamed(t.Context(), store.NamedRow{List: store.FamilyNames, ID: id}), garage.ErrInUse)
	_, err = db.SaveFamily(t.Context(), garage.Family{ID: id, Name: "Sociétés"})
	storetest.Check(t, err)
	if families, err := db.Families(t.Context()); err != nil || len(families) != 1 || families[0].Name != "Sociétés" {
		t.Error(families, err)
	}
	kind, err := db.SaveClientType(t.Context(), garage.ClientType{Name: "VIP"})
	storetest.Check(t, err)
	storetest.Check(t, db.DeleteNamed(t.Context(), store.NamedRow{List: store.ClientTypeNames, ID: kind}))
	_, err = db.SaveFamily(t.Context(), garage.Family{ID: 99, Name: "x"})
	storetest.MustFail(t, err, garage.ErrNotFound)
}

// TestLanguagesAreThoseOfTheFile holds the tables' own check to the list: each language can be kept for a client, and one
// that is not on the list is refused before the file is asked.
func TestLanguagesAreThoseOfTheFile(t *testing.T) {
	db := storetest.Open(t, filepath.Join(t.TempDir(), "garage.db"))
	for _, tag := range languages.Recipient {
		if err := db.SaveClient(t.Context(), &garage.Client{Name: "Lambert", Language: tag}, garage.ConsentNote{}); err != nil {
			t.Errorf("a client who speaks %s: %v", tag, err)
		}
	}
	if wrong := garage.CheckClient(garage.Client{Name: "Lambert", Language: "es"}); len(wrong) != 1 || wrong[0].Reason != "check.language" {
		t.Errorf("a client who speaks es: %v", wrong)
	}
}

// namedRow is the row of a list with this name.
func namedRow(t *testing.T, db *store.DB, list store.NameList, name string) store.NamedRow {
	t.Helper()
	rows, err := db.NamedRows(t.Context())
	storetest.Check(t, err)
	for _, row := range rows {
		if row.List == list && row.Name == name {
			return row
		}
	}
	t.Fatalf("no %s %q in %+v", list, name, rows)
	return store.NamedRow{}
}

// TestMergedNames: the clients of a family go to the other one, what was saved with it finds them there, and undone all is as
// it was; for types too.
func TestMergedNames(t *testing.T) {
	for _, list := range []store.NameList{store.FamilyNames, store.ClientTypeNames} {
		db := storetest.New(t)
		one, err := db.SaveNamed(t.Context(), store.NamedRow{List: list, Name: "Société"})
		storetest.Check(t, err)
		two, err := db.SaveNamed(t.Context(), store.NamedRow{List: list, Name: "Sociétés"})
		storetest.Check(t, err)
		client, field := garage.Client{Name: "Lambert", FamilyID: one}, "client.family"
		wanted := garage.Criteria{FamilyIDs: []int64{one}}
		if list == store.ClientTypeNames {
			client, field, wanted = garage.Client{Name: "Lambert", TypeID: one}, "client.type", garage.Criteria{TypeIDs: []int64{one}}
		}
		lambert := storetest.Client(t, db, client)
		rule := garage.Rule{Group: criteria.AllOf, Rules: []garage.Rule{{Field: field, Operator: criteria.Is, Values: []string{strconv.FormatInt(one, 10), strconv.FormatInt(two, 10)}}}}
		wanted.Filter = &rule
		segment, err := db.SaveSegment(t.Context(), garage.Segment{Name: "Sociétés", Criteria: wanted})
		storetest.Check(t, err)
		found := func() []int64 {
			t.Helper()
			saved, err := db.Segment(t.Context(), segment)
			storetest.Check(t, err)
			ids, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: saved.Criteria})
			storetest.Check(t, err)
			return ids
		}
		from, into := namedRow(t, db, list, "Société"), namedRow(t, db, list, "Sociétés")
		merged, err := db.MergeNamed(t.Context(), from, into)
		storetest.Check(t, err)
		if row := namedRow(t, db, list, "Sociétés"); row.Used != 1 {
			t.Errorf("%s: merged it is %+v", list, row)
		}
		if ids := found(); len(ids) != 1 || ids[0] != lambert.ID {
			t.Errorf("%s: the saved list finds %v", list, ids)
		}
		_, err = db.MergeNamed(t.Context(), from, into)
		storetest.MustFail(t, err, garage.ErrNotFound)
		storetest.Check(t, db.UnmergeNamed(t.Context(), merged))
		if was, other := namedRow(t, db, list, "Société"), namedRow(t, db, list, "Sociétés"); was != from || other != into {
			t.Errorf("%s: undone they are %+v and %+v", list, was, other)
		}
		saved, err := db.Segment(t.Context(), segment)
		storetest.Check(t, err)
		if values := saved.Criteria.Filter.Rules[0].Values; len(values) != 2 || len(saved.Criteria.FamilyIDs)+len(saved.Criteria.TypeIDs) != 1 || len(found()) != 1 {
			t.Errorf("%s: undone the saved list asks for %+v", list, saved.Criteria)
		}
		_, err = db.MergeNamed(t.Context(), from, from)
		storetest.MustFail(t, err, garage.ErrConflict)
		_, err = db.MergeNamed(t.Context(), from, store.NamedRow{List: store.JournalNames, ID: 1})
		storetest.MustFail(t, err, garage.ErrConflict)
		_, err = db.MergeNamed(t.Context(), from, store.NamedRow{List: list, ID: 99})
		storetest.MustFail(t, err, garage.ErrNotFound)
	}
}

func TestUserKeepsHowSheSignsIn(t *testing.T) {
	db := storetest.New(t)
	id, err := db.SaveUser(t.Context(), garage.User{Name: "Sophie"})
	storetest.Check(t, err)
	plain, err := db.User(t.Context(), id)
	storetest.Check(t, err)
	if plain.SignIn != garage.SignInPassword || plain.IMAPServer != "" || plain.IMAPPort != 993 || plain.IMAPSecurity != garage.TLS || plain.CAFile != "" {
		t.Errorf("%+v", plain)
	}
	changed := plain
	changed.SignIn, changed.IMAPServer, changed.IMAPPort = garage.SignInMicrosoft, "outlook.office365.com", 143
	changed.IMAPSecurity, changed.CAFile = garage.StartTLS, "/etc/garage/ca.pem"
	_, err = db.SaveUser(t.Context(), changed)
	storetest.Check(t, err)
	if read, err := db.User(t.Context(), id); err != nil || read != changed {
		t.Errorf("%+v %v", read, err)
	}
	for field, change := range map[string]func(*garage.User){
		"sign_in":       func(u *garage.User) { u.SignIn = "magic" },
		"imap_server":   func(u *garage.User) { u.IMAPServer = "imap garage" },
		"imap_port":     func(u *garage.User) { u.IMAPPort = 70000 },
		"imap_security": func(u *garage.User) { u.IMAPSecurity = "some" },
		"ca_file":       func(u *garage.User) { u.CAFile = "/etc/\nca.pem" },
	} {
		wrong := changed
		change(&wrong)
		var problem *garage.FieldError
		if _, err := db.SaveUser(t.Context(), wrong); !errors.As(err, &problem) || problem.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestUsersOfEarlierFilesSignInByPassword(t *testing.T) {
	db := storetest.Open(t, firstCase(t, `INSERT INTO user (name, smtp_server) VALUES ('Sophie', 'smtp.garage.be')`))
	users, err := db.Users(t.Context())
	storetest.Check(t, err)
	if len(users) != 1 || users[0].SignIn != garage.SignInPassword || users[0].SMTPServer != "smtp.garage.be" || users[0].IMAPPort != 993 {
		t.Errorf("%+v", users)
	}
}
