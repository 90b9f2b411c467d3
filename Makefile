# Everything a developer or a newcomer types. Each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Tests share the machine's cores; WORKERS=0 runs them in one process.
WORKERS ?= auto

.PHONY: help demo test check bench mutants faults docs catalogues translations clean system

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/runtime: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed")'
	@echo "Setting up Python packages in $(VENV) ..." >&2
	@$(PYTHON) -m venv $(VENV) >&2
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

$(VENV)/development: $(VENV)/runtime
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

system: ## Install the browser and the PDF tools that the tests drive (Debian packages)
	@./.ci/system-packages

demo: $(VENV)/runtime ## Run the portal with demo data (ARGS="--port 8000 --data DIR --json")
	@$(BIN)/training-portal demo $(ARGS)

test: $(VENV)/development system ## Pass the whole suite
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup $(ARGS)

check: $(VENV)/development ## Lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/development ## Measure against floors; writes benchmarks/latest.json
	$(BIN)/python -m benchmarks $(ARGS)

mutants: $(VENV)/development system ## Change dates, money and rights one place at a time: which changes does no test notice?
	$(BIN)/pip install --quiet --disable-pip-version-check 'mutmut>=3.8,<4'
	$(BIN)/mutmut run $(ARGS)
	$(BIN)/mutmut results

faults: $(VENV)/development system ## The long campaigns: kills, cut connections, full disks
	$(BIN)/pytest -m faults -n 0 $(ARGS)

docs: $(VENV)/development ## Write the event and screen catalogues anew from the code
	$(BIN)/python docs/write_catalogues.py

translations: $(VENV)/development ## Extract messages, and compile the translations
	$(BIN)/python docs/write_translations.py

clean: ## Remove what was set up and built (demo data stays)
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
