package ui

import (
	"testing"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
)

// A desk here has all its doors: these tests walk from room to room.

func newDesk(t *testing.T) *desk.App {
	t.Helper()
	return withDoors(desktest.New(t))
}

func demoDesk(t *testing.T) *desk.App {
	t.Helper()
	return withDoors(desktest.NewDemo(t))
}

func mailDesk(t *testing.T) *desktest.MailDesk {
	t.Helper()
	d := desktest.NewMail(t)
	withDoors(d.App)
	return d
}

func reminderDesk(t *testing.T) (d *desktest.MailDesk, invoices map[string][]garage.Document) {
	t.Helper()
	d, invoices = desktest.ReminderDesk(t)
	withDoors(d.App)
	return d, invoices
}

func withDoors(a *desk.App) *desk.App {
	a.Doors = doors(a)
	return a
}
