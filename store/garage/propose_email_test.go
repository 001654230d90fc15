package garage

import (
	"slices"
	"testing"
)

func TestProposeEmails(t *testing.T) {
	for raw, want := range map[string][]string{
		"jean @ skynet.be":                   {"jean@skynet.be"},
		"jean@skynet,be":                     {"jean@skynet.be"},
		"a@example.be; b@example.be":         {"a@example.be", "b@example.be"},
		"Jean Dupont <Jean@Example.be>":      {"jean@example.be"},
		"mailto:jean@example.be":             {"jean@example.be"},
		"jean@example.be.":                   {"jean@example.be"},
		"jean dupont@example.be":             {"jean.dupont@example.be", "jeandupont@example.be", "dupont@example.be"},
		"jean,dupont@example.be":             {"jean.dupont@example.be", "jeandupont@example.be"},
		"jean@sky net.be":                    {"jean@skynet.be"},
		"jean@example.be privé":              {"jean@example.be", "jean@example.beprivé"},
		"jean@@example.be":                   {"jean@example.be"},
		"ana @ example.be, bo@example.be":    {"ana@example.be", "bo@example.be"},
		"pas d'email":                        nil,
		"":                                   nil,
		"a@x.be b@x.be c@x.be d@x.be e@x.be": {"a@x.be", "b@x.be", "c@x.be"},
	} {
		if got := ProposeEmails(raw); !slices.Equal(got, want) {
			t.Errorf("ProposeEmails(%q) = %q, want %q", raw, got, want)
		}
		for _, proposal := range ProposeEmails(raw) {
			if reason := CheckEmail(proposal); reason != "" {
				t.Errorf("ProposeEmails(%q) proposes %q, which is refused: %s", raw, proposal, reason)
			}
		}
	}
}
