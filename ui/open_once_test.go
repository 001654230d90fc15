package ui

import (
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/cases"
	"garagemail/ui/clients"
	"garagemail/ui/documents"
	"garagemail/ui/mailings"
	"garagemail/ui/settings"
)

// TestWhatIsOpenIsRaised: asked for again, a window comes to the front; another thing of its kind has its own.
func TestWhatIsOpenIsRaised(t *testing.T) {
	d := mailDesk(t)
	ana := storetest.Client(t, d.DB, garage.Client{Name: "Ana"})
	windows := func() int { return len(d.Host.App.Driver().AllWindows()) }
	for name, open := range map[string]func(){
		"my settings":           func() { settings.OpenMySettings(d.App) },
		"users":                 func() { settings.OpenUsers(d.App) },
		"companies":             func() { settings.OpenCompanies(d.App) },
		"backups":               func() { settings.OpenBackups(d.App) },
		"directory":             func() { cases.OpenDirectory(d.App) },
		"names":                 func() { settings.OpenNames(d.App) },
		"reminders":             func() { documents.OpenReminders(d.App) },
		"import":                func() { clients.OpenImport(d.App) },
		"refused values":        func() { clients.OpenRefusedValues(d.App, 0) },
		"refused of one client": func() { clients.OpenRefusedValues(d.App, ana.ID) },
		"report":                func() { mailings.OpenReport(d.App, d.Mailing) },
		"check":                 func() { mailings.OpenPreflight(d.App, d.Mailing) },
		"preview":               func() { mailings.OpenPreview(d.App, d.Mailing, func() garage.Mailing { return garage.Mailing{} }) },
		"client":                func() { clients.OpenClient(d.App, ana.ID) },
	} {
		before := windows()
		open()
		open()
		if opened := windows() - before; opened != 1 {
			t.Errorf("%s: %d windows were opened for one thing", name, opened)
		}
		all := d.Host.App.Driver().AllWindows()
		newest := all[len(all)-1]
		newest.Close()
	}
}
