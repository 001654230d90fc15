package smtp

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Step is a part of the dialogue with a mail server.
type Step string

// The steps in their order. The first four make the connection; Sender, Recipient and Content are one message's, Reset
// clears away what a refused one has left.
const (
	StepResolve   Step = "resolve"
	StepConnect   Step = "connect"
	StepTLS       Step = "tls"
	StepLogin     Step = "login"
	StepSender    Step = "sender"
	StepRecipient Step = "recipient"
	StepContent   Step = "content"
	StepReset     Step = "reset"
)

// Before is what happened before a reply came: the same words mean something else then.
type Before struct {
	SignedIn    bool // the account has shown its login on this connection
	AccountSent bool // the server has taken another message from this account
	Taken       int  // messages that the server has taken on this connection
	Refused     int  // messages that it has refused on this connection
}

// settled reports that the connection has brought something to an end, so that what ends it now is about the connection.
func (b Before) settled() bool { return b.Taken+b.Refused > 0 }

// sign is a mark by which a refusal is known: an enhanced status code, or words of the reply. An empty part fits all.
type sign struct {
	steps    []Step
	codes    []int
	enhanced []string // "5.1.1", or a beginning: "5.7."
	words    []string // any of them, lower case
	verdict  Verdict
	line     bool
	reason   Reason
}

var (
	atLogin   = []Step{StepLogin}
	atSender  = []Step{StepSender}
	atMessage = []Step{StepRecipient, StepContent}
	anyStep   []Step
)

