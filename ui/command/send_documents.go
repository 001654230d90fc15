package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/papers"
	"garagemail/ui/session"
)

// DocumentsAnswer is what `garagemail send documents --json` prints.
type DocumentsAnswer struct {
	Documents int             `json:"documents"` // of which a message was made
	Queued    int             `json:"queued"`    // messages that were made
	Problems  []problemAnswer `json:"problems"`
	Run       *RunAnswer      `json:"run"`   // null when the account cannot send
	Error     string          `json:"error"` // the sentence of what kept the rest from being queued, "" = nothing
}

// problemAnswer is a document of which no message was made: 0 when it is the account that cannot send.
type problemAnswer struct {
	Document int64  `json:"document"`
	Number   string `json:"number"`
	Address  string `json:"address"` // to which it did not go, "" = to none
	Kind     string `json:"kind"`    // as of an issue of a mailing; "pdf": its PDF could not be made
	Sentence string `json:"sentence"`
}

// kindPDF is the kind of the problem that is none of a message.
const kindPDF = "pdf"

// unsentDays is how far back --unsent looks by itself: the first run in a garage must not mail what another program mailed
// years ago.
const unsentDays = 31

// sendDocuments queues documents with their PDFs and empties the outbox, by the rules of the @ button for several.
// What cannot go is named and keeps nothing else back; a number that is not there does, before anything was done.
func (c *command) sendDocuments() work {
	var s documentSelection
	c.flags.BoolVar(&s.unsent, "unsent", false, c.p.T("help.flag.unsent"))
	c.flags.BoolVar(&s.again, "again", false, c.p.T("help.flag.sent_again"))
	c.flags.StringVar(&s.from, "from", garage.Day(time.Now().AddDate(0, 0, -unsentDays)), c.p.T("help.flag.from"))
	login := c.flags.String("user", "", c.p.T("help.flag.sender"))
	return func(words []string) int {
		if s.numbers = words; s.unsent == (len(words) > 0) || s.unsent && s.again || garage.CheckDate(s.from) != "" {
			return c.wrongUse("")
		}
		return c.sendSelected(s, *login)
	}
}

func (c *command) sendSelected(s documentSelection, login string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // every result is committed
	return c.sendFrom(ctx, db, s, login)
}

// sendFrom does it in the open file.
func (c *command) sendFrom(ctx context.Context, db *store.DB, s documentSelection, login string) int {
	sender, err := senderFor(ctx, db, login)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail send documents: %v\n", err)
		return ExitUsage
	}
	company, err := db.ProposedCompany(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	if !company.CanSend() {
		fmt.Fprintf(c.stderr, "garagemail send documents: %s\n", c.p.T("documents.no_company"))
		return ExitUsage
	}
	answer := DocumentsAnswer{Problems: []problemAnswer{}}
	mails, err := c.choose(ctx, db, s, &answer)
	if errors.Is(err, errNoNumber) {
		fmt.Fprintf(c.stderr, "garagemail send documents: %v\n", err)
		return ExitUsage
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	c.backUp(ctx, db)
	report, err := compose.QueueDocuments(ctx, compose.Office{DB: db, UserID: sender.ID, CompanyID: company.ID}, mails, papers.Of(db, company.ID), nil)
	answer.Documents, answer.Queued = report.Documents, len(report.DeliveryIDs)
	if s.unsent { // what another program sent meanwhile is none of them any more
		report.Problems = slices.DeleteFunc(report.Problems, func(p compose.DocumentProblem) bool {
			return p.Err == nil && p.Issue.Kind == compose.AlreadySent
		})
	}
	c.addProblems(&answer, report.Problems)
	var refused *compose.RefusedError
	switch {
	case errors.As(err, &refused):
		issue := refused.Report.Issues[0]
		answer.Problems = append(answer.Problems, problemAnswer{Kind: string(issue.Kind), Sentence: issue.Sentence(c.p)})
		c.print(answer, func() { c.sayDocuments(answer) })
		return ExitUsage
	case err != nil && answer.Queued == 0:
		return c.fail(ctx, err)
	case err != nil: // what was queued before goes all the same
		_ = c.fail(ctx, err)
		answer.Error = c.sentence(err)
	}
	run, code := c.emptyOutbox(ctx, db, 30*time.Second)
	answer.Run = &run
	if code == ExitDone && (len(answer.Problems) > 0 || answer.Error != "") {
		code = ExitFailed
	}
	c.print(answer, func() {
		c.sayDocuments(answer)
		c.sayRun(run)
	})
	return code
}

// senderFor returns the user of that login or name; without one the user of whoever runs the program, as the window does.
func senderFor(ctx context.Context, db *store.DB, login string) (garage.User, error) {
	users, err := db.Users(ctx)
	if err != nil {
		return garage.User{}, err
	}
	if login == "" && len(users) > 0 { // an empty file must not get a user from this
		return db.CurrentUser(ctx, session.SystemLogin())
	}
	for _, user := range users {
		if user.SystemLogin == login || garage.Fold(user.Name) == garage.Fold(login) {
			return user, nil
		}
	}
	return garage.User{}, fmt.Errorf("no user has the login or name %q", login)
}

func (c *command) addProblems(answer *DocumentsAnswer, problems []compose.DocumentProblem) {
	for _, problem := range problems {
		answer.Problems = append(answer.Problems, c.problem(problem))
	}
}

func (c *command) problem(problem compose.DocumentProblem) problemAnswer {
	made := problemAnswer{Document: problem.DocumentID, Number: problem.Number, Address: problem.Address, Kind: kindPDF}
	if problem.Err != nil {
		made.Sentence = c.sentence(problem.Err)
	} else {
		made.Kind, made.Sentence = string(problem.Issue.Kind), problem.Issue.Sentence(c.p)
	}
	return made
}

func (c *command) sayDocuments(answer DocumentsAnswer) {
	c.say("%s: %s", c.p.T("documents.mail"), c.p.N("preflight.going", answer.Queued))
	for _, problem := range answer.Problems {
		number := problem.Number
		if number == "" {
			number = c.p.T("preflight.the_mailing")
		}
		c.say("  %s: %s", number, problem.Sentence)
	}
	if answer.Error != "" {
		c.say("  %s", answer.Error)
	}
}
