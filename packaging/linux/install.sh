#!/bin/sh
# Installs GarageMail for the one who runs it, into ~/.local (or PREFIX), without root; install.sh remove takes it away again. The data
# in ~/.local/share/garagemail are never touched.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${PREFIX:-$HOME/.local}

if [ "${1:-}" = remove ]; then
	(cd "$here/share" && find . -type f) | while read -r file; do rm -f "$prefix/share/$file"; done
	rm -f "$prefix/bin/garagemail"
	rmdir "$prefix/share/doc/garagemail" 2>/dev/null || true
	echo "GarageMail was removed. Your data stay in ${XDG_DATA_HOME:-$HOME/.local/share}/garagemail."
	exit
fi

missing=
for library in libGL.so.1 libX11.so.6; do
	{ /sbin/ldconfig -p 2>/dev/null || ldconfig -p 2>/dev/null; } | grep -q "$library" || missing="$missing $library"
done
mkdir -p "$prefix/bin"
# A program that runs cannot be written over, but another can take its name.
cp "$here/bin/garagemail" "$prefix/bin/garagemail.new"
mv -f "$prefix/bin/garagemail.new" "$prefix/bin/garagemail"
(cd "$here/share" && find . -type f) | while read -r file; do
	mkdir -p "$(dirname "$prefix/share/$file")"
	cp "$here/share/$file" "$prefix/share/$file"
done
sed -i "s|^Exec=.*|Exec=\"$prefix/bin/garagemail\"|" "$prefix/share/applications/be.garagemail.app.desktop"
! command -v update-desktop-database >/dev/null || update-desktop-database -q "$prefix/share/applications" || true
! command -v gtk-update-icon-cache >/dev/null || gtk-update-icon-cache -q -t -f "$prefix/share/icons/hicolor" 2>/dev/null || true
echo "GarageMail is installed: $prefix/bin/garagemail, and in the menu of the desktop."
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "To call it by its name, add $prefix/bin to PATH." ;; esac
[ -z "$missing" ] || echo "It needs$missing: on Debian and Ubuntu, apt install libgl1 libx11-6 libxcursor1 libxrandr2 libxinerama1 libxi6."
