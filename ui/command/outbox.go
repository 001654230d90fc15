package command

import (
	"context"
	"strconv"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// MessageAnswer is one message as the commands print it. Times are RFC 3339 in UTC, "" = none.
type MessageAnswer struct {
	ID        int64  `json:"id"`
	Kind      string `json:"kind"`
	State     string `json:"state"`
	Mailing   string `json:"mailing"`
	Document  string `json:"document"`
	Name      string `json:"name"`
	Address   string `json:"address"`
	Subject   string `json:"subject"`
	MessageID string `json:"message_id"`
	Attempts  int    `json:"attempts"`
	QueuedAt  string `json:"queued_at"`
	NextTryAt string `json:"next_try_at"`
	EndedAt   string `json:"ended_at"`
	Reason    string `json:"reason"`   // a key that does not change: reason.mailbox_unknown
	Sentence  string `json:"sentence"` // the same in words, in the language of --lang
	Reply     string `json:"reply"`
	ReplyCode int    `json:"reply_code"`
}

type CountsAnswer struct {
	Queued    int `json:"queued"`
	Sending   int `json:"sending"`
	Sent      int `json:"sent"`
	Failed    int `json:"failed"`
	Uncertain int `json:"uncertain"`
	Cancelled int `json:"cancelled"`
}

// ListAnswer is what `garagemail outbox list --json` prints.
type ListAnswer struct {
	Counts   CountsAnswer    `json:"counts"`
	Messages []MessageAnswer `json:"messages"`
}

// outboxList prints what is not settled, or everything. It exits as a run that ends so would.
func (c *command) outboxList() work {
	all := c.flags.Bool("all", false, c.p.T("help.flag.all"))
	return func([]string) int { return c.listOutbox(*all) }
}

func (c *command) listOutbox(all bool) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // it was only read
	filter := garage.DeliveryFilter{HideReplaced: !all}
	if !all {
		filter.States = []garage.DeliveryState{garage.Queued, garage.Sending, garage.Failed, garage.Uncertain}
	}
	answer := ListAnswer{}
	counts, err := db.OutboxCounts(ctx)
	if err == nil {
		answer.Counts = CountsAnswer(counts)
		answer.Messages, err = c.messages(ctx, db, filter)
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	c.print(answer, func() {
		c.sayCounts(answer.Counts)
		c.sayMessages(answer.Messages)
	})
	switch {
	case counts.Uncertain > 0:
		return ExitUncertain
	case counts.Failed > 0:
		return ExitFailed
	}
	return ExitDone
}

// outboxResolve records what a person found out about uncertain messages.
func (c *command) outboxResolve() work {
	sent := c.flags.Bool("sent", false, c.p.T("help.flag.sent"))
	again := c.flags.Bool("again", false, c.p.T("help.flag.resolve_again"))
	return func(words []string) int {
		if len(words) == 0 || *sent == *again {
			return c.wrongUse("")
		}
		ids := make([]int64, len(words))
		for i, word := range words {
			var err error
			if ids[i], err = strconv.ParseInt(word, 10, 64); err != nil {
				return c.wrongUse(strconv.Quote(word))
			}
		}
		return c.resolve(ids, *sent)
	}
}

func (c *command) resolve(ids []int64, sent bool) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // what was decided is committed
	code, answers := ExitDone, []MessageAnswer{}
	for _, id := range ids {
		if err := db.ResolveUncertain(ctx, id, sent); err != nil {
			_ = c.fail(ctx, err)
			code = ExitFailed
			continue
		}
		delivery, err := db.DeliveryRows(ctx, []int64{id})
		if err != nil {
			return c.fail(ctx, err)
		}
		for _, row := range delivery {
			answers = append(answers, c.message(row))
		}
	}
	c.print(answers, func() { c.sayMessages(answers) })
	return code
}

// messages returns the messages that filter lets through, oldest first.
func (c *command) messages(ctx context.Context, db *store.DB, filter garage.DeliveryFilter) ([]MessageAnswer, error) {
	ids, err := db.Deliveries(ctx, filter)
	if err != nil {
		return nil, err
	}
	rows, err := db.DeliveryRows(ctx, ids)
	answers := make([]MessageAnswer, 0, len(rows))
	for i := range rows {
		answers = append(answers, c.message(rows[len(rows)-1-i]))
	}
	return answers, err
}

func (c *command) message(row garage.DeliveryRow) MessageAnswer {
	answer := MessageAnswer{
		ID: row.ID, Kind: string(row.Kind), State: string(row.State), Mailing: row.MailingName, Document: row.DocumentNumber,
		Name: row.ToName, Address: row.ToAddress, Subject: row.Subject, MessageID: row.MessageID, Attempts: row.Attempt - row.Uncounted,
		QueuedAt: stamp(row.QueuedAt), NextTryAt: stamp(row.NextTryAt), EndedAt: stamp(row.FinishedAt),
		Reason: row.Reason, Reply: row.Reply, ReplyCode: row.ReplyCode,
	}
	if row.Reason != "" {
		answer.Sentence = c.p.T(row.Reason)
	}
	return answer
}

// stamp is a time as JSON has it.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (c *command) sayCounts(n CountsAnswer) {
	c.say("%s %d, %s %d, %s %d, %s %d", c.p.T("outbox.state.queued"), n.Queued+n.Sending, c.p.T("outbox.state.sent"), n.Sent,
		c.p.T("outbox.state.failed"), n.Failed, c.p.T("outbox.state.uncertain"), n.Uncertain)
}

func (c *command) sayMessages(messages []MessageAnswer) {
	for _, m := range messages {
		c.say("%6d  %s  %s <%s>  %s", m.ID, c.p.T("outbox.state."+m.State), m.Name, m.Address, m.Subject)
		if m.Sentence != "" {
			c.say("        %s", m.Sentence)
		}
	}
}
