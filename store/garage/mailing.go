package garage

import "time"

// Purpose says whether a mail is advertising: promotional mail goes only to clients who accept it (Art. XII.13 CDE).
type Purpose string

// The two purposes of a mail.
const (
	Promotional Purpose = "promotional"
	Service     Purpose = "service"
)

// MailingState is where a mailing stands. Only a draft can be changed.
type MailingState string

// The states of a mailing. Preparing is a draft whose deliveries are being written: after a crash it is a draft again.
const (
	MailingDraft     MailingState = "draft"
	MailingPreparing MailingState = "preparing"
	MailingQueued    MailingState = "queued"
	MailingCancelled MailingState = "cancelled"
)

// Text is the subject and the Markdown body of a mail in one language.
type Text struct {
	Subject string
	Body    string
}

// Mailing is one send job to many clients. Texts is keyed by language; clients whose language has no text get the one
// in FallbackLanguage.
type Mailing struct {
	ID               int64
	Name             string
	Purpose          Purpose
	State            MailingState
	Paused           bool
	UserID           int64
	CompanyID        int64
	FallbackLanguage string
	Criteria         Criteria // what its list was made with: they say which vehicle of a client <PLAQUE> means
	Texts            map[string]Text
	CreatedAt        time.Time
	ChangedAt        time.Time
	QueuedAt         time.Time
}

// Recipient is a client of a mailing, frozen (name, address, language) when the mailing was queued.
type Recipient struct {
	ID        int64
	MailingID int64
	ClientID  int64
	Name      string
	Email     string
	Language  string
	LeftOut   string // why no message was made, a language key; "" = one was made, or the mailing is a draft
}

// MailingRow is a line of the list of mailings.
type MailingRow struct {
	Mailing           // without its texts
	Subject    string // in the fallback language, else in any
	Recipients int
	LeftOut    int // recipients for whom no message was made
	Counts     DeliveryCounts
}

// MailingReport says what became of a mailing: counts, and by name each recipient that did not get it (yet).
type MailingReport struct {
	Mailing    Mailing
	Recipients int
	LeftOut    int
	Counts     DeliveryCounts
	NotSent    []UnsentRecipient // left out, failed, uncertain or cancelled, in name order
}

// UnsentRecipient is a recipient that the mailing did not reach, with the reason.
type UnsentRecipient struct {
	RecipientID int64
	ClientID    int64
	DeliveryID  int64 // 0 = left out before a message was made
	Name        string
	Email       string
	State       DeliveryState // "" = left out
	Reason      string        // language key
	Reply       string        // the server's words, "" = none
	ReplyCode   int
}

// Attachment is a file that goes with every message of a mailing. Size is in bytes before encoding.
type Attachment struct {
	ID        int64
	MailingID int64
	Name      string
	MediaType string
	Size      int64
}

// MailTemplate is a mail saved by name for reuse.
type MailTemplate struct {
	ID      int64
	Name    string
	Purpose Purpose
	Texts   map[string]Text
}
