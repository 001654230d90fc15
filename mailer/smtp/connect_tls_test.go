package smtp

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

// selfSigned is a certificate for 127.0.0.1 that the account trusts.
func selfSigned(t *testing.T) (tls.Certificate, *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// greetSecured is a server that speaks TLS as config says, from the first byte or after STARTTLS, and then greets.
func greetSecured(t *testing.T, config *tls.Config, startTLS bool) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer line.Close() //nolint:errcheck // the client has hung up
				if startTLS {
					buffer := make([]byte, 512)
					fmt.Fprint(line, "220 mail.example ready\r\n") //nolint:errcheck // the client's complaint is what is tested
					_, _ = line.Read(buffer)
					fmt.Fprint(line, "250-mail.example\r\n250 STARTTLS\r\n") //nolint:errcheck // see above
					_, _ = line.Read(buffer)
					fmt.Fprint(line, "220 go on\r\n") //nolint:errcheck // see above
				}
				secured := tls.Server(line, config)
				if secured.Handshake() == nil {
					fmt.Fprint(secured, "220 mail.example ready\r\n") //nolint:errcheck // see above
					_, _ = secured.Read(make([]byte, 512))
				}
			}()
		}
	}()
	address, _ := listener.Addr().(*net.TCPAddr)
	return address.Port
}

// TestConnectTLSFaults tells a handshake that fails by what it fails from, with TLS from the first byte and by STARTTLS.
func TestConnectTLSFaults(t *testing.T) {
	certificate, trusted := selfSigned(t)
	with := func(change func(config *tls.Config)) *tls.Config {
		config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS10}
		change(config)
		return config
	}
	for name, test := range map[string]struct {
		server *tls.Config
		reason Reason
	}{
		"TLS 1.0 alone": {with(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS10 }), ReasonTLSTooOld},
		"TLS 1.1 alone": {with(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 }), ReasonTLSTooOld},
		"no common cipher": {with(func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} // the key is no RSA key
		}), ReasonTLSNoCipher},
		"client certificate, TLS 1.2": {with(func(c *tls.Config) {
			c.MaxVersion, c.ClientAuth = tls.VersionTLS12, tls.RequireAnyClientCert
		}), ReasonClientCertificate},
		"client certificate, TLS 1.3": {with(func(c *tls.Config) { c.ClientAuth = tls.RequireAnyClientCert }), ReasonClientCertificate},
		"another protocol": {with(func(c *tls.Config) {
			c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, errors.New("unrecognized") }
		}), ReasonTLSFailed},
	} {
		for _, security := range []garage.Security{garage.TLS, garage.StartTLS} {
			t.Run(name+", "+string(security), func(t *testing.T) {
				port := greetSecured(t, test.server, security == garage.StartTLS)
				account := Account{Email: mailertest.Marie, Server: "127.0.0.1", Port: port, Security: security, TLSConfig: trusted}
				_, err := patience.Connect(t.Context(), account)
				var failure *ConnectError
				if !errors.As(err, &failure) || failure.Step != StepTLS || failure.Reason != test.reason || !failure.Broken {
					t.Errorf("%+v", err)
				}
				d := TestAccount(t.Context(), patience, account)
				if failed := d.Failed(); failed == nil || failed.Step != StepTLS || failed.Reason != test.reason {
					t.Errorf("the test says %+v", failed)
				}
			})
		}
	}
	t.Run("a certificate is asked for and not needed", func(t *testing.T) {
		port := greetSecured(t, with(func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert }), false)
		_, err := SMTP{Timeout: 300 * time.Millisecond}.Connect(t.Context(),
			Account{Email: mailertest.Marie, Server: "127.0.0.1", Port: port, Security: garage.TLS, TLSConfig: trusted})
		var failure *ConnectError
		if !errors.As(err, &failure) || failure.Step == StepTLS { // it greets, and says no more
			t.Errorf("%+v", err)
		}
	})
}
