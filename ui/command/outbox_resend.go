package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/explain"
	"garagemail/ui/papers"
)

// resendAnswer is what `garagemail outbox resend --json` prints.
type resendAnswer struct {
	Queued   int                   `json:"queued"`
	Messages []MessageAnswer       `json:"messages"` // those that wait now: the same, or the new ones in their places
	Problems []resendProblemAnswer `json:"problems"`
}

// resendProblemAnswer is one message that does not go again, and why.
type resendProblemAnswer struct {
	Message  int64  `json:"message"` // 0 = the account
	Name     string `json:"name"`
	Address  string `json:"address"` // to which it went before
	Kind     string `json:"kind"`    // as of an issue of a mailing, "" = it could not be made
	Sentence string `json:"sentence"`
}

// outboxResend puts messages that failed or were cancelled into the outbox again, by the rules of the window: each to its
// recipient, at the address that he has now.
func (c *command) outboxResend() work {
	again := c.flags.Bool("again", false, c.p.T("help.flag.resend_again"))
	login := c.flags.String("user", "", c.p.T("help.flag.sender"))
	return func(words []string) int {
		if len(words) == 0 {
			return c.wrongUse("")
		}
		ids := make([]int64, len(words))
		for i, word := range words {
			var err error
			if ids[i], err = strconv.ParseInt(word, 10, 64); err != nil {
				return c.wrongUse(strconv.Quote(word))
			}
		}
		return c.resend(ids, *again, *login)
	}
}

func (c *command) resend(ids []int64, again bool, login string) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // what was queued is committed
	sender, err := senderFor(ctx, db, login)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail outbox resend: %v\n", err)
		return ExitUsage
	}
	company, err := db.ProposedCompany(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	code, known := ExitDone, []int64{}
	rows, err := db.DeliveryRows(ctx, ids)
	if err != nil {
		return c.fail(ctx, err)
	}
	for _, id := range ids {
		if !slices.ContainsFunc(rows, func(row garage.DeliveryRow) bool { return row.ID == id }) {
			_ = c.fail(ctx, fmt.Errorf("resend delivery %d: %w", id, garage.ErrNotFound))
			code = ExitFailed
			continue
		}
		known = append(known, id)
	}
	report, err := compose.ResendDeliveries(ctx, db, compose.Resending{
		UserID: sender.ID, UserName: sender.Name, CompanyID: company.ID, Again: again,
		Paper: papers.Of(db, company.ID), OwedPaper: papers.OfOwed(db, company.ID),
	}, known)
	return max(code, c.tellResent(ctx, db, report, err))
}

// tellResent prints what became of it; what was queued before an error stays queued.
func (c *command) tellResent(ctx context.Context, db *store.DB, report compose.ResendReport, failed error) int {
	code, answer := ExitDone, resendAnswer{Queued: len(report.DeliveryIDs), Messages: []MessageAnswer{}, Problems: []resendProblemAnswer{}}
	rows, err := db.DeliveryRows(ctx, report.DeliveryIDs)
	if err != nil {
		return c.fail(ctx, err)
	}
	for _, row := range rows {
		answer.Messages = append(answer.Messages, c.message(row))
	}
	for _, problem := range report.Problems {
		code = ExitFailed
		answer.Problems = append(answer.Problems, resendProblemAnswer{
			problem.ID, problem.ToName, problem.ToAddress, string(problem.Issue.Kind), explain.Resend(c.p, problem),
		})
	}
	var refused *compose.RefusedError
	if errors.As(failed, &refused) {
		issue := refused.Report.Issues[0]
		answer.Problems = append(answer.Problems, resendProblemAnswer{Kind: string(issue.Kind), Sentence: issue.Sentence(c.p)})
		code = ExitUsage
	} else if failed != nil {
		code = c.fail(ctx, failed)
	}
	c.print(answer, func() {
		c.say("%s", c.p.N("resend.done", answer.Queued))
		c.sayMessages(answer.Messages)
		for _, problem := range answer.Problems {
			c.say("%6d  %s <%s>  %s", problem.Message, problem.Name, problem.Address, problem.Sentence)
		}
	})
	return code
}
