package kit

import (
	"strings"
	"testing"
)

// TestRescue: a panic of a button's work is told and goes no further.
func TestRescue(t *testing.T) {
	var told error
	OnPanic(func(err error) { told = err })
	t.Cleanup(func() { rescue.Store(nil) })
	NewButton("break", func() { panic("a slip") }).OnTapped()
	if told == nil || !strings.Contains(told.Error(), "a slip") || !strings.Contains(told.Error(), "rescue_test.go") {
		t.Errorf("told %v", told)
	}
}
