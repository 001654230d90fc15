//go:build window

package proof

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"golang.org/x/text/encoding/charmap"

	"garagemail/mailer/mailertest"
	"garagemail/store"
)

// list filters, moves all to the right and takes two back. It returns who must get the mail, by address.
func (j *garageJob) list() map[string]csvClient {
	j.t.Helper()
	j.do("main.new_list", "F7")
	j.in(j.p.T("list.title"))
	j.tick(j.p.T("list.promotional"))
	j.chooseMake()
	j.tick(j.p.T("criteria.loose_make"))
	j.fill("criteria.not_came_since", "01/01/2026")
	j.key("Tab")
	j.tick(j.p.T("criteria.has_email"))
	j.tick(j.p.T("criteria.accepts"))
	expected := wantedClients(j.t)
	j.read(j.p.N("list.count", len(expected)))
	j.shot("06-list-found")
	j.do(">>", "ctrl+shift+Right")
	j.read(j.p.N("list.count", 0))
	j.takeTwoBack()
	j.read(j.p.N("list.count", len(expected)-2))
	j.shot("07-list-selection")

	order, err := j.db.ClientIDs(j.t.Context(), store.ClientFilter{})
	if err != nil {
		j.t.Fatal(err)
	}
	rows, err := j.db.ClientRows(j.t.Context(), order)
	if err != nil {
		j.t.Fatal(err)
	}
	back := 0
	for _, row := range rows {
		if client, ok := expected[row.Email]; ok && client.number == row.Number && back < 2 {
			delete(expected, row.Email)
			back++
		}
	}
	j.do("list.write", "ctrl+Return")
	j.in(j.p.T("editor.title"))
	return expected
}

// chooseMake ticks Volkswagen in the dialog of makes.
func (j *garageJob) chooseMake() {
	j.t.Helper()
	j.goTo(j.labelled(j.p.T("criteria.makes")))
	if !j.mouse {
		j.key("Return")
	}
	j.read(j.p.T("criteria.take"))
	j.write("Volkswagen")
	time.Sleep(500 * time.Millisecond)
	j.tick("Volkswagen (…")
	j.shot("06-makes")
	j.do("criteria.take", "Return")
}

// takeTwoBack moves the first two of the selection back.
func (j *garageJob) takeTwoBack() {
	j.t.Helper()
	right := j.grid(j.front, 0.9)
	if j.mouse {
		first := right
		first.Height = 30
		j.clickOn(first)
		first.Y += 22
		j.key("shift+Down")
		j.press("<")
		return
	}
	j.goTo(right)
	j.key("Home", "shift+Down", "ctrl+Left")
}

// compose writes the mail in French and in Dutch and looks at a preview.
func (j *garageJob) compose() {
	j.t.Helper()
	texts := []struct{ language, subject, body string }{
		{"editor.language.fr", "Votre voiture", "Bonjour <PRENOM|cher client>, nous n'avons plus vu votre <PLAQUE>."},
		{"editor.language.nl", "Uw wagen", "Dag <PRENOM|klant>, we zagen uw <PLAQUE> al een tijdje niet."},
	}
	for i, text := range texts {
		if i > 0 {
			j.do(text.language, "ctrl+Next")
		}
		j.goTo(j.hinted(j.p.T("editor.subject")))
		j.write(text.subject)
		j.goTo(j.hinted(strings.TrimSpace(string([]rune(j.p.T("editor.body_hint"))[:20])) + "…"))
		j.write(text.body)
	}
	time.Sleep(1500 * time.Millisecond) // the draft is saved when the fingers rest
	j.shot("08-editor")
	j.do("editor.preview", "F7")
	j.in(j.p.T("editor.preview"))
	time.Sleep(time.Second)
	j.shot("09-preview")
	j.key("Escape")
	j.closed()
	j.in(j.p.T("editor.title"))
}

// send goes through the sheet before sending and reads the report.
func (j *garageJob) send(count int) {
	j.t.Helper()
	j.do("editor.send", "F9")
	j.in(j.p.T("preflight.title"))
	j.read(j.p.N("preflight.going", count) + "…")
	j.shot("10-preflight")
	j.do("preflight.send", "ctrl+Return")
	j.in(j.p.T("report.title"))
	j.until("all messages to be sent", time.Minute, func() bool {
		counts, err := j.db.OutboxCounts(j.t.Context())
		return err == nil && counts.Sent == count && counts.Left() == 0
	})
	j.read(j.p.N("report.all_sent", count))
	j.shot("11-report")
}

