# Everything a newcomer types. Each target sets up what it needs; the second time that is skipped.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PIP_WHEEL := $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help architecture bench demo read test test-long check format soak skins modern wheel lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|'

.venv/bin/python:
	@echo "* making the virtual environment .venv"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, this is $$($(PYTHON) --version): make PYTHON=python3.12 …"; exit 2; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "python3 -m venv failed: apt-get install -y make git python3-venv"; exit 2; }

.venv/.run: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "* installing the pinned packages (about a minute, once)"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation --no-index -e .
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "* installing the pinned packages for tests (once)"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.bench: requirements/bench.txt .venv/.dev
	@echo "* installing the pinned packages for the benchmark (once)"
	@$(PIP) --require-hashes -r requirements/bench.txt
	@touch $@

.venv/.read: requirements/read.txt .venv/.run
	@echo "* installing the pinned packages that read papers (about 330 MB, once)"
	@$(PIP) --require-hashes -r requirements/read.txt
	@touch $@

.venv/.browser: tools/ensure_browser.sh | .venv/.run
	@bash tools/ensure_browser.sh $(BIN)/python
	@touch $@

read: .venv/.read ## install what reads papers: the extra `read`

demo: .venv/.run .venv/.read .venv/.browser ## file the samples at a local portal, review them, report
	@$(BIN)/ipp-bot demo

test-long: .venv/.dev .venv/.read .venv/.browser skins ## the tests that `make test` leaves out for their length
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m soak $(ARGS)

skins: .venv/.run ## build the portal's skins that are applications, if their source changed
	@bash tools/build_skins.sh $(BIN)/python

modern: skins

wheel: .venv/.dev skins ## a wheel in dist/, the local portal's skins inside
	@rm -f dist/ipp_bot-*.whl
	@$(PIP_WHEEL) -w dist .
	@echo "* $$(ls dist/ipp_bot-*.whl): sh install.sh installs it for this user, install.ps1 on Windows"

test: .venv/.dev .venv/.read .venv/.browser skins ## every test but the long ones
	@$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

soak: .venv/.dev .venv/.browser ## kill the worker again and again and count (ARGS="--browser --filings 40 --kills 20 --seed 1")
	@$(BIN)/python -m soak $(ARGS)

bench: .venv/.bench .venv/.browser skins ## ipp-bot beside what people would use instead (ARGS="--sessions 1 --latency 0")
	@$(BIN)/python -m bench $(ARGS)

check: .venv/.dev .venv/.read ## lint, types, import contracts, lock files, page scripts, the drawing of the imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 ipp_bot mock_portal
	@$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin ipp_bot mock_portal
	@$(BIN)/lint-imports
	@$(BIN)/python tools/check_locks.py requirements mock_portal/skins/{modern,center}/web/package-lock.json tools/js/package-lock.json
	@bash tools/check_page_scripts.sh $(BIN)/python
	@$(BIN)/python tools/draw_architecture.py --check

format: .venv/.dev ## let ruff and Prettier mend what they can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/python tools/page_script_types.py && bash tools/check_page_scripts.sh $(BIN)/python --format

architecture: .venv/.dev ## draw the imports anew in docs/architecture.md
	@$(BIN)/python tools/draw_architecture.py

lock: ## write the requirement files anew (needs uv)
	@uv pip compile -q --upgrade --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --extra cluster --extra portal --extra testing --extra ui --group build --group dev pyproject.toml -o requirements/dev.txt
	@uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --extra portal --extra ui --group build pyproject.toml -o requirements/run.txt -c requirements/dev.txt
	@uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --group bench pyproject.toml -o requirements/bench.txt -c requirements/dev.txt
	@uv pip compile -q --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
	  --extra read pyproject.toml -o requirements/read.txt -c requirements/dev.txt

clean: ## remove what make made
	rm -rf .venv test-results demo-workspace dist
