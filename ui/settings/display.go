package settings

import (
	"fmt"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// OpenDisplay asks over w for the language, the shade and the size of words; each is seen at once and kept in the file for who works
// here. speak is given another language.
func OpenDisplay(a *desk.App, w *kit.Window, speak func(language string)) {
	look := a.Look()
	var dialog *kit.Dialog
	form := kit.NewForm(w, 1,
		kit.Field{Key: "language", Label: w.T("display.language"), Kind: kit.OneOf, Tooltip: w.T("display.language_hint"), Options: ownNames()},
		kit.Field{Key: "shade", Label: w.T("display.shade"), Kind: kit.OneOf, Options: optionsOf(w, kit.Shades, "display.shade_")},
		kit.Field{Key: "size", Label: w.T("display.size"), Kind: kit.OneOf, Options: sizes()})
	form.SetValue("language", a.Printer.Language())
	form.SetValue("shade", look.Shade)
	form.SetValue("size", fmt.Sprint(look.TextSize))
	form.OnChanged = func(key string) {
		if key == "language" {
			if chosen := form.Value(key); chosen != a.Printer.Language() {
				dialog.Close()
				speak(chosen)
			}
			return
		}
		look.Shade = form.Value("shade")
		_, _ = fmt.Sscan(form.Value("size"), &look.TextSize) // one of sizes
		a.SetLook(look)
	}
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("display.title"), MinSize: fyne.NewSize(420, 130), Body: form.Object,
		Choices: []kit.Choice{{Label: w.T("kit.close"), Default: true, Cancel: true}},
	})
}

// ownNames are the languages as each calls itself: who cannot read the one that is set finds hers.
func ownNames() (all []kit.Option) {
	for _, language := range languages.Screen {
		all = append(all, kit.Option{Value: language, Label: lang.New(language).T("settings.language_" + language)})
	}
	return all
}

func optionsOf(w *kit.Window, values []string, prefix string) (all []kit.Option) {
	for _, value := range values {
		all = append(all, kit.Option{Value: value, Label: w.T(prefix + value)})
	}
	return all
}

func sizes() (all []kit.Option) {
	for _, size := range kit.TextSizes {
		all = append(all, kit.Option{Value: fmt.Sprint(size), Label: fmt.Sprintf("%d\u00a0%%", size)})
	}
	return all
}
