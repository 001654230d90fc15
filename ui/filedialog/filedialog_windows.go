package filedialog

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ncruces/zenity"
)

// Ask shows the dialog and waits until it is closed or ctx ends, which closes it. Nothing chosen is no error. It returns ErrNone where
// Windows cannot show one.
func Ask(ctx context.Context, q Question) (paths []string, err error) {
	options := optionsOf(ctx, q)
	switch q.Kind {
	case OpenSeveral:
		paths, err = zenity.SelectFileMultiple(options...)
	case Save:
		paths = make([]string, 1)
		paths[0], err = zenity.SelectFileSave(append(options, zenity.ConfirmOverwrite())...)
	case OpenFolder:
		paths = make([]string, 1)
		paths[0], err = zenity.SelectFile(append(options, zenity.Directory())...)
	default:
		paths = make([]string, 1)
		paths[0], err = zenity.SelectFile(options...)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, zenity.ErrCanceled):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return paths, nil
}

func optionsOf(ctx context.Context, q Question) []zenity.Option {
	options := []zenity.Option{zenity.Context(ctx), zenity.Title(q.Title)}
	if q.Parent != 0 {
		options = append(options, zenity.Attach(q.Parent), zenity.Modal())
	}
	if q.Folder != "" || q.Name != "" {
		folder := q.Folder
		if folder != "" && !strings.HasSuffix(folder, string(filepath.Separator)) {
			folder += string(filepath.Separator) // else its last name is taken for a file's
		}
		options = append(options, zenity.Filename(folder+q.Name))
	}
	var filters zenity.FileFilters
	for _, one := range q.Types {
		patterns := []string{"*"}
		if len(one.Endings) > 0 {
			patterns = nil
		}
		for _, ending := range one.Endings {
			patterns = append(patterns, "*"+ending)
		}
		filters = append(filters, zenity.FileFilter{Name: one.Name, Patterns: patterns, CaseFold: true})
	}
	if len(filters) > 0 && q.Kind != OpenFolder {
		options = append(options, filters)
	}
	return options
}
