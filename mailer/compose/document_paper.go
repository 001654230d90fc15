package compose

import (
	"context"
	"fmt"
	"runtime"

	"garagemail/store/garage"
)

// madePaper is a PDF that is ready, or why there is none.
type madePaper struct {
	paper Paper
	err   error
}

// makePapers has PDFs made on all processors while the caller composes those that are ready: the channel at each place
// gives one. Documents without an id and drafts are passed over; when ctx
// ends, those that were not begun have its error.
func makePapers(ctx context.Context, paper PaperOf, documents []garage.Document) []chan madePaper {
	ready := make([]chan madePaper, len(documents))
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := range next {
				ready[i] <- makePaper(ctx, paper, documents[i])
			}
		}()
	}
	for i := range ready {
		ready[i] = make(chan madePaper, 1)
	}
	go func() {
		defer close(next)
		for i, document := range documents {
			if document.ID == 0 || document.IsDraft() {
				continue
			}
			select {
			case next <- i:
			case <-ctx.Done():
				ready[i] <- madePaper{err: ctx.Err()}
			}
		}
	}()
	return ready
}

// makePaper turns a panic over one document into its error: the others go.
func makePaper(ctx context.Context, paper PaperOf, document garage.Document) (made madePaper) {
	defer func() {
		if fault := recover(); fault != nil {
			made = madePaper{err: fmt.Errorf("paper of document %d: panic: %v", document.ID, fault)}
		}
	}()
	one, err := paper(ctx, document)
	return madePaper{one, err}
}
