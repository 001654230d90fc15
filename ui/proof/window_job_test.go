//go:build window

package proof

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"

	"garagemail/store"
	"garagemail/store/garage"
)

// playFolder is where a played job leaves its screenshots, mails and database; a test's own folder unless
// GARAGEMAIL_PLAY names one.
func playFolder(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("GARAGEMAIL_PLAY")
	if folder == "" {
		return t.TempDir()
	}
	folder = filepath.Join(folder, name)
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestWindowDemoJob does the main job in the demo garage, in French, by mouse and keyboard: all clients who accept
// promotional mail and have an address, two taken back, a mail with <PRENOM> and <PLAQUE>, sent and arrived.
func TestWindowDemoJob(t *testing.T) { playDemoJob(t) }

// TestDemoJob is what `make run` plays where there is no display.
func TestDemoJob(t *testing.T) { playDemoJob(t) }

func playDemoJob(t *testing.T) {
	folder := playFolder(t, "")
	d := newDesk(t, 1280, 720)
	database := filepath.Join(folder, "garagemail.db")
	shot := func(name string) { d.picture(filepath.Join(folder, "screens", name+".png")) }
	d.open(nil, "--demo", "--lang", "fr", "--db", database)
	d.see("600 clients…")
	shot("1-clients")
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()

	// Two clients are marked by keyboard; ALT+R clears the marks while the search field has the focus.
	marked := func(want int) {
		t.Helper()
		d.until(fmt.Sprint(want, " marks in the file"), 10*time.Second, func() bool {
			count, err := db.MarkCount(t.Context())
			return err == nil && count == want
		})
	}
	d.key("Down", "shift+Down", "space")
	marked(2)
	d.key("ctrl+f", "alt+r")
	marked(0)
	d.click("Annuler") // the notice says how many marks went, and brings them back
	marked(2)
	d.key("ctrl+f", "alt+r")
	marked(0)
	d.key("Down", "shift+Down", "space")
	marked(2)
	d.kill()
	d.open(nil, "--demo", "--lang", "fr", "--db", database)
	d.see("600 clients…")
	marked(2)
	d.key("alt+r")
	marked(0)

	d.click("Liste de clients")
	d.see("Clients trouvés")
	d.click("Envoi promotionnel")
	d.click(">>")
	d.click("Retirer ceux qui ne peuvent pas recevoir")
	d.see("Annuler") // the notice says how many were taken out
	shot("2-list")
	d.key("ctrl+Return")

	d.see("Objet…")
	d.click("Objet…")
	d.write("Bonjour de votre garage")
	d.click("Écrivez ici…")
	d.write("Bonjour <PRENOM|cher client>, votre voiture <PLAQUE> vous attend.")
	time.Sleep(time.Second) // the draft is saved when the fingers rest
	shot("3-editor")
	d.key("F9")
	d.see("Revérifier")
	time.Sleep(2 * time.Second)
	shot("4-preflight")
	d.key("ctrl+Return")

	var counts garage.DeliveryCounts
	d.until("all messages to be sent", time.Minute, func() bool {
		counts, err = db.OutboxCounts(t.Context())
		return err == nil && counts.Sent > 0 && counts.Left() == 0
	})
	shot("5-report")
	if counts.Failed+counts.Uncertain+counts.Cancelled != 0 {
		t.Errorf("%+v", counts)
	}
	checkInbox(t, db, filepath.Join(folder, "inbox"), counts.Sent)

	d.activate("GarageMail - Garage de la Démo (démonstration)")
	d.key("F11")
	d.see("CA…")
	shot("6-files")
	d.key("Home", "ctrl+o")
	d.see("Intervenants")
	d.key("alt+3")
	d.see("2 photos")
	shot("7-photos")
}

// checkInbox compares what arrived with the list: the right people, each once, with their own words and nobody else's address.
func checkInbox(t *testing.T, db *store.DB, inbox string, sent int) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(inbox, "*.eml"))
	if err != nil || len(paths) != sent {
		t.Fatalf("%d mails arrived, %d were sent (%v)", len(paths), sent, err)
	}
	ids, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: garage.Criteria{AcceptsPromotional: true, HasEmail: true}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.ClientRows(t.Context(), ids)
	if err != nil || len(rows) != sent {
		t.Fatalf("%d clients should have got it, %d mails were sent (%v)", len(rows), sent, err)
	}
	expected := map[string]garage.ClientRow{}
	for _, row := range rows {
		expected[strings.ToLower(row.Email)] = row
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		reader, err := mail.CreateReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(path, err)
		}
		to, err := reader.Header.AddressList("To")
		if err != nil || len(to) != 1 {
			t.Fatalf("%s: To %v, %v", path, to, err)
		}
		client, ok := expected[strings.ToLower(to[0].Address)]
		if !ok {
			t.Errorf("%s went to %s, who was not on the list or got it twice", path, to[0].Address)
			continue
		}
		delete(expected, strings.ToLower(to[0].Address))
		checkWords(t, path, reader, client)
		if reader.Header.Get("List-Unsubscribe") == "" {
			t.Errorf("%s: a promotional mail without a way out", path)
		}
	}
}

// checkWords looks for the client's own first name and plate in the text.
func checkWords(t *testing.T, path string, reader *mail.Reader, client garage.ClientRow) {
	t.Helper()
	part, err := reader.NextPart()
	if err != nil {
		t.Fatal(path, err)
	}
	var text bytes.Buffer
	if _, err := text.ReadFrom(part.Body); err != nil {
		t.Fatal(path, err)
	}
	words := strings.Join(strings.Fields(text.String()), " ")
	name := client.FirstName
	if name == "" {
		name = "cher client"
	}
	hasPlate := false
	for plate := range strings.SplitSeq(client.Plates, ", ") {
		hasPlate = hasPlate || strings.Contains(words, plate)
	}
	if !strings.Contains(words, "Bonjour "+name+",") || !hasPlate {
		t.Errorf("%s for %s: %q, plates %s", path, client.Email, words, client.Plates)
	}
}
