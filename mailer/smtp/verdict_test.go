package smtp

import (
	"regexp"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
)

// explainedReplies are what TestExplain tries.
var explainedReplies = []struct {
	step    Step
	code    int
	reply   string
	verdict Verdict
	reason  Reason
}{
	// Recipients: Postfix, Exim, Gmail, Microsoft, Telenet, Proximus, OVH, Yahoo.
	{StepRecipient, 550, "5.1.1 <x@y.be>: Recipient address rejected: User unknown in virtual mailbox table", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 550, "5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 550, "5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT012.eop-EUR02.prod.protection.outlook.com]", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 550, "Requested action not taken: mailbox unavailable", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 554, "delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 550, "No such person at this address", Permanent, ReasonMailboxUnknown},
	{StepRecipient, 552, "5.2.2 <x@telenet.be>: Mailbox full", Permanent, ReasonMailboxFull},
	{StepRecipient, 452, "4.2.2 The email account that you tried to reach is over quota and inactive.", Temporary, ReasonMailboxFull},
	{StepContent, 552, "5.2.2 Over quota", Permanent, ReasonMailboxFull},
	{StepRecipient, 550, "5.2.1 The email account that you tried to reach is disabled.", Permanent, ReasonMailboxDisabled},
	{StepRecipient, 450, "4.1.2 <x@nowhere.be>: Recipient address rejected: Domain not found", Temporary, ReasonDomainUnknown},
	{StepRecipient, 550, "Unrouteable address", Permanent, ReasonMailboxOrDomain},
	{StepRecipient, 556, "5.1.10 Recipient address has a null MX", Permanent, ReasonDomainUnknown},
	{StepRecipient, 501, "5.1.3 Bad recipient address syntax", Permanent, ReasonAddressInvalid},
	{StepRecipient, 553, "5.1.3 The recipient address <x@@y> is not a valid RFC-5321 address.", Permanent, ReasonAddressInvalid},
	{StepRecipient, 450, "4.2.0 <x@y.be>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/y.be.html", Temporary, ReasonGreylisted},
	{StepRecipient, 451, "4.7.1 Greylisting in action, please come back later", Temporary, ReasonGreylisted},
	{StepRecipient, 554, "5.7.1 <x@y.be>: Relay access denied", Broken, ReasonLoginNeeded},
	{StepRecipient, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", Broken, ReasonLoginNeeded},
	{StepRecipient, 550, "5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852", Temporary, ReasonDailyLimit},
	{StepRecipient, 452, "4.5.3 Too many recipients", Temporary, ReasonTooFast},
	{StepRecipient, 451, "Temporary local problem - please try later", Temporary, ReasonTemporary},

	// Content.
	{StepContent, 554, "5.7.1 Message rejected as spam by Content Filtering.", Permanent, ReasonSpam},
	{StepContent, 550, "5.7.1 [1.2.3.4 12] Our system has detected that this message is likely unsolicited mail.", Permanent, ReasonSpam},
	{StepContent, 550, "5.7.26 Unauthenticated email from garage.be is not accepted due to domain's DMARC policy.", Permanent, ReasonPolicy},
	{StepContent, 552, "5.3.4 Message size exceeds fixed limit", Permanent, ReasonTooLarge},
	{StepSender, 552, "5.3.4 Message size exceeds fixed maximum message size", Permanent, ReasonTooLarge},
	{StepContent, 552, "5.2.3 Your message exceeded Google's message size limits.", Permanent, ReasonTooLarge},
	{StepContent, 554, "Transaction failed", Permanent, ReasonRefused},
	{StepContent, 554, "5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; sending quota exceeded", Temporary, ReasonDailyLimit},
	{StepContent, 554, "5.2.252 SendAsDenied; marie@garage.be not allowed to send as info@garage.be", Broken, ReasonSenderRefused},

	// Senders and accounts.
	{StepSender, 530, "5.7.0 Must issue a STARTTLS command first. - gsmtp", Broken, ReasonLoginNeeded},
	{StepSender, 530, "5.7.57 Client not authenticated to send mail.", Broken, ReasonLoginBasicOff},
	{StepSender, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Broken, ReasonLoginBasicOff},
	{StepSender, 553, "5.7.1 <x@y.be>: Sender address rejected: not owned by user marie", Broken, ReasonSenderRefused},
	{StepSender, 421, "4.7.0 Too many concurrent SMTP connections", Temporary, ReasonTooManyConnections},
	{StepSender, 451, "4.7.500 Server busy. Please try again later", Temporary, ReasonTooFast},
	{StepRecipient, 432, "4.3.2 Concurrent connections limit exceeded", Temporary, ReasonTooManyConnections},
	{StepRecipient, 554, "5.7.1 Service unavailable; Client host [1.2.3.4] blocked using zen.spamhaus.org", Broken, ReasonBlocked},

	// Logins.
	{StepLogin, 535, "5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials a1-2.3 - gsmtp", Broken, ReasonLoginAppPassword},
	{StepLogin, 534, "5.7.9 Application-specific password required. For more information, go to https://support.google.com/mail/?p=InvalidSecondFactor", Broken, ReasonLoginAppPassword},
	{StepLogin, 535, "5.7.139 Authentication unsuccessful, basic authentication is disabled. [AS4P190CA0041.EURP190.PROD.OUTLOOK.COM]", Broken, ReasonLoginBasicOff},
	{StepLogin, 535, "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", Broken, ReasonLoginBasicOff},
	{StepLogin, 550, "5.7.30 Basic authentication is not supported for Client Submission.", Broken, ReasonLoginBasicOff},
	{StepLogin, 535, "5.7.8 Error: authentication failed: UGFzc3dvcmQ6", Broken, ReasonLoginRefused},
	{StepLogin, 535, "Incorrect authentication data", Broken, ReasonLoginRefused},
	{StepLogin, 504, "5.7.4 Unrecognized Authentication Type", Broken, ReasonLoginUnsupported},
	{StepLogin, 454, "4.7.0 Temporary authentication failure", Temporary, ReasonTemporary},
	{StepLogin, 454, "4.7.0 Too many login attempts, please try again later.", Temporary, ReasonTooFast},
	{StepConnect, 421, "4.7.0 Try again later, closing connection.", Temporary, ReasonTemporary},
	{StepConnect, 554, "5.7.1 mx.be You are not allowed to connect", Broken, ReasonRefused},
}

