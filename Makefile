# Everything below builds on .venv; the stamp file says that it is what the lock asks for.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: help setup run demo test slow crash soak browser lint check promises bench messages lock wheel install uninstall clean

help:           ## what this file can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv with everything in it; afterwards .venv/bin/repwatch is there

$(STAMP): requirements.lock pyproject.toml
	@test -x $(BIN)/uv || ($(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check uv)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

run: $(STAMP)   ## start the daemon with config.toml
	@exec $(BIN)/repwatch run

demo: $(STAMP)  ## nineteen days of June 2025 in a minute, against a newsroom on this machine
	@exec $(BIN)/repwatch demo

test: $(STAMP)  ## run all tests but the slow ones
	@$(BIN)/python -m pytest -n 3 --junitxml=build/test.xml

slow: $(STAMP)  ## run the slow tests: whole crawlers and daemons, the demo, kill -9, hostile servers, other projects' test files
	@$(BIN)/python -m pytest -m slow -rs -n 3 --dist loadgroup --junitxml=build/slow.xml

KILLS ?= 200
crash: $(STAMP) ## 200 kills (KILLS) at random points: nothing is lost, repeated or invented
	@$(BIN)/python tests/crash.py --kills $(KILLS)

MINUTES ?= 20
soak: $(STAMP)  ## months in 20 minutes (MINUTES): 1,000 feeds, a third of them broken, stories, editors, kills, a slow reader
	@$(BIN)/python tests/soak.py --minutes $(MINUTES)

promises: $(STAMP) ## are the promises kept: what was measured, the limit, the verdict
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-browser.lock
	@$(BIN)/python tests/promises.py

bench: $(STAMP) ## what polling, reading, the ledger and search cost on this machine, at a small size
	@$(BIN)/python bench/polling.py --feeds 300 --only repwatch
	@$(BIN)/python bench/matcher.py
	@$(BIN)/python bench/ledger.py --exchanges 200 --claims 20000
	@$(BIN)/python bench/search.py --articles 3000 --tries 10

browser: $(STAMP) ## the pages in a real browser (Debian's chromium): keys, phone, dark, no script, accessibility, hostile words; the JSON API
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-browser.lock
	@for file in browser browser_hostile browser_api; do $(BIN)/python -m pytest -q -p no:xdist tests/$$file.py || exit 1; done

lint: $(STAMP)  ## formatting, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: lint     ## the same, and structure and docs
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_docs.py

messages: $(STAMP) ## bring the catalogues of alerts/locale/ up to what the templates say; then translate what is new
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F alerts/locale/babel.cfg --no-location --sort-output -o build/messages.pot alerts review
	@$(BIN)/pybabel -q update -D messages -d alerts/locale -i build/messages.pot --no-fuzzy-matching --ignore-pot-creation-date \
	    --ignore-obsolete --no-wrap

lock: $(STAMP)  ## make requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --extra dev --extra demo --extra apprise --extra backfill pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
	    --extra dev --extra browser --constraint requirements.lock pyproject.toml -o requirements-browser.lock

wheel: $(STAMP) ## build dist/repwatch-….whl
	@rm -rf build/lib build/bdist* dist
	@$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir dist .

install: $(STAMP) ## as root: install or upgrade repwatch as a service (docs/operations.md)
	@deploy/install.sh

uninstall:      ## as root: take the service off this machine; data and configuration stay
	@deploy/uninstall.sh

clean:          ## remove .venv; data under var/ stays
	rm -rf .venv
