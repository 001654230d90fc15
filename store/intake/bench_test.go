package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// importedClient is a client of an export file, as the bare loop writes it.
type importedClient struct {
	number, name, firstName, address, postcode, locality, phone, gsm, email string
}

func importedClients(count int) []importedClient {
	random := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // invented people
	names := []string{"Renard", "Vandenberghe", "Lefèvre", "Peeters", "Müller", "D'Hondt", "Crèvecœur", "Maes", "Dubois", "Janssens"}
	firsts := []string{"François", "Lies", "Marc", "Zoé", "Anaïs", "Koen", "Jürgen", "Céline", "Griet", "Ahmed"}
	places := []string{"Liège", "Gent", "Namur", "Sint-Joris-Winge", "Eupen", "Ixelles", "Brugge", "Mons"}
	all := make([]importedClient, count)
	for i := range all {
		name, first := names[random.IntN(len(names))], firsts[random.IntN(len(firsts))]
		all[i] = importedClient{
			number: fmt.Sprintf("C%06d", i+1), name: name, firstName: first,
			address:  fmt.Sprintf("Rue de la Station %d", random.IntN(400)),
			postcode: fmt.Sprint(1000 + random.IntN(9000)), locality: places[random.IntN(len(places))],
			phone: fmt.Sprintf("04/%03d.%02d.%02d", random.IntN(1000), random.IntN(100), random.IntN(100)),
			gsm:   fmt.Sprintf("0475/%02d.%02d.%02d", random.IntN(100), random.IntN(100), random.IntN(100)),
			email: fmt.Sprintf("client%d@mail.example", i),
		}
	}
	return all
}

// BenchmarkImportClients imports 100,000 clients and sets the time beside a bare prepared insert loop into the same
// indexed table: at most 1.5 × it.
func BenchmarkImportClients(b *testing.B) {
	clients := importedClients(100_000)
	var file bytes.Buffer
	file.WriteString("Code;Nom;Prénom;Adresse;Code postal;Localité;Pays;Langue;Téléphone;GSM;E-mail\r\n")
	for _, c := range clients {
		fmt.Fprintf(&file, "%s;%s;%s;%s;%s;%s;BE;FR;%s;%s;%s\r\n",
			c.number, c.name, c.firstName, c.address, c.postcode, c.locality, c.phone, c.gsm, c.email)
	}
	for b.Loop() {
		var ours, bare time.Duration
		const rounds = 3
		for range rounds { // by turns, so that a busy neighbour slows both
			ours += storetest.MedianOf(b, 1, func() error {
				results, err := intake.Import(b.Context(), storetest.New(b),
					[]intake.Source{storetest.TableWords.Bytes("clients.csv", file.Bytes())}, intake.Options{})
				if err == nil && results[0].New != len(clients) {
					return fmt.Errorf("%d of %d imported, refused: %v", results[0].New, len(clients), results[0].Refusals[:1])
				}
				return err
			})
			bare += storetest.MedianOf(b, 1, func() error { return insertBare(b, clients) })
		}
		b.ReportMetric(float64(ours)/float64(bare), "×bare")
		b.ReportMetric(ours.Seconds()/rounds, "s/import")
		b.ReportMetric(0, "ns/op")
	}
}

func insertBare(b *testing.B, clients []importedClient) error {
	b.Helper()
	direct := storetest.SQL(b, storetest.New(b))
	tx, err := direct.BeginTx(b.Context(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	insert, err := tx.PrepareContext(b.Context(), `INSERT INTO client (number, title, name, first_name, company_form, address, postcode,
			locality, country, language, phone, gsm, email, billing_email, vat_number, family_id, type_id, accepts_promotional, notes,
			name_fold, locality_fold, search_key, created_at, changed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close() //nolint:errcheck // the transaction ends it
	now := time.Now().UTC().Format(time.RFC3339)
	for _, c := range clients {
		client := garage.Client{Number: c.number, Name: c.name, FirstName: c.firstName, Email: c.email, Phone: c.phone, GSM: c.gsm}
		if _, err := insert.ExecContext(b.Context(), c.number, "", c.name, c.firstName, "", c.address, c.postcode, c.locality, "BE", "fr",
			c.phone, c.gsm, c.email, "", "", nil, nil, 0, "", garage.NameFold(client), garage.Fold(c.locality), garage.SearchKey(client),
			now, now); err != nil {
			return err
		}
	}
	return tx.Commit()
}
