package desk

import (
	"context"
	"strconv"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// LoadOwner reads the client whose document or file a window shows, with his vehicles.
func (a *App) LoadOwner(w *kit.Window, id int64, show func(garage.Client, []garage.Vehicle)) {
	type owner struct {
		Client   garage.Client
		Vehicles []garage.Vehicle
	}
	kit.Load(w, "owner", func(ctx context.Context) (one owner, err error) {
		if one.Client, err = a.DB.Client(ctx, id); err == nil {
			one.Vehicles, err = a.DB.Vehicles(ctx, id)
		}
		return one, err
	}, func(one owner) {
		show(one.Client, one.Vehicles)
	})
}

// VehicleOptions are a client's vehicles to choose one from, or none.
func VehicleOptions(w *kit.Window, vehicles []garage.Vehicle) []kit.Option {
	options := []kit.Option{{Value: "0", Label: w.T("client.no_vehicle")}}
	for _, one := range vehicles {
		label := one.Plate + "  " + one.Make + " " + one.Model
		options = append(options, kit.Option{Value: strconv.FormatInt(one.ID, 10), Label: label})
	}
	return options
}
