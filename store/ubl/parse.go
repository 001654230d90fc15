package ubl

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
)

// The namespaces of UBL 2, and its two root elements as plainName writes them.
const (
	aggregateSpace = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
	basicSpace     = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
	invoiceRoot    = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2 Invoice"
	creditNoteRoot = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2 CreditNote"
)

// envelopes are what access points put around a document: the header of a UN/CEFACT business document and OASIS's own.
var envelopes = []string{
	"http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader StandardBusinessDocument",
	"http://docs.oasis-open.org/bdxr/ns/XHE/1/ExchangeHeaderEnvelope XHE",
}

// parse reads the XML; credit tells the root element.
func parse(content []byte) (file document, credit bool, err error) {
	text, settled, err := plainText(content)
	if err != nil {
		return file, false, refuse(NotXML, "%v", err)
	}
	inner := xml.NewDecoder(bytes.NewReader(text))
	inner.CharsetReader = charsetReader(settled)
	decoder := xml.NewTokenDecoder(&guard{inner: inner})
	root, enveloped, err := rootOf(decoder)
	if err == nil {
		credit = root.Name.Local == creditNoteRoot
		err = decoder.DecodeElement(&file, &root)
	}
	if err == nil {
		err = endOf(decoder, enveloped)
	}
	var refused *Refusal
	if err != nil && !errors.As(err, &refused) {
		err = refuse(NotXML, "%v", err)
	}
	return file, credit, err
}

// rootOf goes to the root element, in its envelope if it has one; only blanks, comments and instructions may stand before it.
func rootOf(decoder *xml.Decoder) (root xml.StartElement, enveloped bool, err error) {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && enveloped {
			return root, true, refuse(NotInvoice, "")
		}
		if err != nil {
			return root, enveloped, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if name == invoiceRoot || name == creditNoteRoot {
				return token, enveloped, nil
			}
			if !enveloped && !slices.Contains(envelopes, name) {
				return token, false, refuse(NotInvoice, "%s", strings.TrimSpace(name))
			}
			enveloped = true
		case xml.CharData:
			if !enveloped && len(bytes.TrimSpace(token)) > 0 {
				return root, false, refuse(NotXML, "")
			}
		}
	}
}

// endOf makes sure that nothing follows the root element, and no second document follows in an envelope.
func endOf(decoder *xml.Decoder, enveloped bool) error {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if name := token.Name.Local; enveloped && name != invoiceRoot && name != creditNoteRoot {
				continue
			} else if enveloped {
				return refuse(Twice, "%s", strings.TrimSpace(name))
			}
			return refuse(NotXML, "%s", strings.TrimSpace(token.Name.Local))
		case xml.CharData:
			if !enveloped && len(bytes.TrimSpace(token)) > 0 {
				return refuse(NotXML, "")
			}
		}
	}
}

// guard stands between the XML and the fields: it refuses what no invoice needs and takes UBL's namespaces off the names.
type guard struct {
	inner    *xml.Decoder
	elements int
}

// Token returns the next token for the fields to be filled.
func (g *guard) Token() (xml.Token, error) {
	token, err := g.inner.Token()
	if err != nil {
		return nil, err
	}
	switch token := token.(type) {
	case xml.Directive:
		return nil, refuse(Doctype, "")
	case xml.StartElement:
		g.elements++
		if g.elements > maxElements {
			return nil, refuse(TooLarge, "")
		}
		token.Name = plainName(token.Name)
		token.Attr = slices.DeleteFunc(token.Attr, func(attribute xml.Attr) bool {
			return attribute.Name.Space != "" || attribute.Name.Local == "xmlns"
		})
		return token, nil
	case xml.EndElement:
		token.Name = plainName(token.Name)
		return token, nil
	}
	return token, nil
}

// plainName keeps the namespace and a blank in the name of all elements that are not parts of UBL: no field has such a
// name.
func plainName(name xml.Name) xml.Name {
	if name.Space == aggregateSpace || name.Space == basicSpace {
		return xml.Name{Local: name.Local}
	}
	return xml.Name{Local: name.Space + " " + name.Local}
}
