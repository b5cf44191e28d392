# `make run` and `make test` work on a fresh machine and do all their own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STATE ?= var
PORT ?= 8000
HOST ?= 127.0.0.1
# Tests wait for browsers and servers: three more workers than processors, and at most five.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min((os.cpu_count() or 1) + 3, 5))')

# What Python has read once, the next process need not read again.
unexport PYTHONDONTWRITEBYTECODE

# uv does not look at pip's settings: a mirror that pip was told of is told to it too.
uv = index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}}"; \
	[ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; $(BIN)/uv

.PHONY: help install run test compiled check fix bench lighthouse miniprogram wheel lock clean

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

install: $(VENV)/.installed  ## Environment with what the program needs

run: $(VENV)/.installed  ## Serve the demo city on SQLite at http://127.0.0.1:8000/
	@STATIONS_STATE="$(STATE)" $(BIN)/stations run --demo --host $(HOST) --port $(PORT)

# In the order of their folders: else files of few and long tests come last, and workers wait.
test: $(VENV)/.installed-test  ## All checks and all tests
	@sh tests/prepare.sh
	@$(MAKE) --no-print-directory -j 2 check compiled
	@sh tests/in_memory.sh $(BIN)/python -m pytest -n $(WORKERS) --dist=loadfile --no-loadscope-reorder

# Else each of the workers compiles all modules for itself; a fault of them is shown by the tests.
compiled: $(VENV)/.installed-test
	@$(BIN)/python -m pytest -q --collect-only >/dev/null 2>&1 || true

check: $(VENV)/.installed-test  ## Style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python tests/typescript/check.py

fix: $(VENV)/.installed-test  ## Mend what the style checker can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.installed-test  ## Benchmarks, as ratios to baselines of the same run
	@$(BIN)/python -m bench

lighthouse: $(VENV)/.installed-test  ## Ask Lighthouse about both pages; fetches it into var/ by npm
	@$(BIN)/python -m bench.lighthouse "$(STATE)/lighthouse"

miniprogram: $(VENV)/.installed  ## Mini-program for WeChat: SITE=https://… APPID=wx…
	@$(BIN)/python -m miniprogram.make $(if $(SITE),--host "$(SITE)") $(if $(APPID),--appid "$(APPID)")

wheel: $(VENV)/.installed  ## Build the wheel into dist/
	@rm -rf dist
	@$(uv) build -q --wheel -o dist
	@ls dist/*.whl

lock: $(VENV)/.uv  ## Pin every dependency with its hash, without hosts
	@$(uv) pip compile -q pyproject.toml --generate-hashes --no-header --no-annotate --universal --python-version 3.11 -o docs/deploy/server.lock
	@$(uv) pip compile -q pyproject.toml --extra reports --generate-hashes --no-header --no-annotate --universal --python-version 3.11 -o requirements.lock
	@$(uv) pip compile -q pyproject.toml --extra test --generate-hashes --no-header --no-annotate --universal --python-version 3.11 -o requirements-test.lock

clean:  ## Remove the environment and caches (never the data in var/)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

$(VENV)/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, found " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@touch $@

$(VENV)/.installed: $(VENV)/.uv requirements.lock pyproject.toml
	@echo "Installing what the program needs ..."
	@$(uv) pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(uv) pip install -q --python $(BIN)/python --no-deps -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.lock
	@echo "Installing what the tests need ..."
	@$(uv) pip install -q --python $(BIN)/python --require-hashes -r requirements-test.lock
	@touch $@
