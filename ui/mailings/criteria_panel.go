package mailings

import (
	"context"
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// criteriaPanel is the left part of the list builder: the thirteen criteria, all of which must hold.
type criteriaPanel struct {
	app     *desk.App
	window  *kit.Window
	changed func()
	quiet   bool

	families, types, vehicleTypes, makes, localities *choiceField
	looseMake, sameVehicle, hasAddress, hasEmail     *kit.Check
	hasGSM, notThisCountry, accepts, marked          *kit.Check
	came, notCame                                    *kit.DateEntry
	postcodes                                        *kit.Entry
	country                                          *kit.Select
	countries                                        []choice
	filterField                                      *kit.PickField
	filter                                           *garage.Rule
	filterSays                                       *widget.Label // its sentence
	filterChoices                                    filterChoices
	problem                                          *canvas.Text
	object                                           fyne.CanvasObject
}

// criteriaChoices is what exists to choose from.
type criteriaChoices struct {
	families                                   []garage.Family
	types                                      []garage.ClientType
	vehicleTypes, makes, localities, countries []garage.Choice
}

func newCriteriaPanel(a *desk.App, w *kit.Window, changed func()) *criteriaPanel {
	c := &criteriaPanel{app: a, window: w}
	c.changed = func() {
		if !c.quiet {
			changed()
		}
	}
	tick := func(key string) *kit.Check { return kit.NewCheck(w.T(key), func(bool) { c.changed() }) }
	choose := func(key string) *choiceField { return newChoiceField(w, w.T(key), c.changed) }
	c.families, c.types = choose("criteria.families"), choose("criteria.types")
	c.vehicleTypes, c.makes, c.localities = choose("criteria.vehicle_types"), choose("criteria.makes"), choose("criteria.localities")
	c.looseMake, c.sameVehicle = tick("criteria.loose_make"), tick("criteria.same_vehicle")
	c.hasAddress, c.hasEmail, c.hasGSM = tick("criteria.has_address"), tick("criteria.has_email"), tick("criteria.has_gsm")
	c.notThisCountry, c.accepts, c.marked = tick("criteria.not_this_country"), tick("criteria.accepts"), tick("criteria.marked")
	c.came = kit.NewDateEntry(w, func(string) { c.changed() })
	c.notCame = kit.NewDateEntry(w, func(string) { c.changed() })
	c.postcodes = kit.NewEntry()
	c.postcodes.PlaceHolder = w.T("criteria.postcodes_hint")
	c.postcodes.OnChanged = func(string) { w.Runner.Debounce("postcodes", 0, c.changed) }
	c.country = kit.NewSelect(nil, func(string) { c.changed() })
	c.filterField = kit.NewPickField(w.T("criteria.choose"), func() { c.openFilter() })
	c.filterSays = kit.WrappedLabel()
	c.filterSays.SizeName = theme.SizeNameCaptionText
	c.filterSays.Hide()
	c.problem = canvas.NewText("", theme.Color(theme.ColorNameError))
	c.problem.TextSize = theme.CaptionTextSize()
	c.object = c.layout()
	c.load()
	return c
}

// criterion is a field of the panel with the key of its label.
type criterion struct {
	key    string
	object fyne.CanvasObject
}

func (c *criteriaPanel) layout() fyne.CanvasObject {
	w := c.window
	// Labels stand left of their fields, all as wide: the thirteen criteria are seen at once on a small screen.
	form := func(fields ...criterion) fyne.CanvasObject {
		rows := container.New(layout.NewFormLayout())
		for _, field := range fields {
			label := widget.NewLabel(w.T(field.key))
			label.SizeName = theme.SizeNameCaptionText
			width := canvas.NewRectangle(color.Transparent)
			width.SetMinSize(fyne.NewSize(132, 0))
			rows.Add(container.NewStack(width, label))
			rows.Add(field.object)
		}
		return rows
	}
	reset := kit.NewIconButton(w.T("list.clear"), theme.ContentClearIcon(), func() { c.set(garage.Criteria{}); c.changed() })
	body := container.NewVBox(
		form(criterion{"criteria.families", c.families.PickField}, criterion{"criteria.types", c.types.PickField},
			criterion{"criteria.vehicle_types", c.vehicleTypes.PickField}, criterion{"criteria.makes", c.makes.PickField}),
		c.looseMake, c.sameVehicle,
		form(criterion{"criteria.came_since", c.came}, criterion{"criteria.not_came_since", c.notCame},
			criterion{"criteria.filter", c.filterField}),
		c.filterSays,
		form(
			criterion{"criteria.only", container.NewVBox(c.hasAddress, c.hasEmail, c.hasGSM)},
			criterion{"criteria.postcodes", c.postcodes}, criterion{"criteria.localities", c.localities.PickField},
			criterion{"criteria.country", container.NewVBox(c.country, c.notThisCountry)}),
		c.accepts, c.marked, c.problem)
	head := container.NewBorder(nil, nil, kit.Heading(w.T("list.criteria")), reset)
	return container.NewBorder(head, nil, nil, nil, c.window.NewScroll(body))
}

// load fills the lists with what exists.
func (c *criteriaPanel) load() {
	kit.Load(c.window, "choices", func(ctx context.Context) (criteriaChoices, error) { return readChoices(ctx, c.app) }, func(all criteriaChoices) {
		c.show(all)
	})
}

// readChoices reads what exists to choose from.
func readChoices(ctx context.Context, a *desk.App) (all criteriaChoices, err error) {
	if all.families, err = a.DB.Families(ctx); err != nil {
		return all, err
	}
	if all.types, err = a.DB.ClientTypes(ctx); err != nil {
		return all, err
	}
	for _, list := range []struct {
		into *[]garage.Choice
		read func(context.Context) ([]garage.Choice, error)
	}{{&all.vehicleTypes, a.DB.VehicleTypes}, {&all.makes, a.DB.Makes}, {&all.localities, a.DB.Localities}, {&all.countries, a.DB.Countries}} {
		if *list.into, err = list.read(ctx); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (c *criteriaPanel) show(all criteriaChoices) {
	var families, types []choice
	for _, family := range all.families {
		families = append(families, choice{strconv.FormatInt(family.ID, 10), family.Name})
	}
	for _, one := range all.types {
		types = append(types, choice{strconv.FormatInt(one.ID, 10), one.Name})
	}
	c.families.setChoices(families)
	c.types.setChoices(types)
	c.vehicleTypes.setChoices(counted(c.app, all.vehicleTypes))
	c.makes.setChoices(counted(c.app, all.makes))
	c.localities.setChoices(counted(c.app, all.localities))
	country := c.criteria().Country
	c.countries = countryChoices(c.app.Printer, all.countries)
	c.country.Options = []string{c.window.T("criteria.any_country")}
	for _, one := range c.countries {
		c.country.Options = append(c.country.Options, one.Label)
	}
	c.setCountry(country)
	c.filterChoices = readFilterChoices(c.app, all)
	c.setFilter(c.filter) // with their names now
}

// counted shows how many have each value beside it.
func counted(a *desk.App, values []garage.Choice) (choices []choice) {
	for _, one := range values {
		if one.Value != "" {
			choices = append(choices, choice{one.Value, one.Value + " (" + a.Printer.Number(int64(one.Clients)) + ")"})
		}
	}
	return choices
}

func (c *criteriaPanel) setCountry(code string) {
	c.quiet = true
	defer func() { c.quiet = false }()
	for i, one := range c.countries {
		if one.Value == code && code != "" {
			c.country.SetSelectedIndex(i + 1)
			return
		}
	}
	if len(c.country.Options) > 0 {
		c.country.SetSelectedIndex(0)
	}
}

// criteria returns the panel as it is filled in.
func (c *criteriaPanel) criteria() garage.Criteria {
	country := ""
	if i := c.country.SelectedIndex(); i > 0 && i <= len(c.countries) {
		country = c.countries[i-1].Value
	}
	return garage.Criteria{
		FamilyIDs: numbers(c.families.chosen), TypeIDs: numbers(c.types.chosen),
		VehicleTypes: c.vehicleTypes.chosen, Makes: c.makes.chosen, Localities: c.localities.chosen,
		LooseMake: c.looseMake.Checked, SameVehicle: c.sameVehicle.Checked,
		CameSince: c.came.ISO(), NotCameSince: c.notCame.ISO(), Filter: c.filter,
		HasAddress: c.hasAddress.Checked, HasEmail: c.hasEmail.Checked, HasGSM: c.hasGSM.Checked,
		Postcodes: c.postcodes.Text, Country: country, NotThisCountry: c.notThisCountry.Checked && country != "",
		AcceptsPromotional: c.accepts.Checked, Marked: c.marked.Checked,
	}
}

// set fills the panel without telling anybody.
func (c *criteriaPanel) set(criteria garage.Criteria) {
	c.quiet = true
	c.families.setChosen(words(criteria.FamilyIDs))
	c.types.setChosen(words(criteria.TypeIDs))
	c.vehicleTypes.setChosen(criteria.VehicleTypes)
	c.makes.setChosen(criteria.Makes)
	c.localities.setChosen(criteria.Localities)
	for check, on := range map[*kit.Check]bool{
		c.looseMake: criteria.LooseMake, c.sameVehicle: criteria.SameVehicle, c.hasAddress: criteria.HasAddress,
		c.hasEmail: criteria.HasEmail, c.hasGSM: criteria.HasGSM, c.notThisCountry: criteria.NotThisCountry,
		c.accepts: criteria.AcceptsPromotional, c.marked: criteria.Marked,
	} {
		check.SetChecked(on)
	}
	c.came.SetText(c.app.Printer.Date(criteria.CameSince))
	c.notCame.SetText(c.app.Printer.Date(criteria.NotCameSince))
	c.postcodes.SetText(criteria.Postcodes)
	c.setCountry(criteria.Country)
	c.setFilter(criteria.Filter)
	c.quiet = false
}

func (c *criteriaPanel) setFilter(rule *garage.Rule) {
	c.filter = rule
	text, says := c.window.T("criteria.choose"), ""
	if rule != nil {
		text, says = c.window.T("filter.change"), filterWords{c.app, c.filterChoices}.sentence(*rule)
	}
	c.filterField.SetText(text)
	kit.ShowText(c.filterSays, says)
}

func (c *criteriaPanel) openFilter() {
	openCustomFilter(c.app, c.filter, func(rule *garage.Rule) {
		c.setFilter(rule)
		c.changed()
	})
}

// tell shows what is wrong with a criterion, "" = nothing.
func (c *criteriaPanel) tell(problem string) {
	c.problem.Text = problem
	c.problem.Refresh()
}

func numbers(texts []string) (all []int64) {
	for _, text := range texts {
		if number, err := strconv.ParseInt(text, 10, 64); err == nil {
			all = append(all, number)
		}
	}
	return all
}

func words(numbers []int64) (all []string) {
	for _, number := range numbers {
		all = append(all, strconv.FormatInt(number, 10))
	}
	return all
}
