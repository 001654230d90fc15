package mailbox

import (
	"errors"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/smtp"
)

// errNames says that the server has a mailbox whose name cannot be read.
var errNames = errors.New("the name of a mailbox cannot be read")

// refusedWork is what the server would not do with a mailbox.
type refusedWork struct {
	work string // create, examine, search or append
	err  error
}

// Error names the work.
func (e *refusedWork) Error() string { return e.work + ": " + e.err.Error() }

// Unwrap returns the server's answer.
func (e *refusedWork) Unwrap() error { return e.err }

func atWork(work string, err error) error {
	if err == nil {
		return nil
	}
	return &refusedWork{work, err}
}

// explain makes a ConnectError of whatever went wrong.
func (v *mailboxVisit) explain(err error) error {
	var explained *smtp.ConnectError
	if errors.As(err, &explained) {
		return explained
	}
	line := smtp.Connection{Account: v.account}
	failure := &smtp.ConnectError{Step: v.step, Err: line.Redact(err)}
	var answer *imap.Error
	reason, isCertificate := smtp.CertificateReason(err)
	switch {
	case isCertificate:
		failure.Reason, failure.Broken = reason, true
	case errors.Is(err, smtp.ErrNoMechanism):
		failure.Reason, failure.Broken = smtp.ReasonLoginUnsupported, true
	case errors.As(err, &answer):
		failure.Reply = smtp.CleanReply(line.Hide(strings.TrimSpace(string(answer.Code) + " " + answer.Text)))
		failure.Reason, failure.Broken = v.refusal(err, answer)
	default:
		failure.Reason = v.lineReason(err)
	}
	return failure
}

// lineReason tells why the line broke. The library does not say it in a way that can be told: the line itself knows.
func (v *mailboxVisit) lineReason(err error) smtp.Reason {
	if v.line == nil {
		return smtp.NetworkReason(err)
	}
	switch broken, silent := v.line.fate(); {
	case silent:
		return smtp.ReasonTimeout
	case broken != nil:
		return smtp.NetworkReason(broken)
	case strings.Contains(err.Error(), "imapwire") || strings.Contains(err.Error(), "in response"): // no words of a server
		return smtp.ReasonServerStrange
	}
	return smtp.NetworkReason(err)
}

// The words of servers that have no response code for what they mean, lower case.
var (
	quotaWords = []string{
		"quota", "mailbox full", "mailbox is full", "mailbox size limit", "out of storage", "storage limit", "insufficient space",
		"not enough space", "no space left", "disk full", "disk is full", "boîte pleine",
	}
	sizeWords = []string{
		"too large", "too big", "message size", "maximum size", "exceeds size", "size limit", "appendlimit", "exceeds maximum", "exceeds the maximum",
	}
	permissionWords = []string{
		"permission denied", "access denied", "read-only", "read only", "readonly", "not permitted", "not allowed", "no permission",
		"insufficient rights",
	}
	missingWords   = []string{"doesn't exist", "does not exist", "no such mailbox", "unknown mailbox", "nonexistent", "non-existent", "no such folder", "mailbox not found"}
	nameWords      = []string{"invalid mailbox name", "invalid name", "namespace", "prefix", "inbox"}
	existsWords    = []string{"already exists", "mailbox exists"}
	temporaryWords = []string{
		"temporar", "try again", "try later", "unavailable", "busy", "in use", "locked", "internal error", "server error", "i/o error",
		"timed out", "timeout", "not connected", "too many", "maximum number of connections", "connection limit", "overload", "system error",
	}
)

func hasWords(answer *imap.Error, any []string) bool {
	text := strings.ToLower(answer.Text)
	return slices.ContainsFunc(any, func(word string) bool { return strings.Contains(text, word) })
}

func hasCode(answer *imap.Error, codes ...imap.ResponseCode) bool {
	return slices.ContainsFunc(codes, func(code imap.ResponseCode) bool { return strings.EqualFold(string(code), string(answer.Code)) })
}

// refusal tells what an answer of the server means, first by its code, then by its words.
func (v *mailboxVisit) refusal(err error, answer *imap.Error) (reason smtp.Reason, broken bool) {
	switch {
	case answer.Type == imap.StatusResponseTypeBye:
		return smtp.ReasonTemporary, false
	case hasCode(answer, imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeServerBug):
		return smtp.ReasonTemporary, false
	case v.step == smtp.StepTLS:
		return smtp.ReasonNoStartTLS, true
	case v.step == smtp.StepLogin:
		return loginRefusal(answer)
	}
	work := "list"
	var refused *refusedWork
	if errors.As(err, &refused) {
		work = refused.work
	}
	return workRefusal(work, answer)
}

func loginRefusal(answer *imap.Error) (reason smtp.Reason, broken bool) {
	switch {
	case hasCode(answer, imap.ResponseCodeAuthenticationFailed, imap.ResponseCodeAuthorizationFailed, imap.ResponseCodeExpired):
		return smtp.ReasonLoginRefused, true
	case hasCode(answer, imap.ResponseCodePrivacyRequired):
		return smtp.ReasonLoginUnsupported, true
	case hasCode(answer, imap.ResponseCodeLimit), hasWords(answer, temporaryWords):
		return smtp.ReasonTemporary, false
	}
	return smtp.ReasonLoginRefused, true
}

func workRefusal(work string, answer *imap.Error) (reason smtp.Reason, broken bool) {
	noCode := answer.Code == "" || hasCode(answer, imap.ResponseCodeAlert, imap.ResponseCodeCannot, imap.ResponseCodeContactAdmin)
	switch {
	case hasCode(answer, imap.ResponseCodeOverQuota):
		return smtp.ReasonCopiesFull, false
	case work == "append" && (hasCode(answer, imap.ResponseCodeTooBig) || noCode && hasWords(answer, sizeWords) && !hasWords(answer, quotaWords)):
		return smtp.ReasonCopyTooLarge, false
	case noCode && hasWords(answer, quotaWords):
		return smtp.ReasonCopiesFull, false
	case noCode && hasWords(answer, temporaryWords), hasCode(answer, imap.ResponseCodeLimit) && work == "append":
		return smtp.ReasonTemporary, false
	case work == "create":
		return smtp.ReasonCopiesFolder, true
	case hasCode(answer, imap.ResponseCodeNoPerm), noCode && hasWords(answer, permissionWords):
		return smtp.ReasonCopiesDenied, true
	case work == "append":
		return smtp.ReasonCopyRefused, false
	}
	return smtp.ReasonCopiesDenied, true
}

// isMissing tells that a mailbox is not there, whatever the list said.
func isMissing(err error) bool {
	var answer *imap.Error
	return errors.As(err, &answer) && (hasCode(answer, imap.ResponseCodeTryCreate, imap.ResponseCodeNonExistent) ||
		answer.Code == "" && hasWords(answer, missingWords))
}
