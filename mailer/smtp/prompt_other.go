//go:build !linux

package smtp

import "net"

// prompt leaves the connection as it is: there is no such wish but on Linux.
func prompt(line net.Conn) net.Conn { return line }
