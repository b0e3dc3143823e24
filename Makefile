# Two commands do everything on a fresh Debian-like machine: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
DEBIAN_TEST_PACKAGES := postgresql-15 chromium

.PHONY: help install run serve test check bench apt wheel

help: ## Show the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

install: $(STAMP) ## Make the environment in .venv with pinned versions

$(STAMP): pyproject.toml requirements/constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade "pip>=25"
	$(BIN)/pip install --quiet --constraint requirements/constraints.txt torch
	$(BIN)/pip install --quiet --constraint requirements/constraints.txt --editable ".[dev,postgres]"
	touch $(STAMP)

run: install ## Set up, rank the whole catalogue of Cottbus, print it and write the report
	$(BIN)/foerdertopf setup
	$(BIN)/foerdertopf rank --report foerdertopf-bericht.html
	@echo "Fertig. Die Webanwendung öffnet sich mit: make serve"

serve: install ## Open the web application on http://127.0.0.1:5000
	$(BIN)/foerdertopf setup
	$(BIN)/foerdertopf serve

check: install ## Lint, types, import contracts, programme records
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/foerdertopf programs check

apt: ## Install what the tests need from Debian, where it is missing (as root)
	@for package in $(DEBIAN_TEST_PACKAGES); do \
	  dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

test: install apt check ## All checks and tests
	$(BIN)/pytest -n 2

bench: install ## Slow measurements, printed as JSON
	$(BIN)/python -m bench

wheel: install ## Build the wheel
	$(BIN)/python -m build --wheel
