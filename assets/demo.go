package assets

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// DemoFile is one export file of the demo garage, as another garage program would write it.
type DemoFile struct {
	Name string // clients.csv, contacts.csv, vehicles.csv, visits.csv, documents.csv or lines.csv
	CSV  []byte // UTF-8, semicolons, French headings, dates as dd/mm/yyyy
}

// DemoClients is how many clients the demo garage has.
const DemoClients = 600

// DemoGarage invents a garage whose last visits lie just before today: clients at real localities, with invented names
// and mail addresses on reserved domains (RFC 2606), so that no mail of the demo could reach anybody. The files belong
// together and are the same for the same day.
func DemoGarage(today time.Time) []DemoFile {
	garage := &demoGarage{
		random: rand.New(rand.NewPCG(19, 47)), //nolint:gosec // invented people need no secret
		today:  today,
		plates: map[string]bool{},
	}
	garage.places = demoPlaces()
	for number := 1; number <= DemoClients; number++ {
		garage.client(number)
	}
	return []DemoFile{
		demoFile("clients.csv", "Code;Nom;Prénom;Titre;Adresse;Code postal;Localité;Pays;Langue;Téléphone;GSM;E-mail;E-mail facturation;N° TVA;Famille;Type;Accepte promo;Remarque", garage.clients),
		demoFile("contacts.csv", "Code client;Prénom;Nom;Fonction;E-mail;GSM", garage.contacts),
		demoFile("vehicles.csv", "Code client;Plaque;Châssis;Marque;Modèle;Type de véhicule;1ère mise en circ.;Km;Contrôle technique", garage.vehicles),
		demoFile("visits.csv", "Code client;Plaque;Date;Km;Motif", garage.visits),
		demoFile("documents.csv", "Numéro;Type;Date;Échéance;Code client;Plaque;Référence", garage.documents),
		demoFile("lines.csv", "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %", garage.lines),
	}
}

func demoFile(name, header string, rows [][]string) DemoFile {
	var buffer bytes.Buffer
	writer := csv.NewWriter(&buffer)
	writer.Comma = ';'
	writer.UseCRLF = true
	_ = writer.Write(strings.Split(header, ";")) // a bytes.Buffer takes everything
	_ = writer.WriteAll(rows)
	return DemoFile{Name: name, CSV: buffer.Bytes()}
}

// demoPlace is a locality with the language its people get by default.
type demoPlace struct{ postcode, locality, language string }

func demoPlaces() []demoPlace {
	rows, err := csv.NewReader(strings.NewReader(postcodesCSV)).ReadAll()
	if err != nil {
		panic("assets: be_postcodes.csv: " + err.Error()) // embedded: a test reads it
	}
	var places []demoPlace
	for _, row := range rows[1:] {
		places = append(places, demoPlace{row[0], row[1], languageOfPostcode(row[0])})
	}
	return places
}

// languageOfPostcode is the language most people of a Belgian postcode speak.
func languageOfPostcode(postcode string) string {
	switch {
	case postcode >= "4700" && postcode < "4800" && postcode != "4710" || postcode >= "4780" && postcode < "4800":
		return "DE"
	case postcode < "1500", postcode >= "4000" && postcode < "8000":
		return "FR"
	case postcode >= "1500" && postcode < "4000", postcode >= "8000":
		return "NL"
	}
	return "FR"
}

