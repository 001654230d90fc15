//go:build window

package proof

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
)

// TestWindowFilesFrench takes a file of each kind from its first state to its last, by mouse and in French, with all the
// mails that its states propose; they arrive at a server with STARTTLS and login.
func TestWindowFilesFrench(t *testing.T) { playFiles(t, "fr", true) }

// TestWindowFilesDutch is the same in Dutch, by keyboard alone.
func TestWindowFilesDutch(t *testing.T) { playFiles(t, "nl", false) }

func playFiles(t *testing.T, language string, mouse bool) {
	job := &filesJob{garageJob: startGarage(t, "files-"+language, language, mouse)}
	job.account()
	job.company()
	job.customer()
	job.do("main.files", "F11")
	for i, kind := range garage.CaseKinds {
		if i > 0 {
			job.otherKind(kind)
		}
		job.playFile(kind)
	}
}

// filesJob is a garage with one client whose car was hit.
type filesJob struct {
	*garageJob
	client  garage.Client
	invoice garage.Document
	known   []garage.Party // whom the directory knows from an earlier file
	sent    int
}

// customer writes the client, his car and the invoice of its repair into the file; all else is done in the window.
func (j *filesJob) customer() {
	j.t.Helper()
	ctx := j.t.Context()
	check := func(err error) {
		if err != nil {
			j.t.Fatal(err)
		}
	}
	j.client = garage.Client{Number: "C1", Name: "Lefèvre", FirstName: "Anne", Email: "anne@client.example", Language: j.p.Language()}
	check(j.db.SaveClient(ctx, &j.client, garage.ConsentNote{}))
	id := j.client.ID
	_, err := j.db.SaveVehicle(ctx, garage.Vehicle{ClientID: id, Plate: "1-ABC-123", Make: "Renault", Model: "Clio", VIN: "VF1RJA00012345678"})
	check(err)
	companies, err := j.db.Companies(ctx)
	check(err)
	draft, err := j.db.SaveDraft(ctx, garage.Document{
		Kind: garage.Invoice, ClientID: id, CompanyID: companies[0].ID, Date: time.Now().Format(time.DateOnly),
		Lines: []garage.DocumentLine{{Position: 1, Description: "Réparation", Quantity: 1000, UnitPrice: 179_000, VATRate: 2100}},
	})
	check(err)
	j.invoice, err = j.db.IssueDocument(ctx, draft, time.Now().Format(time.DateOnly))
	check(err)
}

func (j *filesJob) otherKind(kind garage.CaseKind) {
	j.t.Helper()
	if j.mouse {
		j.press(j.p.T(garage.CaseKinds[0].LabelKey()))
		j.press(j.p.T(kind.LabelKey()))
		return
	}
	j.goTo(j.read(j.p.T(garage.CaseKinds[0].LabelKey())))
	j.key("Right")
}

// playFile opens a file of a kind, fills in all of it and takes it through its states.
func (j *filesJob) playFile(kind garage.CaseKind) {
	j.t.Helper()
	home := j.front
	j.do("action.new", "ctrl+n")
	j.in(j.p.T(kind.LabelKey()))
	j.do("documents.choose_client", "F4")
	j.read(j.p.T("documents.take_client"))
	j.write("lefevre")
	j.read("Lefèvre Anne")
	time.Sleep(500 * time.Millisecond)
	j.key("Return")
	j.gone(j.p.T("documents.take_client"))
	j.fillFields(kind)
	j.shot("33-" + kind.Name + "-sheet")
	j.do("action.save", "ctrl+s")
	file := j.newFile(kind)
	j.in(j.p.T(kind.LabelKey()) + " " + file.Number)
	j.fillParties(kind)
	photos := j.addPhotos(file.ID)
	papers := j.addPapers(file.ID, kind)
	j.do("action.save", "ctrl+s")
	j.until("the parties to be kept", 10*time.Second, func() bool {
		read, err := j.db.Case(j.t.Context(), file.ID)
		file = read
		return err == nil && len(read.Parties) == len(kind.Parties)-1
	})
	before := len(j.server.Messages())
	for i, state := range kind.States {
		j.writeMails(kind, state, file.ID)
		if i+1 < len(kind.States) {
			j.moveTo(kind, state, kind.States[i+1], file.ID)
		}
	}
	j.tab("files.timeline", "alt+5")
	j.shot("38-" + kind.Name + "-timeline")
	j.key("Escape")
	j.closed()
	j.in(home)
	j.shot("39-" + kind.Name + "-list")
	j.board(kind, file)
	j.checkMails(kind, file, j.server.Messages()[before:], photos, papers)
}

