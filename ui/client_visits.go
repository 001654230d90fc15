package ui

import (
	"context"
	"strconv"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// newClientVisits is the tab Passages: when the client came in, with which vehicle and why.
func newClientVisits(c *clientWindow) *records[garage.Visit] {
	w, p, db := c.window, c.app.p, c.app.db
	var vehicles []garage.Vehicle
	column := func(key string, width float32, of func(garage.Visit) string) kit.Column[garage.Visit] {
		return kit.Column[garage.Visit]{Key: key, Label: w.T("client." + key), Width: width, Sort: true, Text: of}
	}
	return newRecords(c, recordOptions[garage.Visit]{
		Key: "visits",
		Columns: []kit.Column[garage.Visit]{
			column("date", 110, func(v garage.Visit) string { return p.Date(v.Date) }),
			column("plate", 120, func(v garage.Visit) string { return v.Plate }),
			kmColumn(c.app, func(v garage.Visit) int64 { return v.Km }),
			column("reason", 460, func(v garage.Visit) string { return v.Reason }),
		},
		Fields: func() []kit.Field {
			return []kit.Field{
				{Key: "date", Label: w.T("client.date"), Kind: kit.Date},
				{Key: "vehicle", Label: w.T("client.vehicle"), Kind: kit.OneOf, Options: vehicleOptions(w, vehicles)},
				{Key: "km", Label: w.T("client.km"), Check: checkKm(w)},
				{Key: "reason", Label: w.T("client.reason")},
			}
		},
		Fill: func(f *kit.Form, v garage.Visit) {
			f.SetValue("date", v.Date)
			f.SetValue("vehicle", strconv.FormatInt(v.VehicleID, 10))
			f.SetValue("km", c.app.kmText(v.Km))
			f.SetValue("reason", v.Reason)
		},
		Read: func(f *kit.Form, v *garage.Visit) {
			v.Date, v.Reason = f.Value("date"), f.Value("reason")
			v.VehicleID, _ = strconv.ParseInt(f.Value("vehicle"), 10, 64) // one of our own options
			v.Km, _ = parseKm(f.Value("km"))                              // the form has checked it
		},
		New: func() garage.Visit {
			visit := garage.Visit{ClientID: c.client.ID, Date: c.app.db.Today()}
			if len(vehicles) == 1 {
				visit.VehicleID = vehicles[0].ID
			}
			return visit
		},
		Name: func(v garage.Visit) string { return p.Date(v.Date) },
		Fetch: func(ctx context.Context) (visits []garage.Visit, err error) {
			owned, err := db.Vehicles(ctx, c.client.ID)
			if err != nil {
				return nil, err
			}
			visits, err = db.Visits(ctx, c.client.ID)
			c.window.Runner.Post(func() { vehicles = owned })
			return visits, err
		},
		Save: func(ctx context.Context, v garage.Visit) error {
			_, err := db.SaveVisit(ctx, v)
			return err
		},
		Delete: func(ctx context.Context, v garage.Visit) error { return db.DeleteVisit(ctx, v.ID) },
	})
}

// vehicleOptions are a client's vehicles to choose one from, or none.
func vehicleOptions(w *kit.Window, vehicles []garage.Vehicle) []kit.Option {
	options := []kit.Option{{Value: "0", Label: w.T("client.no_vehicle")}}
	for _, one := range vehicles {
		label := one.Plate + "  " + one.Make + " " + one.Model
		options = append(options, kit.Option{Value: strconv.FormatInt(one.ID, 10), Label: label})
	}
	return options
}
