package smtp

import (
	"regexp"
	"slices"
	"strings"
)

// Words by which servers refuse to carry a message on to somebody else's server.
var (
	relayWords = []string{
		"rcpthosts", "delivery is not allowed to this address", "i cannot deliver mail for", "non-local e-mail address",
		"not local domain", "not a local domain", "not one of my domains", "non-accepted domain",
	}
	loginWords = []string{
		"must be authenticated", "must authenticate", "please authenticate", "authenticate first", "authentication required",
		"authentication is required", "requires authentication", "without authentication", "not authenticated", "unauthenticated sender",
		"turn on smtp authentication", "auth command first", "login required", "not logged in",
	}
)

// relayWord is the word itself, not a part of a server's name (smtp-relay.example), nor of the table of Postfix in which a
// recipient is looked for.
var relayWord = regexp.MustCompile(`(?:^|[^-.@\w])(?:relay|relaying|relayed)(?:$|[^-.\w]|[.](?:\s|$))`)

func isRelayRefusal(words string) bool {
	words = strings.ReplaceAll(words, "relay recipient table", "")
	return relayWord.MatchString(words) || says(words, relayWords) || says(words, loginWords)
}

func says(words string, any []string) bool {
	return slices.ContainsFunc(any, func(word string) bool { return strings.Contains(words, word) })
}

// explainRelay tells who is meant by a server that does not carry on: the account when nothing has gone from it yet, and
// without a login that is what is missing; the recipient when others went. A server may refuse the first recipient and take
// the next, so what it says of the account here is in doubt until it has refused some.
func explainRelay(step Step, code int, words string, before Before) (Outcome, bool) {
	refuses := code >= 500 && code != 552 || code == 450 || code == 451 || code == 454
	if step != StepRecipient && step != StepContent || !refuses || strings.Contains(words, "sender") {
		return Outcome{}, false
	}
	relay := isRelayRefusal(words)
	// A submission port says "access denied" to everybody who has not signed in; to one who has, it is about the recipient.
	// Microsoft's 5.4.1 is its word for an unknown mailbox.
	denied := strings.Contains(words, "access denied") && !before.SignedIn && !strings.Contains(words, "5.4.1 ")
	switch {
	case !relay && !denied || code == 530:
		return Outcome{}, false
	case before.AccountSent:
		return Outcome{Verdict: Permanent, Reason: ReasonNotRelayed}, true
	case before.SignedIn:
		return Outcome{Verdict: Broken, Line: true, InDoubt: true, Reason: ReasonRelayDenied}, true
	}
	return Outcome{Verdict: Broken, Line: true, InDoubt: true, Reason: ReasonLoginNeeded}, true
}
