package mailertest

import (
	"strings"

	"github.com/emersion/go-smtp"
)

// XOAUTH2 is the mechanism's name, which go-sasl does not have.
const XOAUTH2 = "XOAUTH2"

// tokenServer is the XOAUTH2 mechanism as Google's and Microsoft's servers speak it: a bad token is answered with a
// complaint in JSON, to which the client says nothing, and then with the refusal.
type tokenServer struct {
	accept  func(login, token string) bool
	good    func()
	refused bool
}

// Next takes one line of the client.
func (s *tokenServer) Next(response []byte) (challenge []byte, done bool, err error) {
	if s.refused {
		return nil, true, &smtp.SMTPError{
			Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Username and Password not accepted (token " + string(response) + ")",
		}
	}
	text, isUser := strings.CutPrefix(string(response), "user=")
	login, rest, isAuth := strings.Cut(text, "\x01auth=Bearer ")
	token, isWhole := strings.CutSuffix(rest, "\x01\x01")
	if !isUser || !isAuth || !isWhole {
		return nil, true, &smtp.SMTPError{Code: 501, EnhancedCode: smtp.EnhancedCode{5, 5, 2}, Message: "Cannot decode"}
	}
	if !s.accept(login, token) {
		s.refused = true
		return []byte(`{"status":"401","schemes":"bearer","scope":"https://mail.google.com/"}`), false, nil
	}
	s.good()
	return nil, true, nil
}
