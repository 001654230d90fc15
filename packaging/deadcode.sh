#!/bin/sh
# deadcode.sh DEADCODE TAGS: fails on a function that the program cannot reach, neither as it is delivered nor as the tests of the
# real window build it (with inspect), and on an exported one that only tests name: deadcode holds every method of a value alive that
# becomes an interface. What packaging/deadcode.allow names, with its reason, may stay.
set -eu
deadcode=$1 tags=$2
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
# A function counts as dead when neither of the two builds reaches it.
list() { "$deadcode" -tags "$1" -f '{{range .Funcs}}{{printf "%s.%s %s\n" $.Path .Name .Position}}{{end}}' . | sed '/^$/d' | sort; }
list "$tags" >"$found/program"
list "$tags,inspect" >"$found/inspect"
comm -12 "$found/program" "$found/inspect" >"$found/both"
# Exported functions and methods whose name stands nowhere in what is delivered but at their own declarations. What an unexported type
# exports serves an interface of a library, the methods of widgets are Fyne's to call, and those of an error the standard library's.
git ls-files '*.go' | grep -vE '_test\.go$|^packaging/|/([a-z]+test|kit)/' >"$found/sources"
xargs cat <"$found/sources" | sed 's,//.*,,' | grep -oE '\b[A-Z][A-Za-z0-9]*\b' | sort | uniq -c | awk '{print $2, $1}' | sort >"$found/words"
xargs grep -noE '^func (\([^)]*\) )?[A-Z][A-Za-z0-9]*' /dev/null <"$found/sources" |
	sed -nE 's,^((.*)/[^/:]*:[0-9]+):func (\(([a-z]* )?\*?([A-Z][A-Za-z]*)[^)]*\) )?([A-Za-z0-9]*)$,\6 garagemail/\2.\5.\6 \1,p' |
	sed 's,\.\.,.,' | sort >"$found/declared"
cut -d' ' -f1 "$found/declared" | uniq -c | awk '{print $2, $1}' | sort >"$found/declarations"
comm -12 "$found/words" "$found/declarations" | cut -d' ' -f1 >"$found/untold"
join -o 2.2,2.3 "$found/untold" "$found/declared" | grep -vE "\.(Unwrap|GoString|LogValue) " >>"$found/both" || true
sort -u -k1,1 -o "$found/both" "$found/both"
grep -v '^#' packaging/deadcode.allow | cut -d' ' -f1 | sort >"$found/allowed"
join -v 1 "$found/both" "$found/allowed" >"$found/dead"
join -v 2 "$found/both" "$found/allowed" >"$found/alive"
code=0
if [ -s "$found/dead" ]; then
	echo "the program cannot reach, or only tests name:"
	cat "$found/dead"
	code=1
fi
if [ -s "$found/alive" ]; then
	echo "packaging/deadcode.allow names what is gone or reached by now:"
	cat "$found/alive"
	code=1
fi
exit $code
