package pictures

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"runtime"
)

// Taken is a picture that was read: the bytes of its file as they are, and what was made of them.
type Taken struct {
	Path      string
	Data      []byte
	SHA256    string // of Data, in hex
	Info      Info
	Thumbnail []byte
	Err       error // why it is not taken; then all but Path is empty
}

// Reader returns the bytes of the original.
func (t Taken) Reader() *bytes.Reader { return bytes.NewReader(t.Data) }

// Take reads pictures on all processors and hands them to done one after the other, in the order of paths, as soon as
// each is ready. Few are held at a time, however many there are. A file that is no picture is handed over with its Err;
// an error of done, or the end of ctx, ends the taking.
func Take(ctx context.Context, paths []string, done func(Taken) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := min(runtime.GOMAXPROCS(0), cap(places), max(1, len(paths)))
	ready := make([]chan Taken, len(paths))
	for i := range ready {
		ready[i] = make(chan Taken, 1)
	}
	ahead := make(chan struct{}, 2*workers) // pictures that are read and not handed over yet
	next := make(chan int)
	for range workers {
		go func() {
			for i := range next {
				ready[i] <- take(paths[i])
			}
		}()
	}
	go func() {
		defer close(next)
		for i := range paths {
			select {
			case ahead <- struct{}{}:
			case <-ctx.Done():
				return
			}
			next <- i
		}
	}()
	for i := range paths {
		select {
		case taken := <-ready[i]:
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := done(taken); err != nil {
				return err
			}
			<-ahead
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func take(path string) Taken {
	data, err := readFile(path)
	if err != nil {
		return Taken{Path: path, Err: err}
	}
	info, err := inspect(data)
	if err != nil {
		return Taken{Path: path, Err: err}
	}
	thumbnail, err := shrink(data, info, ThumbnailSide, thumbnailQuality)
	if err != nil {
		return Taken{Path: path, Err: err}
	}
	sum := sha256.Sum256(data)
	return Taken{Path: path, Data: data, SHA256: hex.EncodeToString(sum[:]), Info: info, Thumbnail: thumbnail}
}
