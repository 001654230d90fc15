#!/bin/bash
# What Windows gets, tried under wine in a prefix of its own: the setup is built (with the tag inspect, by which the tests see the screen),
# installed in silence, its commands and its window are tried, it is upgraded while it runs, removed, and the data are looked for; the
# same with the .msi; the tests of what differs on Windows run there. The figures go to build/windows-test/figures.md.
#
#   JOBS    the tests of the window that run against the installed program; those with "software:" before them without OpenGL
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
root=$PWD
work=$root/build/windows-test
jobs=${JOBS:-software:TestDemoJob TestDemoJob TestWindowKilled TestWindowSecondStart software:TestWindowFilesDutch TestWindowDocuments TestWindowBadInput}
figures=$work/figures.md
failed=0

stop() {
	echo "$1" >&2
	exit 1
}
ok() { echo "ok: $1"; }
fault() {
	echo "FAULT: $1" >&2
	failed=1
}
# expect WORDS CONDITION…: says how it went.
expect() {
	local words=$1
	shift
	if "$@"; then ok "$words"; else fault "$words"; fi
}
figure() { echo "| $1 | $2 |" | tee -a "$figures"; }

export WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" WINEPREFIX=$work/prefix
unset DISPLAY
wine() { timeout "${PATIENCE:-300}" /usr/lib/wine/wine64 "$@"; }
rest() { /usr/lib/wine/wineserver64 -k 2>/dev/null || true; sleep 1; }
trap rest EXIT
key='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\GarageMail'
installed() { wine reg query "$key" /v DisplayVersion 2>/dev/null | tr -d '\r' | awk '/DisplayVersion/ { print $3 }'; }

mkdir -p "$work"
printf '| what | figure |\n|---|---|\n' >"$figures"
figure date "$(date -u +%F), commit $(git rev-parse --short HEAD), $(/usr/lib/wine/wine64 --version), $(nproc) cores"
for version in 1.0.0 1.1.0; do
	start=$SECONDS
	ONLY=windows EXTRA_TAGS=inspect VERSION=$version PACKAGES=$work/$version packaging/packages.sh >"$work/$version.log" 2>&1 ||
		stop "The setup cannot be built: $(tail -n 5 "$work/$version.log")"
	figure "build of the setup $version" "$((SECONDS - start)) s, $(stat -c %s "$work/$version/GarageMail-$version-setup.exe") bytes"
done

rest
rm -rf "$WINEPREFIX"
PATIENCE=600 wine wineboot -i >/dev/null 2>&1 || stop "wine cannot make a prefix in $WINEPREFIX."
x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" packaging/wine/bcryptprimitives.c -ladvapi32 ||
	stop "The library for wine cannot be built."
