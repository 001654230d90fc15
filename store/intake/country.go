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
	"royaume de belgique": "BE", "koninkrijk belgie": "BE", "konigreich belgien": "BE",
	"republique francaise": "FR", "bundesrepublik deutschland": "DE", "brd": "DE", "gdl": "LU", "rdc": "CD", "rd congo": "CD", "svizzera": "CH",
	"rep tcheque": "CZ", "rep. tcheque": "CZ", "turquie": "TR", "turkije": "TR", "macedoine": "MK", "kosovo": "XK", "belg": "BE", "belg.": "BE", "lux": "LU", "lux.": "LU", "all.": "DE", "fr.": "FR",
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
// English or its own language, by the letters on its cars, or by how it is called by telephone; also where two of these stand
// together: "BE - Belgique", "België/Belgique".
func importCountry(value string) (string, string) {
	if code := oneCountry(value); code != "" {
		return code, ""
	}
	if code := agreed(value, oneCountry); code != "" {
		return code, ""
	}
	return "", "import.refused_country"
}

// agreed cuts a value at the signs between two ways to say the same, and returns what all of them say.
func agreed(value string, read func(string) string) (said string) {
	parts := strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("/|(),;:-–", r) })
	for _, part := range parts {
		one := read(strings.TrimSpace(part))
		if one == "" || said != "" && said != one {
			return ""
		}
		said = one
	}
	return said
}

func oneCountry(value string) string {
	folded := garage.Fold(value)
	for _, name := range []string{folded, strings.ReplaceAll(folded, ".", "")} { // U.K., B.
		if code, ok := countries[name]; ok {
			return code
		}
	}
	code := strings.ToUpper(strings.ReplaceAll(folded, ".", ""))
	if code != "" && strings.Trim(code, "+0123456789 ") == "" {
		return numberedCountry(code)
	}
	if len(code) == 2 || len(code) == 3 {
		if region, err := language.ParseRegion(code); err == nil && region.IsCountry() {
			return region.Canonicalize().String()
		}
	}
	return countryNames()[countryKey(value)]
}

// numberedCountry reads 056 as ISO has it, which a workbook keeps as 56, and +32 or 0032. What may be either is none: 32 alone is
// Argentina's number and calls Belgium.
func numberedCountry(code string) string {
	calling := strings.TrimPrefix(strings.TrimPrefix(code, "+"), "00")
	for country, known := range callingCodes {
		if calling != known.code || len(code) == 3 && code[0] == '0' {
			continue
		}
		if calling == code && len(code) == 2 {
			return ""
		}
		if calling != code {
			return country
		}
	}
	number, err := strconv.Atoi(code)
	if err != nil || number <= 0 || number > 999 || len(code) > 3 || code[0] == '+' {
		return ""
	}
	region, err := language.ParseRegion(("000" + strconv.Itoa(number))[len(strconv.Itoa(number)):])
	if err != nil || !region.IsCountry() {
		return ""
	}
	return region.Canonicalize().String()
}
