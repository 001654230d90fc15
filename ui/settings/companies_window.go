package settings

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// companiesWindow is Paramètres sociétés: the garage's own firms and their texts.
type companiesWindow struct {
	app     *desk.App
	window  *kit.Window
	all     []garage.Company
	company garage.Company // the one that is shown; ID 0 = new

	choice  *kit.Form
	data    *kit.Form
	logo    *logoField
	phrases *phrasesTab
	tabs    *container.AppTabs
}

// OpenCompanies shows the companies, once: two windows would overwrite each other's words.
func OpenCompanies(a *desk.App) {
	kit.OpenOnce(a.Host, "companies", kit.Single, func() *companiesWindow { return newCompaniesWindow(a) })
}

func newCompaniesWindow(a *desk.App) *companiesWindow {
	c := &companiesWindow{app: a}
	c.window = a.NewWindow(kit.WindowOptions{Key: "companies", Title: a.Printer.T("settings.companies"), Size: fyne.NewSize(980, 640)})
	c.build()
	c.window.ShowsOne(c, kit.Single)
	c.window.Show()
	c.load(a.Company.ID)
	c.data.Focus("name")
	return c
}

func (c *companiesWindow) build() {
	w := c.window
	c.choice = kit.NewForm(w, 1, kit.Field{Key: "company", Label: w.T("company.company"), Kind: kit.OneOf})
	c.choice.OnChanged = func(string) { c.onChoose() }
	c.data = kit.NewForm(w, 2, c.fields()...)
	c.data.OnChanged = func(key string) {
		if places := desk.LocalitiesOf(c.data); key == "postcode" && len(places) == 1 && c.data.Value("locality") == "" {
			c.data.SetValue("locality", places[0])
		}
	}
	c.logo = newLogoField(c.app, w)
	c.phrases = newPhrasesTab(c.app, w)
	data := c.window.NewScroll(container.NewPadded(container.NewVBox(c.data.Object, c.logo.object)))
	c.tabs = container.NewAppTabs(
		container.NewTabItem(w.T("company.data"), data),
		container.NewTabItem(w.T("company.phrases"), c.phrases.object))
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { c.save(nil) }},
		kit.Action{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Key: "Ctrl+N", Run: c.onNew},
		kit.Action{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Run: c.onDelete})
	w.Bind("Alt+1", func() { c.tabs.SelectIndex(0) })
	w.Bind("Alt+2", func() { c.tabs.SelectIndex(1) })
	w.OnMayClose(func() bool {
		if !c.dirty() {
			return true
		}
		desk.AskToSave(w, func() { c.save(w.Discard) })
		return false
	})
	head := container.NewGridWithColumns(2, toolbar.Object, c.choice.Object)
	w.SetBody(container.NewBorder(head, nil, nil, nil, c.tabs))
}

func (c *companiesWindow) fields() []kit.Field {
	w := c.window
	text := func(key string, check func(string) string) kit.Field {
		return kit.Field{Key: key, Label: w.T("company." + key), Check: check}
	}
	locality := text("locality", nil)
	locality.Kind, locality.Proposals = kit.Choices, func(string) []string { return desk.LocalitiesOf(c.data) }
	language := text("language", nil)
	language.Kind, language.Tooltip = kit.OneOf, w.T("company.language_hint")
	for _, tag := range languages.Recipient {
		language.Options = append(language.Options, kit.Option{Value: tag, Label: w.T("settings.language_" + tag)})
	}
	terms := text("terms", nil)
	terms.Kind, terms.Lines, terms.Tooltip = kit.Multiline, 4, w.T("company.terms_hint")
	return []kit.Field{
		text("name", func(v string) string {
			if strings.TrimSpace(v) == "" {
				return w.T("check.name_missing")
			}
			return ""
		}),
		text("address", nil),
		text("postcode", func(v string) string {
			return desk.InWords(w, func(v string) string { return garage.CheckPostcode(v, c.data.Value("country")) })(v)
		}),
		locality, text("country", nil), language, text("phone", desk.InWords(w, garage.CheckPhone)),
		text("email", desk.InWords(w, garage.CheckEmail)), text("website", nil),
		text("vat_number", desk.InWords(w, garage.CheckVATNumber)), text("iban", desk.InWords(w, garage.CheckIBAN)),
		text("bic", desk.InWords(w, garage.CheckBIC)), terms,
	}
}

// companySheet is what the window shows at once.
type companySheet struct {
	all     []garage.Company
	company garage.Company
	phrases []garage.Phrase
}

// load shows a company, the first one when that id is none (any more).
func (c *companiesWindow) load(id int64) {
	db := c.app.DB
	kit.Load(c.window, "companies", func(ctx context.Context) (sheet companySheet, err error) {
		if sheet.all, err = db.Companies(ctx); err != nil {
			return sheet, err
		}
		for i, company := range sheet.all {
			if company.ID == id || i == 0 {
				sheet.company = company
			}
		}
		if sheet.company.ID != 0 {
			sheet.phrases, err = db.Phrases(ctx, sheet.company.ID)
		}
		return sheet, err
	}, func(sheet companySheet) {
		c.all = sheet.all
		c.show(sheet.company, sheet.phrases)
	})
}

