#!/bin/bash
# A real Postfix on the loopback, in a folder of its own: nothing of the machine's mail is read or changed.
#
#   postfix.sh start FOLDER PORT   FOLDER/addresses has the mailboxes it shall have, one a line, FOLDER/password that of
#                                 sophie@garage.example; it asks for STARTTLS and a login, and is proved by FOLDER/ca.pem
#   postfix.sh stop FOLDER         waits until its queue is empty; FOLDER/mail.log and FOLDER/mail (Maildirs) can be read then
#   postfix.sh remove FOLDER       all of it
#
# It runs as root, as every Postfix does.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin

verb=$1 folder=$(realpath "$2")
domain=client.example login=sophie realm=garage.example
# Postfix delivers as nobody that is root; whoever called through sudo reads what came.
reader=${SUDO_UID:-$(id -u nobody)}

certificates() {
	cd "$folder"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=Test authority" \
		-keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>openssl.log
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr 2>>openssl.log
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem \
		-extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1") 2>>openssl.log
	chmod 600 ca.key server.key
}

# Debian looks for the SASL settings beside main.cf, whatever cyrus_sasl_config_path says.
configuration() {
	mkdir -p "$folder"/{conf/sasl,queue,data,mail}
	chown postfix "$folder/data"
	chown "$reader" "$folder/mail"
	while read -r address; do echo "$address ${address%@*}/"; done <"$folder/addresses" >"$folder/conf/mailboxes"
	printf '%s\n' "pwcheck_method: auxprop" "auxprop_plugin: sasldb" "sasldb_path: $folder/conf/sasl/sasldb2" "mech_list: PLAIN LOGIN" \
		>"$folder/conf/sasl/smtpd.conf"
	saslpasswd2 -p -c -f "$folder/conf/sasl/sasldb2" -u "$realm" "$login" <"$folder/password"
	chown postfix "$folder/conf/sasl/sasldb2"
	cat >"$folder/conf/main.cf" <<-END
		compatibility_level = 3.6
		queue_directory = $folder/queue
		data_directory = $folder/data
		maillog_file = $folder/mail.log
		maillog_file_prefixes = $folder
		myhostname = mail.$realm
		inet_interfaces = 127.0.0.1
		inet_protocols = ipv4
		mydestination =
		mynetworks =
		alias_maps =
		smtpd_tls_security_level = encrypt
		smtpd_tls_auth_only = yes
		smtpd_tls_loglevel = 1
		smtpd_tls_cert_file = $folder/server.pem
		smtpd_tls_key_file = $folder/server.key
		smtpd_sasl_auth_enable = yes
		smtpd_sasl_path = smtpd
		smtpd_sasl_local_domain = $realm
		smtpd_relay_restrictions = permit_sasl_authenticated, reject
		smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
		default_transport = error:nothing leaves this server
		virtual_mailbox_domains = $domain
		virtual_mailbox_base = $folder/mail
		virtual_mailbox_maps = texthash:$folder/conf/mailboxes
		virtual_uid_maps = static:$reader
		virtual_gid_maps = static:$(id -g nobody)
	END
	# No service is in a chroot: the folder has none of the files one needs.
	sed -n -e '/^\(pickup\|cleanup\|qmgr\|tlsmgr\|rewrite\|bounce\|defer\|trace\|verify\|flush\|proxymap\|proxywrite\|showq\|error\|retry\|discard\|virtual\|anvil\|scache\|postlog\) /{s/ y  / n  /;p}' \
		/usr/share/postfix/master.cf.dist >"$folder/conf/master.cf"
	echo "127.0.0.1:$1 inet n - n - - smtpd" >>"$folder/conf/master.cf"
}

case $verb in
start)
	certificates
	configuration "$3"
	postfix -c "$folder/conf" start
	;;
stop)
	for _ in $(seq 600); do
		[ -z "$(find "$folder"/queue/{maildrop,incoming,active,deferred} -type f -print -quit)" ] && break
		sleep 0.1
	done
	postfix -c "$folder/conf" stop
	chown "$reader" "$folder/mail.log"
	;;
remove)
	[ -f "$folder/conf/main.cf" ] || { echo "$folder is no folder of this script" >&2; exit 1; }
	postfix -c "$folder/conf" status 2>/dev/null && postfix -c "$folder/conf" stop
	rm -rf "$folder"
	;;
*)
	sed -n 's/^# \?//p' "$0" >&2
	exit 2
	;;
esac
