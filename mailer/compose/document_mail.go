package compose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/garage"
)

// Paper is the PDF of a document.
type Paper struct {
	Name  string // of the file, plain ASCII
	Bytes []byte
}

// PaperOf makes or fetches the PDF of a document. It is called from several goroutines.
type PaperOf func(ctx context.Context, document garage.Document) (Paper, error)

// DocumentMail is a document to be mailed. Emails are the addresses that were ticked; nil is the billing email, else the
// main one.
type DocumentMail struct {
	DocumentID  int64
	Emails      []string
	Owner       garage.AddressOwner // whose address the only one of Emails is; the zero value: whoever of the client has each
	Replaces    int64               // a failed or cancelled delivery of the document that is sent anew to its recipient, 0 = none
	NotTwice    bool                // not to an address that has had the document
	PeppolAgain bool                // to the access point also when it has had it
	Once        bool                // with Emails nil: not when another program has sent or queued the document by now
}

// DocumentProblem says why a document did not go.
type DocumentProblem struct {
	DocumentID int64
	Number     string
	Address    string              // the one of several to which it did not go, "" = to none
	Owner      garage.AddressOwner // whose address that is, or where the one that is wanting belongs
	Issue      Issue
	Err        error // the PDF could not be made; Issue is empty then
}

// DocumentReport tells what became of documents that were to be mailed.
type DocumentReport struct {
	DeliveryIDs []int64
	Documents   int               // of which at least one message was queued
	Problems    []DocumentProblem // the documents that were not reached when it ended early are among them
}

// QueueDocuments makes a message of each document, with its own PDF and the phrase in the client's language, and hands it to
// the outbox: one message for each address. What cannot go is reported and keeps no other back. office.CompanyID is who sends
// documents that name no company. It returns *RefusedError when the account cannot send. When it fails or ctx ends, what was
// queued before stays queued and is in the report.
func QueueDocuments(ctx context.Context, office Office, mails []DocumentMail, paper PaperOf,
	progress func(done, total int),
) (DocumentReport, error) {
	q := &documentQueue{Office: office, paper: paper, composers: map[composerKey]*composer{}, points: map[int64]garage.AccessPoint{}, counted: map[int64]bool{}}
	if err := q.checkAccount(ctx); err != nil {
		return q.report, err
	}
	done := 0
	for chunk := range slices.Chunk(mails, documentChunk) {
		if err := q.chunk(ctx, chunk); err != nil {
			q.notReached(mails[done:])
			return q.report, fmt.Errorf("queue documents: %w", err)
		}
		if done += len(chunk); progress != nil {
			progress(done, len(mails))
		}
	}
	return q.report, nil
}

// notReached names the documents that nothing has become of.
func (q *documentQueue) notReached(mails []DocumentMail) {
	for _, mail := range mails {
		named := slices.ContainsFunc(q.report.Problems, func(p DocumentProblem) bool { return p.DocumentID == mail.DocumentID })
		if !named && !q.counted[mail.DocumentID] {
			q.problem(garage.Document{ID: mail.DocumentID}, Issue{Kind: NotReached}, nil)
		}
	}
}

// documentChunk is how many documents are in memory at once, and queued in one transaction.
const documentChunk = 50

type composerKey struct {
	companyID int64
	kind      garage.DocumentKind
}

type documentQueue struct {
	Office
	paper     PaperOf
	composers map[composerKey]*composer
	points    map[int64]garage.AccessPoint // by company
	report    DocumentReport
	counted   map[int64]bool // documents of which a message was queued
}

// checkAccount refuses before any PDF is made what no document could leave with.
func (q *documentQueue) checkAccount(ctx context.Context) error {
	user, _, err := q.DB.MergeSender(ctx, q.UserID, 0)
	if err != nil {
		return err
	}
	if !user.CanSend() {
		return &RefusedError{Report{Issues: []Issue{{Kind: NoAccount, Blocking: true, Detail: user.Name}}}}
	}
	return nil
}

// chunk composes and queues some documents.
func (q *documentQueue) chunk(ctx context.Context, mails []DocumentMail) error {
	documents, clients, recipients, err := q.read(ctx, mails)
	if err != nil {
		return err
	}
	making, stop := context.WithCancel(ctx)
	defer stop()
	papers := makePapers(making, q.paper, documents)
	var deliveries []garage.NewDelivery
	for i, mail := range mails {
		document := documents[i]
		if document.ID == 0 {
			q.problem(garage.Document{ID: mail.DocumentID}, Issue{}, garage.ErrNotFound)
			continue
		}
		if document.IsDraft() {
			q.problem(document, Issue{Kind: DraftDocument}, nil)
			continue
		}
		one := <-papers[i]
		if one.err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			q.problem(document, Issue{}, one.err)
			continue
		}
		to, err := q.addressed(ctx, mail, recipients[document.ID])
		if err != nil {
			return err
		}
		made, err := q.messages(ctx, going{mail: mail, document: document, client: clients[document.ClientID], to: to, paper: one.paper})
		if err != nil {
			return err
		}
		if len(made) > 0 {
			made[0].Replaces, made[0].Once = mail.Replaces, mail.Once && mail.Emails == nil
		}
		for i := range made {
			made[i].NotTwice = made[i].NotTwice || mail.NotTwice
		}
		deliveries = append(deliveries, made...)
	}
	return q.queue(ctx, documents, deliveries)
}

