# Sets up what is missing and starts Kakehashi, its tests and its checks. `make help` lists these.
# Needs Python 3.11 or newer with venv, and git. Everything stays in this folder; no root needed.

PYTHON ?= python3
BIN := .venv/bin
QUIETLY := @sh tools/quietly
PIP := $(BIN)/python -m pip --disable-pip-version-check install --no-input
CHECKS := lint format types layers migrations translations docs wording repo

# How much of each: kills, cuts (0: at every byte of one exchange), storage calls, backlog, steps.
SOAK := KAKEHASHI_KILLS=300 KAKEHASHI_CUTS=0 KAKEHASHI_STORAGE=every KAKEHASHI_BACKLOG=2000 KAKEHASHI_LEAK_STEPS=100000 KAKEHASHI_LEAK_SEED=random

QUICK := not lines and not browser and not long
.DEFAULT_GOAL := help
.PHONY: help up up-two practice test long postgres lines check bench pictures soak lock clean look words verifier $(CHECKS:%=check-%)

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

up: .venv/.product look words ## set up what is missing and serve the node
	@exec $(BIN)/kakehashi up

up-two: .venv/.product look words ## two nodes, one a side, enrolled with each other
	@exec $(BIN)/kakehashi up-two

practice: .venv/.product look words ## the same for the invented practice partnership
	@exec $(BIN)/kakehashi up --practice

test: .venv/.develop look words verifier ## every test on SQLite, then those of the rooms on PostgreSQL
	@echo 'tests on SQLite'
	@$(BIN)/pytest -q -n 2 --dist worksteal -m '$(QUICK)'
	@echo 'tests on PostgreSQL'
	@$(BIN)/python -m tools.with_postgres $(BIN)/pytest -q -n 2 --dist worksteal -m '$(QUICK)'

postgres: .venv/.develop look words ## every test that uses a database, pages too, on PostgreSQL
	@KAKEHASHI_FACES=1 $(BIN)/python -m tools.with_postgres \
	  $(BIN)/pytest -q -n 2 --dist worksteal -m 'not lines'

# Three at a time on two cores: programs that talk to each other wait for each other.
long: .venv/.develop look words verifier ## what takes longer: browser, whole programs, two nodes, twenty years
	@$(BIN)/pytest -q -n 3 --dist worksteal -m 'browser or long or lines'

lines: .venv/.develop look words verifier ## two nodes as processes: exchanged with, killed at random, restored
	@$(BIN)/pytest -q -m lines

check: .venv/.develop look words ## style, types, layers, migrations, translations, documentation
	@$(MAKE) --no-print-directory --keep-going $(CHECKS:%=check-%)

bench: .venv/.develop look words ## pages at 100,000 records, their weight, building the still site
	@$(BIN)/python -m tools.bench
	@$(BIN)/python -m tools.bench_year
	@$(BIN)/python -m tools.bench_office
	@$(BIN)/python -m tools.bench_pages
	@$(BIN)/python -m tools.bench_still
	@$(BIN)/python -m tools.bench_wording
	@$(BIN)/python -m tools.bench_papers

pictures: .venv/.develop look words ## a picture of every page, in both languages and at two widths
	@$(BIN)/python -m tools.pictures
	@KAKEHASHI_PICTURES=1 $(BIN)/pytest -q tests/portal/test_picture.py

soak: .venv/.develop look words verifier ## far more of every test that tries to break it; ends with one table
	@mkdir -p var && rm -f var/soak.jsonl
	@echo 'property tests with the profile "soak" of tests/soak.py'
	@export KAKEHASHI_FIGURES='$(CURDIR)/var/soak.jsonl'; failed=0; \
	  $(BIN)/pytest -q -n 2 --dist worksteal -m hypothesis -p tests.soak --hypothesis-profile=soak --timeout=0 \
	    || failed=1; \
	  $(SOAK) $(BIN)/pytest -q -m 'lines or long' tests/exchange --timeout=0 || failed=1; \
	  KAKEHASHI_TAMPER_ALL=1 $(BIN)/pytest -q tests/exchange/test_tampering.py tests/verifier --timeout=0 \
	    || failed=1; \
	  $(BIN)/python -m tools.soak_table var/soak.jsonl && exit $$failed

lock: .venv/.develop ## write the locked requirements anew, after a change of requirements/*.in
	@for name in product develop node; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done
	@npm install --package-lock-only --ignore-scripts
	@npm --prefix verifier install --package-lock-only --ignore-scripts

clean: ## remove what was set up; the data in var/ stays
	@rm -rf .venv node_modules verifier/node_modules src/kakehashi/look/static/look/built .mypy_cache .ruff_cache \
	  .hypothesis .import_linter_cache var/setup.log var/.words
	@find src -name '*.mo' -delete

# A virtual environment knows where it stands: when the folder was moved or copied, make it anew.
ifneq ($(shell cat .venv/.here 2>/dev/null),$(CURDIR))
.PHONY: .venv/.here
endif
.venv/.here:
	@$(PYTHON) tools/check_python.py
	$(QUIETLY) 'making the virtual environment' $(PYTHON) -m venv --clear .venv
	@printf '%s\n' '$(CURDIR)' > $@

.venv/.product: .venv/.here requirements/product.txt pyproject.toml
	$(QUIETLY) 'installing what the node needs' $(PIP) --require-hashes -r requirements/product.txt
	$(QUIETLY) 'installing kakehashi' $(PIP) --no-deps --no-index --no-build-isolation -e .
	@touch $@

.venv/.develop: .venv/.product requirements/develop.txt
	$(QUIETLY) 'installing what tests and checks need' $(PIP) --require-hashes -r requirements/develop.txt
	@touch $@

look: .venv/.product
	$(QUIETLY) 'building style sheets' $(BIN)/python -m tools.build_look

verifier: .venv/.product ## what the second opinion in verifier/ needs
	$(QUIETLY) 'installing the packages of the verifier' $(BIN)/python -m tools.install_verifier

words: var/.words

var/.words: .venv/.product tools/translations.py $(wildcard src/kakehashi/*/locale/*/LC_MESSAGES/django.po)
	$(QUIETLY) 'compiling translations' $(BIN)/python -m tools.translations compile
	@touch $@

# Settings are read but no node is touched.
check-%: export KAKEHASHI_SECRET_KEY := only-for-checks

check-lint:
	@$(BIN)/ruff check .

check-format:
	@$(BIN)/ruff format --check .

check-types:
	@$(BIN)/mypy --explicit-package-bases src/kakehashi tools

check-layers:
	@$(BIN)/lint-imports

check-migrations:
	@DJANGO_SETTINGS_MODULE=kakehashi.config.settings $(BIN)/python -m django makemigrations --check --dry-run

check-translations:
	@$(BIN)/python -m tools.translations check

check-docs:
	@$(BIN)/python -m tools.check_docs

check-wording:
	@$(BIN)/python -m tools.check_wording

check-repo:
	@$(BIN)/python -m tools.check_repo
