#!/bin/bash
# Sees to a Go that can build GarageMail. A Go from 1.21 on fetches what go.mod asks for by itself (the Makefile lets it); where
# there is none, or an older one, the toolchain comes as the module golang.org/toolchain through the module proxy, checked by
# the checksum database like every module. It stays in the module cache; build/go points to it and the Makefile puts it first.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1

stop() {
	echo "$1" >&2
	exit 1
}

# version is the Go of the system, "1.19" for example, nothing where there is none. Asked outside of the project: there a
# newer Go would answer for the one that it fetched.
version() {
	(cd / && unset GOROOT && GOTOOLCHAIN=local go env GOVERSION 2>/dev/null) | sed -nE 's/^go([0-9]+\.[0-9]+).*/\1/p'
}

# recent says whether a version is 1.21 or later.
recent() {
	[ -n "$1" ] && [ "$(printf '1.21\n%s\n' "$1" | sort -V | head -n 1)" = 1.21 ]
}

system_path=$(printf '%s' "$PATH" | tr : '\n' | grep -vxF "$PWD/build/go/bin" | paste -sd :)
wanted=$(sed -nE 's/^go ([0-9.]+)$/\1/p' go.mod)
[ -n "$wanted" ] || stop "go.mod does not say which Go it needs."

[ ! -x build/go/bin/go ] || [ "$(build/go/bin/go env GOVERSION 2>/dev/null)" != "go$wanted" ] || exit 0
export PATH=$system_path
command -v go >/dev/null || packaging/install.sh golang-go || exit 1
found=$(version)
if recent "$found"; then
	rm -f build/go
	exit 0
fi

machine=$(cd / && go env GOHOSTOS)-$(cd / && go env GOHOSTARCH)
case $machine in
linux-amd64 | linux-arm64) ;;
*) stop "Go ${found:-of this system} is too old, and none is fetched for $machine: install Go 1.21 or newer." ;;
esac
module=golang.org/toolchain@v0.0.1-go$wanted.$machine
mkdir -p build || stop "The folder build cannot be made in $PWD."
empty=$(mktemp -d) || stop "No folder can be made in ${TMPDIR:-/tmp}."
trap 'rm -rf "$empty"' EXIT
echo "module toolchain" >"$empty/go.mod"
answer=$(cd "$empty" && GOFLAGS=-mod=mod go mod download -json "$module" 2>&1)
folder=$(sed -nE 's/^[[:space:]]*"Dir": "(.*)",?$/\1/p' <<<"$answer")
[ -d "$folder" ] || stop "Go ${found:-of this system} is too old, and $module cannot be fetched from $(go env GOPROXY): $answer"
# Files of a module come without the right to run them.
chmod +x "$folder"/bin/* && find "$folder/pkg/tool" -type f -exec chmod +x {} + || stop "The programs in $folder cannot be made executable."
ln -sfn "$folder" build/go
echo "Go ${found:-of this system} is too old to build GarageMail: Go $wanted was fetched into $folder"
