# Needs git, make, Python 3.11 and a package registry, nothing else.
PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
RECORDS := docs/examples/records
REPORTS := build/demo
DATA ?= ../shared/data
NEO4J_FOLDER ?= build/neo4j
NEO4J_PORT ?= 7687

# The learned ranker where there is one.
define PICK_RANKER
from fusion import default_bundle
print("fused" if (default_bundle() / "manifest.json").is_file() else "evidence")
endef
export PICK_RANKER

.DEFAULT_GOAL := help
.PHONY: help install demo bundle test neo4j check format docs bench clean

help: ## List the targets
	@grep -E '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## Make the virtual environment, with all that the demo, tests and checks need

$(STAMP): pyproject.toml constraints.txt
	@echo "Installing into $(VENV); the first time takes two to three minutes and 7 GB"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt pip
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet -c constraints.txt --group dev -e .
	$(BIN)/python -m pip check
	@touch $@

demo: install ## Build the graph where there is none, diagnose the ten sample records, write reports
	@$(BIN)/diagraph kg info >/dev/null 2>&1 || $(BIN)/diagraph kg build
	@ranker=$$($(BIN)/python -c "$$PICK_RANKER") && \
	echo "Ranking with $$ranker$$(test $$ranker = fused || echo '; make bundle trains another')" && \
	$(BIN)/diagraph diagnose --ranker $$ranker --top-k 5 --html $(REPORTS) \
		$(RECORDS)/*.txt $(RECORDS)/*.json
	@echo
	@echo "Diagnosed the invented records of $(RECORDS). The same as pages: $(REPORTS)/index.html"
	@echo "One alone: $(BIN)/diagraph diagnose $(RECORDS)/tall-teenager.txt"

bundle: install ## Train the learned ranker on the graph, for demo and --ranker fused (minutes)
	@$(BIN)/diagraph kg info >/dev/null 2>&1 || $(BIN)/diagraph kg build
	OMP_NUM_THREADS=1 $(BIN)/diagraph train ranker --no-folds --resume

test: install ## Run the tests, on a real Neo4j too
	$(BIN)/python -m pytest

neo4j: install ## Run a Neo4j server for yourself, until Ctrl-C
	$(BIN)/python tests/neo4j_server.py --home $(NEO4J_FOLDER) --port $(NEO4J_PORT)

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

bench: install ## Print the README's figures; DATA names the folder of reference data
	@$(BIN)/diagraph kg info >/dev/null 2>&1 || $(BIN)/diagraph kg build
	$(BIN)/diagraph evaluate diagnosis --data $(DATA)/phenopackets/dev.ndjson.gz --protocol as-is
	$(BIN)/diagraph evaluate diagnosis --data $(DATA)/phenopackets/dev.ndjson.gz --protocol lpo
	$(BIN)/python -m benchmarks.text --data $(DATA)/text

clean: ## Remove what the targets above made, the virtual environment included
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
