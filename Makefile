# The one door to Schoolbell for people. `make` alone lists what there is.
#
#   make test PYTHON=python3.12     another Python (3.11, 3.12 or 3.13), in an environment of its own
#   make test ARGS="-k hands -x"    words for pytest

.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
ARGS ?=
BEGAN := $(shell date +%s)

version_of = $(shell $(1) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VERSION := $(or $(call version_of,$(PYTHON)),none)
VENV := .venv$(if $(filter-out $(call version_of,python3),$(VERSION)),-$(VERSION))
BIN := $(VENV)/bin
LOCK := packaging/locks/py$(subst .,,$(VERSION)).txt

# Stamps: a second run finds them and does nothing.
READY := $(VENV)/ready-$(VERSION)
DESKTOP := $(VENV)/system-desktop
TOOLS := $(VENV)/system-test-tools

.PHONY: help demo run install uninstall relay test test-rare test-busy test-late attacks test-each bench faults fuzz check format protocol pictures translations windows windows-test deb deb-test container container-test wheel wheel-test packages-test lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

demo: $(READY) $(DESKTOP) ## the thirty-second lesson, in real windows (TOUR=1 with everything, PICTURES=folder, STAY=1)
	@$(BIN)/python -P -m desktop.demo $(ARGS)

run: $(READY) $(DESKTOP) ## the desktop
	@$(BIN)/python -P -m desktop $(ARGS)

install: $(READY) $(DESKTOP) ## put Schoolbell into your menu, and have it open schoolbell:// links
	@$(BIN)/python packaging/linux/shortcut.py install

uninstall: ## take it out again
	@$(PYTHON) packaging/linux/shortcut.py uninstall

relay: $(READY) ## the relay
	@$(BIN)/python -P -m relay run $(ARGS)

test: $(if $(ARGS),check) $(DESKTOP) $(TOOLS) ## every check and every test but the rare ones
	BESIDE="make check" packaging/test.sh $(BIN)/python $(ARGS)

test-rare: $(DESKTOP) $(TOOLS) ## the tests that are too slow for make test, and seldom broken; laws with all their examples
	EXAMPLES=all packaging/test.sh $(BIN)/python -m "rare or hypothesis" tests $(ARGS)

test-busy: $(DESKTOP) $(TOOLS) ## every test beside four busy loops, three times (TIMES=1)
	packaging/test-busy.sh $(BIN)/python $(if $(TIMES),$(TIMES),3) $(ARGS)

test-late: $(DESKTOP) $(TOOLS) ## every test while what sockets read is late by chance
	packaging/test-late.sh $(BIN)/python $(ARGS)

attacks: $(DESKTOP) $(TOOLS) ## every attack that a test makes; what each took of the relay and of a bystander
	@packaging/test.sh $(BIN)/python tests/relay tests/desktop -m attack -q --no-header $(ARGS)

test-each: ## the same on each Python found here (SKIP=3.11 leaves one out)
	@packaging/test-each.sh $(SKIP)

bench: $(READY) ## measure (ARGS="--quick --only delivery"); writes build/bench.json
	@$(BIN)/python -m tests.bench $(ARGS)

faults: $(READY) $(DESKTOP) $(TOOLS) ## the rare tests, and break things on purpose (KILLS=1000 CUTS=1000 SEED=7, or SOAK=4h)
	$(if $(LESSON)$(SPECIAL)$(SOAK),,@$(MAKE) test-rare)
	@$(BIN)/python -m tests.faults $(if $(KILLS),--kills $(KILLS)) $(if $(CUTS),--cuts $(CUTS)) \
		$(if $(SEED),--seed $(SEED)) $(if $(LESSON),--lesson $(LESSON)) \
		$(if $(SPECIAL),--special $(SPECIAL)) $(if $(SOAK),--soak $(SOAK)) $(ARGS)

fuzz: $(READY) ## feed rubbish to everything that reads (MINUTES=10, ARGS="--only roster")
	@$(BIN)/python -c 'import atheris' 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	@$(BIN)/python -m tests.fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(ARGS)

check: $(READY) ## style, types and walls
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 --no-warn-unreachable relay desktop resources
	$(BIN)/lint-imports --no-cache --no-logo

format: $(READY) ## lay out the code as check wants it
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

protocol: $(READY) ## make the tables of docs/protocol and PROTOCOL.md from the words
	@$(BIN)/python -m tests.protocol_documents

pictures: $(READY) $(DESKTOP) ## make the pictures of docs/pictures from the tour
	@$(BIN)/python -m tests.pictures

translations: $(READY) ## bring the translations up to what the program says
	packaging/translations.sh $(BIN)

windows: $(READY) $(DESKTOP) ## the installer for Windows, made here (SIGN_COMMAND="words" signs it); writes build/windows
	packaging/system.sh windows
	@QT_QPA_PLATFORM=offscreen $(BIN)/python packaging/windows/installer.py

windows-test: $(READY) $(DESKTOP) $(TOOLS) ## install it under Wine, run tests there, teach the tour to two Debians, take it away (as root)
	packaging/system.sh windows-test
	@[ "$$(cat build/windows/commit 2>/dev/null)" = "$$(git rev-parse HEAD)" ] || $(MAKE) windows
	@ls build/packages/*.deb >/dev/null 2>&1 || $(MAKE) deb
	@$(BIN)/python packaging/windows/test.py $(ARGS)

lock: ## lock the dependencies anew (ARGS=--upgrade takes newer ones)
	packaging/lock.sh $(ARGS)

deb: $(READY) $(DESKTOP) ## Debian packages of desktop and relay, in build/packages
	packaging/system.sh package
	packaging/frozen/freeze.sh $(PYTHON)
	packaging/debian/build.sh build/packages

deb-test: ## install, use and purge them in bare chroots, as root (SUITES=trixie, MIRROR=URL, PICTURES=folder)
	packaging/system.sh package-test
	@ls build/packages/*.deb >/dev/null 2>&1 || $(MAKE) deb
	PYTHON=$(BIN)/python packaging/debian/test.sh build/packages $(SUITES)

container: $(READY) ## an OCI image of the relay, made of its Debian package; in build/packages
	@ls build/packages/schoolbell-relay_*.deb >/dev/null 2>&1 || $(MAKE) deb
	@$(BIN)/python packaging/container/image.py build/packages build/packages/schoolbell-relay.oci.tar

container-test: $(READY) ## run that, and have a lesson with it, as root
	packaging/system.sh --optional container-test
	@ls build/packages/*.oci.tar >/dev/null 2>&1 || $(MAKE) container
	PYTHON=$(BIN)/python packaging/container/test.sh build/packages/schoolbell-relay.oci.tar

wheel: $(READY) ## the wheel, for pipx and pip, in build/packages
	packaging/wheel.sh $(BIN)/python build/packages

wheel-test: wheel $(DESKTOP) ## install it by pipx, start desktop and relay
	packaging/wheel-test.sh $(BIN)/python build/packages/schoolbell-*.whl

packages-test: deb windows ## make all packages and try them, as root; says how long it took
	@rm -f build/packages/*.oci.tar
	@$(MAKE) deb-test && $(MAKE) container-test && $(MAKE) wheel-test && $(MAKE) windows-test && echo "schoolbell: all of it took $$(($$(date +%s) - $(BEGAN))) s"

clean: ## forget the environments and caches
	rm -rf .venv .venv-3.* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find relay desktop resources tests -name __pycache__ -prune -exec rm -rf {} +

$(READY): pyproject.toml $(LOCK)
	packaging/system.sh --python $(PYTHON)
	[ "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = $(VERSION) ] \
		|| $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/ready-*
	@touch $@

$(DESKTOP): packaging/system-libraries.txt packaging/system.sh | $(READY)
	packaging/system.sh run xcb
	@touch $@

$(TOOLS): packaging/system-libraries.txt packaging/system.sh | $(READY)
	packaging/system.sh --optional test
	@touch $@

# Reached only where there is no lock for this Python.
packaging/locks/py%.txt:
	@echo "schoolbell: needs Python 3.11, 3.12 or 3.13; $(PYTHON) is $(VERSION:none=not here)." \
		"Say which to take: make PYTHON=python3.12 ..." >&2
	@exit 1
