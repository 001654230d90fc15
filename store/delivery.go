package store

import "time"

// DeliveryState is where one message stands; DESIGN: queued → sending → sent | failed | uncertain | queued again.
type DeliveryState string

// The states of a delivery. Uncertain means that the server may or may not have it: the line broke after the data began
// or the program died meanwhile, and only a person may send it again.
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
	KindFile     DeliveryKind = "file"
	KindTest     DeliveryKind = "test"
	KindSingle   DeliveryKind = "single"
)

// Delivery is one message to one recipient. Its bytes are fixed when it is queued (see DeliveryMessage).
type Delivery struct {
	ID          int64
	Kind        DeliveryKind
	MailingID   int64 // 0 = none, as for the ids below
	RecipientID int64
	DocumentID  int64
	ClientID    int64
	UserID      int64
	Purpose     Purpose
	FromAddress string
	ToAddress   string
	ToName      string
	Subject     string
	MessageID   string // with angle brackets
	State       DeliveryState
	Attempt     int
	NextTryAt   time.Time
	Reply       string // the server's last words
	ReplyCode   int    // SMTP code, 0 = none was read
	Reason      string // key of the sentence for the receptionist
	Size        int64  // bytes of the whole message
	QueuedAt    time.Time
	ClaimedAt   time.Time
	FinishedAt  time.Time
}
