package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines cuts text into physical lines at \r\n, \n or \r. Lines can be put back, to be read again.
type lines struct {
	in      *bufio.Reader
	counter *counter
	table   *[256]rune // of a one-byte encoding, nil for UTF-8
	twice   bool       // UTF8Twice
	number  int        // of the line last returned, from 1
	end     string     // the first line end seen
	pending []physical // put back, the next one first
	long    []byte     // a line that does not fit in the buffer of in
	decoded []byte
}

// physical is one line of text without its end; tooLong says that it went beyond maxRecord and was skipped.
type physical struct {
	text           []byte
	stray, tooLong bool
}

// counter counts the bytes that are drawn from a reader.
type counter struct {
	in io.Reader
	n  int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}

func newLines(r io.Reader, encoding Encoding) *lines {
	source := &counter{in: r}
	l := &lines{in: bufio.NewReaderSize(plainText(source, encoding), 64<<10), counter: source, table: tables[encoding], twice: encoding == UTF8Twice}
	if mark, err := l.in.Peek(3); err == nil && mark[0] == 0xEF && mark[1] == 0xBB && mark[2] == 0xBF {
		_, _ = l.in.Discard(3) // just peeked at
	}
	return l
}

// next returns the next line, valid until the following call.
func (l *lines) next() (physical, error) {
	if len(l.pending) > 0 {
		line := l.pending[0]
		l.pending = l.pending[1:]
		l.number++
		return line, nil
	}
	text, tooLong, err := l.cut()
	if err != nil {
		return physical{}, err
	}
	l.number++
	if tooLong {
		return physical{tooLong: true}, nil
	}
	if ascii(text) {
		return physical{text: text}, nil
	}
	line := physical{}
	l.decoded, line.stray = toUTF8(l.decoded[:0], text, l.table)
	line.text = l.decoded
	if l.twice {
		line.text, _ = writtenOnce(nil, line.text)
	}
	return line, nil
}

// putBack returns lines to be read again before the rest.
func (l *lines) putBack(again []physical) {
	l.pending = append(again, l.pending...)
	l.number -= len(again)
}

func ascii(text []byte) bool {
	for _, b := range text {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

// cut returns the bytes up to the next line end, which is taken away. A line beyond maxRecord is skipped to its end.
func (l *lines) cut() (text []byte, tooLong bool, err error) {
	l.long = l.long[:0]
	for {
		if l.in.Buffered() == 0 {
			if _, err := l.in.Peek(1); err != nil {
				return l.last(tooLong, err)
			}
		}
		ahead, _ := l.in.Peek(l.in.Buffered()) // cannot fail: it is there
		at := bytes.IndexByte(ahead, '\n')
		upTo := ahead
		if at >= 0 {
			upTo = ahead[:at]
		}
		if cr := bytes.IndexByte(upTo, '\r'); cr >= 0 {
			at = cr
		}
		if at < 0 {
			if tooLong = tooLong || len(l.long)+len(ahead) > maxRecord; !tooLong {
				l.long = append(l.long, ahead...)
			}
			_, _ = l.in.Discard(len(ahead))
			continue
		}
		text = ahead[:at]
		if len(l.long) > 0 {
			l.long = append(l.long, text...)
			text = l.long
		}
		if ahead[at] == '\r' && at+1 == len(ahead) {
			l.long = append(l.long[:0], text...) // looking at the byte after \r moves the buffer
			text = l.long
		}
		return text, tooLong || len(text) > maxRecord, l.passEnd(at, ahead[at])
	}
}

// passEnd steps over the line end that stands at bytes ahead.
func (l *lines) passEnd(at int, mark byte) error {
	end := "\n"
	if mark == '\r' {
		end = "\r"
		// Only what is buffered already may be looked at freely: a Peek that fills the buffer would move the line.
		if next, err := l.in.Peek(at + 2); err == nil && next[at+1] == '\n' {
			end = "\r\n"
		} else if errors.Is(err, bufio.ErrBufferFull) {
			_, _ = l.in.Discard(at)
			at = 0
			if next, err := l.in.Peek(2); err == nil && next[1] == '\n' {
				end = "\r\n"
			}
		}
	}
	if l.end == "" {
		l.end = end
	}
	_, err := l.in.Discard(at + len(end))
	return err
}

// last returns a line that the end of the file ends.
func (l *lines) last(tooLong bool, err error) ([]byte, bool, error) {
	if !errors.Is(err, io.EOF) || (len(l.long) == 0 && !tooLong) {
		return nil, false, err
	}
	return l.long, tooLong, nil
}
