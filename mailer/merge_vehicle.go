package mailer

import (
	"context"
	"fmt"
	"slices"

	"garagemail/store"
)

// VehicleFor returns the vehicle of a client that a mail means: the one that matches most of what the list was made with
// (a list of Volkswagen owners means the Volkswagen), and of several the most recently visited, then the newest. It
// returns store.ErrNotFound when the client has no vehicle, or is none.
func VehicleFor(ctx context.Context, db *store.DB, clientID int64, criteria store.Criteria) (store.Vehicle, error) {
	clients, err := db.MergeClients(ctx, []int64{clientID})
	if err != nil {
		return store.Vehicle{}, fmt.Errorf("vehicle for client %d: %w", clientID, err)
	}
	if len(clients) == 0 || len(clients[0].Vehicles) == 0 {
		return store.Vehicle{}, fmt.Errorf("vehicle for client %d: %w", clientID, store.ErrNotFound)
	}
	return vehicleOf(clients[0].Vehicles, criteria), nil
}

// vehicleOf picks one of vehicles, which stand newest visit first; none gives the zero Vehicle.
func vehicleOf(vehicles []store.VisitedVehicle, criteria store.Criteria) store.Vehicle {
	best, bestScore := store.Vehicle{}, -1
	for _, v := range vehicles {
		if score := matches(v.Vehicle, criteria); score > bestScore {
			best, bestScore = v.Vehicle, score
		}
	}
	return best
}

// matches counts what of the criteria speaks of a vehicle and holds for this one. The make weighs more than the type:
// without SameVehicle a client may have been found by a van and a Volkswagen that are two.
func matches(v store.Vehicle, criteria store.Criteria) int {
	score := 0
	if len(criteria.Makes) > 0 && slices.ContainsFunc(criteria.Makes, func(wanted string) bool {
		return wanted == v.Make || criteria.LooseMake && store.Fold(wanted) == store.Fold(v.Make)
	}) {
		score += 2
	}
	if slices.Contains(criteria.VehicleTypes, v.VehicleType) {
		score++
	}
	return score
}
