# Sendmail as Debian sets it up, with a certificate, a login by SASL and procmail for the machine's users.
packages="sendmail-bin sasl2-bin libsasl2-modules procmail sensible-mda"

start() {
	local place
	for place in /etc/sasl2 /usr/lib/sasl2 "/usr/lib/$(uname -m)-linux-gnu/sasl2"; do
		mkdir -p "$place"
		printf '%s\n' "pwcheck_method: auxprop" "auxprop_plugin: sasldb" "mech_list: PLAIN LOGIN" >"$place/Sendmail.conf"
	done
	saslpasswd2 -p -c -u "$host" $login </room/password
	chmod 600 /etc/sasldb2
	install -m 600 /etc/ssl/server.key /etc/mail/tls/server.key
	cp /etc/mail/service.switch-nodns /etc/mail/service.switch # there is no name server in the room
	printf '%s\n' $domain garage.example $host >>/etc/mail/local-host-names
	cat >/tmp/more.m4 <<-'END'
		define(`confSERVER_CERT', `/etc/ssl/certs/server.pem')dnl
		define(`confSERVER_KEY', `/etc/mail/tls/server.key')dnl
		define(`confCACERT', `/etc/ssl/certs/room-ca.pem')dnl
		define(`confCACERT_PATH', `/etc/ssl/certs')dnl
		define(`confAUTH_MECHANISMS', `PLAIN LOGIN')dnl
		define(`confAUTH_OPTIONS', `A p y')dnl
		TRUST_AUTH_MECH(`PLAIN LOGIN')dnl
	END
	sed -i '/^MAILER_DEFINITIONS/{
		r /tmp/more.m4
		N
	}' /etc/mail/sendmail.mc
	# sed puts what it reads behind the line: these definitions may stand there too.
	(cd /etc/mail && m4 sendmail.mc >sendmail.cf)
	newaliases
	mkdir -p /run/sendmail/mta
	chown smmta:smmsp /run/sendmail/mta
	sendmail-mta -L sm-mta -bd -q10m
	listening 587
}

drain() { until_none find /var/spool/mqueue -type f; }
