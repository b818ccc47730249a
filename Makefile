# The few verbs; what they do stands in scripts/.

DESTDIR =
PREFIX = /usr
UNITDIR = /lib/systemd/system

.PHONY: build test format check demo install

build:
	scripts/install-packages ca-certificates git libcurl4-openssl-dev libsqlite3-dev pkg-config
	swift build -c release --product answerback

test:
	scripts/test

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests

check:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
	scripts/check-imports

demo:
	scripts/demo

# After `make build`, as root; with DESTDIR for packagers. An existing configuration is kept.
install:
	install -D -m 755 "$$(swift build -c release --show-bin-path)/answerback" $(DESTDIR)$(PREFIX)/bin/answerback
	install -D -m 644 systemd/answerback.service $(DESTDIR)$(UNITDIR)/answerback.service
	test -e $(DESTDIR)/etc/answerback/answerback.yaml || \
	    install -D -m 644 config/answerback.yaml $(DESTDIR)/etc/answerback/answerback.yaml
