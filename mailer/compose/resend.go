package compose

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"garagemail/store"
	"garagemail/store/garage"
)

// Resending is how messages that failed or were cancelled are sent again: by whom, and with what papers.
type Resending struct {
	UserID    int64 // whose account sends what is made anew
	UserName  string
	CompanyID int64 // who sends what names no company
	Paper     PaperOf
	OwedPaper OwedPaperOf
	Anew      bool // also what goes to the same address as before is made anew, with today's data
	Again     bool // also to an address that has had it
}

// ResendProblem says why a message did not go again.
type ResendProblem struct {
	store.RecipientNow
	Issue Issue
	Err   error // why it could not be made; Issue is empty then
}

// ResendReport tells what became of messages that were to go again.
type ResendReport struct {
	DeliveryIDs []int64         // those that wait now: the same, or the new ones in their places
	Made        map[int64]int64 // of what was made anew: the delivery by the one whose place it takes
	Problems    []ResendProblem
}

// ResendDeliveries sends messages that failed or were cancelled again: each is that message, to that recipient, at the address
// that he has now. One who has no address any more gets nothing, and nobody gets it in his place; that is reported and keeps
// no other back. Whatever waits, leaves, may have arrived or was sent anew before is left alone and reported. It returns
// *RefusedError when the account cannot send. When it fails, what was queued before stays queued and is in the report.
func ResendDeliveries(ctx context.Context, db *store.DB, how Resending, ids []int64) (ResendReport, error) {
	r := &resender{db: db, how: how, report: ResendReport{Made: map[int64]int64{}}, mailings: map[int64][]store.RecipientNow{}}
	recipients, err := db.RecipientsNow(ctx, unique(ids))
	if err == nil {
		err = r.all(ctx, recipients)
	}
	if err != nil {
		return r.report, fmt.Errorf("resend %d deliveries: %w", len(ids), err)
	}
	return r.report, nil
}

func unique(ids []int64) []int64 {
	var once []int64
	known := make(map[int64]bool, len(ids))
	for _, id := range ids {
		if !known[id] {
			known[id], once = true, append(once, id)
		}
	}
	return once
}

type resender struct {
	db        *store.DB
	how       Resending
	report    ResendReport
	documents []store.RecipientNow
	mailings  map[int64][]store.RecipientNow
	order     []int64 // of mailings
}

func (r *resender) all(ctx context.Context, recipients []store.RecipientNow) error {
	var files [][]store.RecipientNow
	for _, one := range recipients {
		if issue, kept := RecipientIssue(one); kept {
			r.problem(one, issue, nil)
			continue
		}
		same := garage.Fold(one.Address) == garage.Fold(one.ToAddress)
		var err error
		switch {
		case one.Kind == garage.KindDocument && one.DocumentID == 0:
			err = r.owed(ctx, one)
		case same && one.State == garage.Failed && (!r.how.Anew || one.Kind != garage.KindDocument && one.Kind != garage.KindMailing):
			err = r.retry(ctx, one)
		case one.Kind == garage.KindMailing && one.MailingID != 0:
			if r.mailings[one.MailingID] == nil {
				r.order = append(r.order, one.MailingID)
			}
			r.mailings[one.MailingID] = append(r.mailings[one.MailingID], one)
		case one.Kind == garage.KindDocument:
			r.documents = append(r.documents, one)
		case one.Kind == garage.KindCase && one.CaseID != 0:
			files = addToMail(files, one)
		default:
			err = r.retry(ctx, one)
		}
		if err != nil {
			return err
		}
	}
	for _, id := range r.order {
		if err := r.mailing(ctx, id, r.mailings[id]); err != nil {
			return err
		}
	}
	for _, parts := range files {
		if err := r.file(ctx, parts); err != nil {
			return err
		}
	}
	return r.sendDocuments(ctx)
}

// addToMail puts the parts of one mail of a file together: they go all or none.
func addToMail(mails [][]store.RecipientNow, one store.RecipientNow) [][]store.RecipientNow {
	for i, parts := range mails {
		if parts[0].CaseID == one.CaseID && parts[0].FileMail == one.FileMail && parts[0].Address == one.Address {
			mails[i] = append(parts, one)
			return mails
		}
	}
	return append(mails, []store.RecipientNow{one})
}

