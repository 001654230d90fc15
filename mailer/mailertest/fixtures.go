package mailertest

import (
	"fmt"
	"net"
	"testing"
)

// ClosedPort is a port of this machine at which nobody listens.
func ClosedPort(t *testing.T) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // only its number is wanted
	return listener.Addr().(*net.TCPAddr).Port
}

const (
	Marie = "marie@garage.example"
	Elise = "elise@client.example"
)

// ClientAddress is the address of a client by his number.
func ClientAddress(client int) string { return fmt.Sprintf("c%d@client.example", client) }

// FaultAt makes a fault of one point, for one recipient or for all ("").
func FaultAt(point Point, to string, err error) Fault {
	return func(p Point, recipient string) error {
		if p == point && (to == "" || to == recipient) {
			return err
		}
		return nil
	}
}
