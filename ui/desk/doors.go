package desk

import (
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// Doors lead from a room to the screens of another: what one room asks of the others is this and no more. The program hangs
// them all before its window opens.
type Doors struct {
	OpenClient      func(id int64)
	OpenAddress     func(clientID int64, where garage.AddressOwner)   // the sheet, where an address of his stands
	ChooseClient    func(w *kit.Window, taken func(garage.ClientRow)) // over a window, by its search
	ClearMarks      func(w *kit.Window)                               // all V, with an undo
	OpenCase        func(kind string, id int64)
	NewCase         func(kind string, clientID int64)
	OpenParty       func(w *kit.Window, caseID int64, role garage.Party) // the case, at one of its parties
	OpenDocument    func(id int64)
	NewInvoice      func(clientID int64)   // a draft
	OpenMessage     func(deliveryID int64) // as it was stored
	OpenListBuilder func(start ListStart)
	OpenMailEditor  func(mailingID int64)
	SendStatement   func(w *kit.Window, clientIDs []int64) // of account
	ListKeys        func(w *kit.Window)                    // that work in it
	OpenCompanies   func()
	OpenMySettings  func()
}

// ListStart says what a list builder begins with.
type ListStart struct {
	Marked    bool    // the criterion "only clients marked V" is set
	ClientIDs []int64 // already in the right list
	MailingID int64   // the draft whose recipients are being changed, 0 = a new one is made
}