// board shows the files as cards, where the closed one is in the last column, opens it there and goes back to the list.
func (j *filesJob) board(kind garage.CaseKind, file garage.Case) {
	j.t.Helper()
	home := j.front
	j.do("files.board", "ctrl+t")
	j.read(j.p.T(kind.States[len(kind.States)-1].LabelKey()) + "  1")
	j.read(j.p.T(kind.States[0].LabelKey()) + "  0")
	j.shot("40-" + kind.Name + "-board")
	if j.mouse {
		j.doubleClickIn(file.Values["plate"])
	} else {
		j.key("Return")
	}
	j.in(j.p.T(kind.LabelKey()) + " " + file.Number)
	j.key("Escape")
	j.closed()
	j.in(home)
	j.do("files.board", "ctrl+t")
	j.read(file.Number)
}

// fileSamples are what is typed into a field of each type.
var fileSamples = map[garage.CaseFieldType]string{
	garage.CaseText: "Namur 12", garage.CaseDate: "20/11/2026", garage.CaseDateTime: "20/11/2026 09:30", garage.CaseMoney: "250,00",
	garage.CaseNumber: "12,5",
}

func (j *filesJob) fillFields(kind garage.CaseKind) {
	j.t.Helper()
	for _, field := range kind.Fields {
		if slices.Contains([]string{"plate", "vin", "make", "model"}, field.Key) {
			continue // comes from the client's vehicle
		}
		label := field.LabelKey()
		switch field.Type {
		case garage.CaseChoice, garage.CaseYesNo:
			words := j.p.T("mail.file_yes")
			if field.Type == garage.CaseChoice {
				words = j.p.T(field.ChoiceKey(field.Choices[0]))
			}
			j.choose(label, words)
		default:
			j.fill(label, fileSamples[field.Type])
		}
	}
}

// choose takes the first choice of a list.
func (j *filesJob) choose(label, words string) {
	j.t.Helper()
	j.goToLabel(j.p.T(label))
	if !j.mouse {
		j.key("Right")
		return
	}
	j.press(words)
}

func (j *filesJob) newFile(kind garage.CaseKind) (file garage.Case) {
	j.t.Helper()
	j.until("the file", 10*time.Second, func() bool {
		ids, err := j.db.CaseIDs(j.t.Context(), store.CaseFilter{Kind: kind.Name})
		if err != nil || len(ids) != 1 {
			return false
		}
		file, err = j.db.Case(j.t.Context(), ids[0])
		return err == nil
	})
	if file.ClientID != j.client.ID || file.Values["plate"] != "1-ABC-123" {
		j.t.Errorf("%+v", file)
	}
	return file
}

// address is where a party reads its mail.
func (j *filesJob) address(role garage.Party) string {
	if role == garage.PartyClient {
		return j.client.Email
	}
	return string(role) + "@party.example"
}

// fillParties types all that a mail can go to; whom an earlier file had comes with his address by his name alone.
func (j *filesJob) fillParties(kind garage.CaseKind) {
	j.t.Helper()
	j.tab("files.parties", "alt+2")
	for i, role := range kind.Parties {
		if role == garage.PartyClient {
			continue
		}
		if j.mouse {
			j.doubleClickIn(j.p.T(role.LabelKey()))
		} else {
			j.goTo(j.grid(j.front, 0.5))
			j.key("Home")
			for range i {
				j.key("Down")
			}
			j.key("Return")
		}
		j.read(j.p.T("files.take_party"))
		j.fill("files.party_name", "Firma "+string(role))
		if !slices.Contains(j.known, role) {
			j.known = append(j.known, role)
			j.fill("files.party_email", j.address(role))
			j.fill("files.party_reference", "REF/"+string(role))
		} else {
			j.key("Tab")
			j.until("the address that the directory knows", 5*time.Second, func() bool { return len(j.found(j.address(role))) > 0 })
			j.fill("files.party_reference", "REF/"+string(role))
		}
		j.do("files.take_party", "Return")
		j.gone(j.p.T("files.take_party"))
	}
	j.shot("34-" + kind.Name + "-parties")
}

// tab brings a tab of the sheet in front.
func (j *filesJob) tab(label, key string) {
	j.t.Helper()
	if j.mouse {
		j.press(j.p.T(label) + "…") // how many there are stands behind it
		return
	}
	j.key(key)
	time.Sleep(j.pause)
}

func (j *filesJob) doubleClickIn(words string) {
	j.t.Helper()
	j.clickOn(j.read(words), "--repeat", "2", "--delay", "80")
}

// addPhotos takes in the folder of a card: turned pictures that say where they were taken.
func (j *filesJob) addPhotos(fileID int64) (count int) {
	j.t.Helper()
	folder := j.t.TempDir()
	for i, orientation := range []int{1, 6, 3} {
		data := picturetest.Photo(j.t, orientation, 2400, 1200+100*i)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("IMG_%d.JPG", i+1)), data, 0o600); err != nil {
			j.t.Fatal(err)
		}
	}
	j.tab("files.photos", "alt+3")
	j.do("files.add_photos", "ctrl+j")
	j.read(j.p.T("kit.whole_folder"))
	j.key("ctrl+a")
	j.write(folder)
	j.key("Return")
	j.read("IMG_3.JPG")
	if j.mouse {
		j.press(j.p.T("kit.whole_folder"))
	} else {
		j.goTo(j.read(j.p.T("kit.whole_folder")))
		j.key("Return")
	}
	j.until("the photos", 20*time.Second, func() bool {
		photos, err := j.db.CasePhotos(j.t.Context(), fileID)
		return err == nil && len(photos) == 3
	})
	j.read(j.p.N("files.photo_count", 3))
	j.shot("35-photos")
	return 3
}

