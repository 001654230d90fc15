package command

import (
	"context"
	"slices"

	"garagemail/mailer"
	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// copiesAnswer says why copies of what an account sent are not filed in its own mailboxes. The messages left.
type copiesAnswer struct {
	User            string `json:"user"`
	Waiting         int    `json:"waiting"`  // copies still to be filed
	Refused         int    `json:"refused"`  // copies that the server does not take
	Reason          string `json:"reason"`   // why none can be filed now, or why the refused are not: a key that does not change
	Sentence        string `json:"sentence"` // the same in words
	Reply           string `json:"reply"`
	RetryAt         string `json:"retry_at"`         // "" = by itself only when the account is changed or tested, or nothing waits
	RefusedReason   string `json:"refused_reason"`   // why the last one that was refused is not taken
	RefusedSentence string `json:"refused_sentence"` // the same in words
}

// unfiled returns what is known of the copies of all accounts, those of which nothing is to be said left out.
func (c *command) unfiled(ctx context.Context, db *store.DB, now []mailer.FilingStatus) ([]copiesAnswer, error) {
	answers := []copiesAnswer{}
	users, err := db.Users(ctx)
	for _, user := range users {
		filing, err := db.FilingOf(ctx, user.ID)
		if err != nil {
			return answers, err
		}
		if i := slices.IndexFunc(now, func(s mailer.FilingStatus) bool { return s.UserID == user.ID }); i >= 0 {
			filing.Reason, filing.Reply, filing.RetryAt = string(now[i].Reason), now[i].Reply, now[i].RetryAt
		}
		if filing.Reason != "" || filing.Waiting > 0 || filing.Refused > 0 {
			answers = append(answers, c.copies(user, filing))
		}
	}
	return answers, err
}

func (c *command) copies(user garage.User, filing store.Filing) copiesAnswer {
	answer := copiesAnswer{
		User: user.Name, Waiting: filing.Waiting, Refused: filing.Refused, Reply: filing.Reply, RetryAt: stamp(filing.RetryAt),
	}
	if filing.Reason != "" {
		reason := mailbox.OfMailboxes(smtp.Reason(filing.Reason))
		answer.Reason, answer.Sentence = string(reason), c.p.T(string(reason))
	}
	if filing.RefusedReason != "" {
		answer.RefusedReason, answer.RefusedSentence = filing.RefusedReason, c.p.T(filing.RefusedReason)
	}
	return answer
}

func (c *command) sayCopies(copies []copiesAnswer) {
	for _, account := range copies {
		if account.Waiting > 0 || account.Sentence != "" {
			c.say("%s: %s", account.User, c.p.N("settings.copies_waiting", account.Waiting, "Reason", account.Sentence))
		}
		if account.Refused > 0 {
			c.say("%s: %s", account.User, c.p.N("settings.copies_refused", account.Refused, "Reason", account.RefusedSentence))
		}
		if account.Reply != "" {
			c.say("        %s", c.p.T("outbox.server_said", "Reply", account.Reply))
		}
	}
}
