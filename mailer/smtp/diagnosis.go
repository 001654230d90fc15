package smtp

import (
	"context"
	"errors"
	"slices"
	"strings"

	"garagemail/store/garage"
)

// StepState is what TestAccount found at a step.
type StepState int

// The states of a step. Skipped ones come after the one that failed; Absent ones the account does not have: a line that is
// not protected, an account without login.
const (
	Skipped StepState = iota
	Passed
	Failing
	Absent
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

// Unprotected reports that the account's line can be read on its way.
func (d Diagnosis) Unprotected() bool {
	return slices.ContainsFunc(d.Steps, func(s StepResult) bool { return s.Step == StepTLS && s.State == Absent })
}

// outsideAddress is who a test asks the server to deliver to: a reserved name that belongs to nobody. Nothing is sent.
const outsideAddress = "garagemail-test@example.com"

// TestAccount goes through everything that sending takes, up to a recipient elsewhere that the server accepts, and sends
// nothing.
func TestAccount(ctx context.Context, transport Transport, account Account) Diagnosis {
	session, err := transport.Connect(ctx, account)
	if err != nil {
		failed := StepResult{Step: StepConnect, State: Failing, Reason: ReasonCannotConnect}
		var failure *ConnectError
		if errors.As(err, &failure) {
			failed = StepResult{failure.Step, Failing, failure.Reason, failure.Reply, failure.Code}
		}
		return diagnosis(account, failed)
	}
	defer session.Close() //nolint:errcheck // all that was to be learnt is learnt
	if outcome := session.CheckSender(ctx, account.Email); outcome.Verdict != Accepted {
		return diagnosis(account, StepResult{StepSender, Failing, outcome.Reason, outcome.Reply, outcome.Code})
	}
	if outcome := session.checkRecipient(ctx, outsideAddress); refusesAll(outcome) {
		return diagnosis(account, StepResult{StepRecipient, Failing, outcome.Reason, outcome.Reply, outcome.Code})
	}
	return diagnosis(account, StepResult{})
}

// refusesAll tells a refusal of everybody elsewhere from one of the address that a test asks about: that its domain takes
// no mail, a server says which would have carried the mail on.
func refusesAll(outcome Outcome) bool {
	switch outcome.Reason {
	case ReasonMailboxUnknown, ReasonMailboxOrDomain, ReasonDomainUnknown, ReasonMailboxDisabled, ReasonMailboxFull, ReasonGreylisted,
		ReasonAddressInvalid:
		return false
	}
	return outcome.Verdict != Accepted
}

// diagnosis marks the steps before the failed one as passed and those after it as skipped.
func diagnosis(account Account, failed StepResult) Diagnosis {
	steps := []Step{StepResolve, StepConnect, StepTLS, StepLogin, StepSender, StepRecipient}
	d := Diagnosis{Steps: make([]StepResult, len(steps))}
	state := Passed
	for i, step := range steps {
		d.Steps[i] = StepResult{Step: step, State: state}
		absent := step == StepTLS && account.Security == garage.Plain ||
			step == StepLogin && account.Login == "" && account.Tokens == nil
		switch {
		case step == failed.Step:
			d.Steps[i] = failed
			state = Skipped
		case absent && state == Passed:
			d.Steps[i].State = Absent
		}
	}
	return d
}

// Key is the language key of the step's name.
func (s Step) Key() string { return "step." + string(s) }

// toldInTest are the reasons that have a sentence of their own for a test of the account.
var toldInTest = []Reason{
	ReasonNoAccount, ReasonNoPassword, ReasonServerUnknown, ReasonCannotConnect, ReasonNetworkDown, ReasonTimeout, ReasonLineLost,
	ReasonServerStrange, ReasonNoStartTLS, ReasonTLSFailed, ReasonTLSTooOld, ReasonTLSNoCipher, ReasonClientCertificate,
	ReasonCertificateName, ReasonCertificateUnknown, ReasonCertificateExpired, ReasonLoginRefused, ReasonLoginAppPassword,
	ReasonLoginBasicOff, ReasonLoginNeeded, ReasonLoginUnsupported, ReasonSignInAgain, ReasonSignInDenied, ReasonSignInExpired,
	ReasonSignInClient, ReasonAuthorityFile, ReasonSenderRefused, ReasonSenderBlocked, ReasonRelayDenied, ReasonBlocked,
	ReasonTooFast, ReasonTooManyConnections, ReasonDailyLimit, ReasonStore, ReasonDemoOnly, ReasonStopped, ReasonTemporary,
	ReasonRefused,
}

// TestKey is the language key of what a test of the account says, which has no messages that wait.
func (r StepResult) TestKey() string {
	reason := r.Reason
	switch {
	case reason == ReasonMailboxOrRelay || reason == ReasonNotRelayed:
		reason = ReasonRelayDenied
	case !slices.Contains(toldInTest, reason) && r.Code >= 400 && r.Code < 500:
		reason = ReasonTemporary
	case !slices.Contains(toldInTest, reason):
		reason = ReasonRefused
	}
	return "reason_test." + strings.TrimPrefix(string(reason), "reason.")
}
