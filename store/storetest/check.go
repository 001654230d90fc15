package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"garagemail/store/garage"
)

// MedianOf runs f several times and returns the median of what it took.
func MedianOf(b *testing.B, runs int, f func() error) time.Duration {
	b.Helper()
	times := make([]time.Duration, runs)
	for i := range times {
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// MustFail ends the test unless err is the one that was wanted.
func MustFail(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

// MustRefuse ends the test unless err is a FieldError of that field and reason.
func MustRefuse(t *testing.T, err error, field, reason string) {
	t.Helper()
	var wrong *garage.FieldError
	if !errors.As(err, &wrong) || wrong.Field != field || wrong.Reason != reason {
		t.Errorf("%v, want field %s: %s", err, field, reason)
	}
}

// Check ends the test at an error.
func Check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