home=$(echo "$WINEPREFIX"/drive_c/users/*/AppData | grep -v Public)
folder=$home/Local/Programs/GarageMail
menu="$home/Roaming/Microsoft/Windows/Start Menu/Programs/GarageMail.lnk"
data=$home/Roaming/GarageMail
export GARAGEMAIL_EXE=$folder/garagemail.exe

start=$(date +%s.%N)
wine "$work/1.0.0/GarageMail-1.0.0-setup.exe" /S
code=$?
figure "silent installation" "$(printf '%.1f s' "$(echo "$(date +%s.%N) - $start" | bc)")"
expect "setup /S ends with 0" [ $code = 0 ]
expect "the program is installed" [ -f "$folder/garagemail.exe" ]
expect "the menu has it" [ -f "$menu" ]
expect "the system lists it as 1.0.0" [ "$(installed)" = 1.0.0 ]

# Commands in a console, by garagemail.com.
console() { (cd "$folder" && wine cmd /c "$@" 2>"$work/stderr" | tr -d '\r' >"$work/stdout"; exit "${PIPESTATUS[0]}"); }
console garagemail.com --version
expect "a command prints on the console: $(cat "$work/stdout")" grep -q 'garagemail 1.0.0' "$work/stdout"
console garagemail.com check --json
code=$?
expect "a command that cannot be done ends with 2 ($code)" [ $code = 2 ]
expect "and says why on stderr" [ -s "$work/stderr" ]
wine "$folder/garagemail.com" outbox list --json >"$work/stdout" 2>"$work/stderr"
expect "of a file that is not there too ($?)" grep -q garagemail.db "$work/stderr"

# The tests of what differs on Windows.
for package in store/files ui/desktop; do
	mkdir -p "$work/${package%/*}"
	CGO_ENABLED=0 GOOS=windows go test -c -o "$work/$package.test.exe" "./$package" || fault "the tests of $package do not build"
	(cd "$package" && wine "$work/$package.test.exe" -test.v >"$work/$package.log" 2>&1)
	# wine cannot remove a folder as Go does ("Invalid function"), which fails the cleaning up and nothing else.
	expect "the tests of $package pass" bash -c "grep -q '^--- ' '$work/$package.log' && ! grep -E '_test\.go:[0-9]+: |^panic' '$work/$package.log'"
done

# The window.
go test -c -tags migrated_fynedo,x11,nodynamic,window -o "$work/window.test" ./ui/proof || stop "The tests of the window do not build."
export GARAGEMAIL_INSPECTED=$root/packaging/wine/program.sh GARAGEMAIL_PATIENCE=${GARAGEMAIL_PATIENCE:-4}
for job in $jobs; do
	name=${job#software:}
	without=
	[ "$name" = "$job" ] || without='-extension GLX'
	rest
	log=$work/$name${without:+-software}.log
	start=$SECONDS
	(cd ui/proof && GARAGEMAIL_XVFB=$without GARAGEMAIL_PLAY=$work/play${without:+-software} exec "$work/window.test" -test.run "^$name\$" -test.v -test.timeout 20m) >"$log" 2>&1
	code=$?
	figure "$name${without:+, without OpenGL}" "$([ $code = 0 ] && echo pass || echo FAIL), $((SECONDS - start)) s"
	expect "$name${without:+ without OpenGL}" [ $code = 0 ]
done
rest

# An upgrade while the program runs, with data of the version before.
Xvfb -displayfd 3 -screen 0 1280x720x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
screen=$!
until [ -s "$work/display" ]; do sleep 0.2; done
DISPLAY=:$(tr -d '\n' <"$work/display")
export DISPLAY
(cd "$folder" && exec /usr/lib/wine/wine64 garagemail.exe --lang nl >"$work/running.log" 2>&1) &
for _ in $(seq 60); do
	[ ! -f "$data/garagemail.db-window" ] || break
	sleep 1
done
expect "the program makes its file in $data" [ -f "$data/garagemail.db" ]
sleep 5
wine "$work/1.1.0/GarageMail-1.1.0-setup.exe" /S
code=$?
expect "the upgrade over the running program ends with 0 ($code)" [ $code = 0 ]
expect "the system lists it as 1.1.0" [ "$(installed)" = 1.1.0 ]
expect "the program was closed" [ ! -f "$data/garagemail.db-window" ]
expect "the data stayed" [ -f "$data/garagemail.db" ]
console garagemail.com check --json
code=$?
expect "the upgraded program reads the file of the version before ($code)" grep -q '"state": "ok"' "$work/stdout"
wine "$work/1.0.0/GarageMail-1.0.0-setup.exe" /S
expect "an older version can be put back" [ "$(installed)" = 1.0.0 ]

wine "$folder/uninstall.exe" /S _?="$(echo "Z:$folder" | tr / '\\')"
expect "uninstall /S removes the program" [ ! -e "$folder/garagemail.exe" ]
expect "and its menu" [ ! -e "$menu" ]
expect "and its entry" [ -z "$(installed)" ]
expect "and keeps the data" [ -f "$data/garagemail.db" ]
wine "$work/1.1.0/GarageMail-1.1.0-setup.exe" /S
wine "$folder/uninstall.exe" /S /DATA _?="$(echo "Z:$folder" | tr / '\\')"
expect "uninstall /S /DATA removes the data too" [ ! -e "$data" ]

# The .msi, for the whole machine.
machine="$WINEPREFIX/drive_c/Program Files/GarageMail/garagemail.exe"
for version in 1.0.0 1.1.0; do
	wine msiexec /i "$work/$version/GarageMail-$version.msi" /qn
	code=$?
	expect "the .msi $version installs ($code)" [ $code = 0 -a -f "$machine" ]
done
wine "$machine" --version >"$work/stdout" 2>/dev/null
expect "it is the new one: $(cat "$work/stdout")" grep -q 1.1.0 "$work/stdout"
wine msiexec /x "$work/1.1.0/GarageMail-1.1.0.msi" /qn
code=$?
expect "the .msi is removed ($code)" [ $code = 0 -a ! -e "$machine" ]
kill $screen 2>/dev/null
exit $failed
