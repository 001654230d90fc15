package garage

import "time"

// DeliveryState is where one message stands; DESIGN: queued → sending → sent | failed | uncertain | queued again.
type DeliveryState string

// The states of a delivery. Uncertain means that the server may or may not have it: the line broke after the data began
// or the program died once its data may have begun (ClaimedAt), and only a person may send it again.
const (
	Queued    DeliveryState = "queued"
	Sending   DeliveryState = "sending"
	Sent      DeliveryState = "sent"
	Failed    DeliveryState = "failed"
	Uncertain DeliveryState = "uncertain"
	Cancelled DeliveryState = "cancelled"
)

// DeliveryKind says what a delivery carries.
type DeliveryKind string

// The kinds of delivery. Test is "send me a test"; Single is a mail to one client from the @ button.
const (
	KindMailing  DeliveryKind = "mailing"
	KindDocument DeliveryKind = "document"
	KindCase     DeliveryKind = "file"
	KindTest     DeliveryKind = "test"
	KindSingle   DeliveryKind = "single"
)

// Reasons that the store itself writes; all others are those of mailer/smtp, mailer/mailbox, store and store/backup. They are language keys.
const (
	ReasonOptedOut  = "reason.opted_out"  // the client stopped accepting promotional mail before his message left
	ReasonBrokenOff = "reason.broken_off" // the program died while the message was on its way
	ReasonCancelled = "reason.cancelled"  // a person cancelled it
)

// Delivery is one message to one recipient. Its bytes are fixed when it is queued (see DeliveryMessage).
type Delivery struct {
	ID           int64
	Kind         DeliveryKind
	MailingID    int64 // 0 = none, as for the ids below
	RecipientID  int64
	DocumentID   int64
	ClientID     int64
	UserID       int64 // whose account sends it
	Purpose      Purpose
	FromAddress  string // envelope sender
	ToAddress    string // envelope recipient: exactly one
	ToName       string
	Subject      string
	MessageID    string // with angle brackets
	State        DeliveryState
	Attempt      int       // claims so far
	Uncounted    int       // of these, claims that came to nothing through no fault of the message
	Deferrals    int       // temporary failures since it was queued or retried by hand
	FirstTriedAt time.Time // zero = not tried yet
	NextTryAt    time.Time // zero = at once
	Reply        string    // the server's last words
	ReplyCode    int       // SMTP code, 0 = none was read
	Reason       string    // key of the sentence for the receptionist
	Size         int64     // bytes of the whole message
	Owner        AddressOwner
	ReplacedBy   int64 // the delivery that was sent in its place after a mend, 0 = none
	QueuedAt     time.Time
	ClaimedAt    time.Time // zero of one that is sending = claimed ahead: its data have not begun
	FinishedAt   time.Time
}

// AddressOwner says whose address a message goes to: a resend is to him, wherever he is reached then.
type AddressOwner struct {
	Origin       AddressOrigin // "" = queued by a version that did not say
	ContactID    int64         // of AddressOfContact, 0 = he was deleted since
	Party        Party         // of AddressOfParty: his role in the file,
	PartyName    string        // and who he was
	PartyContact string
}

// NewDelivery is a message to be queued. Of Delivery only what a composer knows is read: Kind, MailingID, RecipientID,
// DocumentID, ClientID, UserID, Purpose, the addresses, Owner, Subject, MessageID and NextTryAt (a later time to send it at).
// Head followed by Tail is the whole message: exact bytes, CRLF lines, not dot-stuffed. Tail is what all messages of a
// mailing share (its attachments, encoded): the same bytes are stored once.
type NewDelivery struct {
	Delivery
	Language string // of the text the recipient gets; frozen with a mailing's recipient
	Head     []byte
	Tail     []byte
	// Channel is the way it takes, "" = a mail. Electronic is what goes to an access point, to be kept as the document's own.
	Channel    Channel
	Electronic []byte
	Replaces   int64 // a failed or cancelled delivery that this one mends, 0 = none; a recipient's own are found without it
	// Paper is the PDF of the document that goes out, to be kept as the document's own from now on; nil = keep none.
	Paper  []byte
	TailOf int64 // a delivery whose tail it has, in the place of Tail; 0 = none
	// NotTwice keeps it back also when its document was sent to that address before.
	NotTwice bool
	Once     bool // not when a message of its document was sent, waits, leaves or is uncertain: nothing is queued then
}

// DeliveryRow is a line of the outbox or of a client's mail: the delivery and the names behind its ids.
type DeliveryRow struct {
	Delivery
	MailingName    string
	ClientName     string
	UserName       string
	DocumentNumber string
	Paused         bool // its mailing is paused
}

// DeliveryFilter restricts Deliveries; an empty field restricts nothing.
type DeliveryFilter struct {
	MailingID    int64
	RecipientID  int64
	ClientID     int64
	DocumentID   int64
	UserID       int64
	Kinds        []DeliveryKind
	States       []DeliveryState
	Search       string // words of the name, the address or the subject, without case or accents
	HideReplaced bool   // leave out those that were mended and sent anew
}

// DeliveryCounts counts deliveries by state. Those that were mended and sent anew are not counted.
type DeliveryCounts struct {
	Queued, Sending, Sent, Failed, Uncertain, Cancelled int
}

// Left is what the worker still has to do.
func (c DeliveryCounts) Left() int { return c.Queued + c.Sending }

// Total is the number of deliveries in any state.
func (c DeliveryCounts) Total() int {
	return c.Queued + c.Sending + c.Sent + c.Failed + c.Uncertain + c.Cancelled
}

// Add counts messages of a state.
func (c *DeliveryCounts) Add(state DeliveryState, count int) {
	switch state {
	case Queued:
		c.Queued += count
	case Sending:
		c.Sending += count
	case Sent:
		c.Sent += count
	case Failed:
		c.Failed += count
	case Uncertain:
		c.Uncertain += count
	case Cancelled:
		c.Cancelled += count
	}
}
