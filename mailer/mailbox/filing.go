package mailbox

import (
	"errors"
	"slices"
	"strings"

	"garagemail/mailer/smtp"
)

// OwnFilers are the servers that file among the sent ones what goes through them.
var OwnFilers = []string{"smtp.gmail.com", "smtp.googlemail.com", "smtp.office365.com", "smtp-mail.outlook.com"}

// FilesItself reports whether the account's server files itself what it accepts, so that a message that is not there
// was not accepted, and one that is there was.
func FilesItself(a smtp.Account) bool {
	return a.Tokens != nil || slices.Contains(OwnFilers, strings.ToLower(strings.TrimSpace(a.Server)))
}

// WantsFiling says whether a copy of what the account sends is to be filed by us.
func WantsFiling(a smtp.Account) bool { return a.IMAP.Server != "" && !FilesItself(a) }

// FailureOf is what is told of an error that need not be a *ConnectError.
func FailureOf(err error) *smtp.ConnectError {
	failure := &smtp.ConnectError{Reason: smtp.ReasonStore}
	_ = errors.As(err, &failure)
	return failure
}