func (c *companiesWindow) show(company garage.Company, phrases []garage.Phrase) {
	c.company = company
	for key, value := range map[string]string{
		"name": company.Name, "address": company.Address, "postcode": company.Postcode, "locality": company.Locality,
		"country": company.Country, "language": company.Language, "phone": company.Phone, "email": company.Email,
		"website": company.Website, "vat_number": company.VATNumber, "iban": company.IBAN, "bic": company.BIC, "terms": company.Terms,
	} {
		c.data.SetValue(key, value)
		c.data.SetError(key, "")
	}
	c.data.SetClean()
	c.logo.fill(company.Logo)
	c.phrases.fill(company, phrases)
	var options []kit.Option
	for _, one := range c.all {
		options = append(options, kit.Option{Value: strconv.FormatInt(one.ID, 10), Label: one.Name})
	}
	if company.ID == 0 {
		options = append(options, kit.Option{Value: "0", Label: c.window.T("company.new")})
	}
	c.choice.SetOptions("company", options)
	c.choice.SetValue("company", strconv.FormatInt(company.ID, 10))
}

func (c *companiesWindow) onChoose() {
	id, err := strconv.ParseInt(c.choice.Value("company"), 10, 64)
	if err != nil || id == c.company.ID {
		return
	}
	desk.AskToDrop(c.window, c.dirty(), func() { c.load(id) }, func() {
		c.choice.SetValue("company", strconv.FormatInt(c.company.ID, 10))
	})
}

func (c *companiesWindow) onNew() {
	desk.AskToDrop(c.window, c.dirty(), func() {
		c.show(garage.Company{Country: garage.HomeCountry, Language: c.app.Printer.Language()}, nil)
		c.tabs.SelectIndex(0)
		c.data.Focus("name")
	}, func() {})
}

func (c *companiesWindow) dirty() bool { return c.data.Dirty() || c.logo.dirty || c.phrases.dirty() }

func (c *companiesWindow) filled() garage.Company {
	company, f := c.company, c.data
	company.Name, company.Address, company.Postcode, company.Locality = f.Value("name"), f.Value("address"), f.Value("postcode"), f.Value("locality")
	company.Country, company.Language, company.Phone = strings.ToUpper(f.Value("country")), f.Value("language"), f.Value("phone")
	company.Email, company.Website, company.VATNumber = f.Value("email"), f.Value("website"), f.Value("vat_number")
	company.IBAN, company.BIC, company.Terms = f.Value("iban"), f.Value("bic"), f.Value("terms")
	company.Logo = c.logo.content
	company.NomSocIsClient = c.phrases.nomSoc.Value("nomsoc") != ""
	return company
}

// save keeps the company and its texts and then runs then, which may be nil.
func (c *companiesWindow) save(then func()) {
	if !c.data.Validate() {
		c.tabs.SelectIndex(0)
		return
	}
	w, company, phrases := c.window, c.filled(), c.phrases.changed()
	kit.Try(w.Runner, "companies.save", func(ctx context.Context) (garage.Company, error) {
		id, err := c.app.DB.SaveCompany(ctx, company)
		if err != nil {
			return company, err
		}
		if err := c.phrases.save(ctx, id, phrases); err != nil {
			return company, err
		}
		return c.app.DB.Company(ctx, id)
	}, func(saved garage.Company, err error) {
		if err != nil {
			c.tabs.SelectIndex(0)
			desk.ShowFieldProblem(c.app, w, c.data, c.fields(), err)
			return
		}
		if c.app.Company.ID == 0 || c.app.Company.ID == saved.ID {
			c.app.Company = saved
		}
		c.app.Bus.Announce(desk.TopicSettings)
		w.Notice(w.T("company.saved"), "", nil)
		c.load(saved.ID)
		if then != nil {
			then()
		}
	})
}

func (c *companiesWindow) onDelete() {
	w, company := c.window, c.company
	if company.ID == 0 {
		c.load(0)
		return
	}
	if len(c.all) < 2 {
		w.Tell(w.T("action.delete"), w.T("company.last"))
		return
	}
	w.Ask(w.T("action.delete"), w.T("company.delete_text", "Name", company.Name), w.T("action.delete"), true, func() {
		kit.Try(w.Runner, "companies.delete", func(ctx context.Context) ([]garage.Company, error) {
			if err := c.app.DB.DeleteCompany(ctx, company.ID); err != nil {
				return nil, err
			}
			return c.app.DB.Companies(ctx)
		}, func(left []garage.Company, err error) {
			switch {
			case errors.Is(err, garage.ErrInUse):
				w.Tell(w.T("action.delete"), w.T("company.in_use"))
				return
			case err != nil:
				w.Fail(err)
				return
			}
			if c.app.Company.ID == company.ID && len(left) > 0 {
				c.app.Company = left[0]
			}
			c.app.Bus.Announce(desk.TopicSettings)
			c.load(0)
		})
	})
}
