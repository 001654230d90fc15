package backup_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// What happens in a garage, one step at a time.

func (h *history) addClient() {
	mark := h.mark("client")
	storetest.Client(h, h.db, garage.Client{Name: "Maes " + mark, Email: mark + "@maes.example", Notes: mark, AcceptsPromotional: h.random.IntN(2) == 0})
}

func (h *history) changeClient() {
	client, ok := h.pickClient()
	if !ok {
		return
	}
	switch h.random.IntN(4) {
	case 0:
		client.Name = "Renamed " + h.mark("name")
	case 1:
		client.Email = h.mark("moved") + "@maes.example"
	case 2:
		client.AcceptsPromotional = !client.AcceptsPromotional
	default:
		h.refused(h.db.DeleteClient(h.Context(), client.ID))
		return
	}
	h.refused(h.db.SaveClient(h.Context(), &client, garage.ConsentNote{Source: "test"}))
}

func (h *history) changeUser() {
	user := h.pickUser()
	switch h.random.IntN(4) {
	case 0:
		user.Name = "Renamed " + h.mark("user")
	case 1:
		h.refused(h.db.DeleteUser(h.Context(), user.ID))
		return
	default:
		mark := h.mark("user")
		user = garage.User{Name: []string{mark, "Marc"}[h.random.IntN(2)], Email: mark + "@garage.example", DisplayName: mark}
	}
	_, err := h.db.SaveUser(h.Context(), user)
	h.refused(err)
}

// turnOver puts another in the place of a client or a user who goes, which is given the same id.
func (h *history) turnOver() {
	if h.random.IntN(2) == 0 {
		h.refused(h.db.DeleteUser(h.Context(), h.pick(`SELECT max(id) FROM user`)))
		mark := h.mark("user")
		_, err := h.db.SaveUser(h.Context(), garage.User{Name: "Marc", Email: mark + "@garage.example", DisplayName: mark})
		h.refused(err)
		return
	}
	h.refused(h.db.DeleteClient(h.Context(), h.pick(`SELECT coalesce(max(id), 0) FROM client`)))
	h.addClient()
	client, err := h.db.Client(h.Context(), h.pick(`SELECT max(id) FROM client`))
	storetest.Check(h, err)
	_, err = h.db.QueueDelivery(h.Context(), h.write(client, 0))
	storetest.Check(h, err)
}

func (h *history) changeCompany() {
	if h.random.IntN(3) == 0 {
		h.refused(h.db.DeleteCompany(h.Context(), h.pick(`SELECT id FROM company`)))
		return
	}
	_, err := h.db.SaveCompany(h.Context(), garage.Company{Name: h.mark("company"), Language: "nl"})
	h.refused(err)
}

func (h *history) changeVehicle() {
	client, ok := h.pickClient()
	if !ok {
		return
	}
	if h.random.IntN(3) == 0 {
		h.refused(h.db.DeleteVehicle(h.Context(), h.pick(`SELECT id FROM vehicle`)))
		return
	}
	storetest.Vehicle(h, h.db, garage.Vehicle{ClientID: client.ID, Plate: fmt.Sprintf("1-ABC-%03d", h.marks%1000), Make: "Fiat"})
	h.marks++
}

func (h *history) changeDocument() {
	if h.random.IntN(4) == 0 {
		h.refused(h.db.DeleteDraft(h.Context(), h.pick(`SELECT id FROM document WHERE state = 'draft'`)))
		return
	}
	client, ok := h.pickClient()
	company := h.pick(`SELECT id FROM company`)
	if !ok || company == 0 {
		return
	}
	draft := garage.Document{
		CompanyID: company, Kind: garage.Invoice, Date: "2026-11-20", ClientID: client.ID, Reference: h.mark("document"),
		VehicleID: h.pick(fmt.Sprintf(`SELECT id FROM vehicle WHERE client_id = %d`, client.ID)),
		Lines:     []garage.DocumentLine{{Position: 1, Description: "Pneus", Quantity: 4000, UnitPrice: 2500, VATRate: 2100}},
	}
	if id := h.pick(`SELECT id FROM document WHERE kind = 'invoice' AND state = 'issued'`); id != 0 && h.random.IntN(4) == 0 {
		corrected, err := h.db.Document(h.Context(), id)
		storetest.Check(h, err)
		draft.Kind, draft.CorrectsID, draft.ClientID, draft.CompanyID, draft.VehicleID = garage.CreditNote, id, corrected.ClientID, corrected.CompanyID, corrected.VehicleID
	}
	_, err := h.db.SaveDraft(h.Context(), draft)
	h.refused(err)
}