// csvClient is a client as the export files tell of him, read without the program.
type csvClient struct {
	number, firstName, email, language string
	plates, others                     []string // of his Volkswagens, of his other vehicles
}

// wantedClients works out from the export files alone who must be found.
func wantedClients(t testing.TB) map[string]csvClient {
	t.Helper()
	clients := map[string]*csvClient{}
	for _, row := range csvRows(t, "clients.csv") {
		email := strings.TrimSpace(row[11])
		good := strings.Count(email, "@") == 1 && !strings.ContainsAny(email, " ,;")
		accepts := slices.Contains([]string{"o", "oui", "1"}, strings.ToLower(strings.TrimSpace(row[16])))
		if good && accepts {
			at := strings.IndexByte(email, '@')
			clients[row[0]] = &csvClient{number: row[0], firstName: strings.TrimSpace(row[2]), email: email[:at] + strings.ToLower(email[at:]), language: strings.ToLower(row[8])}
		}
	}
	for _, row := range csvRows(t, "vehicles.csv") {
		if client := clients[row[0]]; client != nil && strings.EqualFold(row[3], "Volkswagen") {
			client.plates = append(client.plates, row[1])
		} else if client != nil {
			client.others = append(client.others, row[1])
		}
	}
	for _, file := range []struct {
		name         string
		client, date int
	}{{"visits.csv", 0, 2}, {"documents.csv", 4, 2}} {
		for _, row := range csvRows(t, file.name) {
			if day, err := time.Parse("02/01/2006", row[file.date]); err != nil || day.Year() >= 2026 {
				delete(clients, row[file.client])
			}
		}
	}
	wanted := map[string]csvClient{}
	for _, client := range clients {
		if len(client.plates) > 0 {
			wanted[client.email] = *client
		}
	}
	return wanted
}

func csvRows(t testing.TB, name string) [][]string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(garageFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	reader := csv.NewReader(charmap.Windows1252.NewDecoder().Reader(bytes.NewReader(content)))
	reader.Comma, reader.LazyQuotes = ';', true
	rows, err := reader.ReadAll()
	if err != nil {
		t.Fatal(name, err)
	}
	return rows[1:]
}

// checkGarageMails compares what the server accepted with the list: each person once, his own words in his language, and
// nobody else's address anywhere.
func checkGarageMails(t *testing.T, messages []mailertest.Message, wanted map[string]csvClient) {
	t.Helper()
	if len(wanted) < 5 {
		t.Fatalf("only %d people: the test would prove nothing", len(wanted))
	}
	addresses := map[string]bool{}
	for address := range wanted {
		addresses[address] = true
	}
	for _, message := range messages {
		client, ok := wanted[message.To[0]]
		if len(message.To) != 1 || !ok {
			t.Errorf("a mail for %v, who is not on the list or got it twice", message.To)
			continue
		}
		delete(wanted, message.To[0])
		checkGarageMail(t, message, client)
		for address := range addresses {
			if address != client.email && bytes.Contains(message.Bytes, []byte(address)) {
				t.Errorf("the mail for %s shows %s", client.email, address)
			}
		}
	}
	for address := range wanted {
		t.Errorf("nothing arrived for %s", address)
	}
}

func checkGarageMail(t *testing.T, message mailertest.Message, client csvClient) {
	t.Helper()
	reader, err := mail.CreateReader(bytes.NewReader(message.Bytes))
	if err != nil {
		t.Fatal(client.email, err)
	}
	part, err := reader.NextPart()
	if err != nil {
		t.Fatal(client.email, err)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(part.Body); err != nil {
		t.Fatal(client.email, err)
	}
	subject, err := reader.Header.Subject()
	if err != nil {
		t.Fatal(client.email, err)
	}
	name, wantSubject, hello := client.firstName, "Votre voiture", "Bonjour "
	fallback := "cher client"
	if client.language == "nl" {
		wantSubject, hello, fallback = "Uw wagen", "Dag ", "klant"
	}
	if name == "" {
		name = fallback
	}
	words := strings.Join(strings.Fields(body.String()), " ")
	hasPlate := slices.ContainsFunc(client.plates, func(plate string) bool { return strings.Contains(words, plate) })
	hasOther := slices.ContainsFunc(client.others, func(plate string) bool { return strings.Contains(words, plate) })
	if subject != wantSubject || !strings.Contains(words, hello+name+",") || !hasPlate || hasOther {
		t.Errorf("%s (%s), plates %v, others %v: %q %q", client.email, client.language, client.plates, client.others, subject, words)
	}
	if reader.Header.Get("List-Unsubscribe") == "" {
		t.Errorf("%s: a promotional mail without a way out", client.email)
	}
}
