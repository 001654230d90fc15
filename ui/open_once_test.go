package ui

import (
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// newestOf is the screen of a type that was opened last.
func newestOf[T any](host *kit.Host) T {
	all := kit.Screens[T](host)
	return all[len(all)-1]
}

// TestWhatIsOpenIsRaised: asked for again, a window comes to the front; another thing of its kind has its own.
func TestWhatIsOpenIsRaised(t *testing.T) {
	d := newMailDesk(t)
	ana := storetest.Client(t, d.db, garage.Client{Name: "Ana"})
	windows := func() int { return len(d.host.App.Driver().AllWindows()) }
	for name, open := range map[string]func(){
		"my settings":           d.openMySettings,
		"users":                 d.openUsers,
		"companies":             d.openCompanies,
		"backups":               d.openBackups,
		"directory":             d.openDirectory,
		"names":                 d.openNames,
		"reminders":             d.openReminders,
		"import":                func() { d.openImport() },
		"refused values":        func() { d.openRefusedValues(0) },
		"refused of one client": func() { d.openRefusedValues(ana.ID) },
		"report":                func() { d.openReport(d.mailing) },
		"check":                 func() { d.openPreflight(d.mailing) },
		"preview":               func() { d.openPreview(d.mailing, func() garage.Mailing { return garage.Mailing{} }) },
		"client":                func() { d.openClient(ana.ID) },
	} {
		before := windows()
		open()
		open()
		if opened := windows() - before; opened != 1 {
			t.Errorf("%s: %d windows were opened for one thing", name, opened)
		}
		all := d.host.App.Driver().AllWindows()
		newest := all[len(all)-1]
		newest.Close()
	}
}
