package mailer

import (
	"context"
	"errors"
)

// StepState is what TestAccount found at a step.
type StepState int

// The states of a step. Skipped ones come after the one that failed, or do not exist for the account.
const (
	Skipped StepState = iota
	Passed
	Failing
)

// StepResult is one line of a Diagnosis. The text of a step is the language key "step." + Step.
type StepResult struct {
	Step   Step
	State  StepState
	Reason Reason // why it fails
	Reply  string // the server's words
	Code   int
}

// Diagnosis is what TestAccount found, step by step.
type Diagnosis struct {
	Steps []StepResult
}

// OK reports that the account can send.
func (d Diagnosis) OK() bool { return len(d.Steps) > 0 && d.Failed() == nil }

// Failed returns the step that failed, nil when none did.
func (d Diagnosis) Failed() *StepResult {
	for i := range d.Steps {
		if d.Steps[i].State == Failing {
			return &d.Steps[i]
		}
	}
	return nil
}

// TestAccount goes through everything that sending takes, up to a sender that the server accepts, and sends nothing.
func TestAccount(ctx context.Context, transport Transport, account Account) Diagnosis {
	steps := []Step{StepResolve, StepConnect, StepTLS, StepLogin, StepSender}
	session, err := transport.Connect(ctx, account)
	if err != nil {
		failed := StepResult{Step: StepConnect, State: Failing, Reason: ReasonCannotConnect}
		var failure *ConnectError
		if errors.As(err, &failure) {
			failed = StepResult{failure.Step, Failing, failure.Reason, failure.Reply, failure.Code}
		}
		return diagnosis(steps, failed)
	}
	defer session.Close() //nolint:errcheck // all that was to be learnt is learnt
	outcome := session.CheckSender(ctx, account.Email)
	if outcome.Verdict != Accepted {
		return diagnosis(steps, StepResult{StepSender, Failing, outcome.Reason, outcome.Reply, outcome.Code})
	}
	return diagnosis(steps, StepResult{})
}

// diagnosis marks the steps before the failed one as passed and those after it as skipped.
func diagnosis(steps []Step, failed StepResult) Diagnosis {
	d := Diagnosis{Steps: make([]StepResult, len(steps))}
	state := Passed
	for i, step := range steps {
		d.Steps[i] = StepResult{Step: step, State: state}
		if step == failed.Step {
			d.Steps[i] = failed
			state = Skipped
		}
	}
	return d
}

// Key is the language key of the step's name.
func (s Step) Key() string { return "step." + string(s) }
