package ui

import (
	"os"
	"os/exec"

	"fyne.io/fyne/v2/widget"

	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// offerDemo asks, at the first start, whether to bring in the garage's own files or to look around in the demo garage.
func offerDemo(a *desk.App, w *kit.Window) {
	text := widget.NewLabel(w.T("demo.offer"))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("demo.welcome"), Body: text,
		Choices: []kit.Choice{
			{Label: w.T("demo.later"), Cancel: true},
			{Label: w.T("demo.start"), Do: func() bool { startDemo(a, w); return true }},
			{Label: w.T("demo.import"), Default: true, Do: func() bool { clients.OpenImport(a); return true }},
		},
	})
}

// startDemo opens the demo garage as a program of its own: it has another file, and nothing in it reaches a real server.
func startDemo(a *desk.App, w *kit.Window) {
	program, err := os.Executable()
	if err == nil {
		err = exec.Command(program, "--demo", "--lang", a.Printer.Language()).Start() //nolint:gosec // our own program
	}
	if err != nil {
		w.Fail(err)
		return
	}
	w.Close()
}
