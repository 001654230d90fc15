package session

import (
	"bytes"
	"context"
	"fmt"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"garagemail/assets"
	"garagemail/store"
	"garagemail/store/garage"
)

// demoFilesOfKind is how many files of each kind the demo garage has: one in each state and a few more.
const demoFilesOfKind = 12

// demoValue is a value that a file has from a state on.
type demoValue struct {
	field, from string
	value       string
	days        int // of a date: after the file was opened; value then is the time of day
}

var demoValues = map[string][]demoValue{
	"bodyshop": {
		{field: "damage_date", value: "", days: -2},
		{field: "damage_place", value: "Chaussée de Louvain, Namur"},
		{field: "circumstances", value: "Heurté par l'arrière à l'arrêt au feu rouge."},
		{field: "policy_number", value: "P-20455871"},
		{field: "claim_number", value: "SIN-2026-"},
		{field: "settlement", value: "rdr"},
		{field: "liability", value: "other"},
		{field: "franchise", value: "25000"},
		{field: "vat_recovered", value: "50"},
		{field: "km", value: "84210"},
		{field: "estimate_number", from: "estimate_sent", value: "D-118"},
		{field: "estimate_amount", from: "estimate_sent", value: "184560"},
		{field: "estimate_date", from: "estimate_sent", days: 1},
		{field: "expert_visit_at", from: "expert_requested", days: 6, value: "T10:30"},
		{field: "expert_visit_place", from: "expert_requested", value: "Au garage"},
		{field: "agreement_amount", from: "agreed", value: "179000"},
		{field: "agreement_date", from: "agreed", days: 7},
		{field: "parts", from: "agreed", value: "Pare-chocs arrière\nFeu arrière gauche\nSupport de plaque"},
		{field: "entry_at", from: "agreed", days: 12, value: "T08:00"},
		{field: "exit_planned", from: "agreed", days: 16},
		{field: "courtesy_car", from: "agreed", value: "yes"},
		{field: "courtesy_plate", from: "agreed", value: "1-GAR-001"},
		{field: "courtesy_from", from: "agreed", days: 12, value: "T08:00"},
		{field: "courtesy_until", from: "agreed", days: 16, value: "T17:00"},
		{field: "parts_ordered", from: "in_repair", days: 8},
		{field: "parts_received", from: "in_repair", days: 11},
		{field: "supplement_amount", from: "supplement", value: "23450"},
		{field: "supplement_reason", from: "supplement", value: "Traverse déformée, visible après démontage."},
		{field: "invoice_client", from: "ready", value: "25000"},
		{field: "invoice_insurer", from: "ready", value: "154000"},
		{field: "exit_at", from: "delivered", days: 16, value: "T16:30"},
	},
	"breakdown": {
		{field: "orderer_type", value: "assistance"},
		{field: "call_at", value: "T07:42"},
		{field: "cause", value: "accident"},
		{field: "postcode", value: "5100"},
		{field: "locality", value: "Jambes"},
		{field: "road", value: "E411"},
		{field: "road_km", value: "58.3"},
		{field: "position", value: "hard_shoulder"},
		{field: "departure_at", from: "under_way", value: "T07:50"},
		{field: "tow_truck", from: "under_way", value: "2-DEP-111"},
		{field: "tow_driver", from: "under_way", value: "Marc"},
		{field: "km_out", from: "under_way", value: "14"},
		{field: "arrival_at", from: "on_the_spot", value: "T08:12"},
		{field: "keys_here", from: "on_the_spot", value: "yes"},
		{field: "end_at", from: "towed", value: "T09:05"},
		{field: "km_towed", from: "towed", value: "16.5"},
		{field: "km_back", from: "towed", value: "3"},
		{field: "destination", from: "towed", value: "Garage Lambert, Wierde"},
		{field: "storage_place", from: "stored", value: "Dépôt, rue du Parc 8, Namur"},
		{field: "storage_in", from: "stored", value: "T09:30"},
		{field: "storage_day", from: "stored", value: "1850"},
		{field: "guarantee", from: "stored", value: "45000"},
		{field: "storage_out", from: "released", days: 4, value: "T14:00"},
		{field: "release_date", from: "released", days: 4},
		{field: "release_by", from: "released", value: "Parquet de Namur"},
		{field: "payer", from: "invoiced", value: "orderer"},
		{field: "fee_call", from: "invoiced", value: "9500"},
		{field: "fee_km", from: "invoiced", value: "4020"},
		{field: "fee_storage", from: "invoiced", value: "7400"},
	},
}

// demoParties take turns; their addresses are on a domain of nobody (RFC 2606).
var demoParties = map[garage.Party][]garage.CaseParty{
	garage.PartyInsurer: {
		{Name: "Assurances du Condroz", Email: "sinistres@condroz.example", Phone: "081 22 11 00", Language: "fr"},
		{Name: "Maasland Verzekeringen", Contact: "Els Claes", Email: "els.claes@maasland.example", Phone: "011 33 22 11", Language: "nl"},
	},
	garage.PartyBroker: {{Name: "Bureau Collard", Email: "info@collard.example", Language: "fr"}},
	garage.PartyExpert: {
		{Name: "Expertises Dumont", Contact: "Luc Dumont", Email: "luc@dumont.example", Phone: "0477 12 34 56", Language: "fr"},
		{Name: "Expertisebureau De Wit", Contact: "Jan De Wit", Email: "jan@dewit.example", Phone: "0478 65 43 21", Language: "nl"},
	},
	garage.PartySupplier: {{Name: "Pièces & Co", Email: "commandes@pieces.example", Language: "fr"}},
	garage.PartyOrderer: {
		{Name: "Belgo Assistance", Email: "missions@belgo.example", Phone: "02 555 00 11", Language: "fr", Reference: "BA-77120"},
		{Name: "Vlaamse Pechdienst", Email: "dispatch@pech.example", Phone: "03 555 00 22", Language: "nl", Reference: "VP-4410"},
	},
	garage.PartyOwner:  {{Name: "Noémie Gérard", Email: "noemie.gerard@example.org", Phone: "0470 11 22 33", Language: "fr"}},
	garage.PartyGarage: {{Name: "Garage Lambert", Email: "accueil@lambert.example", Language: "fr"}},
	garage.PartyPolice: {{Name: "Police de la route, Namur", Email: "route@police.example", Language: "fr", Reference: "PV 12.L5.004411"}},
}

