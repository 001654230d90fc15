package cases

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/pdf"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/ui/desk"
	"garagemail/ui/papers"
)

// albumPages are how many photos a page of an album can have.
var albumPages = []int{2, 4, 6}

// photoChoice is how photos go out.
type photoChoice struct {
	perPage int  // of an album, 0 = one by one
	side    int  // of each, in pixels
	whole   bool // one album, though no mail could carry it

	fileID   int64
	language string // of an album's heading
}

// madePhotos are photos as they go out, and those that cannot.
type madePhotos struct {
	files   []compose.CaseAttached
	ids     []int64 // of the photos that files are, none for an album
	refused []store.RefusedPhoto
}

// caseHeading says what a paper of a case is about.
func caseHeading(ctx context.Context, a *desk.App, file garage.Case, p *lang.Printer) (pdf.Heading, error) {
	company, err := a.DB.Company(ctx, a.Company.ID)
	if err != nil && !errors.Is(err, garage.ErrNotFound) { // the firm has not been filled in yet
		return pdf.Heading{}, err
	}
	kind, _ := garage.CaseKindNamed(file.Kind)
	heading := pdf.Heading{Company: company, Language: p.Language(), Date: a.DB.Today(), Title: p.T(kind.LabelKey()) + " " + file.Number}
	add := func(key, value string) {
		heading.Facts = append(heading.Facts, pdf.Fact{Label: p.T(key), Value: value})
	}
	if file.ClientID != 0 {
		client, err := a.DB.Client(ctx, file.ClientID)
		if err != nil {
			return heading, err
		}
		add("files.client", client.ListName())
	}
	add("files.vehicle", strings.Join(strings.Fields(file.Values["make"]+" "+file.Values["model"]+" "+file.Values["plate"]), " "))
	for _, role := range []garage.Party{garage.PartyInsurer, garage.PartyOrderer} {
		party := file.Party(role)
		add(role.LabelKey(), strings.Join(slices.DeleteFunc([]string{party.Name, party.Reference}, func(s string) bool { return s == "" }), " · "))
	}
	add(garage.CaseField{Key: "claim_number"}.LabelKey(), file.Values["claim_number"])
	return heading, nil
}

// attachedReport makes the report of a file.
func attachedReport(ctx context.Context, a *desk.App, fileID int64, language string) (compose.CaseAttached, error) {
	p := lang.New(screenLanguage(a, language))
	file, err := a.DB.Case(ctx, fileID)
	if err != nil {
		return compose.CaseAttached{}, err
	}
	heading, err := caseHeading(ctx, a, file, p)
	if err != nil {
		return compose.CaseAttached{}, err
	}
	kind, _ := garage.CaseKindNamed(file.Kind)
	report := pdf.Report{Heading: heading}
	for _, group := range kind.Groups() {
		one := pdf.FactGroup{Title: p.T(garage.CaseField{Group: group}.GroupKey())}
		for _, field := range kind.Fields {
			if field.Group == group {
				one.Facts = append(one.Facts, pdf.Fact{Label: p.T(field.LabelKey()), Value: compose.FieldText(p, field, file.Values[field.Key])})
			}
		}
		report.Groups = append(report.Groups, one)
	}
	parties := pdf.FactGroup{Title: p.T("files.parties")}
	for _, party := range file.Parties {
		words := slices.DeleteFunc([]string{party.Name, party.Contact, party.Phone, party.Email, party.Reference}, func(s string) bool { return s == "" })
		parties.Facts = append(parties.Facts, pdf.Fact{Label: p.T(party.Role.LabelKey()), Value: strings.Join(words, " · ")})
	}
	report.Groups = append(report.Groups, parties)
	content, err := pdf.CaseReport(report)
	return compose.CaseAttached{Name: pdf.FileName(file.Number), MediaType: "application/pdf", Bytes: content}, err
}

// screenLanguage is a language that the labels of files are written in: there are none in German, then it is the screen's.
func screenLanguage(a *desk.App, language string) string {
	if slices.Contains(languages.Screen, language) {
		return language
	}
	return a.Printer.Language()
}

