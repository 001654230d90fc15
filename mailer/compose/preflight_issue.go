package compose

import (
	"crypto/sha256"
	"fmt"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// IssueKind is something to look at before a mailing leaves.
type IssueKind string

// The kinds of issue. Of a client: the first five and those of empty texts and placeholders. Of the mailing: the others.
const (
	NoAddress           IssueKind = "no_address"
	InvalidAddress      IssueKind = "invalid_address"
	SameAddress         IssueKind = "same_address"      // the same text went to that address with another client's mail
	NotAccepted         IssueKind = "not_accepted"      // promotional, and the client does not accept it
	AlreadySent         IssueKind = "already_sent"      // Resend: there is a message that left, may have left or is about to
	EmptyPlaceholder    IssueKind = "empty_placeholder" // this client has nothing to put there
	FallbackLanguage    IssueKind = "fallback_language" // the client's language has no text: a warning
	NoText              IssueKind = "no_text"
	EmptySubject        IssueKind = "empty_subject"
	EmptyBody           IssueKind = "empty_body"
	UnknownPlaceholder  IssueKind = "unknown_placeholder"
	DocumentPlaceholder IssueKind = "document_placeholder" // only a mail that carries a document can fill it
	LargeAttachments    IssueKind = "large_attachments"
	NoAccount           IssueKind = "no_account"
	NoRecipients        IssueKind = "no_recipients"
	NotReached          IssueKind = "not_reached"      // the queueing ended before it
	DraftDocument       IssueKind = "draft_document"   // it has no number yet
	OnItsWay            IssueKind = "on_its_way"       // Detail: where a message with this document goes already
	MayHaveArrived      IssueKind = "may_have_arrived" // a person decides about that message first, in the outbox
	SameMailbox         IssueKind = "same_mailbox"     // of a resend. Detail: an address that has had it
	RecipientGone       IssueKind = "recipient_gone"   // of a resend: he was deleted, or another took his place. Detail: the address then
	RecipientElsewhere  IssueKind = "recipient_elsewhere"
	RecipientUnknown    IssueKind = "recipient_unknown" // of a resend: whose address it was is not known, and nobody has it any more
	AddressGone         IssueKind = "address_gone"      // of a resend: the recipient has no address any more. Detail: the one then
	ChangedSince        IssueKind = "changed_since"     // of QueueChecked: something is not as it was when it was checked
	NotResent           IssueKind = "not_resent"        // of a resend: the message has changed meanwhile
	NoElectronic        IssueKind = "no_electronic"     // of a draft, or a kind of which there is no electronic invoice
	NoAccessPoint       IssueKind = "no_access_point"   // of a resend: the company has none any more
	HandedOver          IssueKind = "handed_over"       // the access point has it already. Detail: its address
	BrokenRule          IssueKind = "broken_rule"       // the electronic invoice would break a rule. Reason: its sentence
)

// LeftOut returns the language key that stands with a recipient who got no mail for this reason.
func (k IssueKind) LeftOut() string { return "left_out." + string(k) }

// Issue is one thing to look at: of one client, or of the mailing itself when ClientID is 0.
type Issue struct {
	ClientID int64
	Name     string // the client's
	Kind     IssueKind
	Blocking bool                 // this client gets no mail; of the mailing: nothing leaves
	Reason   string               // of BrokenRule: language key of the sentence
	Detail   string               // the address, the placeholder as written, the other client …: see Sentence
	Proposal string               // the placeholder that was probably meant, "" = none
	Language string               // of the text that is at fault; of FallbackLanguage: the one the client gets
	Size     int64                // bytes, of LargeAttachments
	Origin   garage.AddressOrigin // of InvalidAddress: where it stands, "" = not told
}

// Sentence says in the printer's language what the matter is and what to do. The client's name is not in it.
func (i Issue) Sentence(p *lang.Printer) string {
	if i.Kind == BrokenRule {
		return i.brokenRule(p)
	}
	sentence := p.T("preflight."+string(i.Kind),
		"Detail", i.Detail, "Language", languageName(p, i.Language), "Size", p.Size(i.Size))
	if i.Proposal != "" {
		sentence += " " + p.T("preflight.proposal", "Proposal", "<"+i.Proposal+">")
	}
	if i.Kind == InvalidAddress && i.Origin == garage.AddressOfBilling {
		sentence += " " + p.T("preflight.invalid_billing")
	}
	if i.Kind == NoAddress && i.Detail != "" {
		sentence += " " + p.T("preflight.refused_address", "Detail", i.Detail)
	}
	return sentence
}

// brokenRule is the sentence of a rule, with what it is about behind it.
func (i Issue) brokenRule(p *lang.Printer) string {
	sentence := p.T(i.Reason)
	if i.Detail != "" {
		sentence += " (" + i.Detail + ")"
	}
	return sentence
}

func languageName(p *lang.Printer, language string) string {
	if language == "" {
		return ""
	}
	return p.T("preflight.language." + language)
}

// Report tells what a mailing will do, or did when it was queued.
type Report struct {
	MailingID      int64
	Going          int            // how many mails leave
	Languages      map[string]int // how many of them in each language
	AttachmentSize int64          // bytes of all attachments, before encoding
	Issues         []Issue        // of the mailing first, then by client in name order

	fingerprint [sha256.Size]byte // of all that the mails hold
}

// Refused reports that something in the mailing itself keeps all of it back.
func (r Report) Refused() bool {
	for _, issue := range r.Issues {
		if issue.ClientID == 0 && issue.Blocking {
			return true
		}
	}
	return false
}

// LeftOut returns the issues for which a client gets no mail, one for each client.
func (r Report) LeftOut() []Issue {
	var leftOut []Issue
	for _, issue := range r.Issues {
		if issue.ClientID != 0 && issue.Blocking &&
			(len(leftOut) == 0 || leftOut[len(leftOut)-1].ClientID != issue.ClientID) {
			leftOut = append(leftOut, issue)
		}
	}
	return leftOut
}

// RefusedError is returned when a mailing or a test cannot leave because of its text or account; the report says why.
type RefusedError struct{ Report Report }

// Error names the first reason, for logs; screens show the report.
func (e *RefusedError) Error() string {
	for _, issue := range e.Report.Issues {
		if issue.ClientID == 0 && issue.Blocking {
			return fmt.Sprintf("mailing refused: %s %s", issue.Kind, issue.Detail)
		}
	}
	return "mailing refused"
}
