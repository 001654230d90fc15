#!/bin/bash
# The README's two commands on systems that have nothing but git, make and certificates: for each suite that is named, a minbase
# of debootstrap in build/.bare (a folder that Go passes over), a clone of HEAD in it, `make run` and `make test`, and what they ended with and took.
#
#   bare-test.sh [SUITE …]       bookworm and trixie; MIRROR names another mirror than debootstrap's own
#
# Each runs in mount and process namespaces of its own: when they end, however they end, nothing is mounted and nothing runs any
# more, and of the machine only the network is seen inside. Afterwards the folder is removed; its log stays.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

stop() {
	echo "$1" >&2
	exit 1
}

# inside is what runs in the namespaces: $1 is the root folder. Mounts are private there, so they end with it.
inside() {
	local root=$1
	mount -t proc proc "$root/proc" && mount -t sysfs -o ro sysfs "$root/sys" &&
		mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev" || stop "Nothing can be mounted in $root: are you root?"
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
	# What the network here asks for comes along, nothing else of the environment.
	local network=()
	[ ! -e "$root/etc/ssl/network.pem" ] || network=(SSL_CERT_FILE=/etc/ssl/network.pem)
	for name in http_proxy https_proxy no_proxy GOPROXY GOSUMDB GONOSUMDB; do
		[ -z "${!name:-}" ] || network+=("$name=${!name}")
	done
	env -i "${network[@]}" HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		chroot "$root" /bin/bash -c '
			cd /root/garagemail || exit 1
			status=0
			for target in run test; do
				start=$SECONDS
				make $target; ended=$?
				packages=$(du -sm --total /var/cache/apt/archives /var/lib/apt/lists | tail -n 1 | cut -f 1)
				modules=$(du -sm /root/go/pkg/mod/cache/download 2>/dev/null | cut -f 1)
				echo "BARE make $target: ended with $ended after $((SECONDS - start)) s; fetched so far: $packages MB of packages and lists, ${modules:-0} MB of modules"
				[ $ended = 0 ] || status=1
			done
			exit $status'
}

# bare makes the system of a suite and runs the two commands in it.
bare() {
	local suite=$1 root=$PWD/build/.bare/$1 log=$PWD/build/.bare/$1.log
	rm -rf --one-file-system "$root"
	mkdir -p "$root" || stop "The folder $root cannot be made."
	echo "$suite: making the system; the log is $log"
	unshare --mount --pid --fork --kill-child --mount-proc debootstrap --variant=minbase --include=git,make,ca-certificates \
		"$suite" "$root" ${MIRROR:+"$MIRROR"} >"$log" 2>&1 || { tail -n 5 "$log" >&2; stop "debootstrap could not make a $suite in $root."; }
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	# A network that looks into TLS has an authority of its own, which the caller trusts by this variable.
	[ ! -f "${SSL_CERT_FILE:-}" ] || cp -L "$SSL_CERT_FILE" "$root/etc/ssl/network.pem"
	git clone --quiet --no-hardlinks . "$root/root/garagemail" >>"$log" 2>&1 || stop "HEAD cannot be cloned into $root."
	unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$0" --inside "$root" </dev/null >>"$log" 2>&1
	local ended=$?
	grep '^BARE' "$log" | sed "s/^BARE/$suite:/"
	if [ $ended = 0 ]; then rm -rf --one-file-system "$root"; else tail -n 20 "$log"; fi
	return $ended
}

if [ "${1:-}" = --inside ]; then
	inside "$2"
	exit
fi
[ "$(id -u)" = 0 ] || stop "debootstrap and chroot need root: run make bare-test as root."
for tool in debootstrap unshare chroot git; do
	command -v $tool >/dev/null || stop "$tool is missing."
done
[ $# -gt 0 ] || set -- bookworm trixie
failed=0
for suite in "$@"; do
	bare "$suite" || failed=1
done
exit $failed
