#!/bin/bash
# Installs the Debian or Ubuntu packages it is given, those that are missing. dpkg -s is quick, apt-get update is not: apt is
# asked only when one is missing, and what it cannot do is said in one sentence that names the packages.
set -uo pipefail

missing=()
for package in "$@"; do
	dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

stop() {
	echo "$1" >&2
	exit 1
}

command -v apt-get >/dev/null || stop "This needs ${missing[*]} (Debian's names), and there is no apt-get here to install them: install them by hand."
as_root=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || stop "Only root can install ${missing[*]}, and sudo is missing: run this once as root, or install them by hand."
	as_root=(sudo)
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq || stop "apt-get update failed, so ${missing[*]} cannot be installed: is there a network?"
unknown=()
for package in "${missing[@]}"; do
	apt-cache show "$package" >/dev/null 2>&1 || unknown+=("$package")
done
[ ${#unknown[@]} -eq 0 ] || stop "This system's package lists do not know ${unknown[*]}: Debian 12 and newer, or Ubuntu 22.04 and newer with universe, do."
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" ||
	stop "apt-get could not install ${missing[*]}: what it said stands above."