// RecipientIssue says why a message does not go (again) to its recipient, before anything is made.
func RecipientIssue(one store.RecipientNow) (Issue, bool) {
	issue := Issue{ClientID: one.ClientID, Name: one.ToName, Detail: one.ToAddress, Blocking: true, Origin: one.Where.Origin}
	switch {
	case one.State == garage.Uncertain:
		issue.Kind = MayHaveArrived
	case one.State == garage.Queued || one.State == garage.Sending:
		issue.Kind = OnItsWay
	case one.State == garage.Sent:
		issue.Kind = SameMailbox
	case one.ReplacedBy != 0:
		issue.Kind = NotResent
	case one.Trouble == store.RecipientGone:
		issue.Kind = RecipientGone
	case one.Trouble == store.RecipientElsewhere:
		issue.Kind = RecipientElsewhere
	case one.Trouble == store.RecipientUnknown:
		issue.Kind = RecipientUnknown
	case one.Trouble == store.RecipientNoAddress:
		issue.Kind = AddressGone
	case one.Trouble == store.RecipientBadAddress:
		issue.Kind, issue.Detail = InvalidAddress, one.Address
	default:
		return Issue{}, false
	}
	return issue, true
}

func (r *resender) problem(one store.RecipientNow, issue Issue, err error) {
	r.report.Problems = append(r.report.Problems, ResendProblem{one, issue, err})
}

func (r *resender) made(one store.RecipientNow, id int64) {
	r.report.DeliveryIDs = append(r.report.DeliveryIDs, id)
	r.report.Made[one.ID] = id
}

// conflict reports a message that another one, or somebody else, was faster than.
func (r *resender) conflict(one store.RecipientNow, err error) {
	issue := Issue{Kind: NotResent, ClientID: one.ClientID, Name: one.ToName, Detail: one.Address, Blocking: true}
	var live *store.LiveError
	if errors.As(err, &live) {
		issue.Kind = liveKinds[live.State]
	}
	r.problem(one, issue, nil)
}

// retry queues the very bytes again: the server refused them, so nobody has them.
func (r *resender) retry(ctx context.Context, one store.RecipientNow) error {
	if garage.Fold(one.Address) != garage.Fold(one.ToAddress) || one.State != garage.Failed {
		r.conflict(one, garage.ErrConflict) // nothing here knows how to write it to another address
		return nil
	}
	err := r.db.RetryDelivery(ctx, one.ID)
	if errors.Is(err, garage.ErrConflict) {
		r.conflict(one, err)
		return nil
	}
	if err == nil {
		r.report.DeliveryIDs = append(r.report.DeliveryIDs, one.ID)
	}
	return err
}

// mailing resends to recipients of one mailing.
func (r *resender) mailing(ctx context.Context, mailingID int64, recipients []store.RecipientNow) error {
	clients := make([]int64, len(recipients))
	for i, one := range recipients {
		clients[i] = one.ClientID
	}
	report, err := Resend(ctx, r.db, mailingID, clients)
	var refused *RefusedError
	switch {
	case errors.As(err, &refused):
		at := slices.IndexFunc(refused.Report.Issues, func(i Issue) bool { return i.ClientID == 0 && i.Blocking })
		for _, one := range recipients {
			r.problem(one, refused.Report.Issues[at], nil)
		}
		return nil
	case errors.Is(err, garage.ErrConflict):
		for _, one := range recipients {
			r.conflict(one, err)
		}
		return nil
	case err != nil:
		return err
	}
	held := map[int64]Issue{}
	for _, issue := range report.Issues {
		if issue.ClientID != 0 && issue.Blocking {
			held[issue.ClientID] = issue
		}
	}
	for _, one := range recipients {
		if issue, kept := held[one.ClientID]; kept {
			r.problem(one, issue, nil)
			continue
		}
		if err := r.settle(ctx, one, nil); err != nil {
			return err
		}
	}
	return nil
}

