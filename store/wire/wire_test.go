package wire

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"
)

// wrapped is base64 in lines of a length, as a mail library writes it.
func wrapped(content []byte, length int) []byte {
	text := base64.StdEncoding.EncodeToString(content)
	var lines bytes.Buffer
	for len(text) > length {
		lines.WriteString(text[:length] + "\r\n")
		text = text[length:]
	}
	return append(lines.Bytes(), text...)
}

func random(source *rand.Rand, size int) []byte {
	content := make([]byte, size)
	for i := range content {
		content[i] = byte(source.Uint32())
	}
	return content
}

// TestCut: of a message with files their bytes come out, and what is left is small.
func TestCut(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	for _, sizes := range [][]int{{1024}, {1025, 1026}, {5000, 100, 60_000}, {57 * 40}, {57*40 + 1}, {1 << 20}} {
		var message bytes.Buffer
		var want [][]byte
		for i, size := range sizes {
			content := random(source, size)
			if size >= least {
				want = append(want, content)
			}
			fmt.Fprintf(&message, "\r\n--=_x\r\nContent-Type: a/b;\r\n name=\"%d\"\r\nContent-Transfer-Encoding: base64\r\n\r\n%s", i, wrapped(content, 76))
		}
		message.WriteString("\r\n--=_x--\r\n")
		own, files := Cut(message.Bytes())
		if len(files) != len(want) {
			t.Fatalf("%v: %d files", sizes, len(files))
		}
		for i, file := range files {
			if !bytes.Equal(file.Bytes, want[i]) {
				t.Errorf("%v: file %d is another", sizes, i)
			}
		}
		if len(own) > 200*len(sizes) {
			t.Errorf("%v: %d bytes of its own", sizes, len(own))
		}
		if made := Join([]byte("before"), own, files); !bytes.Equal(made, append([]byte("before"), message.Bytes()...)) {
			t.Errorf("%v: joined is another", sizes)
		}
	}
}

// tricky are beginnings and ends of what looks like a file and is none, or not in the form that Join writes.
func tricky(source *rand.Rand) []byte {
	content := random(source, least+source.IntN(3000))
	good := wrapped(content, 76)
	switch source.IntN(12) {
	case 0:
		return good
	case 1:
		return wrapped(content, 72+source.IntN(8)) // lines of another length
	case 2:
		return bytes.ReplaceAll(good, []byte("\r\n"), []byte("\n"))
	case 3:
		return append(good, "\r\n\r\n"...)
	case 4:
		return append(good, "AAAA\r\n"...)
	case 5:
		return append(good[:len(good)/2], "\r\n\r\n"...)
	case 6:
		return append([]byte("===="), good...)
	case 7:
		at := source.IntN(len(good))
		return append(append(bytes.Clone(good[:at]), "="...), good[at:]...)
	case 8:
		return append(bytes.Clone(good), '=')
	case 9:
		return content
	case 10: // bits that no byte needs
		return append(wrapped(content[:57*17], 76), "\r\nAB==\r\n"...)
	}
	return nil
}

// TestSameBytes: whatever a message is, put together again it is the same.
func TestSameBytes(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	cut := 0
	for range 3000 {
		var message []byte
		for range source.IntN(5) {
			switch source.IntN(3) {
			case 0:
				message = append(message, "\r\n\r\n"...)
			case 1:
				message = append(message, "--=_b\r\nA: b\r\n\r\n"...)
			}
			message = append(message, tricky(source)...)
		}
		own, files := Cut(message)
		cut += len(files)
		if made := Join(nil, own, files); !bytes.Equal(made, message) {
			t.Fatalf("%d bytes became %d, with %d files", len(message), len(made), len(files))
		}
	}
	if cut < 500 {
		t.Errorf("only %d files were cut out", cut)
	}
}

// FuzzSameBytes: the same for whatever bytes.
func FuzzSameBytes(f *testing.F) {
	f.Add([]byte("\r\n\r\n" + string(wrapped(bytes.Repeat([]byte("ab"), 900), 76)) + "\r\n--"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, message []byte) {
		own, files := Cut(message)
		if made := Join(nil, own, files); !bytes.Equal(made, message) {
			t.Errorf("%q became %q", message, made)
		}
	})
}
