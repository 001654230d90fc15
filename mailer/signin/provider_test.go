package signin

import (
	"testing"

	"garagemail/assets/lang"
)

func TestPresetFor(t *testing.T) {
	for address, want := range map[string]string{
		"garage@gmail.com":          "Gmail",
		"Garage@Skynet.be ":         "Proximus / Skynet",
		"garage@proximus.be":        "Proximus / Skynet",
		"garage@telenet.be":         "Telenet",
		"garage@voo.be":             "VOO",
		"garage@orange.be":          "Orange",
		"garage@hotmail.com":        "Outlook.com",
		"garage@hotmail.be":         "Outlook.com",
		"garage@live.fr":            "Outlook.com",
		"g@garage.onmicrosoft.com":  "Microsoft 365",
		"garage@garage-dupont.be":   "",
		"garage@live.garage.be.com": "",
		"garage@":                   "",
		"":                          "",
	} {
		preset, found := PresetFor(address)
		if preset.Provider != want || found != (want != "") {
			t.Errorf("%q: %q, want %q", address, preset.Provider, want)
		}
	}
}

func TestPresetsAreWhole(t *testing.T) {
	printer := lang.New("fr")
	for _, preset := range Presets {
		if preset.Server == "" || preset.Port == 0 || preset.Security == "" || preset.LoginFor("a@b.be") != "a@b.be" {
			t.Errorf("%+v", preset)
		}
		if preset.Note != "" && !printer.Has(preset.Note) {
			t.Errorf("no text for %s", preset.Note)
		}
	}
	if got := (Preset{Login: LoginLocalPart}).LoginFor("marie@garage.be"); got != "marie" {
		t.Error(got)
	}
}
