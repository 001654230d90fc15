#!/bin/bash
# The .deb on systems that have nothing: for each suite that is named a minbase of debootstrap in build/.deb; there apt installs the
# package with what it needs, the program opens its window under Xvfb and does a command, and apt removes it. Nothing but the data may
# be left. Mounts and processes are in namespaces of their own and end with them, as in bare-test.sh.
#
#   deb-test.sh PACKAGE.deb [SUITE …]     bookworm; MIRROR names another mirror than debootstrap's own
set -uo pipefail

stop() {
	echo "$1" >&2
	exit 1
}

# inside is what runs in the namespaces: $1 is the root folder.
inside() {
	local root=$1
	mount -t proc proc "$root/proc" && mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev" || stop "Nothing can be mounted in $root: are you root?"
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts" && mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" ||
		stop "Nothing can be mounted in $root/dev."
	local node
	for node in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
		# shellcheck disable=SC2086 # three words
		set -- $node
		mknod -m 666 "$root/dev/$1" c "$2" "$3"
	done
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	local network=()
	for name in http_proxy https_proxy no_proxy; do
		[ -z "${!name:-}" ] || network+=("$name=${!name}")
	done
	env -i "${network[@]}" HOME=/root LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		chroot "$root" /bin/bash -c '
			failed=0
			expect() { local words=$1; shift; if "$@"; then echo "DEB ok: $words"; else echo "DEB FAULT: $words"; failed=1; fi; }
			apt-get update -qq
			expect "apt installs it with what it needs" apt-get install -y -qq --no-install-recommends /root/garagemail.deb
			garagemail --help >/dev/null 2>&1
			expect "it starts without a screen" [ $? = 0 ]
			garagemail --demo --lang nl >/tmp/said 2>&1
			expect "without one its window ends with a sentence" [ $? = 2 ]
			grep -q "geen venster" /tmp/said || { cat /tmp/said; failed=1; }
			rm -rf /root/.local/share/garagemail
			apt-get install -y -qq --no-install-recommends xvfb x11-utils >/dev/null
			for options in "" "-extension GLX"; do
				rm -rf /root/.local/share/garagemail/demo
				Xvfb :7 -screen 0 1280x720x24 -nolisten tcp $options >/dev/null 2>&1 & screen=$!
				sleep 2
				DISPLAY=:7 garagemail --demo --lang nl >/tmp/said 2>&1 & program=$!
				for _ in $(seq 60); do xwininfo -display :7 -root -tree 2>/dev/null | grep -q "GarageMail - " && break; sleep 1; done
				expect "its window opens (Xvfb $options)" bash -c "xwininfo -display :7 -root -tree | grep -q \"GarageMail - \""
				cat /tmp/said
				kill $program; wait $program
				expect "it ends when it is asked to" [ $? = 0 ]
				kill $screen; wait $screen
			done
			expect "a command reads what the window made" garagemail --demo check
			find / -xdev -path /proc -prune -o -path "*garagemail*" -print | grep -v "^/root/\|^/var/lib/dpkg\|^/var/cache\|^/var/log" >/tmp/there
			apt-get purge -y -qq garagemail >/dev/null
			expect "apt removes it" [ ! -e /usr/bin/garagemail ]
			left=$(find / -xdev -path /proc -prune -o -path "*garagemail*" -print | grep -v "^/root/\|^/var/cache\|^/var/log\|^/tmp")
			expect "nothing of it is left: ${left:-nothing} (of $(wc -l </tmp/there))" [ -z "$left" ]
			expect "the data stay" [ -f /root/.local/share/garagemail/demo/garagemail.db ]
			exit $failed'
}

if [ "${1:-}" = --inside ]; then
	inside "$2"
	exit
fi
[ "$(id -u)" = 0 ] || stop "debootstrap and chroot need root: run make deb-test as root."
package=$(realpath "${1:?the .deb}")
shift
cd "$(dirname "$0")/.." || exit 1
[ $# -gt 0 ] || set -- bookworm
failed=0
for suite in "$@"; do
	root=$PWD/build/.deb/$suite
	log=$root.log
	rm -rf --one-file-system "$root"
	mkdir -p "$root"
	unshare --mount --pid --fork --kill-child --mount-proc debootstrap --variant=minbase "$suite" "$root" ${MIRROR:+"$MIRROR"} >"$log" 2>&1 ||
		{ tail -n 5 "$log" >&2; stop "debootstrap could not make a $suite in $root."; }
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	cp "$package" "$root/root/garagemail.deb"
	unshare --mount --pid --fork --kill-child --mount-proc --propagation private "packaging/deb-test.sh" --inside "$root" </dev/null >>"$log" 2>&1
	ended=$?
	grep '^DEB' "$log" | sed "s/^DEB/$suite/"
	if [ $ended = 0 ]; then rm -rf --one-file-system "$root"; else
		tail -n 20 "$log"
		failed=1
	fi
done
exit $failed
