package smtp

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
)

// tlsConfig is the account's, which also takes note that the server asks for a certificate of ours: we have none, and a
// server that insists says so with an alert that tells little, or just hangs up.
func (c *Connection) tlsConfig() *tls.Config {
	config := c.Account.ServerTLS()
	if config.GetClientCertificate == nil && len(config.Certificates) == 0 {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			c.certificateAsked = true
			return &tls.Certificate{}, nil
		}
	}
	return config
}

// tlsReason tells the faults of the connection's TLS, which no second try mends.
func (c *Connection) tlsReason(err error) (Reason, bool) {
	reason, found := CertificateReason(err)
	hungUp := !found && c.step == StepTLS && NetworkReason(err) == ReasonLineLost
	vague := reason == ReasonTLSFailed || reason == ReasonTLSNoCipher
	if c.certificateAsked && (hungUp || found && vague) {
		return ReasonClientCertificate, true
	}
	return reason, found
}

// CertificateReason tells a certificate that is not trusted, and what else makes a handshake fail.
func CertificateReason(err error) (Reason, bool) {
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	switch {
	case errors.As(err, &name):
		return ReasonCertificateName, true
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return ReasonCertificateExpired, true
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &verification):
		return ReasonCertificateUnknown, true
	}
	fault := tlsFault(err)
	says := func(words string) bool { return strings.Contains(fault, words) }
	switch {
	case fault == "":
		return "", false
	case says("certificate required"):
		return ReasonClientCertificate, true
	case says("protocol version"), says("no supported versions"):
		return ReasonTLSTooOld, true
	case says("handshake failure"), says("cipher suite"), says("insufficient security level"):
		return ReasonTLSNoCipher, true
	}
	return ReasonTLSFailed, true
}

// tlsFault returns what crypto/tls says of a handshake that failed, "" when it is about something else. Its alerts are an
// unexported type, as a rule inside a *net.OpError that is called a remote or a local error.
func tlsFault(err error) string {
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var operation *net.OpError
	switch {
	case errors.As(err, &record):
		return record.Error()
	case errors.As(err, &alert):
		return alert.Error()
	case errors.As(err, &operation) && (operation.Op == "remote error" || operation.Op == "local error") && operation.Err != nil:
		return operation.Err.Error()
	}
	if _, fault, found := strings.Cut(err.Error(), "tls: "); found {
		return fault
	}
	return ""
}
