# chasquid for its own users, with procmail as the delivery agent.
packages="chasquid procmail"

start() {
	local domains=/etc/chasquid/domains secret address
	printf '%s\n' "hostname: \"$host\"" 'smtp_address: "127.0.0.1:25"' 'submission_address: "127.0.0.1:587"' \
		'mail_delivery_agent_bin: "procmail"' 'mail_log_path: "/var/log/mail.log"' >/etc/chasquid/chasquid.conf
	mkdir -p /etc/chasquid/certs/$host $domains/$domain $domains/garage.example /var/lib/chasquid
	cat /etc/ssl/certs/server.pem /etc/ssl/certs/room-ca.pem >/etc/chasquid/certs/$host/fullchain.pem
	cp /etc/ssl/server.key /etc/chasquid/certs/$host/privkey.pem
	secret=$(cat /room/password)
	chasquid-util user-add $login@garage.example --password="$secret"
	# Hashing a password for each mailbox takes a while, and nobody signs in there: they have the hash of the first.
	chasquid-util user-add client@$domain --password="$secret"
	while read -r address; do sed -e '/^ *key:/s/"client"/"'"${address%@*}"'"/' $domains/$domain/users; done </room/addresses >/tmp/users
	cat /tmp/users >>$domains/$domain/users
	chasquid >>/var/log/chasquid.log 2>&1 &
	listening 587
}

drain() { until_none find /var/lib/chasquid/queue -type f; }
