package xls

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/richardlehane/mscfb"
)

// Records by their number (MS-XLS 2.3.2, and the book of BIFF5).
const (
	idFormula     = 0x0006
	idEnd         = 0x000A
	idDateMode    = 0x0022
	idFilePass    = 0x002F
	idContinue    = 0x003C
	idCodePage    = 0x0042
	idColumn      = 0x007D
	idSheet       = 0x0085
	idManyRK      = 0x00BD
	idRichText    = 0x00D6
	idXF          = 0x00E0
	idMerges      = 0x00E5
	idTexts       = 0x00FC
	idSharedText  = 0x00FD
	idNumber      = 0x0203
	idText        = 0x0204
	idBoolOrError = 0x0205
	idString      = 0x0207
	idRow         = 0x0208
	idRK          = 0x027E
	idFormat      = 0x041E
	idBegin       = 0x0809
)

const (
	versionBIFF8 = 0x0600
	versionBIFF5 = 0x0500
	kindGlobals  = 0x0005
	kindSheet    = 0x0010
)

// records reads the records of a workbook one after the other.
type records struct {
	in   *bufio.Reader
	id   int
	data []byte // valid until the next call
	read int64
}

func newRecords(in io.Reader) *records { return &records{in: bufio.NewReaderSize(in, 64<<10)} }

// next reads a record; io.EOF is an end between two.
func (r *records) next() error {
	var head [4]byte
	if n, err := io.ReadFull(r.in, head[:]); err != nil {
		if n == 0 && errors.Is(err, io.EOF) {
			return io.EOF
		}
		return r.broken(err)
	}
	r.id = int(binary.LittleEndian.Uint16(head[:]))
	length := int(binary.LittleEndian.Uint16(head[2:]))
	if cap(r.data) < length {
		r.data = make([]byte, length, 2*length)
	}
	r.data = r.data[:length]
	if _, err := io.ReadFull(r.in, r.data); err != nil {
		return r.broken(err)
	}
	r.read += int64(4 + length)
	return nil
}

// broken tells a container that leads nowhere, and the end of the file, from a disk that fails.
func (r *records) broken(err error) error {
	var container mscfb.Error
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &container) {
		return fmt.Errorf("%w: record %#x: %w", ErrDamaged, r.id, err)
	}
	return err
}

// goesOn reports whether the next record continues this one.
func (r *records) goesOn() bool {
	head, err := r.in.Peek(2)
	return err == nil && binary.LittleEndian.Uint16(head) == idContinue
}

// u16 returns the number at a place of the record, 0 beyond its end.
func (r *records) u16(at int) int {
	if at+2 > len(r.data) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(r.data[at:]))
}

// chunks reads what may go on in records that continue this one.
type chunks struct {
	from *records
	rest []byte
	bad  bool
}

func (r *records) chunks(at int) *chunks {
	return &chunks{from: r, rest: r.data[min(at, len(r.data)):]}
}

// more goes on to the next record.
func (c *chunks) more() bool {
	if !c.from.goesOn() || c.from.next() != nil {
		c.bad = true
		return false
	}
	c.rest = c.from.data
	return true
}

// bytes gives n bytes to take, in as many pieces as they stand.
func (c *chunks) bytes(n int, take func(piece []byte)) {
	for n > 0 && !c.bad {
		if len(c.rest) == 0 && !c.more() {
			return
		}
		piece := c.rest[:min(n, len(c.rest))]
		take(piece)
		c.rest, n = c.rest[len(piece):], n-len(piece)
	}
}

func (c *chunks) number(size int) (n int) {
	shift := 0
	c.bytes(size, func(piece []byte) {
		for _, b := range piece {
			n |= int(b) << shift
			shift += 8
		}
	})
	return n
}
