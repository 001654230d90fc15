package smtp

import "garagemail/store/garage"

// Reason is the language key of a sentence for the receptionist: what happened, what was kept, what she can do.
type Reason string

// Why a message did not go, or not yet.
const (
	ReasonMailboxUnknown  Reason = "reason.mailbox_unknown"
	ReasonMailboxFull     Reason = "reason.mailbox_full"
	ReasonMailboxDisabled Reason = "reason.mailbox_disabled"
	ReasonDomainUnknown   Reason = "reason.domain_unknown"
	ReasonMailboxOrDomain Reason = "reason.mailbox_or_domain" // unknown, the server does not say which
	ReasonMailboxOrRelay  Reason = "reason.mailbox_or_relay"  // unknown, or not one that this server delivers to
	ReasonNotRelayed      Reason = "reason.not_relayed"       // the server takes others, and does not deliver to this one
	ReasonAddressInvalid  Reason = "reason.address_invalid"
	ReasonNoUTF8          Reason = "reason.no_utf8" // the server cannot take an address with accents
	ReasonSpam            Reason = "reason.spam"
	ReasonPolicy          Reason = "reason.policy"
	ReasonTooLarge        Reason = "reason.too_large"
	ReasonLineTooLong     Reason = "reason.line_too_long"
	ReasonRefused         Reason = "reason.refused" // for good, and the server does not say why
	ReasonGreylisted      Reason = "reason.greylisted"
	ReasonTemporary       Reason = "reason.temporary"
	ReasonGaveUp          Reason = "reason.gave_up" // temporary for 48 hours
	ReasonBrokenOff       Reason = garage.ReasonBrokenOff
	ReasonOptedOut        Reason = garage.ReasonOptedOut
	ReasonCancelled       Reason = garage.ReasonCancelled
)

// Why an account cannot send now.
const (
	ReasonNoAccount          Reason = "reason.no_account"
	ReasonNoPassword         Reason = "reason.no_password"
	ReasonKeyringSilent      Reason = "reason.keyring_silent" // it waits for somebody to unlock it
	ReasonServerUnknown      Reason = "reason.server_unknown"
	ReasonCannotConnect      Reason = "reason.cannot_connect"
	ReasonNetworkDown        Reason = "reason.network_down"
	ReasonTimeout            Reason = "reason.timeout"
	ReasonLineLost           Reason = "reason.line_lost"
	ReasonServerStrange      Reason = "reason.server_strange" // it does not speak SMTP as it should
	ReasonNoStartTLS         Reason = "reason.no_starttls"
	ReasonTLSFailed          Reason = "reason.tls_failed"
	ReasonTLSTooOld          Reason = "reason.tls_too_old"        // the server knows old versions only
	ReasonTLSNoCipher        Reason = "reason.tls_no_cipher"      // nothing in common
	ReasonClientCertificate  Reason = "reason.client_certificate" // the server wants one of ours
	ReasonCertificateName    Reason = "reason.certificate_name"
	ReasonCertificateUnknown Reason = "reason.certificate_unknown"
	ReasonCertificateExpired Reason = "reason.certificate_expired"
	ReasonLoginRefused       Reason = "reason.login_refused"
	ReasonLoginAppPassword   Reason = "reason.login_app_password" // the provider wants an app password
	ReasonLoginBasicOff      Reason = "reason.login_basic_off"    // the provider takes no passwords at all
	ReasonLoginNeeded        Reason = "reason.login_needed"
	ReasonLoginUnsupported   Reason = "reason.login_unsupported" // no way to sign in that we share
	ReasonSignInAgain        Reason = "reason.sign_in_again"     // the provider has withdrawn what she allowed
	ReasonSignInDenied       Reason = "reason.sign_in_denied"    // by her, on the provider's page
	ReasonSignInExpired      Reason = "reason.sign_in_expired"   // she did not answer in time
	ReasonSignInClient       Reason = "reason.sign_in_client"    // the provider does not know our client id
	ReasonAuthorityFile      Reason = "reason.authority_file"    // the account's own authority cannot be read
	ReasonSenderRefused      Reason = "reason.sender_refused"
	ReasonSenderBlocked      Reason = "reason.sender_blocked" // the provider has stopped this account's sending
	ReasonRelayDenied        Reason = "reason.relay_denied"
	ReasonBlocked            Reason = "reason.blocked" // our internet address is on a black list
	ReasonTooFast            Reason = "reason.too_fast"
	ReasonTooManyConnections Reason = "reason.too_many_connections"
	ReasonConnectionLimit    Reason = "reason.connection_limit"  // the messages that one connection may carry have gone
	ReasonConnectionClosed   Reason = "reason.connection_closed" // after refused recipients, or after a while
	ReasonDailyLimit         Reason = "reason.daily_limit"
	ReasonPace               Reason = "reason.pace"  // the messages a minute that the account allows have gone
	ReasonStore              Reason = "reason.store" // our own file cannot be read or written now
	ReasonDemoOnly           Reason = "reason.demo_only"
	ReasonStopped            Reason = "reason.stopped" // by closing the program, before the server had it
)

// Why copies of what was sent are not filed; nothing of it touches the sending.
const (
	ReasonCopiesFolder Reason = "reason.copies_folder"  // there is no mailbox for the sent ones, and none can be made
	ReasonCopiesDenied Reason = "reason.copies_denied"  // the server lets nothing be put there
	ReasonCopiesFull   Reason = "reason.copies_full"    // her own mailbox is full
	ReasonCopyTooLarge Reason = "reason.copy_too_large" // this one
	ReasonCopyRefused  Reason = "reason.copy_refused"   // this one, and the server does not say why
)

// Verdict is what an answer means for the message.
type Verdict int

// The verdicts. Broken means that no message of this account can go until a person has mended it; Uncertain that the server
// may or may not have the message; Reconnect that the answer is about this connection alone: another is to be opened at
// once, and neither the message nor the account is charged with it. Explain says Reconnect of a connection only after it
// has settled another message, so that one that follows it comes forward each time; of the greeting and the login it says
// Reconnect when the server has too many connections of ours.
const (
	Accepted Verdict = iota
	Temporary
	Permanent
	Broken
	Uncertain
	Reconnect
)

// Outcome is how the sending of one message ended.
type Outcome struct {
	Verdict Verdict
	Line    bool // it is about the line or the account, not about this message
	InDoubt bool // Broken, unless the server takes another message from this account
	Code    int  // SMTP code, 0 = the server did not answer
	Reply   string
	Reason  Reason // "" when accepted
}