// signs are read from the top: the first that fits explains the reply. The words are those of real servers; what is
// certain from the code stands before what is guessed from a word.
var signs = []sign{
	{atLogin, nil, []string{"5.7.139"}, []string{"credentials were incorrect"}, Broken, true, ReasonLoginRefused},
	{atLogin, nil, []string{"5.7.139", "5.7.30", "5.7.57"}, nil, Broken, true, ReasonLoginBasicOff},
	{atLogin, nil, nil, []string{"basic authentication is disabled", "smtpclientauthentication is disabled", "basic authentication is not supported"}, Broken, true, ReasonLoginBasicOff},
	{atLogin, nil, []string{"5.7.9"}, nil, Broken, true, ReasonLoginAppPassword},
	{atLogin, []int{534, 535}, nil, []string{"application-specific password", "app password", "badcredentials", "gsmtp"}, Broken, true, ReasonLoginAppPassword},
	{atLogin, []int{534}, nil, nil, Broken, true, ReasonLoginAppPassword},
	{atLogin, nil, nil, []string{"credits exceeded", "messaging limits"}, Temporary, true, ReasonDailyLimit},
	{atLogin, []int{535, 530, 538, 550, 554}, nil, nil, Broken, true, ReasonLoginRefused},
	{atLogin, []int{500, 502, 503, 504}, nil, nil, Broken, true, ReasonLoginUnsupported},
	{atLogin, []int{454, 421, 451}, nil, []string{"too many", "rate limit", "throttl"}, Temporary, true, ReasonTooFast},

	{anyStep, nil, []string{"5.7.30", "5.7.57"}, nil, Broken, true, ReasonLoginBasicOff},
	{anyStep, []int{530}, nil, nil, Broken, true, ReasonLoginNeeded},
	{anyStep, nil, []string{"5.4.5"}, nil, Temporary, true, ReasonDailyLimit},
	{anyStep, nil, nil, []string{"per hour", "hourly", "/hour", "par heure", "pro stunde", "per uur", "last hour"}, Temporary, true, ReasonTooFast},
	{anyStep, nil, nil, []string{"daily", "per day", "for today", "24 hours", "recipient limit exceeded", "recipientlimitexceeded", "quota d'envoi", "sending quota", "exceeded the maximum number of recipients", "message limit exceeded", "messaging limits", "submissionquotaexceeded"}, Temporary, true, ReasonDailyLimit},
	{anyStep, []int{500, 501, 550, 552, 554, 521}, nil, []string{"line too long", "line length", "lines too long", "line is too long", "998", "long line"}, Permanent, false, ReasonLineTooLong},
	{anyStep, nil, []string{"5.3.4", "5.2.3"}, nil, Permanent, false, ReasonTooLarge},
	{anyStep, nil, nil, []string{"message size exceeds", "message too large", "message too big", "exceeds size limit", "maximum message size", "size limit exceeded", "file too big", "size exceeds", "message is too large", "message is too big"}, Permanent, false, ReasonTooLarge},
	{anyStep, []int{554, 550, 553, 521, 571, 421, 451}, nil, []string{"spamhaus", "blacklist", "blocklist", "black list", "block list", "dnsbl", " rbl", "blocked using", "banned sending ip", "poor reputation", "bad reputation", "low reputation", "block listed", "block-listed"}, Broken, true, ReasonBlocked},
	{anyStep, nil, []string{"5.7.501", "5.7.502", "5.7.503", "5.7.511", "5.7.513", "5.7.708"}, nil, Broken, true, ReasonBlocked}, // Microsoft's, of our server
	{anyStep, nil, []string{"5.7.705", "5.7.750"}, nil, Broken, true, ReasonSenderBlocked}, // and of our account
	{[]Step{StepConnect}, []int{550, 554, 521}, nil, []string{"blocked", "reputation"}, Broken, true, ReasonBlocked},

	{anyStep, []int{450, 451, 471, 421}, nil, []string{"greylist", "graylist", "grey-list", "gray list", "grey list", "postgrey", "try again in", "retry in"}, Temporary, false, ReasonGreylisted},
	{atMessage, []int{450, 451}, nil, []string{"unverified address", "address verification in progress"}, Temporary, false, ReasonTemporary},
	{[]Step{StepConnect}, []int{421, 450, 451}, nil, []string{"not available", "unavailable", "shutting down"}, Temporary, true, ReasonTemporary},
	{anyStep, []int{421, 432, 450, 451, 452, 454}, nil, []string{"too many", "rate limit", "ratelimit", "sending rate", "sender rate", "rate exceed", "too much mail", "unusual rate", "submission rate", "throttl", "too fast", "limit", "concurrent", "slow down", "unexpected volume"}, Temporary, true, ReasonTooFast},
	{anyStep, []int{421, 450, 451, 452, 454}, []string{"4.5.3", "4.3.2"}, nil, Temporary, true, ReasonTooFast},
	{atSender, []int{450, 451, 452, 454}, []string{"4.7."}, nil, Temporary, true, ReasonTooFast},
	{atSender, nil, nil, []string{"sending spam", "account blocked", "account is blocked", "account has been blocked", "account suspended", "account is suspended", "account has been suspended"}, Broken, true, ReasonSenderBlocked},
	{atSender, []int{500, 503, 550, 551, 553, 554, 535}, nil, loginWords, Broken, true, ReasonLoginNeeded},
	{atSender, []int{550, 551, 552, 553, 554, 501, 504, 535, 555}, nil, nil, Broken, true, ReasonSenderRefused},

	{atMessage, nil, []string{"4.2.2"}, nil, Temporary, false, ReasonMailboxFull},
	{atMessage, []int{450, 451}, []string{"4.7.1"}, nil, Temporary, false, ReasonGreylisted},
	{atMessage, nil, []string{"5.7.60", "5.7.1"}, []string{"not allowed to send as", "sendasdenied", "client does not have permissions to send as this sender", "sender address rejected", "not owned by user", "not authorized to send on behalf"}, Broken, true, ReasonSenderRefused},
	{atMessage, nil, nil, []string{"sendasdenied", "not owned by user", "sender identity", "address is not verified", "sender verify failed", "envelope sender", "not a validated sender"}, Broken, true, ReasonSenderRefused},
	{atMessage, nil, []string{"5.1.8"}, []string{"outbound"}, Broken, true, ReasonSenderBlocked},
	{atMessage, nil, []string{"5.2.2"}, nil, Permanent, false, ReasonMailboxFull},
	{atMessage, []int{550, 552, 554}, nil, []string{"over quota", "quota exceeded", "mailbox full", "mailbox is full", "inbox is full", "out of storage", "insufficient storage", "exceeded storage", "boîte pleine"}, Permanent, false, ReasonMailboxFull},
	{atMessage, nil, []string{"5.1.2", "5.4.4", "5.4.310"}, nil, Permanent, false, ReasonDomainUnknown},
	{atMessage, nil, nil, []string{"domain not found", "domain does not exist", "host not found", "no such domain", "no mx", "nullmx", "null mx", "does not accept mail"}, Permanent, false, ReasonDomainUnknown},
	{atMessage, nil, nil, []string{"unrouteable address", "unroutable", "unrouteable"}, Permanent, false, ReasonMailboxOrDomain}, // a stock Exim says it of both
	{atMessage, []int{524}, []string{"5.2.4"}, nil, Permanent, false, ReasonMailboxUnknown},
	{[]Step{StepRecipient}, []int{550}, nil, []string{"invalid recipient: "}, Permanent, false, ReasonMailboxOrRelay},
	{atMessage, nil, []string{"5.2.1"}, nil, Permanent, false, ReasonMailboxDisabled},
	{atMessage, []int{550, 554, 551}, nil, []string{"disabled", "inactive", "suspended", "deactivated", "no longer", "not active", "archived"}, Permanent, false, ReasonMailboxDisabled},
	{atMessage, nil, []string{"5.7.1"}, []string{"access denied"}, Permanent, false, ReasonPolicy},
	{[]Step{StepRecipient}, []int{501, 504, 550, 553}, nil, []string{"fully-qualified", "fully qualified"}, Permanent, false, ReasonAddressInvalid},
	{atMessage, nil, []string{"5.1.1", "5.1.10", "5.1.6"}, nil, Permanent, false, ReasonMailboxUnknown},
	{atMessage, nil, nil, []string{"user unknown", "unknown user", "destination address is unknown", "no such user", "no such recipient", "recipient not found", "does not exist", "doesn't exist", "mailbox unavailable", "mailbox not found", "invalid recipient", "invalid mailbox", "unknown recipient", "address rejected", "no mailbox here", "user not found", "doesn't have a", "no such person", "recipient rejected", "unknown local", "user not local"}, Permanent, false, ReasonMailboxUnknown},
	{atMessage, nil, []string{"5.1.3", "5.5.4", "5.6.7"}, nil, Permanent, false, ReasonAddressInvalid},
	{[]Step{StepRecipient}, []int{501, 553, 555}, nil, nil, Permanent, false, ReasonAddressInvalid},
	{atMessage, nil, nil, []string{"spam", "junk", "unsolicited", "virus", "malware", "phish"}, Permanent, false, ReasonSpam},
	{atMessage, nil, []string{"5.7."}, nil, Permanent, false, ReasonPolicy},
	{atMessage, nil, nil, []string{"policy", "not allowed", "access denied", "denied", "blocked", "prohibit", "dmarc", "spf", "dkim"}, Permanent, false, ReasonPolicy},
	{[]Step{StepRecipient}, []int{550}, nil, nil, Permanent, false, ReasonMailboxUnknown},
	{[]Step{StepContent}, []int{552}, nil, nil, Permanent, false, ReasonTooLarge},
	{[]Step{StepRecipient}, []int{552}, nil, nil, Permanent, false, ReasonMailboxFull},
}

