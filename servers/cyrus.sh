# Cyrus with the mailboxes of sophie, below INBOX. as it has them by itself. VARIANT alt has them at the top, full has room for a
# megabyte.
packages="cyrus-imapd cyrus-admin sasl2-bin libsasl2-modules"

start() {
	local alternative=no quota=0
	[ "$variant" != alt ] || alternative=yes
	[ "$variant" != full ] || quota=1024
	sed -i -e '/^altnamespace:/d' -e '/^unixhierarchysep:/d' -e '/^sasl_/d' -e '/^autocreate/d' -e '/^tls_server/d' -e '/^allowplaintext/d' /etc/imapd.conf
	cat >>/etc/imapd.conf <<-END
		altnamespace: $alternative
		unixhierarchysep: no
		autocreate_quota: $quota
		autocreate_post: yes
		allowplaintext: no
		sasl_pwcheck_method: auxprop
		sasl_auxprop_plugin: sasldb
		sasl_mech_list: PLAIN
		tls_server_cert: /etc/ssl/certs/server.pem
		tls_server_key: /etc/ssl/cyrus.key
	END
	install -m 640 -o cyrus -g mail /etc/ssl/server.key /etc/ssl/cyrus.key
	saslpasswd2 -p -c -u "$host" $login </room/password
	chown cyrus /etc/sasldb2
	install -d -o cyrus -g mail -m 755 /run/cyrus /run/cyrus/{proc,lock,socket}
	cyrus makedirs || true
	sed -i -E '/^[[:space:]]*(pop3|nntp|http|sieve|lmtpunix|notify)[[:space:]]/d' /etc/cyrus.conf # not installed, or not needed
	cyrmaster -d
	listening 143
}

# The mailboxes are put where the others have theirs.
drain() {
	pkill -x cyrmaster
	sleep 1
	install -d /home/$login/Maildir
	cp -r /var/spool/cyrus/mail/. /home/$login/Maildir/
}
