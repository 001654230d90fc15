package compose

import (
	"cmp"
	"context"
	"fmt"
	"html"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/garage"
)

// maxElectronic is the largest electronic invoice that is mailed: encoded it stays under the 14 MB or so that most servers take.
const maxElectronic = 10 << 20

// The media types of what a document goes out as.
const (
	mediaPDF = "application/pdf"
	mediaXML = "application/xml"
)

// going is a document that is about to be queued, with what it is made of.
type going struct {
	mail     DocumentMail
	document garage.Document
	client   store.Addressee
	to       []addressed
	paper    Paper
	sheet    garage.Client // all of client: what is read for a mail is less
}

// messages makes the messages of one document, each by its way. Where the electronic invoice cannot go, nothing of the document does.
func (q *documentQueue) messages(ctx context.Context, g going) ([]garage.NewDelivery, error) {
	point, err := q.accessPoint(ctx, cmp.Or(g.document.CompanyID, q.CompanyID))
	if err != nil {
		return nil, err
	}
	pdf := namedContent{g.paper.Name, mediaPDF, g.paper.Bytes}
	if point.CompanyID == 0 && g.mail.Replaces == 0 {
		return q.compose(ctx, g.document, g.client, g.to, []namedContent{pdf})
	}
	replaced := garage.Channel("")
	if g.mail.Replaces != 0 {
		if replaced, err = q.DB.DeliveryChannel(ctx, g.mail.Replaces); err != nil {
			return nil, err
		}
	}
	known, err := q.DB.ClientRoute(ctx, g.document.ClientID)
	if err != nil {
		return nil, err
	}
	if g.sheet, err = q.DB.Client(ctx, g.document.ClientID); err != nil {
		return nil, err
	}
	route := garage.RouteOf(g.document.Kind, g.sheet, known, point)
	switch {
	case replaced == garage.ChannelPeppol && point.CompanyID == 0: // it has no way any more, and its address is nobody's
		q.problem(g.document, Issue{Kind: NoAccessPoint, Blocking: true, ClientID: g.document.ClientID, Name: g.sheet.WrittenName()}, nil)
		return nil, nil
	case replaced == garage.ChannelPeppol: // that message, and no other
		return q.peppolAlone(ctx, g, point, known)
	case replaced == garage.ChannelMail:
		route.Peppol, route.PDF = false, true
	case g.mail.Emails != nil: // she has ticked where the PDF goes
		route.PDF = true
	}
	var deliveries []garage.NewDelivery
	if route.Peppol {
		if deliveries, err = q.peppolAlone(ctx, g, point, known); err != nil || len(deliveries) == 0 {
			return nil, err
		}
	}
	if !route.PDF {
		return deliveries, nil
	}
	files := []namedContent{pdf}
	if route.Attached {
		made, err := q.electronic(ctx, g, point)
		if err != nil {
			return nil, err
		}
		if made.XML != nil {
			files = append(files, namedContent{made.Name, mediaXML, made.XML})
		}
	}
	mails, err := q.compose(ctx, g.document, g.client, g.to, files)
	return append(deliveries, mails...), err
}

// peppolAlone makes the message to the access point; none, and a problem in the report, where a rule keeps it back.
func (q *documentQueue) peppolAlone(ctx context.Context, g going, point garage.AccessPoint, known garage.ClientRoute) ([]garage.NewDelivery, error) {
	made, err := q.electronic(ctx, g, point)
	if err != nil {
		return nil, err
	}
	broken := Issue{Kind: BrokenRule, Blocking: true, ClientID: g.document.ClientID, Name: g.sheet.WrittenName()}
	switch {
	case known.PublicBody && g.document.Reference == "" && g.document.Kind == garage.Invoice:
		broken.Reason = "peppol.order_number"
		made.Issues = append(made.Issues, broken)
	case len(made.XML) > maxElectronic:
		broken.Reason = "peppol.too_large"
		made.Issues = append(made.Issues, broken)
	}
	if len(made.Issues) > 0 {
		q.problem(g.document, made.Issues[0], nil)
		return nil, nil
	}
	delivery, err := q.toAccessPoint(ctx, g, point, made)
	if err != nil {
		return nil, err
	}
	return []garage.NewDelivery{delivery}, nil
}

// electronic makes the electronic invoice as the access point wants it.
func (q *documentQueue) electronic(ctx context.Context, g going, point garage.AccessPoint) (Electronic, error) {
	inside := g.paper
	if point.PDFBeside {
		inside.Bytes = nil
	}
	source, err := electronicSource(ctx, q.DB, q.CompanyID, g.document, g.sheet)
	if err != nil {
		return Electronic{}, fmt.Errorf("electronic invoice of document %d: %w", g.document.ID, err)
	}
	source.PDF, source.PDFName = inside.Bytes, inside.Name
	return electronic(source, g.paper.Name), nil
}

// toAccessPoint is the mail that hands a document over: one document, the key in its subject. It is handed over to Peppol, not delivered, when the
// access point's server takes it.
func (q *documentQueue) toAccessPoint(ctx context.Context, g going, point garage.AccessPoint, made Electronic) (garage.NewDelivery, error) {
	shared, err := q.composer(ctx, g.document)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	own := *shared
	files := []namedContent{{point.Filled(point.FileName, g.document.Number), mediaXML, made.XML}}
	if point.PDFBeside {
		files = append(files, namedContent{g.paper.Name, mediaPDF, g.paper.Bytes})
	}
	if err := own.encodeTail(files, fmt.Sprintf("document %d", g.document.ID)); err != nil {
		return garage.NewDelivery{}, err
	}
	p := lang.New(cmp.Or(own.company.Language, languages.Reference))
	text := p.T("peppol.mail_text", "Number", g.document.Number)
	mail := Mail{
		ToAddress: point.Address, FromName: own.user.DisplayName, FromAddress: own.user.Email, Language: p.Language(),
		Subject: point.Filled(point.Subject, g.document.Number), Text: text + "\n", HTML: "<p>" + html.EscapeString(text) + "</p>\n",
	}
	messageID, err := newMessageID(mail.FromAddress)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	head, err := own.head(&mail, messageID, q.DB.Now())
	if err != nil {
		return garage.NewDelivery{}, fmt.Errorf("document %d to the access point: %w", g.document.ID, err)
	}
	return garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindDocument, DocumentID: g.document.ID, ClientID: g.document.ClientID, UserID: q.UserID, Purpose: garage.Service,
			FromAddress: mail.FromAddress, ToAddress: mail.ToAddress, ToName: g.sheet.WrittenName(), Subject: mail.Subject, MessageID: messageID,
			Owner: garage.AddressOwner{Origin: garage.AddressTyped},
		},
		Language: mail.Language, Head: head, Tail: own.tail, Paper: g.paper.Bytes, Channel: garage.ChannelPeppol, Electronic: made.XML,
		NotTwice: !g.mail.PeppolAgain,
	}, nil
}

// accessPoint returns where a company's electronic invoices go, asked once.
func (q *documentQueue) accessPoint(ctx context.Context, companyID int64) (garage.AccessPoint, error) {
	if known, asked := q.points[companyID]; asked {
		return known, nil
	}
	point, err := q.DB.AccessPoint(ctx, companyID)
	if err == nil {
		q.points[companyID] = point
	}
	return point, err
}
