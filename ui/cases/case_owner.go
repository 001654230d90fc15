package cases

import (
	"slices"
	"strconv"

	"garagemail/store/garage"
	"garagemail/ui/desk"
)

// ownVehicleFields are the fields of a case that say which vehicle it is about.
var ownVehicleFields = []string{"plate", "vin", "make", "model"}

func (f *CaseWindow) onChoose() {
	f.app.Doors.ChooseClient(f.Window, func(row garage.ClientRow) { f.take(row.ID) })
}

// take makes it the case of another client: nothing of the one before stays, neither his vehicle nor the address that he had
// here.
func (f *CaseWindow) take(clientID int64) {
	if clientID == f.client.ID {
		return
	}
	f.showVehicles(nil, 0)
	f.takeVehicle()
	f.Parties.forget(garage.PartyClient)
	f.setClient(clientID, 0)
}

// setClient shows whose case it is, and offers his vehicles.
func (f *CaseWindow) setClient(id, vehicleID int64) {
	f.client = garage.Client{ID: id}
	if id == 0 {
		f.name.SetText(f.Window.T("files.no_client"))
		f.showVehicles(nil, 0)
		return
	}
	f.app.LoadOwner(f.Window, id, func(client garage.Client, vehicles []garage.Vehicle) {
		f.client = client
		f.name.SetText(client.ListName())
		chosen := id != f.file.ClientID || f.file.ID == 0
		if vehicleID == 0 && len(vehicles) == 1 && chosen { // it can only be that one
			vehicleID = vehicles[0].ID
		}
		f.showVehicles(vehicles, vehicleID)
		if chosen || vehicleID != f.file.VehicleID {
			f.takeVehicle()
		}
		f.Parties.Grid.Reload()
	})
}

func (f *CaseWindow) showVehicles(vehicles []garage.Vehicle, chosen int64) {
	f.vehicles = vehicles
	f.vehicle.SetOptions("vehicle_id", desk.VehicleOptions(f.Window, vehicles))
	f.vehicle.SetValue("vehicle_id", strconv.FormatInt(chosen, 10))
	if chosen == f.file.VehicleID {
		f.vehicle.SetClean()
	}
}

// takeVehicle has the sheet name the chosen vehicle. What she typed herself stays; what the vehicle before said goes with it.
func (f *CaseWindow) takeVehicle() {
	var chosen garage.Vehicle
	id := f.vehicle.Value("vehicle_id")
	if at := slices.IndexFunc(f.vehicles, func(v garage.Vehicle) bool { return strconv.FormatInt(v.ID, 10) == id }); at >= 0 {
		chosen = f.vehicles[at]
	}
	before := f.shown
	f.shown = chosen
	if chosen.ID == before.ID { // a file keeps what was known of its vehicle when it was saved
		return
	}
	said, says := sayVehicle(before), sayVehicle(chosen)
	for _, key := range ownVehicleFields {
		text := f.fields.text(key)
		if text == "" || before.ID != 0 && (text == said[key] || before.ID == f.file.VehicleID && text == f.file.Values[key]) {
			f.fields.setText(key, says[key])
		}
	}
}

func sayVehicle(v garage.Vehicle) map[string]string {
	return map[string]string{"plate": v.Plate, "vin": v.VIN, "make": v.Make, "model": v.Model}
}
