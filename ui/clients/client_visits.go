package clients

import (
	"context"
	"strconv"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// newClientVisits is the tab Passages: when the client came in, with which vehicle and why.
func newClientVisits(c *ClientWindow) *records[garage.Visit] {
	w, p, db := c.Window, c.app.Printer, c.app.DB
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
				{Key: "vehicle", Label: w.T("client.vehicle"), Kind: kit.OneOf, Options: desk.VehicleOptions(w, vehicles)},
				{Key: "km", Label: w.T("client.km"), Check: checkKm(w)},
				{Key: "reason", Label: w.T("client.reason")},
			}
		},
		Fill: func(f *kit.Form, v garage.Visit) {
			f.SetValue("date", v.Date)
			f.SetValue("vehicle", strconv.FormatInt(v.VehicleID, 10))
			f.SetValue("km", kmText(c.app, v.Km))
			f.SetValue("reason", v.Reason)
		},
		Read: func(f *kit.Form, v *garage.Visit) {
			v.Date, v.Reason = f.Value("date"), f.Value("reason")
			v.VehicleID, _ = strconv.ParseInt(f.Value("vehicle"), 10, 64) // one of our own options
			v.Km, _ = parseKm(f.Value("km"))                              // the form has checked it
		},
		New: func() garage.Visit {
			visit := garage.Visit{ClientID: c.Client.ID, Date: c.app.DB.Today()}
			if len(vehicles) == 1 {
				visit.VehicleID = vehicles[0].ID
			}
			return visit
		},
		Name: func(v garage.Visit) string { return p.Date(v.Date) },
		Fetch: func(ctx context.Context) (visits []garage.Visit, err error) {
			owned, err := db.Vehicles(ctx, c.Client.ID)
			if err != nil {
				return nil, err
			}
			visits, err = db.Visits(ctx, c.Client.ID)
			c.Window.Runner.Post(func() { vehicles = owned })
			return visits, err
		},
		Save: func(ctx context.Context, v garage.Visit) error {
			_, err := db.SaveVisit(ctx, v)
			return err
		},
		Delete: func(ctx context.Context, v garage.Visit) error { return db.DeleteVisit(ctx, v.ID) },
	})
}
