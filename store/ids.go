package store

import "slices"

// placesOf returns the function that says at which place an id stands, -1 when it does not.
func placesOf(ids []int64) func(id int64) int {
	if len(ids) == 0 {
		return func(int64) int { return -1 }
	}
	highest := slices.Max(ids)
	if slices.Min(ids) < 0 || highest > int64(100*len(ids)) || highest > 1<<26 { // few, or not counted from 1
		places := make(map[int64]int, len(ids))
		for place, id := range ids {
			places[id] = place + 1
		}
		return func(id int64) int { return places[id] - 1 }
	}
	places := make([]int32, highest+1)
	for place, id := range ids {
		places[id] = int32(place + 1) //nolint:gosec // fewer than 1<<26
	}
	return func(id int64) int {
		if id < 0 || id > highest {
			return -1
		}
		return int(places[id]) - 1
	}
}

// keep returns those of ordered that are among wanted, in their order.
func keep(ordered, wanted []int64) []int64 {
	place := placesOf(wanted)
	return slices.DeleteFunc(ordered, func(id int64) bool { return place(id) < 0 })
}

// inOrderOf puts rows in the order of their ids: to sort wide rows in SQLite would take as long as to read them.
func inOrderOf[T any](ids []int64, rows []T, id func(T) int64) []T {
	place := placesOf(ids)
	slices.SortFunc(rows, func(a, b T) int { return place(id(a)) - place(id(b)) })
	return rows
}
