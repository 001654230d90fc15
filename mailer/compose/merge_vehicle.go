package compose

import (
	"slices"

	"garagemail/store"
	"garagemail/store/garage"
)

// vehicleOf picks the vehicle that a mail means: the one that matches most of what the list was made with (a list of Volkswagen
// owners means the Volkswagen), and of several the first. They stand newest visit first; none gives the zero Vehicle.
func vehicleOf(vehicles []store.VisitedVehicle, criteria garage.Criteria) garage.Vehicle {
	best, bestScore := garage.Vehicle{}, -1
	for _, v := range vehicles {
		if score := matches(v.Vehicle, criteria); score > bestScore {
			best, bestScore = v.Vehicle, score
		}
	}
	return best
}

// matches counts what of the criteria speaks of a vehicle and holds for this one. The make weighs more than the type:
// without SameVehicle a client may have been found by a van and a Volkswagen that are two.
func matches(v garage.Vehicle, criteria garage.Criteria) int {
	score := 0
	if len(criteria.Makes) > 0 && slices.ContainsFunc(criteria.Makes, func(wanted string) bool {
		return wanted == v.Make || criteria.LooseMake && garage.Fold(wanted) == garage.Fold(v.Make)
	}) {
		score += 2
	}
	if slices.Contains(criteria.VehicleTypes, v.VehicleType) {
		score++
	}
	return score
}
