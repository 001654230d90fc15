package store

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
)

var allStates = []garage.DeliveryState{garage.Queued, garage.Sending, garage.Sent, garage.Failed, garage.Uncertain, garage.Cancelled}

type states map[garage.DeliveryState]garage.DeliveryState // from → to

// change is what somebody does to a delivery, and from which states it leads where; from all others it is refused.
type change struct {
	name    string
	who     string // as docs/architecture.md says it, "" = not in its picture
	do      func(o *outbox, id int64) error
	allowed states
}

// finishAs records a result of the last claim.
func finishAs(state garage.DeliveryState) func(o *outbox, id int64) error {
	return func(o *outbox, id int64) error {
		delivery, err := o.Delivery(o.ctx, id)
		o.must(err)
		return o.FinishDelivery(o.ctx, Result{DeliveryID: id, Attempt: max(delivery.Attempt, 1), State: state})
	}
}

// claimOf claims the next delivery.
func claimOf(o *outbox, id int64) error {
	if claim := o.claim(); claim == nil || claim.Delivery.ID != id {
		return garage.ErrConflict
	}
	return nil
}

// recovered is the start after the worker died.
func recovered(o *outbox, _ int64) error {
	if count, err := o.RecoverSending(o.ctx, worker); err != nil || count == 0 {
		return fmt.Errorf("%d: %w", count, garage.ErrConflict)
	}
	return nil
}

var changes = []change{
	{"claim", "the worker claims it", claimOf, states{garage.Queued: garage.Sending}},
	{"cancel", "she cancels it", func(o *outbox, id int64) error { return o.CancelDelivery(o.ctx, id) }, states{garage.Queued: garage.Cancelled}},
	{"retry", "she sends it again", func(o *outbox, id int64) error { return o.RetryDelivery(o.ctx, id) }, states{garage.Failed: garage.Queued}},
	{"arrived", "she says that it arrived", func(o *outbox, id int64) error { return o.ResolveUncertain(o.ctx, id, true) }, states{garage.Uncertain: garage.Sent}},
	{"again", "she sends it again", func(o *outbox, id int64) error { return o.ResolveUncertain(o.ctx, id, false) }, states{garage.Uncertain: garage.Queued}},
	{"recover", "the program died while it was sending", recovered, states{garage.Sending: garage.Uncertain}},
	{"finish sent", "the server took it", finishAs(garage.Sent), states{garage.Sending: garage.Sent, garage.Uncertain: garage.Sent}},
	{"finish failed", "the server refused it for good", finishAs(garage.Failed), states{garage.Sending: garage.Failed, garage.Uncertain: garage.Failed}},
	{"finish later", "not now", finishAs(garage.Queued), states{garage.Sending: garage.Queued, garage.Uncertain: garage.Queued}},
	{
		"finish uncertain", "the connection broke after the final dot", finishAs(garage.Uncertain),
		states{garage.Sending: garage.Uncertain, garage.Uncertain: garage.Uncertain},
	},
	{"finish cancelled", "", finishAs(garage.Cancelled), nil},
	{"finish sending", "", finishAs(garage.Sending), nil},
}

// TestTransitions holds every change to the states it is allowed from.
func TestTransitions(t *testing.T) {
	for _, c := range changes {
		for _, from := range allStates {
			t.Run(c.name+" from "+string(from), func(t *testing.T) {
				o := newOutbox(t)
				id := o.in(from)
				before := o.is(id, from)
				err := c.do(o, id)
				to, allowed := c.allowed[from]
				if !allowed {
					o.mustBe(err, garage.ErrConflict)
					if after := o.is(id, from); after != before {
						t.Errorf("a refused change wrote: %+v, was %+v", after, before)
					}
					return
				}
				o.must(err)
				if after := o.is(id, to); after.MessageID != before.MessageID {
					t.Error("the Message-ID changed")
				}
			})
		}
	}
}

// TestStatesPicture holds the picture in docs/architecture.md to the changes that TestTransitions tries; what it prints is to be put
// there. A result that comes after another worker has taken over is left out of it.
func TestStatesPicture(t *testing.T) {
	picture := []string{"```mermaid", "stateDiagram-v2", "    [*] --> queued"}
	for _, from := range allStates {
		for _, c := range changes {
			to, found := c.allowed[from]
			if !found || c.who == "" || from == garage.Uncertain && strings.HasPrefix(c.name, "finish") {
				continue
			}
			if line := fmt.Sprintf("    %s --> %s: %s", from, to, c.who); !slices.Contains(picture, line) {
				picture = append(picture, line)
			}
		}
	}
	picture = append(picture, "```")
	document, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(picture, "\n"); !strings.Contains(string(document), want) {
		t.Errorf("docs/architecture.md has not this picture:\n%s", want)
	}
}
