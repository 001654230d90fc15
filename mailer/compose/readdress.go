package compose

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// readdressed is a message as it was made, for the address that its recipient has now: only the lines of its head change that
// say to whom it goes, when it was written, and which message it is.
func readdressed(ctx context.Context, db *store.DB, to store.RecipientNow) (garage.NewDelivery, error) {
	head, err := db.DeliveryHead(ctx, to.ID)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	delivery := garage.NewDelivery{Delivery: to.Delivery, Replaces: to.ID, TailOf: to.ID}
	delivery.ToAddress, delivery.NextTryAt = to.Address, time.Time{}
	if delivery.MessageID, err = newMessageID(to.FromAddress); err != nil {
		return garage.NewDelivery{}, err
	}
	address, err := headerAddress(to.ToName, to.Address)
	if err != nil {
		return garage.NewDelivery{}, err
	}
	delivery.Head, err = replaceFields(head, map[string]string{
		"to":         strings.ReplaceAll(address.String(), "?= ", "?=\r\n "), // encoded words one a line: a line has its limits
		"message-id": delivery.MessageID,
		"date":       db.Now().Local().Format(time.RFC1123Z),
	})
	if err != nil {
		return garage.NewDelivery{}, fmt.Errorf("readdress delivery %d: %w", to.ID, err)
	}
	return delivery, nil
}

// replaceFields gives fields of a message's header, named in small letters, other values. Each has to be there once.
func replaceFields(message []byte, values map[string]string) ([]byte, error) {
	header, body, whole := bytes.Cut(message, []byte("\r\n\r\n"))
	if !whole {
		return nil, errors.New("message without an end of its header")
	}
	var made bytes.Buffer
	made.Grow(len(message) + 256)
	replacing, replaced := false, map[string]bool{}
	for line := range bytes.SplitSeq(header, []byte("\r\n")) {
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			if !replacing {
				made.Write(line)
				made.WriteString("\r\n")
			}
			continue
		}
		name, _, _ := bytes.Cut(line, []byte(":"))
		key := strings.ToLower(string(name))
		value, named := values[key]
		if replacing = named; named {
			if replaced[key] {
				return nil, fmt.Errorf("message has two fields %q", name)
			}
			replaced[key] = true
			line = append(append(bytes.Clone(name), ": "...), value...)
		}
		made.Write(line)
		made.WriteString("\r\n")
	}
	if len(replaced) != len(values) {
		return nil, errors.New("message without a field that every message has")
	}
	made.WriteString("\r\n")
	made.Write(body)
	return made.Bytes(), nil
}