var (
	demoFirstNames = map[string][]string{
		"FR": {"Aurélie", "Benoît", "Cécile", "Damien", "Élodie", "François", "Gaëlle", "Hélène", "Jérôme", "Loïc", "Maëlle", "Noémie", "Océane", "Rémi", "Zoé"},
		"NL": {"Annelies", "Bart", "Dirk", "Els", "Griet", "Hilde", "Jeroen", "Karel", "Lies", "Maarten", "Noor", "Pieter", "Sofie", "Tine", "Wouter"},
		"DE": {"Anja", "Bernd", "Günther", "Heike", "Jürgen", "Käthe", "Lothar", "Monika", "Sabine", "Ulrich"},
	}
	demoSurnames = map[string][]string{
		"FR": {"Bertrand", "Collard", "Delvaux", "Évrard", "Fontaine", "Gérard", "Hubert", "Lambert", "Lejeune", "Mathieu", "Noël", "Piron", "Renard", "Simon", "Thiry"},
		"NL": {"Aerts", "Claes", "De Smet", "D'Hondt", "Goossens", "Janssens", "Maes", "Peeters", "Van Damme", "Vandenberghe", "Van den Broeck", "Verhaeghe", "Willems", "Wouters", "Crèvecœur"},
		"DE": {"Becker", "Weiß", "Hoffmann", "Krüger", "Müller", "Schröder", "Schäfer", "Zimmermann"},
	}
	demoStreets = map[string][]string{
		"FR": {"Rue de l'Église", "Rue de la Station", "Chaussée de Namur", "Avenue Albert Ier", "Place Communale", "Rue du Moulin"},
		"NL": {"Kerkstraat", "Stationsstraat", "Nieuwstraat", "Molenweg", "Grote Markt", "Dorpsstraat"},
		"DE": {"Hauptstraße", "Bahnhofstraße", "Kirchweg", "Am Markt"},
	}
	demoFirms    = []string{"Transports", "Boulangerie", "Bouwbedrijf", "Immo", "Elektro", "Garden", "Menuiserie", "Drukkerij"}
	demoFamilies = []string{"Particulier", "Particulier", "Particulier", "Entreprise", "Leasing", "Assurance", "Administration", ""}
	demoTypes    = []string{"A - Fidèle", "B - Occasionnel", "C - Nouveau", "VIP", ""}
	demoModels   = [][]string{
		{"Volkswagen", "Golf", "Polo", "Passat", "Caddy"},
		{"Renault", "Clio", "Mégane", "Kangoo"},
		{"Peugeot", "208", "308", "Partner"},
		{"Citroën", "C3", "Berlingo"},
		{"BMW", "Série 1", "Série 3", "X1"},
		{"Audi", "A3", "A4"},
		{"Toyota", "Yaris", "Corolla"},
		{"Opel", "Corsa", "Astra"},
		{"Škoda", "Octavia", "Fabia"},
		{"Dacia", "Sandero", "Duster"},
		{"Volvo", "V60", "XC40"},
		{"Tesla", "Model 3"},
	}
	demoVehicleTypes = []string{"Voiture", "Voiture", "Voiture", "Voiture", "Camionnette", "Utilitaire"}
	demoReasons      = []string{"Entretien", "Vidange", "Freins", "Pneus", "Contrôle technique", "Pare-brise", "Carrosserie"}
	demoWork         = []string{"Main d'œuvre", "Huile 5W30 (l)", "Filtre à huile", "Plaquettes de frein AV", "Pneu 205/55 R16 91V", "Forfait entretien"}
)

// demoGarage collects the rows of the files while the clients are invented one after the other.
type demoGarage struct {
	random                                                *rand.Rand
	today                                                 time.Time
	places                                                []demoPlace
	plates                                                map[string]bool
	clients, contacts, vehicles, visits, documents, lines [][]string
}

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// chance is true in percent cases of a hundred.
func (g *demoGarage) chance(percent int) bool { return g.random.IntN(100) < percent }

func (g *demoGarage) client(number int) {
	place := pick(g.random, g.places)
	code := fmt.Sprintf("D%05d", number)
	first, name := pick(g.random, demoFirstNames[place.language]), pick(g.random, demoSurnames[place.language])
	mailbox := asciiMailbox(first) + "." + asciiMailbox(name) + fmt.Sprint(number)
	title, vat, billing, firm := "", "", "", g.chance(25)
	if firm {
		vat = enterpriseNumber(g.random.IntN(80_000_000) + 4_000_000)
		billing = "compta" + fmt.Sprint(number) + "@firma.example"
		g.contacts = append(g.contacts, []string{code, first, name, "Gérant", mailbox + "@firma.example", g.gsm()})
		name, first = pick(g.random, demoFirms)+" "+name+" SRL", ""
	} else {
		title = map[string][2]string{"FR": {"M.", "Mme"}, "NL": {"Dhr.", "Mevr."}, "DE": {"Herr", "Frau"}}[place.language][g.random.IntN(2)]
	}
	email := mailbox + "@example." + pick(g.random, []string{"com", "net", "org"})
	if g.chance(12) {
		email = ""
	}
	g.clients = append(g.clients, []string{
		code, name, first, title,
		fmt.Sprintf("%s %d", pick(g.random, demoStreets[place.language]), 1+g.random.IntN(240)),
		place.postcode, place.locality, "BE", place.language,
		fmt.Sprintf("0%d/%02d.%02d.%02d", 10+g.random.IntN(80), g.random.IntN(100), g.random.IntN(100), g.random.IntN(100)),
		g.gsm(), email, billing, vat, pick(g.random, demoFamilies), pick(g.random, demoTypes),
		pick(g.random, []string{"oui", "oui", "non"}), "",
	})
	for range 1 + g.random.IntN(2) {
		g.vehicle(code)
	}
}

