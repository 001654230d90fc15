package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"garagemail/store/tabular"
	"garagemail/ui/kit"
)

// Sheet is a table to be written to a file.
type Sheet struct {
	Header []string
	Days   map[int]bool // columns of ISO dates: a spreadsheet sorts and counts with them
	Rows   [][]string
}

// SheetOf is a table of rows as the columns of a list show them.
func SheetOf[T any](columns []kit.Column[T], rows []T) Sheet {
	s := Sheet{}
	for _, column := range columns {
		s.Header = append(s.Header, column.Label)
	}
	for _, row := range rows {
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = column.Text(row)
		}
		s.Rows = append(s.Rows, cells)
	}
	return s
}

// ExportSheet asks for a file and writes the table beside the screen; the file appears whole or not at all.
func (a *App) ExportSheet(w *kit.Window, name string, fetch func(ctx context.Context) (Sheet, error)) {
	w.ChooseSave(kit.Files{Purpose: "export", Title: w.T("action.export"), Begin: kit.PlaceDocuments}, name+".xlsx", func(path string) {
		ctx, cancel := context.WithCancel(w.Context())
		progress := w.ShowProgress(w.T("export.working"), cancel)
		kit.Try(w.Runner, "export", func(context.Context) (int, error) {
			s, err := fetch(ctx)
			if err != nil {
				return 0, err
			}
			return len(s.Rows), WriteSheet(ctx, path, s)
		}, func(rows int, err error) {
			cancel()
			progress.Close()
			if err != nil {
				w.Fail(err)
				return
			}
			w.Notice(a.Printer.N("export.done", rows, "File", filepath.Base(path)), "", nil)
		})
	})
}

// WriteSheet writes a CSV where the path ends so, else a workbook. The file stands whole or not at all.
func WriteSheet(ctx context.Context, path string, s Sheet) error {
	partial := path + ".partial"
	file, err := os.OpenFile(partial, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // clients' data are nobody else's
	if err != nil {
		return err
	}
	columns := make([]tabular.Column, len(s.Header))
	for i, name := range s.Header {
		columns[i].Name = name
		if s.Days[i] {
			columns[i].Kind = tabular.Date
		}
	}
	if strings.EqualFold(filepath.Ext(path), ".csv") {
		err = tabular.WriteCSV(file, columns, s.lines(ctx))
	} else {
		err = tabular.WriteXLSX(file, "GarageMail", columns, s.lines(ctx))
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	return os.Rename(partial, path)
}

// lines yields the rows until ctx ends.
func (s Sheet) lines(ctx context.Context) tabular.Rows {
	return func(yield func([]string, error) bool) {
		for _, row := range s.Rows {
			if !yield(row, ctx.Err()) {
				return
			}
		}
	}
}
