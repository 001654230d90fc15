package smtp

import "testing"

// TestExplainConnection reads what is about one connection: it charges nobody once the connection has settled something,
// and never makes a circle of connections that settle nothing.
func TestExplainConnection(t *testing.T) {
	taken, refused := Before{Taken: 10, AccountSent: true}, Before{Refused: 10}
	for _, test := range []struct {
		step    Step
		code    int
		reply   string
		before  Before
		verdict Verdict
		reason  Reason
	}{
		{StepSender, 421, "too many messages in one connection", taken, Reconnect, ReasonConnectionLimit},
		{StepSender, 421, "too many messages in one connection", Before{}, Temporary, ReasonTooFast},
		{StepSender, 452, "4.5.3 Too many recipients: Too many messages sent", taken, Reconnect, ReasonConnectionLimit},
		{StepSender, 421, "Max message per connection reached, closing transmission channel", taken, Reconnect, ReasonConnectionLimit},
		{StepContent, 421, "4.7.0 too many messages in this session", taken, Reconnect, ReasonConnectionLimit},
		{StepReset, 421, "4.7.0 mx.example Error: too many errors", refused, Reconnect, ReasonConnectionClosed},
		{StepReset, 502, "5.5.1 Command not implemented", refused, Reconnect, ReasonConnectionClosed},
		{StepSender, 421, "4.7.0 mx.example Error: too many errors", refused, Reconnect, ReasonConnectionClosed},
		{StepRecipient, 421, "4.7.0 Too many invalid commands.", refused, Reconnect, ReasonConnectionClosed},
		{StepSender, 421, "4.4.2 mx.example Error: timeout exceeded", taken, Reconnect, ReasonConnectionClosed},
		{StepSender, 421, "4.7.0 mx.example Error: too many errors", Before{}, Temporary, ReasonTooFast},
		{StepConnect, 421, "4.3.2 Connection rate limit exceeded.", Before{}, Reconnect, ReasonTooManyConnections},
		{StepConnect, 421, "4.7.0 mx.example Error: too many connections from 192.0.2.1", Before{}, Reconnect, ReasonTooManyConnections},
		{StepSender, 421, "4.3.2 The maximum number of concurrent connections has exceeded a limit", taken, Temporary, ReasonTooManyConnections},
		// Not the connection: the pace, the day, the recipient.
		{StepSender, 450, "4.7.1 Error: too much mail from 192.0.2.1", taken, Temporary, ReasonTooFast},
		{StepRecipient, 451, "Sender rate exceeds 10 messages per minute", taken, Temporary, ReasonTooFast},
		{StepRecipient, 550, "5.1.1 Too many errors: no such user", taken, Permanent, ReasonMailboxUnknown},
	} {
		got := Explain(test.step, test.code, test.reply, test.before)
		if got.Verdict != test.verdict || got.Reason != test.reason || got.Verdict == Reconnect && !got.Line {
			t.Errorf("%s %d %s after %+v\n\tgot %+v; want verdict %d, %s", test.step, test.code, test.reply, test.before, got, test.verdict, test.reason)
		}
	}
}
