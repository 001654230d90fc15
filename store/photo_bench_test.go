package store_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"garagemail/store"
	"garagemail/store/pictures"
	"garagemail/store/pictures/picturetest"
	"garagemail/store/storetest"
)

// decodeAndResize is what no program can do without: each photo decoded and made small, on all processors.
func decodeAndResize(b *testing.B, paths []string) {
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
				picture, err := jpeg.Decode(bytes.NewReader(data))
				if err != nil {
					b.Error(err)
					continue
				}
				small := image.NewRGBA(image.Rect(0, 0, pictures.ThumbnailSide, pictures.ThumbnailSide*3/4))
				draw.ApproxBiLinear.Scale(small, small.Rect, picture, picture.Bounds(), draw.Src, nil)
			}
		})
	}
	for _, path := range paths {
		next <- path
	}
	close(next)
	running.Wait()
}

// residentPeak measures the most memory that the program holds from now on, in MB; 0 where the system does not say.
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

// BenchmarkAddPhotos takes a card of 40 photos of 12 megapixels into a file, originals, thumbnails and rows on the disk: at
// most 1.3 times decoding and resizing them alone, and 300 MB.
func BenchmarkAddPhotos(b *testing.B) {
	paths := picturetest.Card(b, 40)
	for b.Loop() {
		db := storetest.New(b)
		file := store.File{Kind: "bodyshop"}
		if err := db.SaveFile(b.Context(), &file, "Sophie"); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		peak, start := residentPeak(), time.Now()
		added, err := db.AddPhotos(b.Context(), file.ID, paths, "Sophie", func(int, int) {})
		took, most := time.Since(start), peak()
		if err != nil || added.Added != len(paths) {
			b.Fatalf("%+v %v", added, err)
		}
		runtime.GC()
		start = time.Now()
		decodeAndResize(b, paths)
		b.ReportMetric(float64(took)/float64(time.Since(start)), "ratio")
		b.ReportMetric(took.Seconds()*1000/float64(len(paths)), "ms/photo")
		b.ReportMetric(most, "MB")
	}
}
