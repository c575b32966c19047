# A fresh machine needs Python 3.11 or newer and make; everything else is set up in .venv by the first target.
#
#   make demo     see it work: a good integration and a broken one
#   make test     the tests
#   make help     all targets

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet install --constraint constraints.txt
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
TOPS   := harness mocks reports scenarios
LINKS  := $(TOPS:%=build/mypy/lotproof/%)
NODE_CLIENTS := tests/clients/node/node_modules/.package-lock.json
NODE_INTEGRATION := mocks/integration/node/node_modules/.package-lock.json

.DEFAULT_GOAL := help
.PHONY: help demo setup test slow prove prove-long lint format types contracts docs bench check mosquitto chromium node-clients node-integration clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

demo: $(VENV)/.lean ## set up, then certify a good integration and catch a broken one
	$(BIN)/lotproof demo

setup: $(VENV)/.test ## set up .venv with all that tests and checks need

test: setup ## set up and run the tests (not the slow ones)
	@status=0; \
	$(BIN)/python -m pytest -n auto -m "not slow and not sockets" || status=1; \
	$(BIN)/python -m pytest -m "sockets and not slow" || status=1; \
	exit $$status

slow: setup ## run the slow tests: packaging, real clients, whole certifications
	$(BIN)/python -m pytest -m slow

SCHEDULES ?= 10000
MINUTES   ?= 120
DEATHS    ?= 30
prove: setup ## the judge on trial: every faulty variant against every requirement, every check blunted
	$(BIN)/lotproof prove --blunt

prove-long: setup ## hunt the reference with SCHEDULES schedules of trouble, one in 100 on sockets, at most MINUTES; kill each part of the rig DEATHS times
	$(BIN)/lotproof hunt --examples $(SCHEDULES) --sockets-every 100 --minutes $(MINUTES)
	LOTPROOF_DEATHS=$(DEATHS) $(BIN)/python -m pytest tests/rig_dies

lint: setup ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## let ruff put every file into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup $(LINKS) ## mypy --strict over the four packages
	$(BIN)/mypy $(TOPS:%=-p lotproof.%)

contracts: setup ## import-linter: who may see whom
	$(BIN)/lint-imports

docs: setup ## run every block of the docs, and look for missing pages
	$(BIN)/python -m pytest tests/docs

bench: setup ## measure, and write bench/results.json
	$(PIP) --editable '.[bench]'
	$(BIN)/python bench/run.py

check: lint types contracts test ## what a change should pass before it is handed in

mosquitto: ## optional: Mosquitto's command-line clients and broker, from Debian's packages
	command -v mosquitto_sub >/dev/null && command -v mosquitto >/dev/null || \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends mosquitto mosquitto-clients; }

chromium: ## optional: a headless browser, from Debian's packages
	command -v chromium >/dev/null || \
		{ $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends chromium; }

node-clients: $(NODE_CLIENTS) ## optional: node-opcua and mqtt.js for tests/clients, from the npm registry

node-integration: $(NODE_INTEGRATION) ## optional: the packages of the integration in Node.js, from the npm registry

clean: ## remove what make built; runs/ stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache \
		tests/clients/node/node_modules mocks/integration/node/node_modules

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "make: $(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lean: constraints.txt pyproject.toml setup.py | $(BIN)/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: constraints.txt pyproject.toml setup.py | $(BIN)/python
	$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.lean

build/mypy/lotproof/%:
	@mkdir -p $(@D)
	ln -sfn ../../../$* $@

$(NODE_CLIENTS) $(NODE_INTEGRATION): %/node_modules/.package-lock.json: %/package.json
	npm install --prefix $* --no-package-lock --no-audit --no-fund --loglevel=error
	@touch $@
