//go:build window

package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
)

const garageFolder = "../../store/storetest/testdata/garage"

// TestWindowGarageFrench does the whole job with the mouse, in French: the six files of a garage come in, Volkswagens
// that have not come since 1 January 2026 go into the list, two are taken back, the mail leaves through a server with
// STARTTLS and login, and what arrived is exactly the list.
func TestWindowGarageFrench(t *testing.T) { playGarage(t, "fr", true) }

// TestWindowGarageDutch is the same in Dutch, by keyboard alone.
func TestWindowGarageDutch(t *testing.T) { playGarage(t, "nl", false) }

func playGarage(t *testing.T, language string, mouse bool) {
	job := startGarage(t, language, language, mouse)
	job.account()
	job.importFiles()
	recipients := job.list()
	job.compose()
	job.send(len(recipients))
	checkGarageMails(t, job.server.Messages(), recipients)
	job.tour()
}

// startGarage opens the program on an empty file, with a mail server beside it.
func startGarage(t *testing.T, name, language string, mouse bool) *garageJob {
	t.Helper()
	folder := playFolder(t, name)
	server := mailertest.Start(t, mailertest.Options{StartTLS: true, Login: "accueil@garage.example", Password: "Sesame-42"})
	authority := filepath.Join(t.TempDir(), "authority.pem")
	if err := os.WriteFile(authority, server.AuthorityPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	job := &garageJob{hands: newHands(t, language, mouse), server: server, folder: folder}
	database := filepath.Join(folder, "garagemail.db")
	job.open([]string{"SSL_CERT_FILE=" + authority, "XDG_DATA_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()},
		"--lang", language, "--db", database)
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	job.db = db
	job.shot("01-welcome")
	job.do("demo.later", "Escape")
	job.gone(job.p.T("demo.welcome"))
	return job
}

// garageJob is the main job on the files of a garage.
type garageJob struct {
	*hands
	server *mailertest.Server
	db     *store.DB
	folder string
}

func (j *garageJob) shot(name string) {
	j.t.Helper()
	time.Sleep(400 * time.Millisecond)
	j.picture(filepath.Join(j.folder, name+".png"))
}

// close leaves the window in front by its Escape, or by the button of its frame.
func (j *garageJob) close() {
	j.t.Helper()
	j.key("Escape")
	j.closed()
	time.Sleep(j.pause)
	j.in(j.home())
}

// home is the title of the main window: the company's name is added to it.
func (j *garageJob) home() string {
	for _, title := range j.windows() {
		if strings.HasPrefix(title, "GarageMail") {
			return title
		}
	}
	return "GarageMail"
}

// account fills in the mail account, tests it and keeps it.
func (j *garageJob) account() {
	j.t.Helper()
	j.mySettings()
	j.in(j.p.T("settings.mine"))
	j.fill("settings.email", "accueil@garage.example")
	j.fill("settings.display_name", "Garage du Pont")
	j.fill("settings.server", j.server.Host)
	j.fill("settings.port", fmt.Sprint(j.server.Port))
	j.fill("settings.login", "accueil@garage.example")
	j.fill("settings.password", "Sesame-42")
	j.do("settings.test", "F9")
	j.read(j.p.T("settings.test_good"))
	j.shot("02-settings")
	j.do("action.save", "ctrl+s")
	j.read(j.p.T("settings.saved"))
	j.close()
}

// importFiles takes the folder of the six files in and sees every refused value.
func (j *garageJob) importFiles() {
	j.t.Helper()
	j.do("main.import", "F9")
	j.in(j.p.T("import.title"))
	if j.mouse {
		j.press(j.p.T("import.path_hint"))
	}
	j.write(garageFolder) // from where the program was started
	j.do("import.add", "Return")
	j.read(j.p.T("import.checked"))
	j.shot("03-import-preview")
	if empty, err := j.db.IsEmpty(j.t.Context()); err != nil || !empty {
		j.t.Errorf("the preview has kept something: empty %v, %v", empty, err)
	}
	j.do("import.run", "ctrl+Return")
	j.read(j.p.T("import.done", "New", j.p.Number(17_329), "Changed", j.p.Number(0)) + " " + j.p.N("import.done_refused", 166))
	j.shot("04-imported")
	refused, err := j.db.OpenRefusedValues(j.t.Context(), store.RefusedFilter{})
	if err != nil || len(refused) != 166 {
		j.t.Errorf("%d refused values, %v", len(refused), err)
	}
	j.close()
	j.read(j.p.N("clients.count", 2000))
	j.shot("05-clients")
}
