# Courier's submission server, with the login of its authentication daemon and maildirs of the machine's users.
packages="courier-mta courier-authdaemon"

start() {
	local home
	for home in /home/*; do
		install -d -o "$(stat -c %u "$home")" -g 8 -m 700 "$home"/Maildir{,/new,/cur,/tmp}
	done
	cat /etc/ssl/server.key /etc/ssl/certs/server.pem >/etc/courier/esmtpd.pem
	chown courier /etc/courier/esmtpd.pem
	# There is no name server in the room to ask for the sender's domain. TARPIT doubles its pause with every recipient that is
	# refused, to a minute and more: the three dozen here would take an hour.
	sed -i -e 's/^TARPIT=.*/TARPIT=0/' -e 's/^ESMTPAUTH_TLS=.*/ESMTPAUTH_TLS="PLAIN LOGIN"/' -e 's/^BOFHCHECKDNS=.*/BOFHCHECKDNS=0/' /etc/courier/esmtpd /etc/courier/esmtpd-msa
	sed -i -e 's/^ESMTPDSTART=.*/ESMTPDSTART=YES/' -e 's/^AUTH_REQUIRED=.*/AUTH_REQUIRED=1/' /etc/courier/esmtpd-msa
	echo $host >/etc/courier/me
	echo $host >/etc/courier/defaultdomain
	printf '%s\n' localhost $host $domain garage.example >/etc/courier/locals
	printf '%s\n' $domain >/etc/courier/esmtpacceptmailfor.dir/room
	install -d -o courier -g courier /run/courier /run/courier/authdaemon
	makeacceptmailfor
	makesmtpaccess
	makesmtpaccess-msa
	makealiases
	authdaemond start
	courierfilter start
	courier start
	esmtpd-msa start
	listening 587
}

drain() { until_none find /var/lib/courier/msgs -type f; }
