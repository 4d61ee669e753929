# `make run` opens the app on a sample library; `make test` runs the tests. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
SAMPLES := .build/sample-library
QUESTION ?= How high did the water rise in the flood of January 1968?
STAMP := $(VENV)/.nacre-installed
DEV_STAMP := $(VENV)/.nacre-installed-dev
CHAT_STAMP := $(VENV)/.nacre-installed-chat
# What an installation depends on: the list of packages, and the kernel that is compiled on install.
SOURCES := pyproject.toml setup.py $(wildcard native/*.c native/*.h native/build_ternary.py)

.DEFAULT_GOAL := help
.PHONY: run test check sanitize emulate setup samples chat clean help

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: samples ## set up, take in the sample documents, open the app on them (without a terminal: answer one question)
	@if [ -t 0 ] && [ -t 1 ] && [ -n "$$TERM" ] && [ "$$TERM" != dumb ]; then \
		exec $(BIN)/nacre --library $(SAMPLES); \
	else \
		echo "No terminal here, so one question without the screen: $(QUESTION)"; echo; \
		$(BIN)/nacre --library $(SAMPLES) ask --trace "$(QUESTION)"; \
	fi

test: $(DEV_STAMP) ## set up and run the tests
	@$(MAKE) --no-print-directory embedder
	@$(MAKE) --no-print-directory $(CHAT_STAMP) || echo "Going on without llama-cpp-python: the tests of chat models are skipped."
	$(BIN)/pytest -n logical $(PYTEST_ARGS)

check: $(DEV_STAMP) ## lint, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

sanitize: $(DEV_STAMP) ## test the kernel under GCC's address and undefined-behaviour sanitizers (two minutes)
	$(BIN)/python -m tests.native.variants sanitize $(PYTEST_ARGS)

emulate: $(DEV_STAMP) ## test the kernel's AVX-512 and NEON levels without such a processor (needs libsimde-dev)
	$(BIN)/python -m tests.native.variants emulate $(PYTEST_ARGS)

setup: $(STAMP) embedder ## make .venv, install, fetch the embedder

chat: $(STAMP) ## also install llama-cpp-python, for chat models: compiles for several minutes
	@$(MAKE) --no-print-directory $(CHAT_STAMP)

clean: ## remove everything that was built, the environment included (your own library stays)
	rm -rf $(VENV) .build build dist *.egg-info native/_ternary.c native/_ternary*.so
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis snapshot_report.html
	find engine native tui tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the steps ----------------------------------------------------------------------------------------------------

.PHONY: embedder
embedder: $(STAMP)
	@mkdir -p .build
	@$(BIN)/nacre --library $(SAMPLES) setup || \
		echo "Going on without the embedder: words and parts of words are searched (tier 0). 'make setup' tries again."

samples: $(STAMP) embedder
	@folder="$$($(BIN)/python -c 'from engine import samples; print(samples.folder())')" && \
		$(BIN)/nacre --library $(SAMPLES) ingest "$$folder" --collection samples

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) here. Name one of 3.11 or newer: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Nacre needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) can't make a virtual environment (on Debian and Ubuntu: apt install python3-venv)."; exit 1; }

$(STAMP): $(SOURCES) | $(VENV)/bin/python
	@echo "Installing into $(VENV); the first time this takes some minutes."
	@$(PIP) -e .
	@touch $@

$(DEV_STAMP): $(SOURCES) | $(VENV)/bin/python
	@echo "Installing into $(VENV), with what the tests need; the first time this takes some minutes."
	@$(PIP) -e '.[dev]'
	@touch $@ $(STAMP)

# A native build dies of an illegal instruction where a virtual machine announces what it forbids.
$(CHAT_STAMP): pyproject.toml | $(STAMP)
	@$(BIN)/python -c 'import llama_cpp' 2>/dev/null || { \
		echo "Compiling llama-cpp-python; this takes 5 minutes or more on two cores."; \
		CMAKE_ARGS="$${CMAKE_ARGS:--DGGML_NATIVE=OFF}" $(subst --quiet,,$(PIP)) -e '.[chat]'; }
	@touch $@