func (g *demoGarage) gsm() string {
	return fmt.Sprintf("04%02d/%02d.%02d.%02d", 70+g.random.IntN(30), g.random.IntN(100), g.random.IntN(100), g.random.IntN(100))
}

func (g *demoGarage) vehicle(code string) {
	plate := g.plate()
	model := pick(g.random, demoModels)
	registered := g.today.AddDate(0, 0, -200-g.random.IntN(4500))
	km := 8000 + g.random.IntN(190_000)
	inspection := registered.AddDate(4, 0, 0)
	for inspection.Before(g.today.AddDate(0, -2, 0)) {
		inspection = inspection.AddDate(1, 0, 0)
	}
	g.vehicles = append(g.vehicles, []string{
		code, plate, g.vin(), model[0], pick(g.random, model[1:]), pick(g.random, demoVehicleTypes),
		frenchDate(registered), fmt.Sprint(km), frenchDate(inspection),
	})
	for range g.random.IntN(5) {
		ago := 3 + g.random.IntN(1400)
		day := g.today.AddDate(0, 0, -ago)
		if day.Before(registered) {
			continue
		}
		g.visits = append(g.visits, []string{code, plate, frenchDate(day), fmt.Sprint(max(500, km-ago*30)), pick(g.random, demoReasons)})
		if g.chance(40) {
			g.document(code, plate, day)
		}
	}
}

func (g *demoGarage) document(code, plate string, day time.Time) {
	number := fmt.Sprintf("%d%05d", day.Year(), len(g.documents)+1)
	g.documents = append(g.documents, []string{number, "F", frenchDate(day), frenchDate(day.AddDate(0, 0, 30)), code, plate, ""})
	for range 1 + g.random.IntN(4) {
		g.lines = append(g.lines, []string{
			number, pick(g.random, demoWork), fmt.Sprint(1 + g.random.IntN(4)),
			fmt.Sprintf("%d,%02d", 9+g.random.IntN(240), g.random.IntN(100)), pick(g.random, []string{"", "", "5", "10"}), "21",
		})
	}
}

// plate is a Belgian one, never twice in the garage.
func (g *demoGarage) plate() string {
	const letters = "ABCDEFGHJKLNPRSTVWXYZ"
	for {
		plate := fmt.Sprintf("%d-%c%c%c-%03d", 1+g.random.IntN(2), letters[g.random.IntN(len(letters))],
			letters[g.random.IntN(len(letters))], letters[g.random.IntN(len(letters))], g.random.IntN(1000))
		if !g.plates[plate] {
			g.plates[plate] = true
			return plate
		}
	}
}

func (g *demoGarage) vin() string {
	const signs = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
	vin := make([]byte, 17)
	for i := range vin {
		vin[i] = signs[g.random.IntN(len(signs))]
	}
	return string(vin)
}

func frenchDate(day time.Time) string { return day.Format("02/01/2006") }

// enterpriseNumber completes eight digits to a Belgian VAT number: the last two are 97 minus the rest of the division by 97.
func enterpriseNumber(digits int) string {
	return fmt.Sprintf("BE%08d%02d", digits, 97-digits%97)
}

// asciiMailbox makes a mailbox name of a person's name.
func asciiMailbox(name string) string {
	return strings.NewReplacer("é", "e", "è", "e", "ê", "e", "ë", "e", "É", "e", "î", "i", "ï", "i", "ô", "o", "ö", "o", "ü", "u", "ä", "a",
		"ç", "c", "œ", "oe", "ß", "ss", " ", "", "'", "", "ô", "o").Replace(strings.ToLower(name))
}
