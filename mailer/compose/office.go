package compose

import "garagemail/store"

// Office is from where a mail leaves: the file it is about, the user whose account sends it, and the company it speaks for.
type Office struct {
	DB                *store.DB
	UserID, CompanyID int64
}
