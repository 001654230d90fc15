#!/bin/bash
# Stands where the tests of the window expect the program, and runs the Windows one, GARAGEMAIL_EXE, under wine in its place, in the prefix
# WINEPREFIX. What the tests ask it goes through a connection of the loopback, for wine has no sockets in a folder.
program=$$
if [ -n "${GARAGEMAIL_INSPECT:-}" ]; then
	port=$((20000 + program % 20000))
	export GARAGEMAIL_INSPECT_TCP=127.0.0.1:$port
	{
		socat "UNIX-LISTEN:$GARAGEMAIL_INSPECT,fork" "TCP:127.0.0.1:$port" >/dev/null 2>&1 </dev/null &
		# It ends with the program, also where that is killed.
		while kill -0 $program 2>/dev/null; do sleep 1; done
		kill $! 2>/dev/null
	} >/dev/null 2>&1 </dev/null &
fi
[ -z "${SSL_CERT_FILE:-}" ] || export GODEBUG=x509usefallbackroots=1
# exec: who kills this kills the program itself.
exec /usr/lib/wine/wine64 "$GARAGEMAIL_EXE" "$@"
