# The doors of the project, the same at the desk and in CI. Needs git, make and Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
UV_VERSION := 0.13.9
AUDIT_VERSION := 2.10.1
# A known hole that is let pass, each with its reason and the day it is looked at again: --ignore-vuln ID
AUDIT_WAIVED :=
COMPILE := .venv-lock/bin/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help install demo serve test lint types imports unit postgres chromium nightly examples effect schema coverage conformance lock audit clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | \
		awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(READY) ## make .venv from the lock, every file checked by its hash

# The project itself is built with the locked hatchling, so nothing unlocked is ever fetched.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make install PYTHON=python3.12'; exit 1; }
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install ## show the service at work on example patients
	$(BIN)/cds-service demo

serve: install ## run the service on this machine
	$(BIN)/cds-service serve

test: lint types imports unit ## every check a change must pass

lint: install ## style and formatting
	$(BIN)/ruff check --no-cache .
	$(BIN)/ruff format --check .

types: install ## strict types
	$(BIN)/mypy

imports: install ## the layers and the pure core
	$(BIN)/lint-imports

# The store is tested on a real server and the pages in a real browser; Debian's packages are installed where
# they are missing and may be. Elsewhere those tests are skipped at a desk, and fail in CI.
APT := test "$$(id -u)" = 0 && command -v apt-get >/dev/null 2>&1 && apt-get -qq update && \
	DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends

postgres: ## PostgreSQL's server, for the tests
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || \
		{ $(APT) postgresql >/dev/null; } || \
		echo 'PostgreSQL is not installed, so its tests cannot run (on Debian: apt-get install postgresql)'

chromium: ## a browser, for the tests
	@command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || \
		{ $(APT) chromium >/dev/null; } || \
		echo 'Chromium is not installed, so the tests in a browser cannot run (on Debian: apt-get install chromium)'

unit: install postgres chromium ## the tests alone
	$(BIN)/pytest -n auto

nightly: install postgres chromium ## the slow tests too, with many more generated patients
	$(BIN)/pytest -n auto --hypothesis-profile nightly -m 'nightly or not nightly'

examples: install ## write examples/ anew; read the difference before committing it
	$(BIN)/python -m tests.golden.examples

# Against the last commit where something in knowledge/ is not committed yet, else against where the branch
# left main, and on main against the commit before.
effect: install ## what a change of knowledge/ changes for patients; against BASE=commit, if given
	@base="$(BASE)"; head=$$(git rev-parse HEAD); \
	if [ -z "$$base" ] && git diff --quiet HEAD -- knowledge; then \
		base=$$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null); \
		[ "$$base" != "$$head" ] || base=HEAD~1; \
	fi; \
	before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && \
	git archive "$${base:-HEAD}" knowledge | tar -x -C "$$before" && \
	echo "knowledge/ compared with $${base:-HEAD}:" && \
	{ $(BIN)/cds-service diff "$$before/knowledge" knowledge || [ $$? -eq 1 ]; }

schema: install ## write docs/schema/ anew, by which editors complete and check knowledge files
	$(BIN)/cds-service schema docs/schema --knowledge shipped

coverage: install ## write docs/coverage.md anew: what is covered, from which source, what is due for review
	$(BIN)/cds-service coverage shipped > docs/coverage.md

conformance: install ## the CDS Hooks specification, requirement by requirement
	$(BIN)/pytest tests/conformance -m 'nightly or not nightly'

lock: ## renew both lock files from pyproject.toml
	test -x .venv-lock/bin/uv || $(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(COMPILE) --upgrade --extra dev --output-file requirements.lock
	$(COMPILE) --upgrade --constraint requirements.lock --output-file requirements-runtime.lock

# A part that could not be asked about is a failure: `--strict` keeps "not asked" from reading as "nothing found".
audit: ## ask the public databases for known holes in the locked parts; needs the network, and says so without
	@test -x .venv-audit/bin/pip-audit || $(PYTHON) -m venv .venv-audit
	@.venv-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==$(AUDIT_VERSION)
	@.venv-audit/bin/pip-audit --strict --require-hashes --disable-pip $(AUDIT_WAIVED) \
		--requirement requirements.lock || \
		{ echo 'The parts have a known hole, or were not audited at all: the lines above say which.'; exit 1; }

clean: ## remove everything the other targets made
	rm -rf $(VENV) .venv-lock .venv-audit build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf tests/fhir_server/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
