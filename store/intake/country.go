package intake

import (
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"garagemail/store/garage"
)

// countries are what people call a country beside its name and its codes: the letters on cars, the name of old.
var countries = map[string]string{
	"b": "BE", "f": "FR", "l": "LU", "n": "NO", "d": "DE", "a": "AT", "i": "IT", "e": "ES", "p": "PT", "s": "SE", "h": "HU", "uk": "GB", "el": "GR", "irl": "IE",
	"g.d. luxembourg": "LU", "gd luxembourg": "LU", "grand-duche de luxembourg": "LU", "g.-d. de luxembourg": "LU", "holland": "NL", "hollande": "NL",
	"angleterre": "GB", "engeland": "GB", "england": "GB", "grande-bretagne": "GB", "groot-brittannie": "GB", "great britain": "GB", "grossbritannien": "GB",
	"royaume uni": "GB", "usa": "US", "etats unis": "US", "tchequie": "CZ", "republique tcheque": "CZ", "tsjechische republiek": "CZ", "slowakije": "SK",
	"turquie": "TR", "turkije": "TR", "macedoine": "MK", "kosovo": "XK", "belg": "BE", "belg.": "BE", "lux": "LU", "lux.": "LU", "all.": "DE", "fr.": "FR",
}

// countryNames are the names of all countries in the languages of the screen and in their own, folded.
var countryNames = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	languages := []language.Tag{language.French, language.Dutch, language.German, language.English}
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string([]rune{first, second})
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code {
				continue
			}
			own, _ := language.MustParse("und-" + code).Base()
			for _, tag := range append(languages, language.Make(own.String())) {
				if namer := display.Regions(tag); namer != nil {
					if name := countryKey(namer.Name(region)); name != "" && names[name] == "" {
						names[name] = code
					}
				}
			}
		}
	}
	return names
})

// countryKey is a name without accents, articles, brackets and hyphens.
func countryKey(name string) string {
	name, _, _ = strings.Cut(garage.Fold(name), "(")
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == ' ' || r == '.' || r == '\'' || r == '’' }), " ")
	for _, article := range []string{"la ", "le ", "les ", "l ", "de ", "het ", "the ", "die ", "der "} {
		name = strings.TrimPrefix(name, article)
	}
	return name
}

// importCountry reads a country by its code of two letters, of three or of digits, by its name in French, Dutch, German,
// English or its own language, or by the letters on its cars.
func importCountry(value string) (string, string) {
	folded := garage.Fold(value)
	if code, ok := countries[folded]; ok {
		return code, ""
	}
	code := strings.ToUpper(folded)
	if number, err := strconv.Atoi(code); err == nil && number > 0 && number < 1000 {
		code = "000" + strconv.Itoa(number) // a workbook keeps 056 as 56
		code = code[len(code)-3:]
	}
	if len(code) == 2 || len(code) == 3 {
		if region, err := language.ParseRegion(code); err == nil && region.IsCountry() {
			return region.Canonicalize().String(), ""
		}
	}
	if code, ok := countryNames()[countryKey(value)]; ok {
		return code, ""
	}
	return "", "import.refused_country"
}
