package mailbox

import (
	"net"
	"sync"
	"time"

	"garagemail/mailer/smtp"
)

const (
	// imapQuiet is how long nothing may be said on a line before it is given up.
	imapQuiet = time.Minute
	// imapPiece is how much is written at once: a long message must not look like silence.
	imapPiece = 32 << 10
	// maxMailboxBytes bounds what a server may say in one visit: the names of very many mailboxes are a few megabytes.
	maxMailboxBytes = 32 << 20
)

// imapLine is a connection that ends when nothing is said on it for too long, and remembers why it broke: the library
// keeps only the words of that.
type imapLine struct {
	net.Conn
	quiet    *time.Timer
	patience time.Duration

	mu     sync.Mutex
	room   time.Duration // how long nothing may be said now
	read   int
	broken error // of reading
	silent bool
}

func newIMAPLine(bare net.Conn, patience time.Duration) *imapLine {
	l := &imapLine{Conn: bare, patience: patience, room: patience}
	l.quiet = time.AfterFunc(patience, func() {
		l.mu.Lock()
		l.silent = true
		l.mu.Unlock()
		_ = bare.Close()
	})
	return l
}

// allow gives the server the time that a message of this size may need on a slow line.
func (l *imapLine) allow(size int) {
	l.mu.Lock()
	l.room = l.patience + time.Duration(size/smtp.SlowestUpload)*time.Second
	l.mu.Unlock()
	l.heard()
}

func (l *imapLine) heard() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.silent {
		l.quiet.Reset(l.room)
	}
}

// Read fails once the server has said more than any has to say.
func (l *imapLine) Read(p []byte) (int, error) {
	l.mu.Lock()
	tooMuch := l.read > maxMailboxBytes
	l.mu.Unlock()
	if tooMuch {
		return 0, l.breaks(smtp.ErrTooMuchReply)
	}
	n, err := l.Conn.Read(p)
	l.mu.Lock()
	l.read += n
	l.mu.Unlock()
	if err != nil {
		return n, l.breaks(err)
	}
	l.heard()
	return n, nil
}

func (l *imapLine) breaks(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken == nil {
		l.broken = err
	}
	return err
}

// Write passes everything on, piece by piece.
func (l *imapLine) Write(p []byte) (written int, err error) {
	for len(p) > 0 && err == nil {
		var n int
		n, err = l.Conn.Write(p[:min(len(p), imapPiece)])
		written, p = written+n, p[n:]
		if err == nil {
			l.heard()
		}
	}
	return written, err
}

// Close ends the line, and the watch over it.
func (l *imapLine) Close() error {
	l.quiet.Stop()
	return l.Conn.Close()
}

// fate is why the line broke, nil while it stands; silent tells that nothing was said for too long.
func (l *imapLine) fate() (broken error, silent bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.broken, l.silent
}
