# One command each. `make help` lists them. They need Python 3.11 or newer and make, nothing else.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --require-hashes --disable-pip-version-check --no-input --quiet
TEMPLATES := templates
CODE := manage.py core needs roadmap partners iwt_dashboard tests

# The first Python that is new enough, unless PYTHON names one.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)

.PHONY: help run test test-exhaustive check audit fix bench rehearse screenshots lock clean browser environment force

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# --- environment ----------------------------------------------------------------------------------------------------

# An environment whose Python has gone (upgraded, or the folder was moved between machines) is made anew.
ifneq ($(shell test -e $(VENV)/.made && $(PY) -c 'print(1)' 2>/dev/null),1)
$(VENV)/.made: force
endif

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found. Install it, or name it:"; \
		echo "    make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11. Name a newer one: PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) cannot make environments: its modules venv and ensurepip are missing."; \
		echo "On Debian and Ubuntu they are a package of their own: apt-get install python3-venv"; exit 1; }
	@echo "Making the environment with $$($(PYTHON) --version)."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: requirements.lock $(VENV)/.made
	@echo "Installing what the dashboard needs."
	@$(PIP) -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.made
	@echo "Installing what the dashboard and its tests need."
	@$(PIP) -r requirements-dev.lock
	@touch $(VENV)/.run $@

environment: $(VENV)/.dev ## Make or update the environment for development

# --- running --------------------------------------------------------------------------------------------------------

# Demonstration mode, unless the caller or .env says otherwise.
run: export IWT_DEMO := $(or $(IWT_DEMO),$(shell sed -nE 's/^ *(export +)?IWT_DEMO *= *//p' .env 2>/dev/null),1)
run: $(VENV)/.run ## Start the dashboard at http://127.0.0.1:8000 (PORT=9000 make run for another port)
	@exec $(PY) manage.py serve --with-parent

# --- developing -----------------------------------------------------------------------------------------------------

# Three workers on two cores: many tests wait for a browser or a server. What the processes of the site have
# compiled once, the next ones need not compile again.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest -n 3 --dist loadgroup

test: $(VENV)/.dev browser ## Run every test, browser tests included (ARGS="-k word" for some)
	@exec $(PYTEST) $(ARGS)

test-exhaustive: export EXHAUSTIVE := 1
test-exhaustive: $(VENV)/.dev browser ## The same with every row at every address as every role, and nothing shared out
	@exec $(PYTEST) $(ARGS)

# Chromium: $$CHROMIUM, the system's, or the browser tool's own; installed where that is possible.
browser: $(VENV)/.dev
	@$(PY) -m tests.plugins.chromium --install

check: export IWT_DEMO := 1
check: $(VENV)/.dev ## Look for faults without changing anything
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m djlint --lint --quiet $(TEMPLATES)
	$(PY) manage.py check
	LOG_LEVEL=ERROR $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PY) -m tests.tools.migrations
	$(PY) -m tests.tools.audit

audit: $(VENV)/.dev ## Ask for known vulnerabilities of what is pinned (AUDIT=strict fails where nobody can tell)
	@exec $(PY) -m tests.tools.audit

fix: $(VENV)/.dev ## Mend what a machine can mend
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

bench: $(VENV)/.dev ## Measure the main pages at 1, 10 and 100 times the data, beside a bare view (ARGS="--sizes S")
	@$(PY) -m tests.tools.bench.load --install
	@exec $(PY) -m tests.tools.bench $(ARGS)

rehearse: $(VENV)/.dev ## Run an installation past one machine on this one, and kill its parts (ARGS="--seed 7")
	@exec $(PY) -m tests.tools.rehearse $(ARGS)

screenshots: $(VENV)/.dev browser ## Take the pictures in docs/img
	@exec $(PY) -m tests.tools.screenshots $(ARGS)

LOCK := $(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes
LOCK += --no-emit-index-url --no-header --quiet $(ARGS)

lock: $(VENV)/.dev ## Write the lock files anew from pyproject.toml (ARGS=--upgrade for newer versions)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra scale -o requirements-scale.lock
	$(LOCK) pyproject.toml --extra scale --group dev -o requirements-dev.lock
	$(LOCK) tests/tools/bench/locust.in -o tests/tools/bench/locust.lock

clean: ## Stop the database; remove the environment and caches, keep data (var/) and .env
	@test ! -x $(PY) || $(PY) -m iwt_dashboard.ops.embedded_postgres stop || true
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov test-results
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +
