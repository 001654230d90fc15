package command

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/ui/programtest"
)

// plain is the program without its window.
var plain = Program{Version: "0.0.0", Language: func() string { return languages.Reference }}

// TestMain has this binary be the program where it was started as that.
func TestMain(m *testing.M) {
	if os.Getenv(programtest.AsProgram) != "" {
		os.Exit(Main(plain, os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestWrongUse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	for _, words := range []string{
		"nothing", "send", "send letter X", "send mailing", "send documents", "send documents 2026/1 --unsent",
		"send documents --unsent --again", "outbox walk", "outbox list everything", "outbox resolve 1",
		"outbox resolve 1 --sent --again", "outbox resolve --sent", "outbox resolve one --sent", "outbox resend", "outbox resend one", "outbox run --lease soon",
		"account", "account set", "account get --user X", "account set --user", "backup", "backup a b", "restore", "check it",
		"import", "check --unknown",
		// of a file that is not there
		"outbox", "outbox list", "outbox run", "outbox resolve 1 --sent", "send mailing X",
		"send documents --unsent", "backup copy.db", "check", "restore copy.db",
	} {
		r := programtest.Run(t, programtest.Program(t, path, strings.Fields(words)...))
		if r.Code != ExitUsage || r.Stdout != "" || !strings.Contains(r.Stderr, "garagemail") {
			t.Errorf("%s: exit code %d\n%s\n%s", words, r.Code, r.Stdout, r.Stderr)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a command that was used wrongly made a file")
	}
}

func TestAccountSet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	set := func(code int, input string, args ...string) (answer accountSetAnswer, r programtest.Ran) {
		t.Helper()
		child := programtest.Program(t, path, append([]string{"account", "set", "--json"}, args...)...)
		child.Stdin = strings.NewReader(input)
		r = programtest.Run(t, child)
		if code != ExitDone {
			r.Must(t, code, nil)
			return answer, r
		}
		r.Must(t, code, &answer)
		return answer, r
	}
	answer, _ := set(ExitDone, "p w é\r\n", "--user", "Sophie", "--email", "sophie@skynet.be", "--display-name", "Garage Dupont", "--password-stdin")
	want := accountSetAnswer{"Sophie", true, "sophie@skynet.be", "Garage Dupont", "relay.proximus.be", 587, "starttls", "sophie@skynet.be", "", "file"}
	if answer != want {
		t.Errorf("%+v, want %+v", answer, want)
	}
	answer, _ = set(ExitDone, "", "--user", "sophie", "--port", "2525", "--security", "none")
	want.New, want.Port, want.Security = false, 2525, "none"
	if answer != want {
		t.Errorf("%+v, want %+v", answer, want)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		id, err := db.FileID(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// The file in which it is kept, since this test's keyring may be the person's own.
		bytes, err := os.ReadFile(filepath.Join(filepath.Dir(path), "passwords"))
		if err != nil || len(bytes) == 0 || strings.Contains(string(bytes), "p w é") || id == "" {
			t.Errorf("%d bytes %v", len(bytes), err)
		}
	})
	for _, wrong := range [][]string{
		{"--user", "Sophie", "--email", "no address"},
		{"--user", "Sophie", "--port", "70000"},
		{"--user", "Sophie", "--security", "some"},
		{"--user", "Sophie", "--server", "mail server"},
		{"--user", "Sophie", "--login", "a\r\nb"},
		{"--user", "Sophie", "--password-stdin"},
		{"--user", "Sophie", "--ca", "nowhere.pem"},
	} {
		if _, r := set(ExitUsage, "", wrong...); r.Stderr == "" {
			t.Errorf("%v: nothing was said", wrong)
		}
	}
	if answer, _ = set(ExitDone, "", "--user", "Sophie"); answer != want {
		t.Errorf("a refused change changed something: %+v", answer)
	}
}

func TestOutboxCommands(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{Fault: func(point mailertest.Point, to string) error {
		switch {
		case point == mailertest.Rcpt && to == "unknown@client.example":
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
		case point == mailertest.Rcpt && to == "later@client.example":
			return mailertest.Refuse(451, [3]int{4, 7, 1}, "Greylisted, try again")
		case point == mailertest.Accepted && to == "lost@client.example":
			return mailertest.ErrDrop
		}
		return nil
	}})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	for _, to := range []string{"good@client.example", "unknown@client.example", "later@client.example", "lost@client.example", "fine@client.example"} {
		programtest.WithFile(t, path, func(db *store.DB) {
			_, err := db.QueueDelivery(t.Context(), garage.NewDelivery{Delivery: garage.Delivery{
				Kind: garage.KindSingle, UserID: 1, Purpose: garage.Service, FromAddress: "sophie@garage.example", ToAddress: to,
				Subject: "Bonjour", MessageID: "<" + to + ">",
			}, Head: []byte("Message-ID: <" + to + ">\r\nSubject: Bonjour\r\n\r\n")})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
	var list ListAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "--json")).Must(t, ExitDone, &list)
	if len(list.Messages) != 5 || list.Counts.Queued != 5 || list.Messages[0].Address != "good@client.example" || list.Messages[0].QueuedAt == "" {
		t.Errorf("%+v", list)
	}
	var answer RunAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitUncertain, &answer)
	if answer.Sent != 2 || answer.Failed != 1 || answer.Uncertain != 1 || answer.Waiting != 1 || len(answer.Messages) != 3 {
		t.Errorf("%+v", answer)
	}
	for i, want := range []string{"failed reason.mailbox_unknown 550", "queued reason.greylisted 451", "uncertain reason.broken_off 0"} {
		m := answer.Messages[i]
		if got := m.State + " " + m.Reason + " " + strconv.Itoa(m.ReplyCode); got != want || m.Sentence == "" {
			t.Errorf("message %d: %s, want %s: %+v", i, got, want, m)
		}
	}
	if answer.Messages[1].NextTryAt == "" {
		t.Error("it is not said when the message is tried again")
	}
	uncertain := strconv.FormatInt(answer.Messages[2].ID, 10)
	programtest.Run(t, programtest.Program(t, path, "outbox", "list")).Must(t, ExitUncertain, nil)
	programtest.Run(t, programtest.Program(t, path, "outbox", "resolve", "1", "--sent")).Must(t, ExitFailed, nil) // it is sent already
	var resolved []MessageAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "resolve", uncertain, "--again", "--json")).Must(t, ExitDone, &resolved)
	if len(resolved) != 1 || resolved[0].State != "queued" {
		t.Errorf("%+v", resolved)
	}
	refused := strconv.FormatInt(answer.Messages[0].ID, 10)
	var resent resendAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "resend", "1", refused, "--json")).Must(t, ExitFailed, &resent) // the first is sent
	if resent.Queued != 1 || resent.Messages[0].Address != "unknown@client.example" || resent.Messages[0].State != "queued" ||
		len(resent.Problems) != 1 || resent.Problems[0].Message != 1 || resent.Problems[0].Sentence == "" {
		t.Errorf("%+v", resent)
	}
	programtest.Run(t, programtest.Program(t, path, "outbox", "resend", "4711")).Must(t, ExitFailed, nil)
	server.SetFault(nil)
	programtest.Run(t, programtest.Program(t, path, "outbox", "run")).Must(t, ExitFailed, nil) // one waits for its next try
	if got := server.Recipients()["lost@client.example"]; got != 2 {
		t.Errorf("the one to be sent again arrived %d times", got)
	}
	programtest.Run(t, programtest.Program(t, path, "outbox", "list", "--all", "--json")).Must(t, ExitDone, &list)
	if len(list.Messages) != 5 || list.Counts.Sent != 4 || server.Recipients()["good@client.example"] != 1 {
		t.Errorf("%+v", list)
	}
}

func TestSendMailing(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	var id int64
	var name string
	programtest.WithFile(t, path, func(db *store.DB) {
		id, name = programtest.NewDraft(t, db)
		draft, err := db.Mailing(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		draft.Texts = map[string]garage.Text{"fr": {Subject: name, Body: "Bonjour <NOMM>"}}
		if err := db.SaveMailing(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
		client, err := db.Client(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		client.Email = ""
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
	})
	var answer MailingAnswer
	programtest.Run(t, programtest.Program(t, path, "send", "mailing", name, "--json")).Must(t, ExitUsage, &answer)
	if answer.Queued || answer.Run != nil || !slices.ContainsFunc(answer.Issues, func(i issueAnswer) bool {
		return i.Kind == string(compose.UnknownPlaceholder) && i.Blocking && i.Client == 0 && strings.Contains(i.Sentence, "<NOMM>")
	}) {
		t.Errorf("%+v", answer)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		draft, err := db.Mailing(t.Context(), id)
		if err != nil || draft.State != garage.MailingDraft {
			t.Fatal(draft.State, err)
		}
		draft.Texts = map[string]garage.Text{"fr": {Subject: name, Body: "Bonjour <NOM>"}}
		if err := db.SaveMailing(t.Context(), draft); err != nil {
			t.Fatal(err)
		}
	})
	answer = MailingAnswer{}
	programtest.Run(t, programtest.Program(t, path, "send", "mailing", strings.ToUpper(name), "--json")).Must(t, ExitFailed, &answer) // one has no address
	if !answer.Queued || answer.ID != id || answer.Going != programtest.PostClients-1 || answer.Run.Sent != programtest.PostClients-1 ||
		!slices.ContainsFunc(answer.Issues, func(i issueAnswer) bool { return i.Client == 7 && i.Kind == string(compose.NoAddress) }) {
		t.Errorf("%+v", answer)
	}
	if got := len(server.Messages()); got != programtest.PostClients-1 {
		t.Errorf("%d messages arrived", got)
	}
	programtest.Run(t, programtest.Program(t, path, "send", "mailing", name)).Must(t, ExitUsage, nil) // it is no draft any more
	if got := len(server.Messages()); got != programtest.PostClients-1 {
		t.Errorf("%d messages arrived after a second call", got)
	}
}

func TestBackupRestoreCheck(t *testing.T) {
	folder := t.TempDir()
	path, copied := filepath.Join(folder, "garage.db"), filepath.Join(folder, "copy.db")
	programtest.NewPost(t, path, mailertest.Start(t, mailertest.Options{}))
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 3) })
	var kept backupAnswer
	programtest.Run(t, programtest.Program(t, path, "backup", copied, "--json")).Must(t, ExitDone, &kept)
	if kept.Backup != copied || kept.Size == 0 {
		t.Errorf("%+v", kept)
	}
	var checked checkAnswer
	programtest.Run(t, programtest.Program(t, path, "check", "--json")).Must(t, ExitDone, &checked)
	if checked.State != "ok" || checked.Counts.Queued != 3 || len(checked.Accounts) != 1 || !checked.Accounts[0].Ready {
		t.Errorf("%+v", checked)
	}
	var restored restoreAnswer
	programtest.Run(t, programtest.Program(t, path, "restore", copied, "--json")).Must(t, ExitDone, &restored)
	if restored.Uncertain != 0 || restored.Replaced == "" { // the replaced file says that they have not left
		t.Errorf("%+v", restored)
	}
	programtest.Run(t, programtest.Program(t, path, "check")).Must(t, ExitDone, nil)
	programtest.WithFile(t, path, func(db *store.DB) {
		if _, err := backup.Daily(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	})
	letter := []byte(strings.Repeat("Cher client, ", 5000))
	if err := os.WriteFile(path, letter, 0o600); err != nil {
		t.Fatal(err)
	}
	checked = checkAnswer{}
	programtest.Run(t, programtest.Program(t, path, "check", "--json")).Must(t, ExitFailed, &checked)
	if checked.State != "damaged" || checked.GoodBackup == "" || checked.GoodBackup != checked.Backups[0].Path {
		t.Errorf("%+v", checked)
	}
	for _, words := range [][]string{{"outbox", "run"}, {"backup", copied}} {
		r := programtest.Run(t, programtest.Program(t, path, words...))
		if r.Code != ExitUsage || !strings.Contains(r.Stderr, "damaged") || !strings.Contains(r.Stderr, "restore "+checked.GoodBackup) {
			t.Errorf("%v on a damaged file: exit code %d\n%s\n%s", words, r.Code, r.Stdout, r.Stderr)
		}
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(letter) {
		t.Error("the damaged file was written to", err)
	}
	programtest.Run(t, programtest.Program(t, path, "restore", checked.GoodBackup, "--json")).Must(t, ExitUncertain, &restored)
	if restored.Uncertain != 3 { // and that one says nothing
		t.Errorf("%+v", restored)
	}
	programtest.Run(t, programtest.Program(t, path, "check")).Must(t, ExitUncertain, nil)
}

// TestCheckLeavesAnOlderFile: it is looked through, not brought up to date.
func TestCheckLeavesAnOlderFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.WithFile(t, path, func(db *store.DB) {
		direct := storetest.SQL(t, db)
		if _, err := direct.ExecContext(t.Context(), `DELETE FROM schema_version WHERE version_id = (SELECT max(version_id) FROM schema_version)`); err != nil {
			t.Fatal(err)
		}
		if err := direct.Close(); err != nil {
			t.Fatal(err)
		}
	})
	var answer checkAnswer
	programtest.Run(t, programtest.Program(t, path, "check", "--json")).Must(t, ExitDone, &answer)
	current, err := store.IsCurrent(t.Context(), path)
	if err != nil || current || answer.State != "older" || answer.Sentence == "" {
		t.Errorf("current %v %v: %+v", current, err, answer)
	}
}

// TestImportOfElectronicInvoices: XML and PDFs go in as tables do.
func TestImportOfElectronicInvoices(t *testing.T) {
	path, folder := filepath.Join(t.TempDir(), "garage.db"), t.TempDir()
	for _, name := range []string{"invoice.xml", "credit_note.xml"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "store", "ubl", "testdata", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "F2099-00001.pdf"), []byte("%PDF-1.7"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{2, 0} {
		var answers []ImportAnswer
		programtest.Run(t, programtest.Program(t, path, "import", folder, "--json")).Must(t, ExitFailed, &answers)
		if len(answers) != 2 || answers[0].Entity != intake.EntityUBL || answers[0].New != want || answers[1].Refused != 1 ||
			answers[1].Values[0].File != "F2099-00001.pdf" {
			t.Errorf("%+v", answers)
		}
	}
}