// queue hands the messages of a chunk to the outbox in one transaction; where one of them may not go, each in its own.
func (q *documentQueue) queue(ctx context.Context, documents []garage.Document, deliveries []garage.NewDelivery) error {
	if len(deliveries) == 0 {
		return nil
	}
	ids, err := q.DB.QueueDeliveries(ctx, deliveries)
	if errors.Is(err, garage.ErrConflict) && len(deliveries) > 1 {
		for _, delivery := range deliveries {
			if err := q.queue(ctx, documents, []garage.NewDelivery{delivery}); err != nil {
				return err
			}
		}
		return nil
	}
	if errors.Is(err, garage.ErrConflict) {
		at := slices.IndexFunc(documents, func(d garage.Document) bool { return d.ID == deliveries[0].DocumentID })
		q.conflict(documents[at], deliveries[0], err)
		return nil
	}
	if err != nil {
		return err
	}
	q.count(deliveries, ids, documents)
	return nil
}

// conflict reports a document that goes to that address already, or whose failed message was sent anew meanwhile.
func (q *documentQueue) conflict(document garage.Document, delivery garage.NewDelivery, err error) {
	issue := Issue{Kind: OnItsWay, ClientID: document.ClientID, Detail: delivery.ToAddress}
	var live *store.LiveError
	if errors.As(err, &live) {
		issue.Kind = liveKinds[live.State]
		if live.State == garage.Sent && delivery.Channel == garage.ChannelPeppol {
			issue.Kind = HandedOver
		}
	}
	q.problemAt(document, addressed{delivery.ToAddress, delivery.Owner}, issue)
}

// liveKinds say what a message is that keeps another one to the same address back.
var liveKinds = map[garage.DeliveryState]IssueKind{
	garage.Queued: OnItsWay, garage.Sending: OnItsWay, garage.Uncertain: MayHaveArrived, garage.Sent: SameMailbox,
}

// count reports what was queued, and as already sent what went before.
func (q *documentQueue) count(deliveries []garage.NewDelivery, ids []int64, documents []garage.Document) {
	for i, id := range ids {
		if id != 0 {
			q.report.DeliveryIDs = append(q.report.DeliveryIDs, id)
			if !q.counted[deliveries[i].DocumentID] {
				q.counted[deliveries[i].DocumentID] = true
				q.report.Documents++
			}
			continue
		}
		at := slices.IndexFunc(documents, func(d garage.Document) bool { return d.ID == deliveries[i].DocumentID })
		q.problem(documents[at], Issue{Kind: AlreadySent, ClientID: deliveries[i].ClientID, Name: deliveries[i].ToName, Blocking: true}, nil)
	}
}

// read fetches the documents in the order of mails (ID 0 = gone), their clients, and who they go to when nobody was asked.
func (q *documentQueue) read(ctx context.Context, mails []DocumentMail) ([]garage.Document, map[int64]store.Addressee, map[int64]store.DocumentRecipient, error) {
	documents := make([]garage.Document, len(mails))
	var ids, clientIDs []int64
	for i, mail := range mails {
		document, err := q.DB.Document(ctx, mail.DocumentID)
		if err != nil && !errors.Is(err, garage.ErrNotFound) {
			return nil, nil, nil, err
		}
		if err == nil {
			documents[i] = document
			ids, clientIDs = append(ids, document.ID), append(clientIDs, document.ClientID)
		}
	}
	merged, err := q.DB.Addressees(ctx, clientIDs)
	if err != nil {
		return nil, nil, nil, err
	}
	clients := make(map[int64]store.Addressee, len(merged))
	for _, client := range merged {
		clients[client.ID] = client
	}
	found, err := q.DB.DocumentRecipients(ctx, ids)
	recipients := make(map[int64]store.DocumentRecipient, len(found))
	for _, recipient := range found {
		recipients[recipient.DocumentID] = recipient
	}
	return documents, clients, recipients, err
}

// addressed is an address to send to, and whose it is.
type addressed struct {
	email string
	owner garage.AddressOwner
}

// addressed finds out whose the addresses of a mail are. Where nobody was asked it is the client's own for papers, be it one
// that is not valid: that is reported, and no other takes its place.
func (q *documentQueue) addressed(ctx context.Context, mail DocumentMail, recipient store.DocumentRecipient) ([]addressed, error) {
	switch {
	case mail.Emails == nil:
		return []addressed{{cmp.Or(recipient.Email, recipient.Wrong), garage.AddressOwner{Origin: garage.AddressOfClient}}}, nil
	case mail.Owner.Origin != "" && len(mail.Emails) == 1:
		return []addressed{{mail.Emails[0], mail.Owner}}, nil
	}
	known, err := q.DB.Addresses(ctx, recipient.ClientID)
	if err != nil {
		return nil, err
	}
	var to []addressed
	for _, email := range mail.Emails {
		owner := garage.AddressOwner{Origin: garage.AddressTyped}
		if at := slices.IndexFunc(known, func(a garage.Address) bool { return garage.Fold(a.Email) == garage.Fold(email) }); at >= 0 {
			owner = known[at].Owner()
		}
		to = append(to, addressed{email, owner})
	}
	return to, nil
}

