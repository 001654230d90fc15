package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/tabular"
	"garagemail/ui/kit"
)

// sheet is a table to be written to a file.
type sheet struct {
	header []string
	days   map[int]bool // columns of ISO dates: a spreadsheet sorts and counts with them
	rows   [][]string
}

// exportClients writes the clients of a list, in its order, to a CSV or XLSX file that she chooses.
func (a *App) exportClients(w *kit.Window, ids []int64) {
	a.exportSheet(w, w.T("main.clients"), func(ctx context.Context) (sheet, error) {
		rows, err := a.db.ClientRows(ctx, ids)
		if err != nil {
			return sheet{}, err
		}
		s := sheet{days: map[int]bool{}}
		for i, key := range []string{
			"number", "title", "name", "first_name", "address", "postcode", "locality", "country", "language",
			"phone", "gsm", "email", "billing_email", "vat_number", "family", "type", "accepts", "plates", "last_visit", "notes",
		} {
			s.header = append(s.header, a.p.T("export."+key))
			s.days[i] = key == "last_visit"
		}
		for _, c := range rows {
			s.rows = append(s.rows, clientCells(a, c))
		}
		return s, nil
	})
}

func clientCells(a *App, c garage.ClientRow) []string {
	accepts := a.p.T("export.no")
	if c.AcceptsPromotional {
		accepts = a.p.T("export.yes")
	}
	return []string{
		c.Number, c.Title, c.Name, c.FirstName, c.Address, c.Postcode, c.Locality, c.Country, strings.ToUpper(c.Language),
		c.Phone, c.GSM, c.Email, c.BillingEmail, c.VATNumber, c.Family, c.Type, accepts, c.Plates, c.LastVisit, c.Notes,
	}
}

// sheetOf is a table of rows as the columns of a list show them.
func sheetOf[T any](columns []kit.Column[T], rows []T) sheet {
	s := sheet{}
	for _, column := range columns {
		s.header = append(s.header, column.Label)
	}
	for _, row := range rows {
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = column.Text(row)
		}
		s.rows = append(s.rows, cells)
	}
	return s
}

// exportSheet asks for a file and writes the table beside the screen; the file appears whole or not at all.
func (a *App) exportSheet(w *kit.Window, name string, fetch func(ctx context.Context) (sheet, error)) {
	w.ChooseSave(w.T("action.export"), name+".xlsx", func(path string) {
		ctx, cancel := context.WithCancel(w.Context())
		progress := w.ShowProgress(w.T("export.working"), cancel)
		kit.Try(w.Runner, "export", func(context.Context) (int, error) {
			s, err := fetch(ctx)
			if err != nil {
				return 0, err
			}
			return len(s.rows), writeSheet(ctx, path, s)
		}, func(rows int, err error) {
			cancel()
			progress.Close()
			if err != nil {
				w.Fail(err)
				return
			}
			w.Notice(a.p.N("export.done", rows, "File", filepath.Base(path)), "", nil)
		})
	})
}

func writeSheet(ctx context.Context, path string, s sheet) error {
	partial := path + ".partial"
	file, err := os.OpenFile(partial, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // clients' data are nobody else's
	if err != nil {
		return err
	}
	columns := make([]tabular.Column, len(s.header))
	for i, name := range s.header {
		columns[i].Name = name
		if s.days[i] {
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
func (s sheet) lines(ctx context.Context) tabular.Rows {
	return func(yield func([]string, error) bool) {
		for _, row := range s.rows {
			if !yield(row, ctx.Err()) {
				return
			}
		}
	}
}
