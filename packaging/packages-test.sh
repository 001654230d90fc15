#!/bin/bash
# Looks at what make packages makes: two builds of the commit are the same bytes, the sizes are kept, what is signed with a certificate and
# a key made here verifies and what was changed after does not, and Debian's tools find nothing wrong.
#
#   AGAIN=no    leaves the second build out
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
work=$PWD/build/packages-test
failed=0
expect() {
	local words=$1
	shift
	if "$@"; then echo "ok: $words"; else
		echo "FAULT: $words" >&2
		failed=1
	fi
}
rm -rf "$work"
mkdir -p "$work"

start=$SECONDS
packaging/packages.sh || exit 1
took=$((SECONDS - start))
echo "built in $took s"
for file in build/packages/*; do [ ! -f "$file" ] || echo "$(stat -c %s "$file") bytes $(basename "$file")"; done
cp -r build/packages "$work/first"
small() { [ "$(stat -c %s "$1")" -le "$2" ]; }
expect "the setup has at most 30 MB" small "$(echo build/packages/*-setup.exe)" 30000000
expect "the .deb has at most 20 MB" small "$(echo build/packages/*.deb)" 20000000
expect "the sums are right" bash -c 'cd build/packages && sha256sum --quiet -c SHA256SUMS'

if [ "${AGAIN:-yes}" = yes ]; then
	PACKAGES=$work/second packaging/packages.sh >"$work/second.log" 2>&1 || { tail -n 5 "$work/second.log"; exit 1; }
	expect "two builds of one commit are the same bytes" diff "$work/first/SHA256SUMS" "$work/second/SHA256SUMS"
fi

# Debian's own tools.
lintian --tag-display-limit 0 build/packages/*.deb >"$work/lintian" 2>&1
cat "$work/lintian"
expect "lintian finds no error and no warning" bash -c "! grep -E '^[EW]:' '$work/lintian'"
expect "the desktop file is right" desktop-file-validate packaging/linux/be.garagemail.app.desktop
expect "the metainfo is right" appstreamcli validate --no-net build/packages/.work/linux/usr/share/metainfo/be.garagemail.app.metainfo.xml

# The .tar.xz installs into a home folder and goes away again.
home=$work/home
mkdir -p "$home" "$work/tar"
tar -C "$work/tar" -xf build/packages/*.tar.xz
expect "the .tar.xz installs" env HOME="$home" XDG_DATA_HOME= PREFIX= "$work"/tar/*/install.sh
expect "the program starts from there" "$home/.local/bin/garagemail" --version
mkdir -p "$home/.local/share/garagemail" && touch "$home/.local/share/garagemail/garagemail.db"
expect "it is removed" env HOME="$home" XDG_DATA_HOME= PREFIX= "$work"/tar/*/install.sh remove
expect "and leaves the data, and nothing else" [ "$(find "$home" -type f)" = "$home/.local/share/garagemail/garagemail.db" ]

# Signatures, with a certificate and a key of gpg that are made here.
openssl req -x509 -newkey rsa:3072 -nodes -keyout "$work/key.pem" -out "$work/certificate.pem" -days 2 -subj "/CN=GarageMail test" \
	-addext extendedKeyUsage=codeSigning 2>/dev/null
export GNUPGHOME=$work/gpg
mkdir -m 700 "$GNUPGHOME"
gpg --batch --quiet --passphrase '' --quick-generate-key 'GarageMail test <test@example.org>' ed25519 sign never 2>/dev/null
SIGN_CERTIFICATE=$work/certificate.pem SIGN_KEY=$work/key.pem SIGN_GPG=test@example.org ONLY=windows PACKAGES=$work/signed \
	packaging/packages.sh >"$work/signed.log" 2>&1 || { tail -n 5 "$work/signed.log"; exit 1; }
verified() { osslsigncode verify -CAfile "$work/certificate.pem" -in "$1" 2>&1 | grep -q 'Signature verification: ok'; }
for file in "$work"/signed/*.exe "$work"/signed/*.msi "$work"/signed/.work/windows/garagemail.exe "$work"/signed/.work/windows/garagemail.com; do
	expect "$(basename "$file") is signed" verified "$file"
done
cp "$work"/signed/*-setup.exe "$work/changed.exe"
printf 'x' | dd of="$work/changed.exe" bs=1 seek=100000 conv=notrunc 2>/dev/null
expect "a changed setup does not verify" bash -c "! osslsigncode verify -CAfile '$work/certificate.pem' -in '$work/changed.exe' 2>&1 | grep -q 'Signature verification: ok'"
expect "SHA256SUMS is signed" gpg --batch --quiet --verify "$work/signed/SHA256SUMS.asc" "$work/signed/SHA256SUMS"
gpgconf --kill gpg-agent 2>/dev/null
exit $failed
