package clients

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// clientGeneral is the tab Général: who and where the client is, and what an import could not take of him.
type clientGeneral struct {
	sheet    *ClientWindow
	Form     *kit.Form
	refused  *fyne.Container // a line for each refused value
	places   *fyne.Container // the localities of the postcode
	families []string
	types    []string
	object   fyne.CanvasObject
}

// generalFields are the columns that stand on this tab.
var generalFields = []string{
	"number", "title", "name", "first_name", "company_form", "address", "postcode", "locality", "country", "language", "phone",
	"gsm", "email", "family", "type", "notes",
}

func newClientGeneral(c *ClientWindow) *clientGeneral {
	g := &clientGeneral{sheet: c, refused: container.NewVBox(), places: container.NewHBox()}
	w := c.Window
	field := func(key string, check func(string) string) kit.Field {
		return kit.Field{Key: key, Label: w.T("client." + key), Check: check}
	}
	locality := field("locality", nil)
	locality.Kind, locality.Proposals = kit.Choices, func(string) []string { return desk.LocalitiesOf(g.Form) }
	locality.Tooltip = w.T("client.locality_hint")
	language := field("language", nil)
	language.Kind, language.Options = kit.OneOf, desk.LanguageOptions(w)
	family, kind := field("family", nil), field("type", nil)
	family.Kind, family.Proposals = kit.Choices, func(text string) []string { return desk.BeginningWith(g.families, text) }
	kind.Kind, kind.Proposals = kit.Choices, func(text string) []string { return desk.BeginningWith(g.types, text) }
	family.Tooltip, kind.Tooltip = w.T("client.choices_hint"), w.T("client.choices_hint")
	notes := field("notes", nil)
	notes.Kind, notes.Lines = kit.Multiline, 3
	number := field("number", nil)
	number.Hint = w.T("client.number_hint")
	country := field("country", c.checked("country", func(v string) string {
		return reasonOf("country", garage.CheckClient(garage.Client{Name: "x", Country: strings.ToUpper(v)}))
	}))
	country.Hint = "BE"
	g.Form = kit.NewForm(w, 2,
		number, field("title", nil), field("name", g.checkName), field("first_name", nil), field("company_form", nil),
		field("address", nil),
		field("postcode", c.checked("postcode", func(v string) string { return garage.CheckPostcode(v, g.country()) })),
		locality, country, language,
		field("phone", c.checked("phone", garage.CheckPhone)), field("gsm", c.checked("gsm", garage.CheckPhone)),
		field("email", c.checked("email", garage.CheckEmail)), family, kind, notes)
	g.Form.OnChanged = func(key string) {
		if key == "postcode" || key == "country" {
			g.proposePlaces()
		}
	}
	g.object = container.NewVBox(g.refused, g.Form.Object, g.places)
	return g
}

func (g *clientGeneral) has(key string) bool { return slices.Contains(generalFields, key) }

// checked says a reason of the store in words. A value that stood there before is left alone: it is not hers to answer for.
func (c *ClientWindow) checked(key string, check func(value string) (reason string)) func(string) string {
	return func(value string) string {
		reason := check(strings.TrimSpace(value))
		if reason == "" || c.Client.ID != 0 && value == clientValue(c.Client, key) {
			return ""
		}
		return c.Window.T(reason)
	}
}

// clientValue is a checked field of a client by its column.
func clientValue(c garage.Client, key string) string {
	return map[string]string{
		"postcode": c.Postcode, "country": c.Country, "phone": c.Phone, "gsm": c.GSM, "email": c.Email,
		"billing_email": c.BillingEmail, "vat_number": c.VATNumber,
	}[key]
}

func reasonOf(field string, wrong []*garage.FieldError) string {
	for _, one := range wrong {
		if one.Field == field {
			return one.Reason
		}
	}
	return ""
}

func (g *clientGeneral) checkName(name string) string {
	if strings.TrimSpace(name) == "" && g.Form.Value("first_name") == "" {
		return g.sheet.Window.T("check.name_missing")
	}
	return ""
}