// attachedPaper fetches or makes the PDF of a paper of a file.
func attachedPaper(ctx context.Context, a *desk.App, paper store.CaseDocument) (compose.CaseAttached, error) {
	if paper.DocumentID == 0 {
		content, err := a.DB.CasePaper(ctx, paper.ID)
		return compose.CaseAttached{Name: paper.Name, MediaType: "application/pdf", Bytes: content}, err
	}
	document, err := a.DB.Document(ctx, paper.DocumentID)
	if err != nil {
		return compose.CaseAttached{}, err
	}
	made, err := papers.Of(a.DB, a.Company.ID)(ctx, document)
	return compose.CaseAttached{Name: made.Name, MediaType: "application/pdf", Bytes: made.Bytes, DocumentID: document.ID}, err
}

// attachedPhotos makes photos ready for a mail: upright, small, without the place where they were taken; one by one, or as an
// album. Those whose original is missing or damaged are left out and told.
func attachedPhotos(ctx context.Context, a *desk.App, choice photoChoice, photos []store.CasePhoto) (made madePhotos, err error) {
	small := make([][]byte, len(photos))
	faults := make([]error, len(photos))
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	var group sync.WaitGroup
	for i, photo := range photos {
		places <- struct{}{}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-places }()
			small[i], faults[i] = smallPhoto(a.DB, photo, choice.side)
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return made, err
	}
	album := pdf.Album{PerPage: choice.perPage}
	for i, photo := range photos {
		if faults[i] != nil {
			made.refused = append(made.refused, store.RefusedPhoto{Path: photo.Name, Err: faults[i]})
			continue
		}
		name := fmt.Sprintf("%02d-%s.jpg", i+1, strings.TrimSuffix(photo.Name, desk.EndingOf(photo.Name)))
		made.files = append(made.files, compose.CaseAttached{Name: name, MediaType: "image/jpeg", Bytes: small[i]})
		made.ids = append(made.ids, photo.ID)
		album.Pictures = append(album.Pictures, pdf.Picture{JPEG: small[i], Caption: photo.Caption})
	}
	if choice.perPage == 0 || len(made.files) == 0 {
		return made, nil
	}
	file, err := a.DB.Case(ctx, choice.fileID)
	if err != nil {
		return made, err
	}
	if album.Heading, err = caseHeading(ctx, a, file, lang.New(screenLanguage(a, choice.language))); err != nil {
		return made, err
	}
	made.files, made.ids = nil, nil
	parts := [][]pdf.Picture{album.Pictures}
	if !choice.whole {
		parts = albumParts(album.Pictures, choice.perPage)
	}
	for i, part := range parts {
		name := strings.TrimSuffix(pdf.FileName(file.Number), ".pdf") + "-photos"
		if len(parts) > 1 {
			name += fmt.Sprintf("-%d", i+1)
		}
		album.Pictures = part
		content, err := pdf.PhotoAlbum(album)
		if err != nil {
			return made, err
		}
		made.files = append(made.files, compose.CaseAttached{Name: name + ".pdf", MediaType: "application/pdf", Bytes: content})
	}
	return made, nil
}

// albumParts makes several albums of pages that together are too large for one mail: a file can only be split here.
func albumParts(pictures []pdf.Picture, perPage int) (parts [][]pdf.Picture) {
	const room = compose.LargeAttachmentLimit * 9 / 10 // the PDF itself takes some
	size := 0
	for page := range slices.Chunk(pictures, perPage) {
		added := 0
		for _, picture := range page {
			added += len(picture.JPEG)
		}
		if len(parts) == 0 || size+added > room {
			parts, size = append(parts, nil), 0
		}
		parts[len(parts)-1] = append(parts[len(parts)-1], page...)
		size += added
	}
	return parts
}

func smallPhoto(db *store.DB, photo store.CasePhoto, side int) ([]byte, error) {
	original, err := db.PhotoOriginal(photo)
	if err != nil {
		return nil, err
	}
	return pictures.Shrink(bytes.NewReader(original), side, desk.MailedPhotoQuality)
}
