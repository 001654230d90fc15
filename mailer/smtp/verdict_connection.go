package smtp

// Words of the connection: what servers say that have had enough of one, not of us.
var (
	limitWords = []string{
		"messages in one connection", "messages in this connection", "messages on this connection", "messages per connection",
		"message per connection", "messages in one session", "messages in this session", "messages per session", "messages this session",
		"mails per session", "mails in one session", "too many messages sent", "transactions per session", "transactions in this session",
		"too many transactions", "session limit", "recipients in this session", "recipients per session", "recipients this session", "batch limit reached",
	}
	closedWords = []string{
		"too many errors", "too many bad", "too many invalid", "too many unknown", "too many unrecognized", "too many syntax",
		"too many protocol errors", "too many failed", "too many rejected", "too many nonexistent", "too many non-existent",
		"too many wrong", "too many junk", "too many illegal", "error limit", "unexpected failures", "timeout exceeded", "timed out", "timeout waiting",
		"idle timeout", "inactivity", "connection idle", "idle for too long", "connection expired", "connection has been open too long",
	}
	connectionsWords = []string{
		"too many connections", "too many concurrent", "too many simultaneous", "too many open", "too many sessions", "too many smtp sessions",
		"concurrent connections", "concurrent smtp", "number of concurrent", "number of connections", "number of simultaneous",
		"connection rate", "connections from", "connection limit", "connections limit", "maximum connections", "max connections",
		"concurrency limit", "simultaneous connections", "simultaneous sessions", "server ports are busy", "new tls sessions",
	}
)

// explainConnection tells an answer that is about this connection alone. It is asked first: "too many" of what can go on
// over another connection at once must slow nothing down, and condemn no message that happened to be next.
func explainConnection(step Step, code int, words string, before Before) (Outcome, bool) {
	said := func(any []string) bool { return says(words, any) }
	reconnect := func(reason Reason) (Outcome, bool) {
		return Outcome{Verdict: Reconnect, Line: true, Reason: reason}, true
	}
	ends := code == 421
	switch {
	case step == StepReset: // a server that cannot even forget the last message says nothing of the next
		if said(limitWords) {
			return reconnect(ReasonConnectionLimit)
		}
		return reconnect(ReasonConnectionClosed)
	case code >= 500 && !said(limitWords) && !said(closedWords), code >= 550 && step != StepSender:
		return Outcome{}, false
	case before.settled() && said(limitWords):
		return reconnect(ReasonConnectionLimit)
	case before.settled() && (ends || step == StepSender) && said(closedWords):
		return reconnect(ReasonConnectionClosed)
	case said(connectionsWords) && (step == StepConnect || step == StepLogin):
		return reconnect(ReasonTooManyConnections)
	case said(connectionsWords): // this one stands: fewer beside it, and no message is at fault
		return Outcome{Verdict: Temporary, Line: true, Reason: ReasonTooManyConnections}, true
	}
	return Outcome{}, false
}
