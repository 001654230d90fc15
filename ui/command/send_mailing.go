package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
)

// MailingAnswer is what `garagemail send mailing --json` prints.
type MailingAnswer struct {
	Mailing string        `json:"mailing"`
	ID      int64         `json:"id"`
	Queued  bool          `json:"queued"` // false: it is a draft as before, and nothing left
	Going   int           `json:"going"`  // messages that were made
	Issues  []issueAnswer `json:"issues"`
	Run     *RunAnswer    `json:"run"` // null when nothing was queued
}

// issueAnswer is something to look at: of the mailing itself when the client is 0.
type issueAnswer struct {
	Client   int64  `json:"client"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	Blocking bool   `json:"blocking"` // this client gets nothing; of the mailing: nothing leaves
	Sentence string `json:"sentence"`
}

// sendMailing queues the draft of a name and empties the outbox. Clients who get nothing are named with the
// reason; when something is wrong with the mailing itself nothing leaves.
func (c *command) sendMailing() work {
	return func(words []string) int { return c.sendDraft(words[0]) }
}

func (c *command) sendDraft(name string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // every result is committed
	draft, err := draftNamed(ctx, db, name)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail send mailing: %v\n", err)
		return ExitUsage
	}
	c.backUp(ctx, db)
	answer := MailingAnswer{Mailing: draft.Name, ID: draft.ID, Issues: []issueAnswer{}}
	report, err := compose.QueueMailing(ctx, db, draft.ID, nil)
	var refused *compose.RefusedError
	if errors.As(err, &refused) {
		c.addIssues(&answer, refused.Report)
		c.print(answer, func() { c.sayIssues(answer) })
		return ExitUsage
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer.Queued, answer.Going = true, report.Going
	c.addIssues(&answer, report)
	run, code := c.emptyOutbox(ctx, db, 30*time.Second)
	answer.Run = &run
	if len(report.LeftOut()) > 0 && code == ExitDone {
		code = ExitFailed
	}
	c.print(answer, func() {
		c.sayIssues(answer)
		c.sayRun(run)
	})
	return code
}

// draftNamed returns the only draft of a name; case and accents do not matter.
func draftNamed(ctx context.Context, db *store.DB, name string) (garage.MailingRow, error) {
	mailings, err := db.Mailings(ctx)
	if err != nil {
		return garage.MailingRow{}, err
	}
	var drafts []garage.MailingRow
	for _, mailing := range mailings {
		if mailing.State == garage.MailingDraft && garage.Fold(mailing.Name) == garage.Fold(name) {
			drafts = append(drafts, mailing)
		}
	}
	if len(drafts) != 1 {
		return garage.MailingRow{}, fmt.Errorf("%d drafts are called %q", len(drafts), name)
	}
	return drafts[0], nil
}

func (c *command) addIssues(answer *MailingAnswer, report compose.Report) {
	for _, issue := range report.Issues {
		answer.Issues = append(answer.Issues, issueAnswer{
			issue.ClientID, issue.Name, string(issue.Kind), issue.Blocking, issue.Sentence(c.p),
		})
	}
}

func (c *command) sayIssues(answer MailingAnswer) {
	if answer.Queued {
		c.say("%s: %s", answer.Mailing, c.p.N("preflight.going", answer.Going))
	} else {
		c.say("%s: %s", answer.Mailing, c.p.T("preflight.refused"))
	}
	for _, issue := range answer.Issues {
		name := issue.Name
		if issue.Client == 0 {
			name = c.p.T("preflight.the_mailing")
		}
		c.say("  %s: %s", name, issue.Sentence)
	}
}