// fillDemoFiles opens files of all kinds in all states, as they would have come one after the other: some wait too long.
func fillDemoFiles(ctx context.Context, db *store.DB, clock func() time.Time) error {
	clients, err := demoOwners(ctx, db, 2*demoFilesOfKind)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "garagemail-demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what is left of it harms nobody
	defer db.SetClock(clock)
	for _, kind := range garage.CaseKinds {
		for i := range demoFilesOfKind {
			owner := clients[i%len(clients)]
			clients = clients[1:]
			one := demoFile{db: db, kind: kind, index: i, folder: folder, opened: clock().AddDate(0, 0, -3*(demoFilesOfKind-i)-1)}
			if err := one.fill(ctx, owner); err != nil {
				return fmt.Errorf("demo file %s %d: %w", kind.Name, i, err)
			}
			if len(clients) == 0 {
				return nil
			}
		}
	}
	return nil
}

// demoOwners are vehicles of clients whom a mail can reach.
func demoOwners(ctx context.Context, db *store.DB, count int) ([]garage.Vehicle, error) {
	ids, err := db.ClientIDs(ctx, store.ClientFilter{Sort: store.SortNumber})
	if err != nil {
		return nil, err
	}
	var owners []garage.Vehicle
	for _, id := range ids {
		client, err := db.Client(ctx, id)
		if err != nil {
			return nil, err
		}
		vehicles, err := db.Vehicles(ctx, id)
		if err != nil {
			return nil, err
		}
		if client.Email != "" && len(vehicles) > 0 {
			owners = append(owners, vehicles[0])
		}
		if len(owners) == count {
			break
		}
	}
	return owners, nil
}

// demoFile is a file on its way through its states.
type demoFile struct {
	db     *store.DB
	kind   garage.CaseKind
	index  int
	folder string
	opened time.Time
}

func (d demoFile) fill(ctx context.Context, owner garage.Vehicle) error {
	now := d.opened
	d.db.SetClock(func() time.Time { return now })
	last := (len(d.kind.States) - 1) * d.index / (demoFilesOfKind - 1) // the first is opened, the last closed
	last = len(d.kind.States) - 1 - last                               // the oldest is the one that is done
	file := garage.Case{Kind: d.kind.Name, ClientID: owner.ClientID, VehicleID: owner.ID, Values: map[string]string{}}
	for _, role := range d.kind.Parties {
		if known := demoParties[role]; len(known) > 0 {
			party := known[d.index%len(known)]
			party.Role = role
			file.Parties = append(file.Parties, party)
		}
	}
	for i, state := range d.kind.States[:last+1] {
		for _, value := range demoValues[d.kind.Name] {
			if value.from == state.Key || value.from == "" && i == 0 {
				file.Values[value.field] = d.value(value)
			}
		}
		if err := d.db.SaveCase(ctx, &file, demoUser); err != nil {
			return err
		}
		if i == 0 {
			if err := d.photos(ctx, file.ID); err != nil {
				return err
			}
		}
		if i == last {
			break
		}
		now = now.AddDate(0, 0, 1)
		moved, err := d.db.SetCaseState(ctx, file.ID, file.Version, d.kind.States[i+1].Key, demoUser)
		if err != nil {
			return err
		}
		file = moved
	}
	return nil
}

// demoUser signs the timelines of the demo.
const demoUser = "Sophie"

// value is what the field holds in this file.
func (d demoFile) value(v demoValue) string {
	field, _ := d.kind.Field(v.field)
	switch {
	case field.Type == garage.CaseDate || field.Type == garage.CaseDateTime:
		return d.opened.AddDate(0, 0, v.days).Format(time.DateOnly) + v.value
	case v.field == "claim_number":
		return v.value + strconv.Itoa(4100+d.index)
	}
	return v.value
}

var demoPaints = []color.RGBA{{180, 30, 35, 255}, {30, 70, 150, 255}, {230, 230, 232, 255}, {60, 65, 70, 255}, {40, 120, 70, 255}}

// photos draws the pictures of the file and takes them in as those of a camera.
func (d demoFile) photos(ctx context.Context, id int64) error {
	views := []assets.DemoView{assets.DemoWholeCar, assets.DemoDamage}
	if d.kind.Name == "breakdown" {
		views[0] = assets.DemoOnTruck
	}
	var paths []string
	for i, view := range views {
		var picture bytes.Buffer
		seed := uint64(d.index) //nolint:gosec // small
		if err := jpeg.Encode(&picture, assets.DemoPicture(view, demoPaints[d.index%len(demoPaints)], seed), nil); err != nil {
			return err
		}
		path := filepath.Join(d.folder, fmt.Sprintf("%s-%02d-%d.jpg", d.kind.Name, d.index+1, i+1))
		if err := os.WriteFile(path, picture.Bytes(), 0o600); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	_, err := d.db.AddPhotos(ctx, id, paths, demoUser, func(int, int) {})
	return err
}