// addPapers adds the PDFs that the mails of a kind speak of, and links the invoice of the journal.
func (j *filesJob) addPapers(fileID int64, kind garage.CaseKind) map[garage.CaseAttachment][]byte {
	j.t.Helper()
	papers := map[garage.CaseAttachment][]byte{}
	for _, paper := range []garage.CaseAttachment{garage.WithEstimate, garage.WithAgreement} {
		if !slices.ContainsFunc(kind.Mails, func(mail garage.CaseMail) bool { return slices.Contains(mail.Attachments, paper) }) {
			continue
		}
		papers[paper] = []byte("%PDF-1.4 " + string(paper))
		path := filepath.Join(j.t.TempDir(), string(paper)+".pdf")
		if err := os.WriteFile(path, papers[paper], 0o600); err != nil {
			j.t.Fatal(err)
		}
		j.tab("files.documents", "alt+4")
		if j.mouse {
			j.press(j.p.T("files.add_paper"))
		} else {
			j.goTo(j.read(j.p.T("files.add_paper")))
			j.key("Return")
		}
		j.read(j.p.T("kit.whole_folder"))
		j.key("ctrl+a")
		j.write(path)
		j.key("Return")
		j.until("the "+string(paper), 10*time.Second, func() bool {
			there, err := j.db.CaseDocuments(j.t.Context(), fileID)
			return err == nil && slices.ContainsFunc(there, func(one store.CaseDocument) bool { return one.Kind == paper })
		})
		j.read(string(paper) + ".pdf")
	}
	j.tab("files.documents", "alt+4")
	j.do("files.link_document", "ctrl+d")
	j.read(j.invoice.Number)
	time.Sleep(500 * time.Millisecond)
	j.key("Return")
	j.gone(j.p.T("files.link"))
	j.until("the invoice", 10*time.Second, func() bool {
		there, err := j.db.CaseDocuments(j.t.Context(), fileID)
		return err == nil && slices.ContainsFunc(there, func(one store.CaseDocument) bool { return one.DocumentID == j.invoice.ID })
	})
	j.shot("36-" + kind.Name + "-documents")
	return papers
}

// writeMails sends each mail that a state proposes, as it is proposed.
func (j *filesJob) writeMails(kind garage.CaseKind, state garage.CaseState, fileID int64) {
	j.t.Helper()
	title := j.front
	for _, mail := range garage.ProposedMails(kind.Name, state.Key) {
		if j.mouse {
			j.press(j.p.T(mail.LabelKey()))
		} else {
			j.key("F8")
		}
		j.in(j.p.T(mail.LabelKey()))
		j.until("the photos to be ready", 30*time.Second, func() bool { return len(j.found(j.p.T("files.making_photos"))) == 0 })
		j.shot("37-mail-" + mail.Key)
		j.do("preflight.send", "ctrl+Return")
		j.closed()
		j.in(title)
		j.sent++
		j.until("the mail "+mail.Key, 30*time.Second, func() bool {
			counts, err := j.db.OutboxCounts(j.t.Context())
			return err == nil && counts.Sent == j.sent && counts.Left() == 0
		})
		if file, err := j.db.Case(j.t.Context(), fileID); err != nil || file.State != state.Key {
			j.t.Errorf("sending %s moved the file to %s (%v)", mail.Key, file.State, err)
		}
		time.Sleep(400 * time.Millisecond) // the button gets its tick
	}
}

// moveTo brings the file into a state.
func (j *filesJob) moveTo(kind garage.CaseKind, from, to garage.CaseState, fileID int64) {
	j.t.Helper()
	switch {
	case j.mouse && slices.Contains(from.Next, to.Key):
		j.press(j.p.T(to.LabelKey()))
	case !j.mouse && from.Next[0] == to.Key:
		j.key("F7")
	default:
		j.key("F6")
		j.read(j.p.T(to.LabelKey()))
		at := slices.IndexFunc(kind.States, func(one garage.CaseState) bool { return one.Key == to.Key })
		if from := slices.IndexFunc(kind.States, func(one garage.CaseState) bool { return one.Key == from.Key }); from < at {
			at--
		}
		for range at + 1 {
			j.key("Down")
		}
		j.key("Return")
	}
	j.until("the state "+to.Key, 10*time.Second, func() bool {
		file, err := j.db.Case(j.t.Context(), fileID)
		return err == nil && file.State == to.Key
	})
	time.Sleep(600 * time.Millisecond) // the buttons of the state come
}
