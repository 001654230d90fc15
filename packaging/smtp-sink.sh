#!/bin/bash
# Puts Postfix's smtp-sink into build/postfix: the machine's own, else out of Debian's package, which is unpacked and not
# installed, so that no mail server comes onto the machine.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
program=build/postfix/usr/sbin/smtp-sink

stop() {
	echo "$1" >&2
	exit 1
}

mkdir -p "$(dirname $program)" build/download || stop "The folder build cannot be written in $PWD."
if own=$(command -v smtp-sink); then
	ln -sf "$own" $program
	exit
fi
command -v apt-get >/dev/null || stop "smtp-sink is missing, and there is no apt-get here to fetch Debian's package postfix, which has it."
cd build/download || exit 1
if ! apt-get download -qq postfix; then
	as_root=()
	[ "$(id -u)" = 0 ] || as_root=(sudo)
	"${as_root[@]}" apt-get update -qq
	apt-get download -qq postfix || stop "The package postfix, which has smtp-sink, cannot be downloaded: is there a network?"
fi
cd ../..
dpkg -x build/download/postfix_*.deb build/postfix || stop "The package postfix in build/download cannot be unpacked."
