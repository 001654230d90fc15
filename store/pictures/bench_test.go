package pictures

import (
	"bytes"
	"os"
	"testing"

	"garagemail/store/pictures/picturetest"
)

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

// BenchmarkShrinkProgressive makes a JPEG of 50 megapixels small whose coefficients come in many scans.
func BenchmarkShrinkProgressive(b *testing.B) {
	data := largeProgressive(8688, 5792)
	forget(b)
	for b.Loop() {
		_, err := Shrink(bytes.NewReader(data), 1600, 82)
		check(b, err)
	}
	b.ReportMetric(float64(peak(b)>>20), "peak-MB")
}
