package mailer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// letters are random messages as a composer makes them: heads with lines that begin with dots, tails with files of which several
// messages have the same, or that only look like files.
func letters(source *rand.Rand, count int) []garage.NewDelivery {
	var pool [][]byte
	for range 6 {
		file := make([]byte, source.IntN(40_000))
		for i := range file {
			file[i] = byte(source.Uint32())
		}
		pool = append(pool, file)
	}
	var made []garage.NewDelivery
	for i := range count {
		id := fmt.Sprintf("<bytes-%d@garage.example>", i)
		head := []byte("Message-ID: " + id + "\r\nSubject: test\r\n\r\nBonjour\r\n")
		for range source.IntN(5) {
			head = append(head, []string{".\r\n", "..\r\n", "a line of text\r\n", "\r\n", ".é\r\n"}[source.IntN(5)]...)
		}
		var tail []byte
		switch source.IntN(4) {
		case 0:
			tail = []byte("\r\n--=_b\r\n\r\nno file\r\n--=_b--\r\n")
		case 1: // lines that are too short, which are not written again
			tail = bytes.ReplaceAll(storetest.Attached(pool[source.IntN(len(pool))]), []byte("A"), []byte("A\r\n"))
		default:
			var files [][]byte
			for range 1 + source.IntN(3) {
				files = append(files, pool[source.IntN(len(pool))])
			}
			tail = storetest.Attached(files...)
		}
		made = append(made, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindSingle, ClientID: int64(1 + i%10), UserID: 1, Purpose: garage.Service, FromAddress: mailertest.Marie,
				ToAddress: mailertest.ClientAddress(1 + i%10), Subject: "test", MessageID: id,
			},
			Head: head, Tail: tail,
		})
	}
	return made
}

// TestExactBytes: what a mail server gets is, to the byte, what was fixed when the message was queued.
func TestExactBytes(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	made := letters(rand.New(rand.NewPCG(7, 11)), 200)
	fixed := map[string][]byte{}
	for _, letter := range made {
		fixed[letter.MessageID] = append(bytes.Clone(letter.Head), letter.Tail...)
	}
	if _, err := p.db.QueueDeliveries(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	p.start(nil)
	p.until("all sent", func() bool { return p.counts().Sent == len(made) })
	got := p.servers[1].Messages()
	if len(got) != len(made) {
		t.Errorf("%d messages arrived", len(got))
	}
	for _, message := range got {
		id, _, _ := bytes.Cut(bytes.TrimPrefix(message.Bytes, []byte("Message-ID: ")), []byte("\n"))
		want, known := fixed[string(bytes.TrimSpace(id))]
		if !known || !bytes.Equal(message.Bytes, want) {
			t.Errorf("%s: %d bytes arrived, %d were queued", id, len(message.Bytes), len(want))
		}
		delete(fixed, string(bytes.TrimSpace(id)))
	}
}
