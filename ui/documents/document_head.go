package documents

import (
	"context"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// documentHead is who a document is for, from whom and when.
type documentHead struct {
	sheet    *documentWindow
	form     *kit.Form
	client   garage.Client
	saved    int64 // the client as the document was last read
	name     *widget.Label
	choose   *kit.Button
	state    *widget.Label
	vehicles []garage.Vehicle
	object   fyne.CanvasObject
}

func newDocumentHead(d *documentWindow) *documentHead {
	h := &documentHead{sheet: d, name: widget.NewLabel(""), state: widget.NewLabel("")}
	w := d.window
	field := func(key string, check func(string) string) kit.Field {
		return kit.Field{Key: key, Label: w.T("document." + key), Check: check}
	}
	date, due := field("date", nil), field("due_date", nil)
	date.Kind, due.Kind = kit.Date, kit.Date
	date.Check = desk.InWords(w, func(v string) string {
		if v == "" {
			return "check.date_missing"
		}
		return garage.CheckDate(v)
	})
	due.Tooltip = w.T("documents.due_hint")
	company := kit.Field{Key: "company_id", Label: w.T("company.company"), Kind: kit.OneOf}
	vehicle := kit.Field{Key: "vehicle_id", Label: w.T("document.vehicle"), Kind: kit.OneOf}
	plate := kit.Field{Key: "plate", Label: w.T("documents.plate")}
	ogm := field("ogm", nil)
	ogm.ReadOnly = true
	h.form = kit.NewForm(w, 2, company, date, due, field("reference", nil), vehicle, plate, ogm)
	h.form.OnChanged = func(key string) {
		if key == "vehicle_id" {
			h.takePlate()
		}
	}
	h.name.TextStyle.Bold = true
	h.choose = kit.NewIconButton(w.T("documents.choose_client"), theme.SearchIcon(), h.onChoose)
	h.choose.SetToolTip(w.T("documents.choose_client") + " (F4)")
	w.Bind("F4", h.onChoose)
	h.object = container.NewVBox(container.NewHBox(widget.NewLabel(w.T("documents.client")), h.name, h.choose, h.state), h.form.Object)
	return h
}

// loadChoices reads the companies, the client and his vehicles.
func (h *documentHead) loadChoices() {
	d := h.sheet
	kit.Load(d.window, "document.companies", func(ctx context.Context) ([]garage.Company, error) {
		return d.app.DB.Companies(ctx)
	}, func(all []garage.Company) {
		options := []kit.Option{{Value: "0", Label: ""}}
		for _, one := range all {
			options = append(options, kit.Option{Value: strconv.FormatInt(one.ID, 10), Label: one.Name})
		}
		clean := !d.dirty()
		h.form.SetOptions("company_id", options)
		if clean { // else what she chose and has not saved stays
			h.form.SetValue("company_id", strconv.FormatInt(d.document.CompanyID, 10))
			h.form.SetClean()
		}
	})
}

// setClient shows who the document is for, and offers his vehicles.
func (h *documentHead) setClient(id, vehicleID int64) {
	d := h.sheet
	h.client = garage.Client{ID: id}
	h.name.SetText("…")
	if id == 0 {
		h.name.SetText(d.window.T("documents.no_client"))
		h.showVehicles(nil, 0)
		return
	}
	d.app.LoadOwner(d.window, id, func(client garage.Client, vehicles []garage.Vehicle) {
		h.client = client
		h.name.SetText(client.ListName())
		h.showVehicles(vehicles, vehicleID)
	})
}

func (h *documentHead) showVehicles(vehicles []garage.Vehicle, chosen int64) {
	clean := !h.dirty()
	h.vehicles = vehicles
	h.form.SetOptions("vehicle_id", desk.VehicleOptions(h.sheet.window, vehicles))
	h.form.SetValue("vehicle_id", strconv.FormatInt(chosen, 10))
	if clean {
		h.form.SetClean()
	}
}

// takePlate writes the plate of the chosen vehicle, which the document keeps whatever becomes of the vehicle.
func (h *documentHead) takePlate() {
	for _, vehicle := range h.vehicles {
		if strconv.FormatInt(vehicle.ID, 10) == h.form.Value("vehicle_id") {
			h.form.SetValue("plate", vehicle.Plate)
		}
	}
}

func (h *documentHead) onChoose() {
	d := h.sheet
	if !d.document.IsDraft() {
		return
	}
	d.app.Doors.ChooseClient(d.window, func(row garage.ClientRow) {
		h.form.SetValue("plate", "")
		h.setClient(row.ID, 0)
		d.window.Focus(d.lines.grid.Focusable())
	})
}

func (h *documentHead) fill(document garage.Document) {
	for key, value := range map[string]string{
		"company_id": strconv.FormatInt(document.CompanyID, 10), "plate": document.Plate, "date": document.Date,
		"due_date": document.DueDate, "reference": document.Reference, "ogm": garage.FormatOGM(document.OGM),
	} {
		h.form.SetValue(key, value)
	}
	for _, key := range []string{"company_id", "vehicle_id", "plate", "date", "due_date", "reference"} {
		h.form.SetEnabled(key, document.IsDraft())
	}
	h.choose.Hidden = !document.IsDraft()
	h.saved = document.ClientID
	h.state.SetText(h.stateText(document))
	h.form.SetClean()
	h.setClient(document.ClientID, document.VehicleID)
}

// stateText says where the document stands.
func (h *documentHead) stateText(document garage.Document) string {
	w := h.sheet.window
	switch {
	case document.IsDraft():
		return w.T("documents.is_draft")
	case document.State == garage.DocumentCredited:
		return w.T("documents.credited")
	case document.IsOwed():
		return w.T("kit.pair", "Label", w.T("document.open"), "Value", h.sheet.app.Printer.Money(int64(document.Open)))
	case document.Kind == garage.Invoice || document.Kind == garage.CreditNote:
		return w.T("documents.is_paid")
	}
	return ""
}

func (h *documentHead) read(document *garage.Document) {
	document.CompanyID, _ = strconv.ParseInt(h.form.Value("company_id"), 10, 64) // our own options
	document.VehicleID, _ = strconv.ParseInt(h.form.Value("vehicle_id"), 10, 64)
	document.ClientID = h.client.ID
	document.Plate, document.Reference = h.form.Value("plate"), h.form.Value("reference")
	document.Date, document.DueDate = h.form.Value("date"), h.form.Value("due_date")
}

func (h *documentHead) dirty() bool { return h.form.Dirty() || h.client.ID != h.saved }
