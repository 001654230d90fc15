#!/bin/sh
# deadcode.sh DEADCODE TAGS: fails on a function that the program cannot reach, neither as it is delivered nor as the tests of the
# real window build it (with inspect). What packaging/deadcode.allow names, with its reason, may stay.
set -eu
deadcode=$1 tags=$2
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
# A function counts as dead when neither of the two builds reaches it.
list() { "$deadcode" -tags "$1" -f '{{range .Funcs}}{{printf "%s.%s %s\n" $.Path .Name .Position}}{{end}}' . | sed '/^$/d' | sort; }
list "$tags" >"$found/program"
list "$tags,inspect" >"$found/inspect"
comm -12 "$found/program" "$found/inspect" >"$found/both"
grep -v '^#' packaging/deadcode.allow | cut -d' ' -f1 | sort >"$found/allowed"
join -v 1 "$found/both" "$found/allowed" >"$found/dead"
join -v 2 "$found/both" "$found/allowed" >"$found/alive"
code=0
if [ -s "$found/dead" ]; then
	echo "the program cannot reach:"
	cat "$found/dead"
	code=1
fi
if [ -s "$found/alive" ]; then
	echo "packaging/deadcode.allow names what is gone or reached by now:"
	cat "$found/alive"
	code=1
fi
exit $code
