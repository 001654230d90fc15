package mailbox

import (
	"context"

	"garagemail/mailer/smtp"
)

// Why an account's own mailboxes cannot be used, in words that say nothing of the sending.
const (
	ReasonMailboxesUnknown     smtp.Reason = "reason.mailboxes_unknown"
	ReasonMailboxesUnreachable smtp.Reason = "reason.mailboxes_unreachable"
	ReasonMailboxesTemporary   smtp.Reason = "reason.mailboxes_temporary"
	ReasonMailboxesStrange     smtp.Reason = "reason.mailboxes_strange"
	ReasonMailboxesSecurity    smtp.Reason = "reason.mailboxes_security"
	ReasonMailboxesCertificate smtp.Reason = "reason.mailboxes_certificate"
)

// mailboxReasons are the reasons of a connection, which speak of messages that wait, and what they are of mailboxes.
var mailboxReasons = map[smtp.Reason]smtp.Reason{
	smtp.ReasonServerUnknown: ReasonMailboxesUnknown,
	smtp.ReasonCannotConnect: ReasonMailboxesUnreachable, smtp.ReasonNetworkDown: ReasonMailboxesUnreachable,
	smtp.ReasonTimeout: ReasonMailboxesUnreachable, smtp.ReasonLineLost: ReasonMailboxesUnreachable, smtp.ReasonStopped: ReasonMailboxesUnreachable,
	smtp.ReasonTemporary: ReasonMailboxesTemporary, smtp.ReasonTooFast: ReasonMailboxesTemporary,
	smtp.ReasonServerStrange: ReasonMailboxesStrange, smtp.ReasonRefused: ReasonMailboxesStrange,
	smtp.ReasonNoStartTLS: ReasonMailboxesSecurity, smtp.ReasonTLSFailed: ReasonMailboxesSecurity, smtp.ReasonLoginUnsupported: ReasonMailboxesSecurity,
	smtp.ReasonCertificateName: ReasonMailboxesCertificate, smtp.ReasonCertificateUnknown: ReasonMailboxesCertificate,
	smtp.ReasonCertificateExpired: ReasonMailboxesCertificate,
}

// OfMailboxes is the reason as it is told of an account's own mailboxes: that copies wait keeps no message from leaving.
func OfMailboxes(r smtp.Reason) smtp.Reason {
	if told, found := mailboxReasons[r]; found {
		return told
	}
	return r
}

// StepMailboxes is the finding, or making, of the mailbox for the copies of what was sent. It is no part of sending.
const StepMailboxes smtp.Step = "mailboxes"

// TestCopies tries whether copies of what the account sends can be filed, and names the mailbox. ok is false where none are
// filed: the account has no IMAP server, or its provider files them itself.
func TestCopies(ctx context.Context, account smtp.Account) (result smtp.StepResult, mailbox string, ok bool) {
	if !WantsFiling(account) {
		return smtp.StepResult{}, "", false
	}
	mailbox, err := TestMailboxes(ctx, account)
	if err == nil {
		return smtp.StepResult{Step: StepMailboxes, State: smtp.Passed}, mailbox, true
	}
	failure := FailureOf(err)
	return smtp.StepResult{Step: StepMailboxes, State: smtp.Failing, Reason: OfMailboxes(failure.Reason), Reply: failure.Reply, Code: failure.Code}, "", true
}
