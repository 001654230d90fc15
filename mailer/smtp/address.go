package smtp

import (
	"strings"

	"garagemail/store/garage"
)

// helloName is how we introduce ourselves: by the sender's domain. The machine's name would tell whose PC it is, and is
// refused by servers that want a full one.
func helloName(address string) string {
	wire, _, err := garage.EnvelopeAddress(address)
	if err != nil {
		return "localhost"
	}
	return wire[strings.LastIndexByte(wire, '@')+1:]
}