func (g *clientGeneral) country() string { return strings.ToUpper(g.Form.Value("country")) }

// proposePlaces fills in the locality that a postcode leaves no doubt about, and offers several to choose from.
func (g *clientGeneral) proposePlaces() {
	found := desk.LocalitiesOf(g.Form)
	g.places.RemoveAll()
	standing := g.Form.Value("locality")
	if len(found) == 1 && standing == "" {
		g.Form.SetValue("locality", found[0])
		return
	}
	if slices.Contains(found, standing) || len(found) == 0 {
		return
	}
	g.places.Add(widget.NewLabel(g.sheet.Window.T("kit.pair", "Label", g.Form.Value("postcode"), "Value", "")))
	for _, place := range found[:min(len(found), 7)] {
		g.places.Add(kit.NewButton(place, func() {
			g.Form.SetValue("locality", place)
			g.places.RemoveAll()
			g.Form.Focus("locality")
		}))
	}
}

func (g *clientGeneral) fill(c garage.Client) {
	for key, value := range map[string]string{
		"number": c.Number, "title": c.Title, "name": c.Name, "first_name": c.FirstName, "company_form": c.CompanyForm,
		"address": c.Address, "postcode": c.Postcode, "locality": c.Locality, "country": c.Country, "language": c.Language,
		"phone": c.Phone, "gsm": c.GSM, "email": c.Email, "family": c.Family, "type": c.Type, "notes": c.Notes,
	} {
		g.Form.SetValue(key, value)
		g.Form.SetError(key, "")
	}
	g.Form.SetClean()
	g.places.RemoveAll()
}

func (g *clientGeneral) read(c *garage.Client) {
	f := g.Form
	c.Number, c.Title, c.Name, c.FirstName = f.Value("number"), f.Value("title"), f.Value("name"), f.Value("first_name")
	c.CompanyForm, c.Address = f.Value("company_form"), f.Value("address")
	c.Postcode, c.Locality, c.Country = f.Value("postcode"), f.Value("locality"), f.Value("country")
	c.Language, c.Phone, c.GSM = f.Value("language"), f.Value("phone"), f.Value("gsm")
	c.Email, c.Notes = f.Value("email"), f.Value("notes")
}

// loadChoices reads the families and types that exist.
func (g *clientGeneral) loadChoices() {
	db := g.sheet.app.DB
	kit.Try(g.sheet.Window.Runner, "client.choices", func(ctx context.Context) ([2][]string, error) {
		var names [2][]string
		families, err := db.Families(ctx)
		if err != nil {
			return names, err
		}
		for _, one := range families {
			names[0] = append(names[0], one.Name)
		}
		types, err := db.ClientTypes(ctx)
		for _, one := range types {
			names[1] = append(names[1], one.Name)
		}
		return names, err
	}, func(names [2][]string, err error) {
		g.sheet.Window.Fail(err)
		g.families, g.types = names[0], names[1]
	})
}

// familyNamed returns the id of a family, which is made when it does not exist; 0 for no name.
func familyNamed(ctx context.Context, a *desk.App, name string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	families, err := a.DB.Families(ctx)
	if err != nil {
		return 0, err
	}
	for _, one := range families {
		if strings.EqualFold(one.Name, name) {
			return one.ID, nil
		}
	}
	id, err := a.DB.SaveFamily(ctx, garage.Family{Name: name})
	if err != nil {
		return 0, fmt.Errorf("new family: %w", err)
	}
	return id, nil
}

// clientTypeNamed returns the id of a client type, which is made when it does not exist; 0 for no name.
func clientTypeNamed(ctx context.Context, a *desk.App, name string) (int64, error) {
	if name == "" {
		return 0, nil
	}
	types, err := a.DB.ClientTypes(ctx)
	if err != nil {
		return 0, err
	}
	for _, one := range types {
		if strings.EqualFold(one.Name, name) {
			return one.ID, nil
		}
	}
	id, err := a.DB.SaveClientType(ctx, garage.ClientType{Name: name})
	if err != nil {
		return 0, fmt.Errorf("new client type: %w", err)
	}
	return id, nil
}
