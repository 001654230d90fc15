package desk

import (
	"fmt"
	"slices"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/ui/kit"
)

// What she chose of the screen is kept in the file under her login: another who works with the same file has her own.

// RememberedLanguage is the language of the screen that the person with this login chose in the file, "" = none.
func RememberedLanguage(db *store.DB, login string) string {
	chosen := NewSettings(db).Get("language." + login)
	if !slices.Contains(languages.Screen, chosen) {
		return ""
	}
	return chosen
}

// Speak has what is opened from now on speak another language, and keeps it.
func (a *App) Speak(language string) {
	a.Printer = lang.New(language)
	a.Host.Printer = a.Printer
	NewSettings(a.DB).Set("language."+a.Login, language)
}

// Look is the look of the screen that she chose.
func (a *App) Look() kit.Look {
	look := kit.Look{Shade: kit.Shades[0], TextSize: kit.TextSizes[0]}
	// What cannot be read leaves the look as it is at first.
	_, _ = fmt.Sscan(NewSettings(a.DB).Get("look."+a.Login), &look.Shade, &look.TextSize)
	return look
}

// SetLook shows the open windows in another look, and keeps it.
func (a *App) SetLook(look kit.Look) {
	a.Host.App.Settings().SetTheme(kit.ThemeOf(look))
	NewSettings(a.DB).Set("look."+a.Login, fmt.Sprint(look.Shade, " ", look.TextSize))
}
