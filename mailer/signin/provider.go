package signin

import (
	"strings"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// LoginForm is what a provider takes as login.
type LoginForm string

// The forms of login.
const (
	LoginAddress   LoginForm = "address"    // the whole mail address
	LoginLocalPart LoginForm = "local_part" // what stands before the @
)

// Preset is what a provider's customers have to fill in, known by the domain of their address.
type Preset struct {
	Provider string // its name, as people know it
	Server   string
	Port     int
	Security garage.Security
	Login    LoginForm
	Note     string // language key of what she must know first ("provider.…"), "" = nothing
	Limits   smtp.Limits
}

// LoginFor returns the login of an address in the provider's form.
func (p Preset) LoginFor(address string) string {
	address = strings.TrimSpace(address)
	if local, _, found := strings.Cut(address, "@"); found && p.Login == LoginLocalPart {
		return local
	}
	return address
}

// Presets are the providers that a form offers by name, the most common in Belgium first. Those without a domain of
// their own (Microsoft 365, OVH, Combell, one.com) serve the garage's domain, which does not tell the provider.
var Presets = []Preset{
	{"Proximus / Skynet", "relay.proximus.be", 587, garage.StartTLS, LoginAddress, "", smtp.Limits{}},
	{"Telenet", "smtp.telenet.be", 587, garage.StartTLS, LoginAddress, "", smtp.Limits{}},
	{"VOO", "smtp.voo.be", 587, garage.StartTLS, LoginAddress, "", smtp.Limits{}},
	{"Orange", "smtp.orange.be", 587, garage.StartTLS, LoginAddress, "", smtp.Limits{}},
	{"Gmail", "smtp.gmail.com", 587, garage.StartTLS, LoginAddress, "provider.gmail", smtp.Limits{PerDay: 500}},
	{"Microsoft 365", "smtp.office365.com", 587, garage.StartTLS, LoginAddress, "provider.microsoft365", smtp.Limits{PerMinute: 30, PerDay: 10_000}},
	{"Outlook.com", "smtp-mail.outlook.com", 587, garage.StartTLS, LoginAddress, "provider.outlook", smtp.Limits{}},
	{"OVH", "ssl0.ovh.net", 465, garage.TLS, LoginAddress, "", smtp.Limits{}},
	{"Combell", "smtp-auth.mailprotect.be", 587, garage.StartTLS, LoginAddress, "", smtp.Limits{}},
	{"one.com", "send.one.com", 465, garage.TLS, LoginAddress, "", smtp.Limits{}},
}

// providerDomains are the mail domains that belong to one provider.
var providerDomains = map[string]string{
	"proximus.be": "Proximus / Skynet", "skynet.be": "Proximus / Skynet", "belgacom.net": "Proximus / Skynet",
	"pandora.be": "Telenet", "telenet.be": "Telenet",
	"voo.be": "VOO", "voo.eu": "VOO", "brutele.be": "VOO",
	"orange.be": "Orange", "mobistar.be": "Orange",
	"gmail.com": "Gmail", "googlemail.com": "Gmail",
	"onmicrosoft.com": "Microsoft 365",
	"ovh.net":         "OVH", "ovh.com": "OVH",
	"combell.com": "Combell", "one.com": "one.com",
}

// outlookNames are the first labels of Microsoft's free domains in every country: hotmail.be, live.fr, outlook.com …
var outlookNames = []string{"hotmail", "outlook", "live", "msn"}

// PresetFor returns the preset of the provider whose domain the address has, and whether there is one. An address at the
// garage's own domain has none: she picks from Presets.
func PresetFor(address string) (Preset, bool) {
	_, domain, _ := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	for suffix := domain; suffix != ""; {
		if provider, found := providerDomains[suffix]; found {
			return presetNamed(provider)
		}
		_, suffix, _ = strings.Cut(suffix, ".")
	}
	for _, name := range outlookNames {
		if rest, found := strings.CutPrefix(domain, name+"."); found && len(rest) <= len("com.be") {
			return presetNamed("Outlook.com")
		}
	}
	return Preset{}, false
}

func presetNamed(provider string) (Preset, bool) {
	for _, preset := range Presets {
		if preset.Provider == provider {
			return preset, true
		}
	}
	return Preset{}, false
}
