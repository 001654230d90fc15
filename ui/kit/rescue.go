package kit

import (
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

// rescue is told of a panic in what a key, a button or an answer set off.
var rescue atomic.Pointer[func(err error)]

// OnPanic says who is told, on the UI thread, when something that a person set off panics: the program goes on, her work
// stays on the screen. In tests nobody is told and the panic goes through.
func OnPanic(tell func(err error)) { rescue.Store(&tell) }

// rescued returns do with its panic caught.
func rescued(do func()) func() {
	if do == nil {
		return nil
	}
	return func() {
		tell := rescue.Load()
		if tell == nil {
			do()
			return
		}
		defer func() {
			if fault := recover(); fault != nil {
				(*tell)(fmt.Errorf("panic: %v\n%s", fault, debug.Stack()))
			}
		}()
		do()
	}
}
