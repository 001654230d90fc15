#!/bin/bash
# Rooms for real mail servers: each has a root of its own with Debian's packages, no network but the loopback, and nothing of
# the machine. A room is a mount and a process namespace: when whoever opened it ends, however, the kernel ends its servers
# and its mounts, and what they wrote was in memory.
#
#   room.sh prepare NAME...        makes the roots, from the network; what was made before is kept
#   room.sh inside COMMAND...      runs COMMAND where there is no network but a loopback, and ends all that it leaves running
#   room.sh open NAME VARIANT DIR  within inside: starts the server of NAME.sh; DIR has what it shall know (see below). Says
#                                  "ready", answers a line "drain" by "drained" when nothing of it is under way any more, and
#                                  then DIR/result has its logs, homes and mailboxes; ends with its standard input
#
# NAME.sh beside this file sets packages=, and has start, drain and optionally install, each run in the root of the server, where
# /room is DIR: addresses (its mailboxes, one a line), password (of sophie), server.pem, server.key, ca.pem.
set -euo pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C

here=$(dirname "$(realpath "$0")")
cache=$(dirname "$here")/build/.servers # a folder that Go passes over
release=bookworm mirror=http://deb.debian.org

fail() { echo "make servers: $*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "the mail servers need root: start it as root or with sudo"

# prove names what is missing, each in a sentence.
prove() {
	local tool
	for tool in unshare mount chroot ip openssl debootstrap; do
		command -v $tool >/dev/null || fail "the program $tool is missing"
	done
	mkdir -p "$cache"
	unshare --mount --pid --net --fork --mount-proc true 2>/dev/null || fail "this machine does not let root make namespaces (a container without CAP_SYS_ADMIN?)"
	unshare --mount bash -ec "mount -t tmpfs none '$cache'; cd '$cache'; mkdir lower upper work merged
		mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged" 2>/dev/null ||
		fail "this machine's kernel has no overlay file system for $cache"
}

base() {
	[ -d "$cache/base" ] && return
	rm -rf "$cache/base.new"
	echo "making the root that all servers share"
	debootstrap --variant=minbase --include=busybox,ca-certificates,openssl,procps $release "$cache/base.new" $mirror/debian >"$cache/base.log" 2>&1 ||
		fail "debootstrap failed: see $cache/base.log"
	printf '%s\n' "deb $mirror/debian $release main" "deb $mirror/debian $release-updates main" \
		"deb $mirror/debian-security $release-security main" >"$cache/base.new/etc/apt/sources.list"
	printf '#!/bin/sh\nexit 101\n' >"$cache/base.new/usr/sbin/policy-rc.d" # no package starts its server
	chmod 755 "$cache/base.new/usr/sbin/policy-rc.d"
	echo "127.0.0.1 localhost mail.garage.example" >"$cache/base.new/etc/hosts"
	chroot "$cache/base.new" apt-get update -qq >>"$cache/base.log" 2>&1 || fail "apt-get update failed: see $cache/base.log"
	mv "$cache/base.new" "$cache/base"
}

# prepare installs the packages of a server over the base, and keeps the difference.
prepare() {
	local name=$1 root=$cache/roots/$1 packages install=
	[ -f "$here/$name.sh" ] || fail "there is no server $name"
	# shellcheck disable=SC1090
	. "$here/$name.sh"
	[ -d "$root" ] && [ "$(cat "$root.packages")" = "$packages" ] && return
	echo "installing $packages"
	rm -rf "$root" "$root".*
	mkdir -p "$root.new" "$root.work" "$root.merged"
	unshare --mount --pid --fork --mount-proc bash -euc "
		mount -t overlay -o lowerdir='$cache/base',upperdir='$root.new',workdir='$root.work' overlay '$root.merged'
		mount -t proc proc '$root.merged/proc'
		[ -z '$install' ] || echo '$install' | chroot '$root.merged' debconf-set-selections
		DEBIAN_FRONTEND=noninteractive chroot '$root.merged' apt-get install -y --no-install-recommends $packages
	" >"$root.log" 2>&1 </dev/null || fail "installing $packages failed: see $root.log"
	rm -rf "$root.work" "$root.merged"
	echo "$packages" >"$root.packages"
	mv "$root.new" "$root"
}

# open is the room: it lives as long as its standard input. Within it the root of the server is the one thing mounted.
room() {
	local name=$1 variant=$2 folder=$3 memory=$cache/roots/$1.run
	mount -t tmpfs -o size=4g none "$memory"
	mkdir "$memory"/{upper,work,root}
	root=$memory/root
	mount -t overlay -o lowerdir="$cache/roots/$name:$cache/base",upperdir="$memory/upper",workdir="$memory/work" overlay "$root"
	mount -t proc proc "$root/proc"
	mkdir "$root/room"
	mount --bind "$folder" "$root/room"
	cp "$here/$name.sh" "$here/inside.sh" "$root/"
	echo mail.garage.example >"$root/etc/mailname"
	inside() { chroot "$root" /bin/bash -euo pipefail /inside.sh "$name" "$variant" "$1" </dev/null >>"$folder/output" 2>&1; }
	inside begin && inside start || { tail -20 "$folder/output"; fail "$name did not start"; }
	echo ready
	while read -r _; do
		inside drain || { tail -20 "$folder/output"; fail "$name did not end its work"; }
		echo drained
	done
}

certificates() {
	openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" \
		-keyout ca.key -out ca.pem -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign
	openssl req -newkey rsa:2048 -nodes -subj "/CN=localhost" -keyout server.key -out server.csr
	openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem \
		-extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1")
}

verb=${1:-}
case $verb in
prepare)
	prove
	base
	shift
	for name in "$@"; do prepare "$name"; done
	;;
inside)
	shift
	exec unshare --mount --pid --net --ipc --uts --fork --kill-child --mount-proc bash -ec 'ip link set lo up; hostname mail.garage.example; "$@"' inside "$@"
	;;
open)
	mkdir -p "$cache/roots/$2.run"
	(cd "$4" && certificates >openssl.log 2>&1) || fail "openssl made no certificate: see $4/openssl.log"
	exec unshare --mount --pid --fork --kill-child --mount-proc bash "$0" room "$2" "$3" "$4"
	;;
room)
	room "$2" "$3" "$4"
	;;
*)
	sed -n 's/^# \?//p' "$0" >&2
	exit 2
	;;
esac
