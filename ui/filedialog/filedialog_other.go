//go:build !linux && !windows

package filedialog

import "context"

// Ask returns ErrNone: the program shows its own dialog.
func Ask(context.Context, Question) ([]string, error) { return nil, ErrNone }
