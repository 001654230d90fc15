package desk

// Sorting is the order of a list of clients.
type Sorting struct {
	Key        string // of its column
	Descending bool
}