// compose makes the messages of one document, one for each address, with the PDF first of files; what is wrong with it is reported.
func (q *documentQueue) compose(ctx context.Context, document garage.Document, client store.Addressee, to []addressed, files []namedContent) ([]garage.NewDelivery, error) {
	shared, err := q.composer(ctx, document)
	if err != nil {
		return nil, err
	}
	own := *shared // the tail is this document's
	if err := own.encodeTail(files, fmt.Sprintf("document %d", document.ID)); err != nil {
		return nil, err
	}
	var deliveries []garage.NewDelivery
	_, origin := client.ForPapers()
	for _, one := range to {
		client.Email = one.email
		mail := own.look(client, &document)
		if issue, kept := own.keptBack(&mail, client); kept {
			if one.owner.Origin == garage.AddressOfClient {
				issue.Origin = origin
			} else {
				issue.Origin = one.owner.Origin
			}
			q.problemAt(document, one, issue)
			continue
		}
		delivery, err := own.delivery(q.DB, &mail)
		if err != nil {
			return nil, err
		}
		delivery.Kind, delivery.MailingID, delivery.DocumentID, delivery.Paper = garage.KindDocument, 0, document.ID, files[0].bytes
		delivery.Owner = one.owner
		deliveries = append(deliveries, delivery)
	}
	return deliveries, nil
}

// keptBack returns what keeps a mail that carries a document back: something in it, or in its text.
func (c *composer) keptBack(mail *Mail, client store.Addressee) (issue Issue, kept bool) {
	issues := mail.Issues
	if mail.text != nil {
		for _, issue := range mail.text.faults {
			if issue.Kind != DocumentPlaceholder { // there is a document
				issue.Blocking, issue.ClientID, issue.Name = true, client.ID, client.WrittenName()
				issues = append(issues, issue)
			}
		}
	}
	if blocking := slices.IndexFunc(issues, func(i Issue) bool { return i.Blocking }); blocking >= 0 {
		return issues[blocking], true
	}
	return Issue{}, false
}

func (q *documentQueue) problemAt(document garage.Document, to addressed, issue Issue) {
	q.report.Problems = append(q.report.Problems,
		DocumentProblem{DocumentID: document.ID, Number: document.Number, Address: to.email, Owner: to.owner, Issue: issue})
}

func (q *documentQueue) problem(document garage.Document, issue Issue, err error) {
	q.report.Problems = append(q.report.Problems, DocumentProblem{DocumentID: document.ID, Number: document.Number, Issue: issue, Err: err})
}

// composer returns what mails of that kind of document from that company share.
func (q *documentQueue) composer(ctx context.Context, document garage.Document) (*composer, error) {
	key := composerKey{document.CompanyID, document.Kind}
	if key.companyID == 0 {
		key.companyID = q.CompanyID
	}
	if known := q.composers[key]; known != nil {
		return known, nil
	}
	phrases, err := q.DB.Phrases(ctx, key.companyID)
	if err != nil {
		return nil, err
	}
	_, company, err := q.DB.MergeSender(ctx, 0, key.companyID)
	if err != nil {
		return nil, err
	}
	fallback := cmp.Or(company.Language, languages.Reference)
	made, err := newComposer(ctx, q.DB, phraseMailing(q.UserID, key.companyID, key.kind, phrases, fallback))
	if err == nil {
		q.composers[key] = made
	}
	return made, err
}

// PreviewDocument returns the mail that would carry a document to a client of that language with a text that is not saved
// yet.
func PreviewDocument(ctx context.Context, office Office, language string, text garage.Phrase, document garage.Document) (Mail, error) {
	mail, err := previewDocument(ctx, office, language, text, document)
	if err != nil {
		return Mail{}, fmt.Errorf("preview of document %d: %w", document.ID, err)
	}
	return mail, nil
}

func previewDocument(ctx context.Context, office Office, language string, text garage.Phrase, document garage.Document) (Mail, error) {
	mailing := phraseMailing(office.UserID, document.CompanyID, document.Kind, nil, language)
	mailing.Texts[language] = garage.Text{Subject: text.Subject, Body: text.Body}
	composer, err := newComposer(ctx, office.DB, mailing)
	if err != nil {
		return Mail{}, err
	}
	clients, err := office.DB.Addressees(ctx, []int64{document.ClientID})
	if err != nil {
		return Mail{}, err
	}
	if len(clients) == 0 {
		return Mail{}, garage.ErrNotFound
	}
	clients[0].Language = language
	mail := composer.look(clients[0], &document)
	composer.write(&mail)
	return mail, nil
}
