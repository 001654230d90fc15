# OpenSMTPD for the machine's users, on port 25 without a login; it takes 100 messages in a session. Its TLS cannot be had: the
# 6.8 of Debian 12 breaks every handshake off with "SSL routines::EVP lib", whatever the key, so it does without a submission port.
packages="opensmtpd"

start() {
	# The lines that the package's file has as comments, without those that relay.
	cat >/etc/smtpd.conf <<-END
		table aliases file:/etc/aliases
		listen on 127.0.0.1
		action "local" maildir alias <aliases>
		match for local action "local"
		match from any for domain "$domain" action "local"
	END
	touch /etc/aliases
	smtpd
	listening 25
}

drain() { until_none smtpctl show queue; }
