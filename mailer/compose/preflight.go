package compose

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
)

// LargeAttachmentLimit is the size of all attachments together, in bytes, above which many servers refuse a mail.
const LargeAttachmentLimit = 10_000_000

// surveyChunk is how many clients are read from the store at once.
const surveyChunk = 500

// Preflight looks at every mail of a mailing without writing it, and reports what will leave and what to look at. progress,
// which may be nil, is called on the caller's goroutine.
func Preflight(ctx context.Context, db *store.DB, mailingID int64, progress func(done, total int)) (Report, error) {
	report, err := preflight(ctx, db, mailingID, progress)
	if err != nil {
		return Report{}, fmt.Errorf("preflight of mailing %d: %w", mailingID, err)
	}
	return report, nil
}

func preflight(ctx context.Context, db *store.DB, mailingID int64, progress func(done, total int)) (Report, error) {
	composer, ids, err := readMailing(ctx, db, mailingID)
	if err != nil {
		return Report{}, err
	}
	s := newSurvey(composer)
	if err := s.run(ctx, db, ids, progress, nil); err != nil {
		return Report{}, err
	}
	return s.finish(), nil
}

// readMailing reads what the mails of a mailing share, and the clients who are to get one, in name order.
func readMailing(ctx context.Context, db *store.DB, mailingID int64) (*composer, []int64, error) {
	mailing, err := db.Mailing(ctx, mailingID)
	if err != nil {
		return nil, nil, err
	}
	composer, err := newComposer(ctx, db, mailing)
	if err != nil {
		return nil, nil, err
	}
	ids, err := db.RecipientIDs(ctx, mailingID)
	return composer, ids, err
}

// survey goes over the recipients of a mailing in name order and decides who gets a mail.
type survey struct {
	composer *composer
	report   Report
	used     map[*compiled]bool           // the texts that somebody would get
	seen     map[[sha256.Size]byte]string // who got the same text at the same address
	sum      hash.Hash                    // of all that the mails will hold
	refused  bool                         // something of the mailing itself keeps all of it back
}

func newSurvey(c *composer) *survey {
	s := &survey{
		composer: c, report: Report{MailingID: c.mailing.ID, Languages: map[string]int{}},
		used: map[*compiled]bool{}, seen: map[[sha256.Size]byte]string{}, sum: sha256.New(), refused: !c.user.CanSend(),
	}
	fmt.Fprintf(s.sum, "%q %q %q %q %q %q %t %v\n", c.mailing.Purpose, c.mailing.Texts, c.user.Email, c.user.DisplayName, c.user.Signature,
		c.senderName(), c.user.CanSend(), c.attachments)
	return s
}

// use marks a text as one that somebody would get.
func (s *survey) use(text *compiled) {
	s.used[text] = true
	s.refused = s.refused || text != nil && len(text.faults) > 0
}

// run looks at the mail of each client and hands it to each (nil = nobody wants it) with the issue that keeps it back, or
// nil when it goes. It stops between two mails when ctx ends.
func (s *survey) run(ctx context.Context, db *store.DB, ids []int64, progress func(done, total int),
	each func(mail *Mail, leftOut *Issue) error,
) error {
	done := 0
	for chunk := range slices.Chunk(ids, surveyChunk) {
		clients, err := db.Addressees(ctx, chunk)
		if err != nil {
			return err
		}
		for _, client := range clients {
			if err := ctx.Err(); err != nil {
				return err
			}
			mail, leftOut := s.visit(client)
			if each != nil {
				if err := each(&mail, leftOut); err != nil {
					return err
				}
			}
		}
		if done += len(chunk); progress != nil {
			progress(done, len(ids))
		}
	}
	return nil
}

// visit looks at the mail of one client and counts it.
func (s *survey) visit(client store.Addressee) (Mail, *Issue) {
	mail := s.composer.look(client, nil)
	s.use(mail.text)
	blocking := slices.IndexFunc(mail.Issues, func(i Issue) bool { return i.Blocking })
	if blocking < 0 {
		if first, double := s.double(&mail); double {
			mail.Issues = append(mail.Issues, s.composer.issueOf(client, SameAddress, first))
			blocking = len(mail.Issues) - 1
		}
	}
	s.report.Issues = append(s.report.Issues, mail.Issues...)
	fmt.Fprintf(s.sum, "%d %q %q %q %q %v\n", mail.ClientID, mail.ToName, mail.ToAddress, mail.Language, mail.values, mail.Issues)
	if blocking >= 0 {
		return mail, &mail.Issues[blocking]
	}
	s.report.Going++
	s.report.Languages[mail.Language]++
	return mail, nil
}

