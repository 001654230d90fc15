# Postfix as a submission server: STARTTLS and a login by SASL, mailboxes of the machine's users. VARIANT open takes mail of the
# machine itself without a login, on port 25, and relays none.
packages="postfix sasl2-bin libsasl2-modules"
install="postfix postfix/main_mailer_type select No configuration"

start() {
	cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf
	cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
	postconf -e "myhostname=$host" "mydestination=$host, localhost, $domain" inet_protocols=ipv4 home_mailbox=Maildir/ \
		smtpd_tls_cert_file=/etc/ssl/certs/server.pem smtpd_tls_key_file=/etc/ssl/server.key \
		smtpd_tls_security_level=may "default_transport=error:nothing leaves this server"
	if [ "$variant" = open ]; then
		postconf -e mynetworks= "smtpd_relay_restrictions=reject_unauth_destination"
	else
		printf '%s\n' "pwcheck_method: auxprop" "auxprop_plugin: sasldb" "mech_list: PLAIN LOGIN" >/etc/postfix/sasl/smtpd.conf
		saslpasswd2 -p -c -u "$host" $login </room/password
		chown postfix /etc/sasldb2
		postconf -M "submission/inet=submission inet n - n - - smtpd"
		postconf -P submission/inet/smtpd_tls_security_level=encrypt submission/inet/smtpd_sasl_auth_enable=yes \
			submission/inet/smtpd_tls_auth_only=yes \
			"submission/inet/smtpd_relay_restrictions=permit_sasl_authenticated,reject"
	fi
	# The chroot of Debian's services holds what the package's start script copies there; here they run without.
	postconf -F '*/*/chroot=n'
	newaliases
	postfix start
	listening 25
}

drain() { until_none find /var/spool/postfix/{maildrop,incoming,active,deferred} -type f; }