// TestExplain reads sentences of real servers.
func TestExplain(t *testing.T) {
	for _, test := range explainedReplies {
		got := Explain(test.step, test.code, test.reply, Before{})
		if got.Verdict != test.verdict || got.Reason != test.reason {
			t.Errorf("%s %d %s\n\tgot verdict %d, %s; want %d, %s", test.step, test.code, test.reply, got.Verdict, got.Reason, test.verdict, test.reason)
		}
	}
}

// TestEveryReasonHasItsSentence goes through what Explain can say, in every language of the screens.
func TestEveryReasonHasItsSentence(t *testing.T) {
	reasons := []Reason{ReasonRefused, ReasonTemporary, ReasonGaveUp, ReasonBrokenOff, ReasonStore, ReasonDemoOnly, ReasonStopped, ReasonNoAccount, ReasonNoPassword, ReasonServerUnknown, ReasonCannotConnect, ReasonNetworkDown, ReasonTimeout, ReasonLineLost, ReasonServerStrange, ReasonNoStartTLS, ReasonTLSFailed, ReasonCertificateName, ReasonCertificateUnknown, ReasonCertificateExpired, ReasonNoUTF8, ReasonOptedOut, ReasonCancelled}
	for i := range signs {
		reasons = append(reasons, signs[i].reason)
	}
	reasons = append(reasons, ReasonNotRelayed, ReasonRelayDenied, ReasonConnectionLimit, ReasonConnectionClosed, ReasonTooManyConnections,
		ReasonTLSTooOld, ReasonTLSNoCipher, ReasonClientCertificate)
	waits := regexp.MustCompile(`(?i)messages|berichten (wachten|vertrekken)|attendent|perdu|verloren|lost`)
	for _, language := range languages.Screen {
		printer := lang.New(language)
		for _, reason := range toldInTest {
			key := StepResult{Reason: reason}.TestKey()
			if sentence := printer.T(key); !printer.Has(key) || waits.MatchString(sentence) {
				t.Errorf("%s says of a test: %s", language, sentence)
			}
		}
		for _, reason := range reasons {
			if !printer.Has(string(reason)) {
				t.Errorf("%s has no sentence for %s", language, reason)
			}
		}
	}
}

func TestCleanReply(t *testing.T) {
	for name, test := range map[string]struct{ reply, want string }{
		"lines":           {"5.1.1 No\nsuch\r\nuser", "5.1.1 No such user"},
		"escape sequence": {"\x1b[31mred\x1b[0m", "[31mred [0m"},
		"right to left":   {"a\u202eb", "a b"},
		"invalid UTF-8":   {"bo\xeete pleine", "bo te pleine"},
	} {
		if got := CleanReply(test.reply); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if got := CleanReply(strings.Repeat("é", 1<<20)); len(got) > maxReply+4 {
		t.Errorf("a reply of 2 MB is kept with %d bytes", len(got))
	}
}
