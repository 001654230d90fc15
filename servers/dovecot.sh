# Dovecot's submission service, which hands what it is given to a Postfix behind it.
packages="dovecot-submissiond postfix"
install="postfix postfix/main_mailer_type select No configuration"

start() {
	cp /usr/share/postfix/main.cf.debian /etc/postfix/main.cf
	cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
	postconf -e "myhostname=$host" "mydestination=$host, localhost, $domain" inet_protocols=ipv4 home_mailbox=Maildir/ \
		mynetworks=127.0.0.0/8 smtpd_authorized_xclient_hosts=127.0.0.0/8 "default_transport=error:nothing leaves this server"
	postconf -F '*/*/chroot=n'
	newaliases
	postfix start
	listening 25
	cat >/etc/dovecot/local.conf <<-END
		hostname = $host
		ssl_cert = </etc/ssl/certs/server.pem
		ssl_key = </etc/ssl/server.key
		mail_location = maildir:~/Maildir
		submission_relay_host = 127.0.0.1
		submission_relay_trusted = yes
	END
	dovecot
	listening 587
}

drain() { until_none find /var/spool/postfix/{maildrop,incoming,active,deferred} -type f; }
