package smtp

import (
	"net"
	"syscall"
)

// promptLine has the kernel acknowledge at once what has been read. A server that answers the commands of an envelope one
// by one holds the second answer back until the first is acknowledged (Nagle), and we keep that for 40 ms: each message
// would wait.
type promptLine struct {
	net.Conn
	raw syscall.RawConn
}

// prompt makes a bare connection one that acknowledges at once, where it is one of TCP.
func prompt(line net.Conn) net.Conn {
	bare, ok := line.(*net.TCPConn)
	if !ok {
		return line
	}
	raw, err := bare.SyscallConn()
	if err != nil {
		return line
	}
	return &promptLine{Conn: line, raw: raw}
}

// Read asks for it again each time: the kernel takes it back with what we write.
func (l *promptLine) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err == nil {
		_ = l.raw.Control(func(socket uintptr) { // one that cannot is only slower
			_ = syscall.SetsockoptInt(int(socket), syscall.IPPROTO_TCP, syscall.TCP_QUICKACK, 1)
		})
	}
	return n, err
}