// settle reports what became of a message that was to be made anew: another one has its place, or what kept it back.
func (r *resender) settle(ctx context.Context, one store.RecipientNow, why *DocumentProblem) error {
	now, err := r.db.Delivery(ctx, one.ID)
	switch {
	case err != nil:
		return err
	case now.ReplacedBy != 0:
		r.made(one, now.ReplacedBy)
	case why != nil:
		r.problem(one, why.Issue, why.Err)
	default:
		r.conflict(one, garage.ErrConflict)
	}
	return nil
}

// sendDocuments sends documents to the recipients of theirs who have not got them.
func (r *resender) sendDocuments(ctx context.Context) error {
	if len(r.documents) == 0 {
		return nil
	}
	mails := make([]DocumentMail, len(r.documents))
	for i, one := range r.documents {
		owner := one.Owner
		if owner.Origin == "" {
			owner = one.Where
		}
		mails[i] = DocumentMail{
			DocumentID: one.DocumentID, Emails: []string{one.Address}, Owner: owner, Replaces: one.ID, NotTwice: !r.how.Again,
		}
	}
	report, err := QueueDocuments(ctx, Office{r.db, r.how.UserID, r.how.CompanyID}, mails, r.how.Paper, nil)
	for _, one := range r.documents {
		at := slices.IndexFunc(report.Problems, func(p DocumentProblem) bool {
			return one.DocumentID == p.DocumentID && (p.Address == "" || garage.Fold(one.Address) == garage.Fold(p.Address))
		})
		var why *DocumentProblem
		if at >= 0 {
			why = &report.Problems[at]
		}
		if failed := r.settle(context.WithoutCancel(ctx), one, why); failed != nil {
			return errors.Join(err, failed)
		}
	}
	return err
}

// file sends the messages of one mail of a file as they are, to the address that the party has now.
func (r *resender) file(ctx context.Context, parts []store.RecipientNow) error {
	deliveries := make([]garage.NewDelivery, len(parts))
	for i, one := range parts {
		delivery, err := readdressed(ctx, r.db, one)
		if err != nil {
			return err
		}
		deliveries[i] = delivery
	}
	ids, err := r.db.ResendCaseMail(ctx, store.CaseMailing{
		CaseID: parts[0].CaseID, Key: parts[0].FileMail, UserName: r.how.UserName, Again: r.how.Again,
	}, deliveries)
	if errors.Is(err, garage.ErrConflict) {
		for _, one := range parts {
			r.conflict(one, err)
		}
		return nil
	}
	for i, id := range ids {
		r.made(parts[i], id)
	}
	return err
}

// owed makes a reminder or statement anew: what was paid since is not in it. One of an older version, of which nobody knows what
// it lists, goes as it is.
func (r *resender) owed(ctx context.Context, one store.RecipientNow) error {
	listed, err := r.db.OwedListed(ctx, one.ID)
	if errors.Is(err, garage.ErrNotFound) {
		return r.retry(ctx, one)
	}
	if err != nil {
		return err
	}
	q := &owedQueue{
		documents: &documentQueue{Office: Office{r.db, r.how.UserID, r.how.CompanyID}, composers: map[composerKey]*composer{}},
		paper:     r.how.OwedPaper, replaces: one.ID, companyID: cmp.Or(listed.CompanyID, r.how.CompanyID),
	}
	if err := q.documents.checkAccount(ctx); err != nil {
		return err
	}
	err = q.client(ctx, ReminderMail{ClientID: one.ClientID, Level: listed.Level, DocumentIDs: listed.DocumentIDs})
	for _, problem := range q.report.Problems {
		if now, gone := r.db.Delivery(ctx, one.ID); gone == nil && (now.ReplacedBy != 0 || now.State != one.State) {
			r.conflict(one, problem.Err) // somebody else was faster
			continue
		}
		r.problem(one, problem.Issue, problem.Err)
	}
	for _, id := range q.report.DeliveryIDs {
		r.made(one, id)
	}
	return err
}
