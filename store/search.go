package store

import "sync"

// searchIndex is filled by the search over clients.
type searchIndex struct {
	mu sync.Mutex
}
