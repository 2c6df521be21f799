# Commands for developers and operators; `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PORT ?= 8000
HOST ?= 127.0.0.1
# Tests run in so many processes; 0 for a debugger.
PROCESSES ?= 2
POSTS ?= 2000
SIZES ?= 1000,100000,1000000
# More options for the command of a target: make demo ARGS=--no-input
ARGS ?=
export PORT HOST

RUNTIME := $(VENV)/.runtime-installed
DEVELOPMENT := $(VENV)/.development-installed

.PHONY: help install run demo serve worker format lint types migrations test check \
	lock snapshots handbook bench bench-admin bench-import bench-proofing bench-search eval-search

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

install: $(DEVELOPMENT) ## Install everything into .venv

demo: $(RUNTIME) ## Start the whole platform with sample stories (PORT=8000)
	@$(MANAGE) demo $(ARGS)

run: $(DEVELOPMENT) ## Start the development server (PORT=8000)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) runserver $(HOST):$(PORT) $(ARGS)

serve: $(RUNTIME) ## Start the production server (reads the environment)
	@$(MANAGE) serve --settings site_core.settings.production $(ARGS)

worker: $(RUNTIME) ## Start the background worker (one on each node)
	@$(MANAGE) run_worker $(ARGS)

format: $(DEVELOPMENT) ## Format code and templates
	@$(BIN)/ruff check --quiet --select I --fix .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/python -m djhtml --tabwidth 2 templates

lint: $(DEVELOPMENT) ## Check code and the format of code and templates
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@said=$$($(BIN)/python -m djhtml --tabwidth 2 --check templates 2>&1) || \
		{ echo "$$said; run make format" >&2; exit 1; }

types: $(DEVELOPMENT) ## Check types
	@$(BIN)/python -m mypy --no-error-summary

migrations: $(DEVELOPMENT) ## Check that no migration is missing
	@$(MANAGE) makemigrations --check --dry-run --verbosity 1 \
		--settings site_core.settings.test >/dev/null || \
		{ echo "a migration is missing: run $(MANAGE) makemigrations" >&2; exit 1; }

# Browser tests need a Chromium; BROWSER_REQUIRED=1 makes a missing one a failure.
test: $(DEVELOPMENT) ## Run all checks and tests
	@echo "lint and format";  $(MAKE) --no-print-directory lint
	@echo "types";            $(MAKE) --no-print-directory types
	@echo "migrations";       $(MAKE) --no-print-directory migrations
	@CHROMIUM="$$($(BIN)/python -m tests.browser.chromium)" && export CHROMIUM && \
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist loadgroup \
		--no-loadscope-reorder $(ARGS) && \
	echo "passed: lint, format, types, migrations, tests" && \
	{ [ -n "$$CHROMIUM" ] && echo "passed: browser tests with $$CHROMIUM" || \
	  echo "LEFT OUT: the browser tests, as no Chromium was found (set CHROMIUM)"; }

check: test ## The same as test

lock: $(DEVELOPMENT) ## Choose versions anew within pyproject.toml's bounds
	@compile() { $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" $(ARGS) pyproject.toml "$$@"; }; \
	compile --output-file requirements.lock && \
	compile --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock

snapshots: $(DEVELOPMENT) ## Write the API snapshots anew: read the difference
	@UPDATE_SNAPSHOTS=1 $(BIN)/python -m pytest tests/api $(ARGS)

handbook: $(DEVELOPMENT) ## Take the pictures of the editors' handbook anew
	@CHROMIUM="$$($(BIN)/python -m tests.browser.chromium)" && export CHROMIUM && \
	HANDBOOK_PICTURES=$(CURDIR)/news/static/news/handbook \
		$(BIN)/python -m pytest tests/browser/test_day.py $(ARGS)

bench: $(DEVELOPMENT) ## Measure the page API (SIZES=1000,100000,1000000)
	@$(BIN)/python -m tests.benchmarks.api --sizes $(SIZES) $(ARGS)

bench-admin: $(DEVELOPMENT) ## Measure the admin with a large archive (ARGS="--stories 100000")
	@$(BIN)/python -m tests.benchmarks.bench_admin $(ARGS)

bench-import: $(DEVELOPMENT) ## Measure the import of an archive (POSTS=2000)
	@$(BIN)/python -m tests.benchmarks.bench_import --posts $(POSTS) $(ARGS)

bench-proofing: $(DEVELOPMENT) ## Measure the machine check (ARGS="--terms 5000")
	@$(BIN)/python -m tests.benchmarks.bench_proofing $(ARGS)

bench-search: $(DEVELOPMENT) ## Measure search and its index (SIZES=100000,1000000)
	@$(BIN)/python -m tests.benchmarks.bench_search --sizes $(SIZES) $(ARGS)

eval-search: $(DEVELOPMENT) ## Measure how good search is (ARGS="--collection FILE …")
	@$(BIN)/python -m tests.evaluation $(ARGS)

# Installing. The stamps stand for "what this lock file names is in .venv".

$(BIN)/python:
	@for python in python3.11 python3.12 python3.13 python3.14 python3; do \
		if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null; then \
			echo "making .venv with $$($$python --version)"; \
			umask 022 && exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "Python 3.11 or newer with venv is needed" \
		"(on Debian: apt-get install python3-venv)." >&2; \
	exit 1

# The count moves on about every two seconds; pip says nothing while it unpacks.
define INSTALL
@echo "installing the dependencies ($<)"
@umask 022; $(BIN)/python -m pip --version >/dev/null 2>&1 || \
	$(BIN)/python -m ensurepip >/dev/null; \
total=$$(grep -c '^[a-z0-9].*==' $<); \
$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes \
	--requirement $< 2>&1 | tee $(VENV)/install.log | awk -v total=$$total ' \
	/^(Collecting|Requirement already)/ && ++count % 15 == 0 \
		{ printf "  %d of %d packages\n", count, total; fflush() } \
	/^Installing collected/ { print "  unpacking, half a minute"; fflush() } \
	/Retrying/ { print "  the connection failed, trying again"; fflush() }' || \
{ reason=$$(grep '^ERROR' $(VENV)/install.log | tail -n 1 | cut -c 8-200); \
  ! grep -q Retrying $(VENV)/install.log || reason="the package index does not answer"; \
  echo "could not download the dependencies: $${reason:-see $(VENV)/install.log};" \
	"run the same command again." >&2; exit 1; }
endef

$(RUNTIME): requirements.lock | $(BIN)/python
	$(INSTALL)
	@touch $@

$(DEVELOPMENT): requirements-dev.lock | $(BIN)/python
	$(INSTALL)
	@touch $@ $(RUNTIME)
