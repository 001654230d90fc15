# Exim as Debian's questions set it up for a host that takes mail for its own users, with STARTTLS and a login. VARIANT few takes
# few messages in a connection, from the machine itself and without a login.
packages="exim4-daemon-light exim4-config"

start() {
	local macros=/etc/exim4/exim4.conf.localmacros
	sed -i -e "s/^dc_other_hostnames=.*/dc_other_hostnames='$host;$domain;garage.example'/" -e "s/^dc_local_interfaces=.*/dc_local_interfaces='127.0.0.1'/" \
		-e "s/^dc_localdelivery=.*/dc_localdelivery='maildir_home'/" -e "s/^dc_eximconfig_configtype=.*/dc_eximconfig_configtype='internet'/" \
		/etc/exim4/update-exim4.conf.conf
	printf '%s\n' "MAIN_TLS_ENABLE = yes" "MAIN_TLS_CERTIFICATE = /etc/ssl/certs/server.pem" "MAIN_TLS_PRIVATEKEY = /etc/ssl/server.key" \
		"daemon_smtp_ports = 25 : 587" >>$macros
	chgrp Debian-exim /etc/ssl/server.key
	if [ "$variant" = few ]; then
		echo "MAIN_RELAY_NETS = 192.0.2.1" >>$macros # else it takes everything from its own machine, and sends it back later
		sed -i '1i smtp_accept_max_per_connection = 7' /etc/exim4/exim4.conf.template
	else
		# The authenticator of the template, which stands there as a comment.
		sed -i '/^# plain_server:/,/^$/s/^# \?//; ' /etc/exim4/exim4.conf.template
		printf '%s:%s\n' $login "$(openssl passwd -5 -stdin </room/password)" >/etc/exim4/passwd
		chown root:Debian-exim /etc/exim4/passwd
		chmod 640 /etc/exim4/passwd
	fi
	update-exim4.conf
	exim4 -bd -q30m
	listening 587
}

# What is left is delivered by the queue's runner, half an hour later on Debian: the log tells what was not delivered at once.
drain() {
	until_none pgrep -f "exim4 -Mc|exim4 -bd.*proxy"
	sleep 1
	exim4 -bpc >/var/log/left-in-queue
	exim4 -qff
	until_none pgrep -f "exim4 -q"
}
