// Package help is the room of what the program says about itself: its manual, its keys, its version, and a report for whoever looks after
// the machine.
package help

import (
	"net/url"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// About says over w which GarageMail this is and where its data are, and leads there.
func About(a *desk.App, w *kit.Window) {
	file, err := filepath.Abs(a.DB.Path())
	if err != nil {
		file = a.DB.Path()
	}
	folder := filepath.Dir(file)
	rows := container.New(layout.NewFormLayout())
	text := ""
	add := func(key, value string) {
		label, words := widget.NewLabel(w.T(key)), widget.NewLabel(value)
		label.Importance = widget.LowImportance
		words.Selectable = true
		words.Wrapping = fyne.TextWrapBreak
		rows.Add(label)
		rows.Add(words)
		text += a.Printer.T("kit.pair", "Label", w.T(key), "Value", value) + "\n"
	}
	add("help.version", "GarageMail "+a.Version)
	add("help.folder", folder)
	add("help.file", filepath.Base(file))
	add("help.language", w.T("settings.language_"+a.Printer.Language()))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("help.about"), MinSize: fyne.NewSize(560, 170), Body: rows,
		Choices: []kit.Choice{
			{Label: w.T("kit.copy"), Icon: theme.ContentCopyIcon(), Do: func() bool {
				a.Host.App.Clipboard().SetContent(text)
				return false
			}},
			{Label: w.T("help.open_folder"), Icon: theme.FolderOpenIcon(), Do: func() bool {
				openFolder(a, w, folder)
				return false
			}},
			{Label: w.T("kit.close"), Default: true, Cancel: true},
		},
	})
}

// openFolder shows a folder in the machine's own program for files.
func openFolder(a *desk.App, w *kit.Window, folder string) {
	path := filepath.ToSlash(folder)
	if path != "" && path[0] != '/' {
		path = "/" + path // file:///C:/…
	}
	if err := a.Host.App.OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
		w.Fail(err)
	}
}
