package mailer

import (
	"context"
	"runtime"

	"garagemail/store"
)

// madePaper is a PDF that is ready, or why there is none.
type madePaper struct {
	paper Paper
	err   error
}

// makePapers has PDFs made on all processors while the caller composes those that are ready: the channel at each place
// gives one. Documents without an id are passed over.
func makePapers(ctx context.Context, paper PaperOf, documents []store.Document) []chan madePaper {
	ready := make([]chan madePaper, len(documents))
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := range next {
				one, err := paper(ctx, documents[i])
				ready[i] <- madePaper{one, err}
			}
		}()
	}
	for i := range ready {
		ready[i] = make(chan madePaper, 1)
	}
	go func() {
		defer close(next)
		for i, document := range documents {
			if document.ID != 0 {
				next <- i
			}
		}
	}()
	return ready
}
