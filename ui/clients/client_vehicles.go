package clients

import (
	"context"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// newClientVehicles is the tab Véhicules.
func newClientVehicles(c *ClientWindow) *records[garage.Vehicle] {
	w, p, db := c.Window, c.app.Printer, c.app.DB
	column := func(key string, width float32, of func(garage.Vehicle) string) kit.Column[garage.Vehicle] {
		return kit.Column[garage.Vehicle]{Key: key, Label: w.T("client." + key), Width: width, Sort: true, Text: of}
	}
	return newRecords(c, recordOptions[garage.Vehicle]{
		Key: "vehicles",
		Columns: []kit.Column[garage.Vehicle]{
			column("plate", 100, func(v garage.Vehicle) string { return v.Plate }),
			column("make", 110, func(v garage.Vehicle) string { return v.Make }),
			column("model", 130, func(v garage.Vehicle) string { return v.Model }),
			column("vehicle_type", 125, func(v garage.Vehicle) string { return v.VehicleType }),
			column("first_registration", 145, func(v garage.Vehicle) string { return p.Date(v.FirstRegistration) }),
			kmColumn(c.app, func(v garage.Vehicle) int64 { return v.Km }),
			column("next_inspection", 145, func(v garage.Vehicle) string { return p.Date(v.NextInspection) }),
			column("vin", 160, func(v garage.Vehicle) string { return v.VIN }),
		},
		Fields: func() []kit.Field { return vehicleFields(w) },
		Fill: func(f *kit.Form, v garage.Vehicle) {
			for key, value := range map[string]string{
				"plate": v.Plate, "make": v.Make, "model": v.Model, "vehicle_type": v.VehicleType, "vin": v.VIN,
				"first_registration": v.FirstRegistration, "km": kmText(c.app, v.Km), "next_inspection": v.NextInspection,
			} {
				f.SetValue(key, value)
			}
		},
		Read: func(f *kit.Form, v *garage.Vehicle) {
			v.Plate, v.Make, v.Model, v.VehicleType = f.Value("plate"), f.Value("make"), f.Value("model"), f.Value("vehicle_type")
			v.VIN, v.FirstRegistration, v.NextInspection = f.Value("vin"), f.Value("first_registration"), f.Value("next_inspection")
			v.Km, _ = parseKm(f.Value("km")) // the form has checked it
		},
		New:   func() garage.Vehicle { return garage.Vehicle{ClientID: c.Client.ID} },
		Name:  func(v garage.Vehicle) string { return strings.TrimSpace(v.Plate + " " + v.Make + " " + v.Model) },
		Fetch: func(ctx context.Context) ([]garage.Vehicle, error) { return db.Vehicles(ctx, c.Client.ID) },
		Save: func(ctx context.Context, v garage.Vehicle) error {
			_, err := db.SaveVehicle(ctx, v)
			return err
		},
		Delete: func(ctx context.Context, v garage.Vehicle) error { return db.DeleteVehicle(ctx, v.ID) },
	})
}

func vehicleFields(w *kit.Window) []kit.Field {
	return []kit.Field{
		{Key: "plate", Label: w.T("client.plate")},
		{Key: "make", Label: w.T("client.make")},
		{Key: "model", Label: w.T("client.model")},
		{Key: "vehicle_type", Label: w.T("client.vehicle_type")},
		{Key: "vin", Label: w.T("client.vin")},
		{Key: "first_registration", Label: w.T("client.first_registration"), Kind: kit.Date},
		{Key: "km", Label: w.T("client.km"), Check: checkKm(w)},
		{Key: "next_inspection", Label: w.T("client.next_inspection"), Kind: kit.Date},
	}
}
