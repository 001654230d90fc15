#!/bin/bash
# Builds what a user downloads into build/packages, from the commit that is checked out and nothing else: the setup and the .msi for
# Windows, the .deb and the .tar.xz for Linux, the list of parts and licences, and SHA256SUMS. Two builds of one commit are the same
# bytes, apart from signatures.
#
#   VERSION             the tag v… of the commit, else the version of FyneApp.toml and the commit
#   SIGN_CERTIFICATE    PEM file of the certificate (and its chain) that signs the programs and setups for Windows; with it
#   SIGN_KEY            PEM file of its key, or a PKCS#11 address (SIGN_ENGINE and SIGN_MODULE then name the engine and its module),
#   SIGN_PASSWORD_FILE  a file with the password of the key, where it has one,
#   SIGN_TIMESTAMP      address of a timestamp server (RFC 3161); without one a signature ends with its certificate
#   SIGN_GPG            the key of gpg that signs SHA256SUMS
#   EXTRA_TAGS          build tags more (inspect, for the tests of the installed program)
#   ONLY                "windows" or "linux" alone
#   PACKAGES            another folder than build/packages
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
out=$(realpath -m "${PACKAGES:-build/packages}")
work=$out/.work
only=${ONLY:-windows linux}

stop() {
	echo "$1" >&2
	exit 1
}

commit=$(git rev-parse HEAD)
tag=$(git describe --tags --exact-match --match 'v*' 2>/dev/null || true)
plain=$(sed -nE 's/^Version = "(.*)"$/\1/p' FyneApp.toml)
version=${VERSION:-${tag:+${tag#v}}}
version=${version:-$plain+${commit:0:8}}
numbers=$(sed -nE 's/^([0-9]+\.[0-9]+\.[0-9]+).*/\1/p' <<<"$version")
[ -n "$numbers" ] || stop "The version $version does not begin with three numbers (1.2.3), which Windows wants."
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
date=$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)
umask 022

# The commit alone: what lies about in the working copy is not delivered.
[ -z "$(git status --porcelain --untracked-files=no)" ] || echo "What is not committed is not in the packages."
rm -rf "$out"
mkdir -p "$work/source"
git archive HEAD | tar -x -C "$work/source"
cd "$work/source"
export GOFLAGS=-trimpath
go run ./packaging/painter build/painter

tags=migrated_fynedo,x11,nodynamic${EXTRA_TAGS:+,$EXTRA_TAGS}
# same sees to it that a tree of files says nothing of when it was made.
same() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }
fill() { sed -e "s/@VERSION@/$version/g" -e "s/@DATE@/$date/g" -e "s/@NUMBERS@/$numbers.0/g" "$1" >"$2"; }
picture() { convert assets/icon.png -strip -filter Lanczos -resize "$1x$1" -define png:exclude-chunks=date,time,bKGD "$2"; }

signing=()
if [ -n "${SIGN_CERTIFICATE:-}" ]; then
	[ -n "${SIGN_KEY:-}" ] || stop "SIGN_CERTIFICATE is set, but not SIGN_KEY."
	signing=(-certs "$(realpath "$root/$SIGN_CERTIFICATE" 2>/dev/null || realpath "$SIGN_CERTIFICATE")" -h sha256 -n GarageMail)
	case $SIGN_KEY in
	pkcs11:*) signing+=(-pkcs11engine "${SIGN_ENGINE:?}" -pkcs11module "${SIGN_MODULE:?}" -key "$SIGN_KEY") ;;
	*) signing+=(-key "$(realpath "$root/$SIGN_KEY" 2>/dev/null || realpath "$SIGN_KEY")") ;;
	esac
	[ -z "${SIGN_PASSWORD_FILE:-}" ] || signing+=(-readpass "$SIGN_PASSWORD_FILE")
	[ -z "${SIGN_TIMESTAMP:-}" ] || signing+=(-ts "$SIGN_TIMESTAMP")