func (h *history) issue() {
	id := h.pick(`SELECT id FROM document WHERE state = 'draft'`)
	if id == 0 {
		return
	}
	issued, err := h.db.IssueDocument(h.Context(), id, "2026-11-23")
	if h.refused(err); err != nil {
		return
	}
	company, err := h.db.Company(h.Context(), issued.CompanyID)
	storetest.Check(h, err)
	given := company.Name + " " + issued.Number
	if h.numbers[given] {
		h.Errorf("%s is given twice", given)
	}
	h.numbers[given] = true
}

// write makes a message to a client and remembers what is meant by it.
func (h *history) write(client garage.Client, documentID int64) garage.NewDelivery {
	mark, user := h.mark("mail"), h.pickUser()
	meant := &letter{to: client.Email, client: client.Notes, user: user.DisplayName}
	if documentID != 0 {
		document, err := h.db.Document(h.Context(), documentID)
		storetest.Check(h, err)
		meant.document = document.Reference
	}
	id := "<" + mark + "@garage.example>"
	h.letters[id] = meant
	message := garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindDocument, DocumentID: documentID, ClientID: client.ID, UserID: user.ID, Purpose: garage.Service,
			FromAddress: user.Email, ToAddress: client.Email, Subject: mark, MessageID: id,
		},
		Head: []byte("Subject: " + mark + "\r\n\r\n"), Tail: []byte("tail"), Paper: []byte("%PDF " + strings.Repeat(mark+" ", 200)),
	}
	if h.random.IntN(3) > 0 { // its paper, and one of four files that many messages have
		shared := bytes.Repeat([]byte{byte(h.random.IntN(4))}, 3000)
		message.Tail = storetest.Attached(message.Paper, shared)
	}
	meant.bytes = slices.Concat(message.Head, message.Tail)
	return message
}

func (h *history) mailDocument() {
	id := h.pick(`SELECT id FROM document WHERE state <> 'draft'`)
	if id == 0 {
		return
	}
	document, err := h.db.Document(h.Context(), id)
	storetest.Check(h, err)
	client, err := h.db.Client(h.Context(), document.ClientID)
	storetest.Check(h, err)
	message := h.write(client, id)
	if h.random.IntN(3) == 0 && document.Open > 0 {
		message.Paper, message.DocumentID, h.letters[message.MessageID].document = nil, 0, ""
		_, err = h.db.QueueOwed(h.Context(), message, []garage.Document{document}, 1)
	} else {
		message.Once = true
		_, err = h.db.QueueDelivery(h.Context(), message)
	}
	h.refused(err)
}

func (h *history) mailCase() {
	client, ok := h.pickClient()
	if !ok {
		return
	}
	id := h.pick(`SELECT id FROM file WHERE client_id IS NOT NULL`)
	if id == 0 || h.random.IntN(2) == 0 {
		file := garage.Case{Kind: []string{"bodyshop", "breakdown"}[h.random.IntN(2)], ClientID: client.ID}
		h.refused(h.db.SaveCase(h.Context(), &file, "Sophie"))
		return
	}
	file, err := h.db.Case(h.Context(), id)
	storetest.Check(h, err)
	client, err = h.db.Client(h.Context(), file.ClientID)
	storetest.Check(h, err)
	_, err = h.db.QueueCaseMail(h.Context(), store.CaseMailing{CaseID: id, Key: "client_ready", UserName: "Sophie"}, []garage.NewDelivery{h.write(client, 0)})
	if h.refused(err); err == nil {
		h.files[file.Number] = true
	}
}

func (h *history) changeMailing() {
	switch h.random.IntN(5) {
	case 0:
		h.refused(h.db.DeleteMailing(h.Context(), h.pick(`SELECT id FROM mailing WHERE state = 'draft'`)))
	case 1:
		h.refused(h.db.PauseMailing(h.Context(), h.pick(`SELECT id FROM mailing WHERE state = 'queued'`)))
	case 2:
		_, err := h.db.CancelMailing(h.Context(), h.pick(`SELECT id FROM mailing WHERE state = 'queued'`))
		h.refused(err)
	default:
		id, err := h.db.NewMailing(h.Context(), garage.Mailing{
			Name: h.mark("mailing"), Purpose: garage.Service, UserID: h.pickUser().ID, CompanyID: h.pick(`SELECT id FROM company`),
			FallbackLanguage: "fr", Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}},
		})
		storetest.Check(h, err)
		h.refused(h.db.SetRecipients(h.Context(), id, h.rows(fmt.Sprintf(`SELECT id FROM client ORDER BY (id * 7919 + %d) %% 101, id LIMIT 3`, h.marks))))
	}
}

