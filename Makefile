# The commands of this project. `make help` lists them; README.md says which two to start with.

HOST    ?= 127.0.0.1
PORT    ?= 5000
WORKERS ?= 2
THREADS ?= 32
SERVE   ?= 1
JOBS    ?= 2
TESTS   ?= tests

BIN = .venv/bin
# Where tests keep their databases: in memory, where there are 4 GB to spare for it.
MEMORY = $(shell df --output=avail -k /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 { print "/dev/shm" }')
# Processes that compute side by side; who writes to SQLite takes turns. PDFs are made by child processes.
SERVER = $(BIN)/granian --interface wsgi --factory --host $(HOST) --port $(PORT) --workers $(WORKERS) \
         --blocking-threads $(THREADS) --respawn-failed-workers --log-level error --access-log assessment.app:application

.DEFAULT_GOAL = help
.PHONY: help setup setup-dev demo run test lint faults bench gallery clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## install what the product needs, into the system (Debian packages) and into .venv
	@sh setup/packages.sh run
	@sh setup/python.sh run

setup-dev: ## the same with what the tests need
	@sh setup/packages.sh dev
	@sh setup/python.sh dev

demo: setup ## load the published years, score, rank, write out/, then serve (SERVE=0: stop before serving)
	@$(BIN)/assessment demo
	@if [ "$(SERVE)" != 0 ]; then echo "Trang web / site: http://$(HOST):$(PORT) (Ctrl-C: dừng / stop)"; exec $(SERVER); fi

run: setup ## serve on HOST:PORT (127.0.0.1:5000) from DATABASE_URL, or from var/
	@exec $(SERVER)

test: lint ## what CI runs: lint, then every test on SQLite and PostgreSQL (TESTS=tests/web for some)
	TMPDIR=$(or $(MEMORY),$(TMPDIR),/tmp) $(BIN)/pytest -n $(JOBS) --dist worksteal $(TESTS)

lint: setup-dev ## style, types and architecture contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

faults: setup-dev ## plant faults in a copy, one at a time: a test must see each (CHECKS="A02 A17" for some; out/faults.md)
	TMPDIR=$(or $(MEMORY),$(TMPDIR),/tmp) $(BIN)/python -m tests.faults $(CHECKS)

bench: setup-dev ## measure speed and memory against what we promise
	$(BIN)/python -m tests.bench

gallery: setup-dev ## every page and every PDF page as a picture, under out/gallery/
	$(BIN)/python -m tests.gallery

clean: ## remove what can be made again; keeps var/ (your data) and .venv/
	rm -rf out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find assessment questionnaires scoring tests -name __pycache__ -type d -prune -exec rm -rf {} +