fi
# sign puts the signature of Windows' Authenticode into a file.
sign() {
	[ ${#signing[@]} -gt 0 ] || return 0
	osslsigncode sign "${signing[@]}" -in "$1" -out "$1.signed" >"$work/sign.log" 2>&1 ||
		stop "$(basename "$1") cannot be signed: $(tail -n 3 "$work/sign.log")"
	mv "$1.signed" "$1"
}

build_windows() {
	local folder=$work/windows com=packaging/console
	mkdir -p "$folder"
	for size in 16 20 24 32 40 48 64 256; do picture $size "$folder/$size.png"; done
	convert "$folder"/{16,20,24,32,40,48,64,256}.png "$folder/garagemail.ico"
	fill packaging/windows/garagemail.manifest "$folder/garagemail.manifest"
	for name in garagemail.exe garagemail.com; do
		x86_64-w64-mingw32-windres --codepage=65001 --include-dir="$folder" -O coff "-DNUMBERS=${numbers//./,},0" "-DVERSION=\\\"$version\\\"" \
			"-DFILE=\\\"$name\\\"" packaging/windows/garagemail.rc "$folder/$name.syso"
	done
	cp "$folder/garagemail.exe.syso" garagemail_windows_amd64.syso
	cp "$folder/garagemail.com.syso" $com/console_windows_amd64.syso
	CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=x86_64-w64-mingw32-gcc go build -modfile build/painter/go.mod -buildvcs=false -tags "$tags" \
		-ldflags "-H=windowsgui -s -w -X main.version=$version" -o "$folder/garagemail.exe" .
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -buildvcs=false -ldflags "-s -w" -o "$folder/garagemail.com" ./$com
}

build_linux() {
	mkdir -p "$work/linux/usr/bin"
	CGO_ENABLED=1 go build -modfile build/painter/go.mod -buildvcs=false -buildmode=pie -tags "$tags" \
		-ldflags "-s -w -X main.version=$version -extldflags '-Wl,-z,relro,-z,now'" -o "$work/linux/usr/bin/garagemail" .
}

# pack_setup makes the setup for one person, which needs no administrator.
pack_setup() {
	local folder=$work/windows
	cp packaging/windows/setup.nsi "$work/LICENCES.txt" "$folder/"
	sed -i 's/\r*$/\r/' "$folder/LICENCES.txt"
	sign "$folder/garagemail.exe"
	sign "$folder/garagemail.com"
	same "$folder"
	local defines=(-DVERSION="$version" -DNUMBERS="$numbers.0" -DOUT="$out/GarageMail-$version-setup.exe"
		-DKILOBYTES="$(du -ck "$folder"/garagemail.{exe,com} | tail -n 1 | cut -f 1)")
	if [ ${#signing[@]} -gt 0 ]; then
		{ echo '#!/bin/sh' && printf 'exec osslsigncode sign' && printf " '%s'" "${signing[@]}" && echo ' -in "$1" -out "$1.signed" && mv "$1.signed" "$1"'; } |
			sed 's/^exec //' >"$work/sign.sh"
		chmod +x "$work/sign.sh"
		defines+=(-DSIGN="$work/sign.sh")
	fi
	(cd "$folder" && makensis -V2 -INPUTCHARSET UTF8 "${defines[@]}" setup.nsi)
	sign "$out/GarageMail-$version-setup.exe"
}

# identity makes an id (a UUID) that is always the same for the same words.
identity() { sha1sum <<<"be.garagemail.app $*" | tr a-f A-F | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-5\3-8\4-\5/'; }

pack_msi() {
	local folder=$work/windows msi=$out/GarageMail-$version.msi
	cp packaging/windows/garagemail.wxs "$folder/"
	same "$folder"
	(cd "$folder" && faketime -f "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%F %T')" wixl -a x64 -D "VERSION=$version" -D "NUMBERS=$numbers" -D "PRODUCT=$(identity product "$version")" \
		-D "PACKAGE=$(identity package "$version" "$commit")" -o "$msi" garagemail.wxs)
	# wixl gives every package an id of its own, whatever is asked for.
	sed -i "s/$(msiinfo suminfo "$msi" | sed -nE 's/^Revision number \(UUID\): \{(.*)\}$/\1/p')/$(identity package "$version" "$commit")/" "$msi"
	sign "$msi"
}

# share fills the share folder of a Linux system.
share() {
	local share=$1 size
	mkdir -p "$share"/{applications,metainfo,man/man1,doc/garagemail,icons/hicolor/scalable/apps}
	cp packaging/linux/be.garagemail.app.desktop "$share/applications/"
	fill packaging/linux/be.garagemail.app.metainfo.xml "$share/metainfo/be.garagemail.app.metainfo.xml"
	fill packaging/linux/garagemail.1 "$work/garagemail.1"
	gzip -9 -n -c "$work/garagemail.1" >"$share/man/man1/garagemail.1.gz"
	cp assets/icon.svg "$share/icons/hicolor/scalable/apps/be.garagemail.app.svg"
	for size in 16 24 32 48 64 128 256; do
		mkdir -p "$share/icons/hicolor/${size}x$size/apps"
		picture $size "$share/icons/hicolor/${size}x$size/apps/be.garagemail.app.png"
	done
	gzip -9 -n -c "$work/LICENCES.txt" >"$share/doc/garagemail/LICENCES.txt.gz"
}

pack_deb() {
	local tree=$work/linux machine maintainer="The GarageMail authors <garagemail@users.noreply.github.com>"
	machine=$(dpkg --print-architecture)
	share "$tree/usr/share"
	cp packaging/linux/copyright "$tree/usr/share/doc/garagemail/copyright"
	printf 'garagemail (%s) unstable; urgency=medium\n\n  * What changed is told in CHANGELOG.md of the source.\n\n -- %s  %s\n' \
		"$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9 -n >"$tree/usr/share/doc/garagemail/changelog.gz"
	mkdir "$tree/DEBIAN"
	(cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum >DEBIAN/md5sums)
	cat >"$tree/DEBIAN/control" <<-END
		Package: garagemail
		Version: $version
		Architecture: $machine
		Maintainer: $maintainer
		Installed-Size: $(du -sk "$tree/usr" | cut -f 1)
		Depends: libc6 (>= 2.34), libgl1, libx11-6, libxcursor1, libxi6, libxinerama1, libxrandr2, libxxf86vm1
		Recommends: xdg-utils, zenity | kdialog | xdg-desktop-portal, gnome-keyring | kwalletmanager
		Section: mail
		Priority: optional
		Description: mailing program for the receptionist of a garage
		 Choose clients by criteria, write a mail with placeholders, send it: one
		 message to each client in his language. Invoices go out as PDF, bodyshop
		 and breakdown files go through their states with photos and papers.
		 .
		 Every message has a durable record before and after the mail server sees
		 it, and nothing goes twice.
	END
	same "$tree"
	dpkg-deb --root-owner-group -Zxz -z9 --build "$tree" "$out/garagemail_${version}_$machine.deb" >"$work/deb.log" || stop "$(cat "$work/deb.log")"
}

pack_tar() {
	local name=garagemail-$version-linux-$(dpkg --print-architecture)
	local tree=$work/tar/$name
	mkdir -p "$tree/bin"
	cp "$work/linux/usr/bin/garagemail" "$tree/bin/"
	share "$tree/share"
	cp packaging/linux/install.sh "$tree/"
	cp "$work/LICENCES.txt" "$tree/"
	same "$work/tar"
	tar -C "$work/tar" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -c "$name" | xz -9e -T1 >"$out/$name.tar.xz"
}

programs=()
for system in $only; do
	"build_$system"
	case $system in
	windows) programs+=("$work/windows/garagemail.exe" "$work/windows/garagemail.com") ;;
	linux) programs+=("$work/linux/usr/bin/garagemail") ;;
	esac
done
go run ./packaging/licences "$version" "$work" "${programs[@]}"
cp "$work/garagemail.spdx.json" "$out/garagemail-$version.spdx.json"
for system in $only; do
	case $system in
	windows)
		pack_setup
		pack_msi
		;;
	linux)
		pack_deb
		pack_tar
		;;
	esac
done
cd "$out"
sha256sum GarageMail-* garagemail?[0-9]* >SHA256SUMS 2>/dev/null || true
[ -s SHA256SUMS ] || stop "Nothing was made."
if [ -n "${SIGN_GPG:-}" ]; then
	gpg --batch --yes --local-user "$SIGN_GPG" --armor --detach-sign --output SHA256SUMS.asc SHA256SUMS
else
	echo "SHA256SUMS is not signed: SIGN_GPG names no key."
fi
[ ${#signing[@]} -gt 0 ] || [[ $only != *windows* ]] || echo "The setups are not signed, and Windows warns of them: SIGN_CERTIFICATE names no certificate."
ls -l --block-size=K -- *[!S]