// Explain tells what a refusal of the server (a 4xx or 5xx reply at a step) means, from its code, its enhanced status
// code, its words and what happened before.
func Explain(step Step, code int, reply string, before Before) Outcome {
	outcome := Outcome{Code: code, Reply: CleanReply(reply)}
	words, enhanced := strings.ToLower(reply), enhancedCode(reply)
	if connection, found := explainConnection(step, code, words, before); found {
		connection.Code, connection.Reply = outcome.Code, outcome.Reply
		return connection
	}
	if relay, found := explainRelay(step, code, words, before); found {
		relay.Code, relay.Reply = outcome.Code, outcome.Reply
		return relay.consistent()
	}
	for i := range signs {
		if s := &signs[i]; s.fits(step, code, enhanced, words) {
			outcome.Verdict, outcome.Line, outcome.Reason = s.verdict, s.line, s.reason
			return outcome.consistent()
		}
	}
	outcome.Verdict, outcome.Reason = Permanent, ReasonRefused
	if code < 500 {
		outcome.Verdict, outcome.Reason = Temporary, ReasonTemporary
	}
	if step != StepRecipient && step != StepContent {
		outcome.Line = true
		if code >= 500 {
			outcome.Verdict = Broken
		}
	}
	return outcome.consistent()
}

func (s *sign) fits(step Step, code int, enhanced, words string) bool {
	return (s.steps == nil || slices.Contains(s.steps, step)) &&
		(s.codes == nil || slices.Contains(s.codes, code)) &&
		(s.enhanced == nil || slices.ContainsFunc(s.enhanced, func(e string) bool {
			return e == enhanced || strings.HasSuffix(e, ".") && strings.HasPrefix(enhanced, e)
		})) &&
		(s.words == nil || says(words, s.words))
}

// consistent holds the verdict to the code: the words of a 4xx reply never make a message fail for good, and 421 always
// ends the line.
func (o Outcome) consistent() Outcome {
	if o.Code >= 400 && o.Code < 500 && o.Verdict != Temporary {
		o.Verdict = Temporary
	}
	if o.Code == 421 {
		o.Line = true
	}
	return o
}

var enhancedPattern = regexp.MustCompile(`\b([245]\.\d{1,3}\.\d{1,3})\b`)

// enhancedCode returns the first RFC 3463 code of a reply, "" when there is none.
func enhancedCode(reply string) string { return enhancedPattern.FindString(reply) }

// maxReply bounds what is kept of a server's words.
const maxReply = 500

// CleanReply makes one bounded line of a reply, without control characters: it is shown on a screen and kept in the file.
func CleanReply(reply string) string {
	clean := strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(reply[:min(len(reply), 4*maxReply)], " "))), " ")
	if len(clean) > maxReply {
		clean = strings.ToValidUTF8(clean[:maxReply], "") + "…"
	}
	return clean
}
