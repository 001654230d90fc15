package mailer

import "context"

// Why an account's own mailboxes cannot be used, in words that say nothing of the sending.
const (
	ReasonMailboxesUnknown     Reason = "reason.mailboxes_unknown"
	ReasonMailboxesUnreachable Reason = "reason.mailboxes_unreachable"
	ReasonMailboxesTemporary   Reason = "reason.mailboxes_temporary"
	ReasonMailboxesStrange     Reason = "reason.mailboxes_strange"
	ReasonMailboxesSecurity    Reason = "reason.mailboxes_security"
	ReasonMailboxesCertificate Reason = "reason.mailboxes_certificate"
)

// mailboxReasons are the reasons of a connection, which speak of messages that wait, and what they are of mailboxes.
var mailboxReasons = map[Reason]Reason{
	ReasonServerUnknown: ReasonMailboxesUnknown,
	ReasonCannotConnect: ReasonMailboxesUnreachable, ReasonNetworkDown: ReasonMailboxesUnreachable,
	ReasonTimeout: ReasonMailboxesUnreachable, ReasonLineLost: ReasonMailboxesUnreachable, ReasonStopped: ReasonMailboxesUnreachable,
	ReasonTemporary: ReasonMailboxesTemporary, ReasonTooFast: ReasonMailboxesTemporary,
	ReasonServerStrange: ReasonMailboxesStrange, ReasonRefused: ReasonMailboxesStrange,
	ReasonNoStartTLS: ReasonMailboxesSecurity, ReasonTLSFailed: ReasonMailboxesSecurity, ReasonLoginUnsupported: ReasonMailboxesSecurity,
	ReasonCertificateName: ReasonMailboxesCertificate, ReasonCertificateUnknown: ReasonMailboxesCertificate,
	ReasonCertificateExpired: ReasonMailboxesCertificate,
}

// OfMailboxes is the reason as it is told of an account's own mailboxes: that copies wait keeps no message from leaving.
func (r Reason) OfMailboxes() Reason {
	if told, found := mailboxReasons[r]; found {
		return told
	}
	return r
}

// StepMailboxes is the finding, or making, of the mailbox for the copies of what was sent. It is no part of sending.
const StepMailboxes Step = "mailboxes"

// TestCopies tries whether copies of what the account sends can be filed, and names the mailbox. ok is false where none are
// filed: the account has no IMAP server, or its provider files them itself.
func TestCopies(ctx context.Context, account Account) (result StepResult, mailbox string, ok bool) {
	if !account.wantsFiling() {
		return StepResult{}, "", false
	}
	mailbox, err := TestMailboxes(ctx, account)
	if err == nil {
		return StepResult{Step: StepMailboxes, State: Passed}, mailbox, true
	}
	failure := failureOf(err)
	return StepResult{StepMailboxes, Failing, failure.Reason.OfMailboxes(), failure.Reply, failure.Code}, "", true
}
