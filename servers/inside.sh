# Run by room.sh in the root of a server: NAME VARIANT begin|start|drain.
export DEBIAN_FRONTEND=noninteractive
name=$1 variant=$2 verb=$3
domain=client.example host=mail.garage.example login=sophie

# people gives the machine its mailboxes, as ordinary users of it, and sophie her password.
people() {
	local hash number=2000 address
	hash=$(openssl passwd -6 -stdin </room/password)
	while read -r address; do
		number=$((number + 1))
		echo "${address%@*}:x:$number:8::/home/${address%@*}:/bin/sh" >>/etc/passwd
		echo "${address%@*}:*:20000:0:99999:7:::" >>/etc/shadow
		install -d -o $number -g 8 -m 700 "/home/${address%@*}"
	done </room/addresses
	echo "$login:x:1999:8::/home/$login:/bin/sh" >>/etc/passwd
	echo "$login:$hash:20000:0:99999:7:::" >>/etc/shadow
	install -d -o 1999 -g 8 -m 700 /home/$login
}

# until_none waits for a command to print nothing: a queue that is empty.
until_none() {
	local _
	for _ in $(seq 600); do
		[ -z "$("$@" 2>/dev/null)" ] && return
		sleep 0.1
	done
	echo "still under way after a minute: $("$@" | head -5)"
	return 1
}

# listening waits for a port.
listening() {
	local _ port
	port=$(printf '%04X' "$1")
	for _ in $(seq 150); do
		grep -q ":$port 00000000:0000 0A" /proc/net/tcp && return
		grep -qs ":$port 0\{32\}:0000 0A" /proc/net/tcp6 && return
		sleep 0.1
	done
	echo "nothing listens on port $1"
	return 1
}

# keep copies what came and what was said to where the test reads it.
keep() {
	rm -rf /room/result
	mkdir /room/result
	cp -r /home /var/mail /room/result/
	[ ! -d /var/log ] || cp -r /var/log /room/result/log
}

. "/$name.sh"
case $verb in
begin)
	dpkg-query -W -f "\${Version}" ${packages%% *} >/room/version
	people
	install -m 640 -g 8 /room/server.key /etc/ssl/server.key
	cp /room/server.pem /etc/ssl/certs/server.pem
	cp /room/ca.pem /etc/ssl/certs/room-ca.pem
	busybox syslogd -O /var/log/mail.log
	;;
start) start ;;
drain)
	trap keep EXIT # also what a server left that did not end its work
	drain
	;;
esac
