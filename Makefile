# GarageMail: `make run` and `make test` do all the set-up on a fresh Debian or Ubuntu; see README.md.

SHELL  := /bin/bash
# nodynamic: photos are read in a machine of their own (WebAssembly), never by a C library of the system inside the program.
TAGS   := migrated_fynedo,x11,nodynamic
TOOLS  := $(CURDIR)/build/tools

# packaging/toolchain.sh puts a Go here where the system's is missing or too old. From 1.21 on a Go fetches the one that go.mod
# asks for by itself, unless GOTOOLCHAIN=local forbids it, as Debian's and others' do.
export PATH        := $(CURDIR)/build/go/bin:$(PATH)
export GOTOOLCHAIN := auto
unexport GOROOT

GOFUMPT      := v0.12.0
GOLANGCI     := v2.15.0
DEADCODE     := v0.52.0

# What Fyne links against, and what the real-window test and the checks of mails and PDFs run.
BUILD_PACKAGES := git gcc libc6-dev pkg-config libgl-dev libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev
PLAY_PACKAGES  := xvfb openbox dbus-daemon xdotool x11-utils x11-xkb-utils imagemagick libgl1-mesa-dri poppler-utils qpdf zbar-tools
# The real mail server that make postfix sends to.
POSTFIX_PACKAGES := postfix sasl2-bin libsasl2-modules openssl poppler-utils
# The validator that make peppol runs.
PEPPOL_PACKAGES  := libsaxonhe-java default-jre-headless
# What makes a bare system in a folder.
BARE_PACKAGES    := debootstrap util-linux
# What make servers makes their roots with, and the servers: each has its script in servers.
SERVERS_PACKAGES := debootstrap iproute2 openssl util-linux
REAL_SERVERS     := $(filter-out room inside,$(basename $(notdir $(wildcard servers/*.sh))))
# What make tables writes tables with.
TABLES_PACKAGES  := python3-dbf python3-xlwt libspreadsheet-writeexcel-perl gdal-bin gnumeric libreoffice-calc libreoffice-base-drivers
SUDO             := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
# What make packages builds with, and checks what it has built.
RELEASE_PACKAGES := gcc-mingw-w64-x86-64 binutils-mingw-w64-x86-64 nsis wixl msitools faketime osslsigncode imagemagick xz-utils lintian appstream desktop-file-utils gnupg
# Where make windows-test installs what it has built.
WINE_PACKAGES    := wine64 socat bc
# Go's file of modules with the toolkit as the delivered program has it.
PAINTER          := build/painter/go.mod
GO             := go
# What bare-test makes: any suite that debootstrap knows.
SUITES         := bookworm trixie

.PHONY: tables run build test bench check peppol bare-test torture torture-short postfix servers window window-demo screenshots lint packages packages-test deb-test windows-test system-packages release-packages play-packages postfix-packages servers-packages smtp-sink clean

## run: the program on the demo garage; without a display the same job under Xvfb, with screenshots and mails in build/demo
run: build
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then ./garagemail --demo; else $(MAKE) --no-print-directory window-demo; fi

## build: the program, ./garagemail
build: system-packages $(PAINTER)
	$(GO) build -trimpath -modfile $(PAINTER) -tags $(TAGS) -o garagemail .

# Fyne, which paints without OpenGL too; see docs/painter.md.
$(PAINTER): go.mod go.sum $(wildcard packaging/painter/*.go packaging/painter/fyne/*) | system-packages
	$(GO) run ./packaging/painter $(dir $@)

## packages: what a user downloads, of the commit that is checked out, into build/packages: the setup and the .msi for Windows, the .deb
## and the .tar.xz for Linux, the list of parts and licences, SHA256SUMS. packaging/packages.sh tells the variables: VERSION, and
## SIGN_CERTIFICATE, SIGN_KEY … for the signatures
packages: release-packages
	packaging/packages.sh

## packages-test: what make packages makes, looked at: the same bytes twice, sizes, signatures, Debian's own tools
packages-test: release-packages
	packaging/packages-test.sh

## deb-test: the .deb of build/packages on a bare Debian 12 made by debootstrap (as root): installed, started, removed.
## DEB_SUITES="bookworm trixie" tries others
deb-test: DEB_SUITES = bookworm
deb-test:
	@packaging/install.sh $(BARE_PACKAGES)
	packaging/deb-test.sh $(firstword $(wildcard build/packages/*.deb) none.deb) $(DEB_SUITES)

## windows-test: the setup for Windows, built and installed under wine: its commands, its window with and without OpenGL, an upgrade
## while it runs, the .msi, the removal. Long; its last figures are in docs/windows.md
windows-test: release-packages play-packages
	@packaging/install.sh $(WINE_PACKAGES)
	packaging/windows-test.sh

## test: all that CI runs
test: system-packages play-packages smtp-sink lint check window

# SQLite itself, which is C turned into Go, is left out of the watch for races, as the C would be: it made every test three times as
# long. Its driver and all else is watched.
RACE := -race -gcflags=modernc.org/sqlite/lib=-race=false

## check: the tests without a window
check:
	$(GO) test $(RACE) -timeout 40m -tags $(TAGS) ./...

## torture: kill -9 at 1,000 random moments of sending, a full disk, a locked file, two programs; then what the server
## accepted against what the file says, with the figures. KILLS=n makes it shorter; `make check` has a short run of it
torture: KILLS  = 1000
torture: LOCKED = 60s
torture-short: KILLS  = 50
torture-short: LOCKED = 7s
torture torture-short:
	mkdir -p build
	$(GO) build -trimpath -tags $(TAGS) -o build/garagemail-torture .
	GARAGEMAIL_PROGRAM=$(CURDIR)/build/garagemail-torture TORTURE_KILLS=$(KILLS) TORTURE_LOCKED=$(LOCKED) \
		$(GO) test -tags $(TAGS) -count=1 -timeout 90m -run 'TestKills|TestTwoPrograms|TestLockedFile|TestFullDisk' -v ./ui/proof

## postfix: 500 documents and a mailing to a real Postfix with STARTTLS and a login, on the loopback in a folder of its own that
## is removed after; then its log, its mailboxes and our report against each other, with the figures
postfix: postfix-packages
	mkdir -p build
	$(GO) build -trimpath -tags $(TAGS) -o build/garagemail-postfix .
	GARAGEMAIL_PROGRAM=$(CURDIR)/build/garagemail-postfix GARAGEMAIL_POSTFIX=$(CURDIR)/ui/proof/postfix.sh \
		$(GO) test -tags $(TAGS) -count=1 -timeout 20m -run 'TestPostfix$$' -v ./ui/proof

## servers: documents to Debian's real mail servers, each in a root of its own without any network but the loopback, of which
## nothing is left running or mounted; then our report, their logs and their mailboxes against each other, with a table of the
## figures (docs/servers.md). It needs root. SERVERS="exim chasquid" tries only those
servers: SERVERS =
servers: servers-packages
	mkdir -p build/servers
	$(GO) build -trimpath -tags $(TAGS) -o build/servers/garagemail .
	$(GO) test -c -trimpath -tags $(TAGS) -o build/servers/proof ./servers
	$(SUDO) servers/room.sh prepare $(or $(SERVERS),$(REAL_SERVERS))
	cd servers && $(SUDO) env GARAGEMAIL_PROGRAM=$(CURDIR)/build/servers/garagemail GARAGEMAIL_ROOMS=$(CURDIR)/servers/room.sh \
		GARAGEMAIL_SERVERS="$(SERVERS)" GARAGEMAIL_LOGS=$(CURDIR)/build/servers/logs GARAGEMAIL_TABLE=$(CURDIR)/build/servers/table.md \
		./room.sh inside ../build/servers/proof -test.v -test.timeout 60m

## peppol: the official rules of EN 16931 and Peppol over the demo garage's documents, 10,000 random ones (COUNT=n, SEED=n) and the files
## of the table of rules. RULES is a folder with the rules as their makers publish them, a checkout of github.com/phax/phive-rules
peppol: COUNT = 10000
peppol: SEED  = 1
peppol: packages
	@packaging/install.sh $(PEPPOL_PACKAGES)
	@[ -n "$(RULES)" ] || { echo "make peppol RULES=FOLDER, a checkout of github.com/phax/phive-rules"; exit 1; }
	rm -rf build/peppol && mkdir -p build/peppol
	GARAGEMAIL_DOCUMENTS=$(CURDIR)/build/peppol $(GO) test -tags $(TAGS) -count=1 -run TestExportOfDemoGarage ./ui/command
	GARAGEMAIL_DOCUMENTS=$(CURDIR)/build/peppol GARAGEMAIL_RULES=$(abspath $(RULES)) GARAGEMAIL_COUNT=$(COUNT) GARAGEMAIL_SEED=$(SEED) \
		$(GO) test -tags $(TAGS),peppol -count=1 -timeout 120m -run TestOfficialRules -v ./store/peppol

## tables: tables as other programs of Debian write them (dBASE and FoxPro, .xls, .xlsx, .ods) against the CSV of the same rows, with a
## table of the figures (docs/tables.md)
tables: packages
	@packaging/install.sh $(TABLES_PACKAGES)
	rm -rf build/tables
	tables/write.sh $(CURDIR)/build/tables
	GARAGEMAIL_TABLES=$(CURDIR)/build/tables GARAGEMAIL_TABLES_REPORT=$(CURDIR)/build/tables.md \
		$(GO) test -tags $(TAGS) -count=1 -run 'TestTables$$$$' -v ./store/intake

## window: the main job in a real window, by mouse and keyboard, asserted on what arrived
window: play-packages $(PAINTER)
	$(GO) build -modfile $(PAINTER) -tags $(TAGS),inspect -o build/garagemail-inspect .
	$(GO) test -tags $(TAGS),window -count=1 -timeout 30m -run TestWindow -v ./ui/proof

window-demo: play-packages $(PAINTER)
	$(GO) build -modfile $(PAINTER) -tags $(TAGS),inspect -o build/garagemail-inspect .
	GARAGEMAIL_PLAY=$(CURDIR)/build/demo $(GO) test -tags $(TAGS),window -count=1 -timeout 30m -run TestDemoJob -v ./ui/proof
	@echo "The screenshots, the mails that arrived and the database are in build/demo"

## screenshots: pictures of all screens in French and Dutch, taken while the main job is done, into docs/screenshots
screenshots: play-packages $(PAINTER)
	$(GO) build -modfile $(PAINTER) -tags $(TAGS),inspect -o build/garagemail-inspect .
	GARAGEMAIL_PLAY=$(CURDIR)/build/play $(GO) test -tags $(TAGS),window -count=1 -timeout 30m -run 'TestWindowGarage|TestWindowFiles' ./ui/proof
	rm -rf docs/screenshots
	for language in fr nl; do \
		mkdir -p docs/screenshots/$$language && \
		for picture in build/play/$$language/*.png build/play/files-$$language/3[3-9]-*.png build/play/files-$$language/40-*.png; do \
			convert $$picture -strip +dither -colors 64 PNG8:docs/screenshots/$$language/$$(basename $$picture) || exit 1; \
		done; \
	done

## lint: gofumpt, vet, golangci-lint, and deadcode, which finds what the program cannot reach
lint: $(TOOLS)/gofumpt-$(GOFUMPT) $(TOOLS)/golangci-lint-$(GOLANGCI) $(TOOLS)/deadcode-$(DEADCODE)
	@unformatted=$$($(TOOLS)/gofumpt-$(GOFUMPT) -modpath garagemail -l $$(git ls-files '*.go')); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi
	$(GO) vet -tags $(TAGS) ./...
	@# For Windows all that needs no C, with its tests: what draws on the screen does.
	GOOS=windows CGO_ENABLED=0 $(GO) vet -tags $(TAGS) $$(GOOS=windows CGO_ENABLED=0 $(GO) list -tags $(TAGS) -e \
		-f '{{$$drawn := false}}{{range .Deps}}{{if eq . "github.com/go-gl/glfw/v3.4/glfw"}}{{$$drawn = true}}{{end}}{{end}}{{if not $$drawn}}{{.ImportPath}}{{end}}' ./...)
	$(TOOLS)/golangci-lint-$(GOLANGCI) run --timeout 20m ./...
	@packaging/deadcode.sh $(TOOLS)/deadcode-$(DEADCODE) $(TAGS)

## bench: ratios against a baseline that runs beside them
bench: smtp-sink play-packages $(PAINTER)
	$(GO) test -tags $(TAGS) -run '^$$' -bench . -benchtime 1x -count 1 ./...
	$(GO) build -modfile $(PAINTER) -tags $(TAGS),inspect -o build/garagemail-inspect .
	$(GO) test -tags $(TAGS),window -run '^$$' -bench Window -benchtime 1x -count 1 -timeout 30m ./ui/proof

$(TOOLS)/gofumpt-$(GOFUMPT):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) $(GO) install mvdan.cc/gofumpt@$(GOFUMPT) && mv $(TOOLS)/gofumpt $@

$(TOOLS)/golangci-lint-$(GOLANGCI):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI) && mv $(TOOLS)/golangci-lint $@

$(TOOLS)/deadcode-$(DEADCODE):
	mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) $(GO) install golang.org/x/tools/cmd/deadcode@$(DEADCODE) && mv $(TOOLS)/deadcode $@

system-packages:
	@packaging/install.sh $(BUILD_PACKAGES)
	@packaging/toolchain.sh

release-packages: system-packages
	@packaging/install.sh $(RELEASE_PACKAGES)

play-packages:
	@packaging/install.sh $(PLAY_PACKAGES)

# Without a main.cf of the machine's own Postfix starts no mail server on it.
postfix-packages: system-packages
	@dpkg -s postfix >/dev/null 2>&1 || { packaging/install.sh debconf && \
		echo "postfix postfix/main_mailer_type select No configuration" | $$([ "$$(id -u)" = 0 ] || echo sudo) debconf-set-selections; }
	@packaging/install.sh $(POSTFIX_PACKAGES)

servers-packages: system-packages
	@packaging/install.sh $(SERVERS_PACKAGES)

# smtp-sink comes out of the postfix package without installing a mail server on the machine.
smtp-sink: build/postfix/usr/sbin/smtp-sink

build/postfix/usr/sbin/smtp-sink:
	@packaging/smtp-sink.sh

## bare-test: `make run` and `make test` on systems that have nothing but git, make and certificates, made by debootstrap
bare-test:
	@packaging/install.sh $(BARE_PACKAGES)
	@packaging/bare-test.sh $(SUITES)

clean:
	$(if $(wildcard build/.servers),$(SUDO)) rm -rf build garagemail