// double reports whether the same text already goes to the same address, and with whose mail.
func (s *survey) double(mail *Mail) (first string, double bool) {
	key := sha256.Sum256(append([]byte(strings.ToLower(mail.ToAddress)+"\x00"), mail.content[:]...))
	if first, double = s.seen[key]; !double {
		s.seen[key] = mail.ToName
	}
	return first, double
}

// finish adds the issues of the mailing itself, which are known once it is clear who gets which text.
func (s *survey) finish() Report {
	c := s.composer
	var issues []Issue
	add := func(issue Issue) { issues = append(issues, issue) }
	if !c.user.CanSend() {
		add(Issue{Kind: NoAccount, Blocking: true, Detail: c.user.Name})
	}
	for _, language := range slices.Sorted(maps.Keys(c.texts)) {
		text := c.texts[language]
		for _, issue := range text.faults {
			issue.Blocking = s.used[text] // a text that nobody gets is worth a warning
			add(issue)
		}
	}
	for _, attachment := range c.attachments {
		s.report.AttachmentSize += attachment.Size
	}
	if s.report.AttachmentSize > LargeAttachmentLimit {
		add(Issue{Kind: LargeAttachments, Size: s.report.AttachmentSize})
	}
	if s.report.Going == 0 {
		add(Issue{Kind: NoRecipients, Blocking: true})
	}
	s.report.Issues = append(issues, s.report.Issues...)
	s.sum.Sum(s.report.fingerprint[:0])
	return s.report
}

// issues are the faults of a text whoever gets it.
func (t *compiled) issues() []Issue {
	var issues []Issue
	if len(t.subject) == 1 && strings.TrimSpace(t.subject[0].literal) == "" {
		issues = append(issues, Issue{Kind: EmptySubject, Language: t.language})
	}
	if t.body.empty {
		issues = append(issues, Issue{Kind: EmptyBody, Language: t.language})
	}
	named := map[string]bool{}
	for _, h := range t.holes {
		_, trouble := h.fill(&mergeData{printer: t.printer})
		if trouble != UnknownPlaceholder && trouble != DocumentPlaceholder || named[h.written] {
			continue
		}
		named[h.written] = true
		issues = append(issues, Issue{Kind: trouble, Detail: h.written, Proposal: h.proposal, Language: t.language})
	}
	return issues
}

func (c *composer) issueOf(client store.Addressee, kind IssueKind, detail string) Issue {
	return Issue{ClientID: client.ID, Name: client.WrittenName(), Kind: kind, Blocking: true, Detail: detail}
}

// clientIssues are the reasons why a client gets no mail, or one to look at.
func (c *composer) clientIssues(mail *Mail, text *compiled, client store.Addressee) []Issue {
	var issues []Issue
	add := func(kind IssueKind, detail string) { issues = append(issues, c.issueOf(client, kind, detail)) }
	switch {
	case mail.ToAddress == "":
		add(NoAddress, client.RefusedMail)
	case !garage.IsEmail(mail.ToAddress):
		add(InvalidAddress, mail.ToAddress)
	}
	if c.mailing.Purpose == garage.Promotional && !client.AcceptsPromotional {
		add(NotAccepted, "")
	}
	if text == nil {
		add(NoText, "")
		issues[len(issues)-1].Language = mail.Language
		return issues
	}
	for _, open := range mail.Unresolved {
		if open.Kind == EmptyPlaceholder {
			add(EmptyPlaceholder, open.Written)
		}
	}
	if mail.Subject == "" && len(text.subject) > 1 {
		add(EmptySubject, "")
	}
	if mail.FallbackUsed {
		add(FallbackLanguage, client.Language)
		issues[len(issues)-1].Blocking, issues[len(issues)-1].Language = false, mail.Language
	}
	return issues
}
