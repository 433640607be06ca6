# Needs git, make, Python 3.11 and a package registry, nothing else.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install test check format docs clean

help: ## List the targets
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Make the virtual environment, with all that the demo, tests and checks need

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time takes two to three minutes and 7 GB"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt pip
	$(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e .
	$(BIN)/python -m pip check
	@touch $@

test: install ## Run the tests, on a real Neo4j too
	$(BIN)/python -m pytest

check: install ## Lint, format check, types, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install ## Let ruff fix and format what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: install ## Build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

clean: ## Remove what the targets above made, the virtual environment included
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
