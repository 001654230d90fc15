package clients

import (
	"context"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// exportClients writes the clients of a list, in its order, to a CSV or XLSX file that she chooses.
func exportClients(a *desk.App, w *kit.Window, ids []int64) {
	a.ExportSheet(w, w.T("main.clients"), func(ctx context.Context) (desk.Sheet, error) {
		rows, err := a.DB.ClientRows(ctx, ids)
		if err != nil {
			return desk.Sheet{}, err
		}
		s := desk.Sheet{Days: map[int]bool{}}
		for i, key := range []string{
			"number", "title", "name", "first_name", "address", "postcode", "locality", "country", "language",
			"phone", "gsm", "email", "billing_email", "vat_number", "family", "type", "accepts", "plates", "last_visit", "notes",
		} {
			s.Header = append(s.Header, a.Printer.T("export."+key))
			s.Days[i] = key == "last_visit"
		}
		for _, c := range rows {
			s.Rows = append(s.Rows, clientCells(a, c))
		}
		return s, nil
	})
}

func clientCells(a *desk.App, c garage.ClientRow) []string {
	accepts := a.Printer.T("export.no")
	if c.AcceptsPromotional {
		accepts = a.Printer.T("export.yes")
	}
	return []string{
		c.Number, c.Title, c.Name, c.FirstName, c.Address, c.Postcode, c.Locality, c.Country, strings.ToUpper(c.Language),
		c.Phone, c.GSM, c.Email, c.BillingEmail, c.VATNumber, c.Family, c.Type, accepts, c.Plates, c.LastVisit, c.Notes,
	}
}
