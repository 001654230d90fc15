package ui

import (
	"garagemail/store/garage"
	"garagemail/ui/cases"
	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/documents"
	"garagemail/ui/help"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
	"garagemail/ui/settings"
)

// doors are where they stand in the program.
func doors(a *desk.App) desk.Doors {
	return desk.Doors{
		OpenClient:      func(id int64) { clients.OpenClient(a, id) },
		OpenAddress:     func(clientID int64, where garage.AddressOwner) { clients.OpenAddress(a, clientID, where) },
		ChooseClient:    func(w *kit.Window, taken func(garage.ClientRow)) { clients.ChooseClient(a, w, taken) },
		ClearMarks:      func(w *kit.Window) { clients.ClearMarks(a, w) },
		OpenCase:        func(kind string, id int64) { cases.OpenCase(a, kind, id) },
		NewCase:         func(kind string, clientID int64) { cases.NewCase(a, kind, clientID) },
		OpenParty:       func(w *kit.Window, caseID int64, role garage.Party) { cases.OpenParty(a, w, caseID, role) },
		OpenDocument:    func(id int64) { documents.OpenDocument(a, id) },
		NewInvoice:      func(clientID int64) { documents.NewInvoice(a, clientID) },
		OpenMessage:     func(deliveryID int64) { mailings.OpenMessage(a, deliveryID) },
		OpenListBuilder: func(start desk.ListStart) { mailings.OpenListBuilder(a, start) },
		OpenMailEditor:  func(mailingID int64) { mailings.OpenMailEditor(a, mailingID) },
		SendStatement:   func(w *kit.Window, clientIDs []int64) { documents.SendStatement(a, w, clientIDs) },
		ListKeys:        help.Keys,
		OpenCompanies:   func() { settings.OpenCompanies(a) },
		OpenMySettings:  func() { settings.OpenMySettings(a) },
	}
}