func (h *history) queueMailing() {
	id := h.pick(`SELECT id FROM mailing WHERE state = 'draft'`)
	if id == 0 {
		return
	}
	mailing, err := h.db.Mailing(h.Context(), id)
	storetest.Check(h, err)
	storetest.Check(h, h.db.BeginQueue(h.Context(), id))
	var messages []garage.NewDelivery
	for _, clientID := range h.rows(fmt.Sprintf(`SELECT client_id FROM recipient WHERE mailing_id = %d`, id)) {
		client, err := h.db.Client(h.Context(), clientID)
		storetest.Check(h, err)
		messages = append(messages, h.write(client, 0))
	}
	storetest.Check(h, h.db.AddDeliveries(h.Context(), id, messages, nil))
	if h.random.IntN(6) == 0 {
		return // killed while it was prepared
	}
	storetest.Check(h, h.db.FinishQueue(h.Context(), id))
	h.mailings[mailing.Name] = true
}

// deliver records that the server has a message.
func (h *history) deliver(claim *store.Claim) {
	h.Helper()
	meant := h.letters[claim.Delivery.MessageID]
	if meant.left++; meant.left > 1 {
		h.Errorf("%s left %d times", claim.Delivery.MessageID, meant.left)
	}
	if claim.Delivery.ToAddress != meant.to || !bytes.Equal(claim.Message, meant.bytes) {
		h.Errorf("%s went to %s with %d bytes, meant %s and %d", claim.Delivery.MessageID, claim.Delivery.ToAddress, len(claim.Message), meant.to, len(meant.bytes))
	}
}

func (h *history) send() {
	for range 1 + h.random.IntN(4) {
		user := h.pickUser()
		claim, err := h.db.FinishAndClaim(h.Context(), "here", user.ID, store.Handover{Claim: store.ClaimMode(1 + h.random.IntN(2))})
		if storetest.Check(h, err); claim == nil {
			continue
		}
		result := store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt}
		switch fate := h.random.IntN(8); {
		case claim.Delivery.ClaimedAt.IsZero() && fate < 3:
			continue // killed before it began
		case claim.Delivery.ClaimedAt.IsZero():
			_, err := h.db.FinishAndClaim(h.Context(), "here", user.ID, store.Handover{Begin: claim})
			if h.refused(err); err != nil {
				continue
			}
			fallthrough
		case fate < 5:
			h.deliver(claim)
			result.State, result.ToFile = garage.Sent, true
		case fate == 5:
			result.State = garage.Failed
		case fate == 6:
			result.State, result.NextTryAt = garage.Queued, h.now
		default:
			if h.random.IntN(2) == 0 {
				h.deliver(claim)
			}
			if h.random.IntN(2) == 0 {
				continue // killed in the middle
			}
			result.State = garage.Uncertain
		}
		h.refused(h.db.FinishDelivery(h.Context(), result))
	}
}

func (h *history) decide() {
	id := h.pick(`SELECT id FROM delivery WHERE state IN ('failed', 'uncertain', 'queued')`)
	if id == 0 {
		return
	}
	delivery, err := h.db.Delivery(h.Context(), id)
	storetest.Check(h, err)
	switch delivery.State {
	case garage.Failed:
		h.refused(h.db.RetryDelivery(h.Context(), id))
	case garage.Uncertain:
		h.refused(h.db.ResolveUncertain(h.Context(), id, h.letters[delivery.MessageID].left > 0))
	default:
		if h.random.IntN(3) == 0 {
			h.refused(h.db.CancelDelivery(h.Context(), id))
		}
	}
}

func (h *history) live(steps int) {
	all := []func(){
		h.addClient, h.changeClient, h.changeUser, h.turnOver, h.turnOver, h.changeCompany, h.changeVehicle, h.changeDocument, h.changeDocument, h.issue, h.issue,
		h.mailDocument, h.mailDocument, h.mailCase, h.mailCase, h.changeMailing, h.changeMailing, h.queueMailing, h.send, h.send, h.send, h.decide,
	}
	for range steps {
		all[h.random.IntN(len(all))]()
	}
}
