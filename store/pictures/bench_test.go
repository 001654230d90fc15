package pictures

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"garagemail/store/pictures/picturetest"
)

// alone decodes the pictures and makes them small, on all processors, and does nothing else.
func alone(b *testing.B, paths []string) {
	b.Helper()
	next := make(chan string)
	var running sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		running.Go(func() {
			for path := range next {
				data, err := os.ReadFile(path)
				if err != nil {
					b.Error(err)
					continue
				}
				picture, err := decoders[JPEG].decode(bytes.NewReader(data))
				if err != nil {
					b.Error(err)
					continue
				}
				shrunk(picture, 6, ThumbnailSide)
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	running.Wait()
}

// residentPeak starts to measure the most memory that the program holds from now on, in MB; 0 where the system does not say.
func residentPeak() (stop func() float64) {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600) // without it the peak counts from the start
	return func() float64 {
		status, _ := os.ReadFile("/proc/self/status")
		_, line, _ := strings.Cut(string(status), "VmHWM:")
		line, _, _ = strings.Cut(line, "kB")
		kilobytes, _ := strconv.ParseFloat(strings.TrimSpace(line), 64)
		return kilobytes / 1000
	}
}

// BenchmarkTake takes 40 photos of 12 megapixels: at most 1.3 times decoding and resizing alone, and 300 MB.
func BenchmarkTake(b *testing.B) {
	paths := picturetest.Card(b, 40)
	runtime.GC()
	var took, bare time.Duration
	var most float64
	for b.Loop() {
		runtime.GC()
		peak := residentPeak()
		start := time.Now()
		check(b, Take(b.Context(), paths, func(taken Taken) error { return taken.Err }))
		took += time.Since(start)
		most = max(most, peak())
		runtime.GC()
		start = time.Now()
		alone(b, paths)
		bare += time.Since(start)
	}
	b.ReportMetric(most, "MB")
	b.ReportMetric(float64(took)/float64(bare), "ratio")
	b.ReportMetric(took.Seconds()*1000/float64(b.N*len(paths)), "ms/photo")
}

// BenchmarkShrink makes one photo small enough for a mail.
func BenchmarkShrink(b *testing.B) {
	data, err := os.ReadFile(picturetest.Card(b, 1)[0])
	check(b, err)
	for b.Loop() {
		shrunk, err := Shrink(bytes.NewReader(data), 1600, 82)
		check(b, err)
		b.ReportMetric(float64(len(shrunk))/1000, "KB")
	}
}
