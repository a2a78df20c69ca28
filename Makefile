# orgsim: `make demo` compares the packaged organizations, `make test` checks everything. Needs Python 3.11 or newer.
# Every dependency is pinned with its hashes in requirements*.txt; `make lock` renews them from pyproject.toml.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
REPORT := report
UV := build/lock/bin/uv
CATALOGUES := src/orgsim/language/catalogues

.DEFAULT_GOAL := help
.PHONY: help demo install test test-all baseline compiled lint phrases docs outputs claims claims-quick bench lock clean
.DELETE_ON_ERROR:

help:
	@echo "make demo      compare the packaged organizations and leave $(REPORT)/index.html"
	@echo "make test      check style, types and behaviour (about six minutes)"
	@echo "make test-all  the same with the slow statistical checks"
	@echo "make baseline  check that event logs are what they were, byte for byte"
	@echo "make phrases   renew the catalogues of translations from the code"
	@echo "make docs      build the documentation into docs/_build/html"
	@echo "make outputs   renew what the README and the tutorials show of the commands"
	@echo "make claims-quick  put claims of practitioners to the test, most in about a minute on two cores"
	@echo "make claims    the same in two stages, in every place (CPU hours: docs/findings/claims/index.md)"
	@echo "make bench     time the engine against plain SimPy"
	@echo "make lock      renew the pinned dependencies"
	@echo "make clean     remove what these commands made"

demo: .venv/.runtime
	@$(BIN)/orgsim compare --replications 12 --out $(REPORT)
	@echo "The report is in $(CURDIR)/$(REPORT)/index.html: open it in a browser."

install: .venv/.runtime

# Processes that tests start need not compile what others have, even where Python is told to leave no bytecode behind.
test test-all: export PYTHONDONTWRITEBYTECODE =

test: .venv/.dev
	@$(MAKE) --no-print-directory -j 2 lint compiled
	$(BIN)/python -m pytest -m "not slow" -n auto --dist loadfile

# With all that the property tests look at, of which make test tries a part.
test-all: export ORGSIM_EXAMPLES = 1
test-all: .venv/.dev lint
	$(BIN)/python -m pytest -n auto --dist loadfile

baseline: .venv/.dev
	$(BIN)/python tests/baseline/digests.py

# Beside the linters, which leave a core idle: what pytest makes of the tests' code, so that its processes need not.
compiled: .venv/.dev
	@$(BIN)/python -m pytest --collect-only -qq >/dev/null || true  # faults are shown by pytest itself

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

phrases: .venv/.dev
	@mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml --project=orgsim --add-location=file --sort-by-file --no-wrap -o build/orgsim.pot .
	@for catalogue in $(CATALOGUES)/*.po; do \
		$(BIN)/pybabel -q update -i build/orgsim.pot -o $$catalogue -l $$(basename $$catalogue .po) \
			--ignore-obsolete --ignore-pot-creation-date --no-wrap && echo "Renewed: $$catalogue" || exit 1; done

docs: .venv/.docs
	$(BIN)/python docs/generate.py
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "The documentation is in $(CURDIR)/docs/_build/html/index.html."

outputs: .venv/.runtime
	$(BIN)/python docs/outputs.py

# Both keep their runs in build/claims.sqlite and go on where they stopped.
claims-quick: .venv/.runtime
	$(BIN)/python -m experiments.claims --quick

claims: .venv/.runtime
	$(BIN)/python -m experiments.claims.staffing
	$(BIN)/python -m experiments.claims

bench: .venv/.dev
	$(BIN)/python benchmarks/run.py

lock: .venv/.python
	@test -x $(UV) || { $(BIN)/python -m venv build/lock && build/lock/bin/python -m pip install -q uv; }
	$(call compile,requirements.txt,--group build)
	$(call compile,requirements-dev.txt,--group build --group test --extra parquet --extra xlsx -c requirements.txt)
	$(call compile,requirements-docs.txt,--group build --group docs -c requirements-dev.txt)

# One file of pins for every Python from 3.11 on and every platform, without the name of any package index.
define compile
	$(UV) pip compile pyproject.toml $(2) --universal --python-version 3.11 --upgrade --generate-hashes \
		--no-annotate --custom-compile-command "make lock" --quiet --output-file $(1)
endef

clean:
	rm -rf .venv build dist $(REPORT) docs/_build .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps say what is installed, so that a second run starts at once.
.venv/.python:
	@test -n "$(PYTHON)" || { echo "orgsim needs Python 3.11 or newer; install it, or name it: make PYTHON=/path/to/python3.12" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "orgsim needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version)" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: .venv/.python requirements.txt pyproject.toml
	@echo "Installing orgsim and what it needs into .venv (a minute or two the first time)"
	@$(PIP) install --quiet --require-hashes -r requirements.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@echo "Installing the tools of the tests into .venv"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

.venv/.docs: .venv/.runtime requirements-docs.txt
	@echo "Installing the tools of the documentation into .venv"
	@$(PIP) install --quiet --require-hashes -r requirements-docs.txt
	@touch $@
