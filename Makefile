# Everything the project does, in one place. "make" alone lists the targets.
# Works with GNU make 3.81 or newer and any Python from 3.11 on.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

# Interpreter that creates .venv; empty: the first usable one of PYTHONS.
PYTHON ?=
PYTHONS := python3.13 python3.12 python3.11 python3 python
# Folder of your own plans for "make run" and "make tables", and where their results go.
PLANS ?=
OUT ?= out
# Further arguments of pytest, for example PYTEST_ARGS="-k terms".
PYTEST_ARGS ?=
# Parts of the benchmark; empty: all of them.
BENCH ?=
# Processes of the test run.
JOBS ?= 2

VENV := .venv
ifeq ($(OS),Windows_NT)
VENV_BIN := $(VENV)/Scripts
VENV_PYTHON := $(VENV_BIN)/python.exe
else
VENV_BIN := $(VENV)/bin
VENV_PYTHON := $(VENV_BIN)/python
endif
PY := "$(VENV_PYTHON)"
COMPARE := $(PY) -m compare
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

# Hashes are checked; pip is quiet, the recipes say what happens. Compiling every module during
# the installation would double its time; Python compiles those that are used when they are used.
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
PIP_LOCKED := $(PIP) install --require-hashes --no-compile --no-build-isolation --use-pep517

# The stamp names the folder it was made in: a moved or copied tree is installed anew.
ifneq ($(shell cat "$(STAMP)" 2>/dev/null),$(CURDIR))
STALE := stale
endif

.PHONY: help
help: ## List the targets
	@echo 'Usage: make TARGET [NAME=value ...]'
	@echo
	@awk 'BEGIN { FS = ":[^#]*## " } /^[a-z-]+:[^#]*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  PLANS=DIR  folder of your own plans, for run and tables (results in OUT, default: out)'
	@echo '  PYTHON=... interpreter for .venv (default: first Python from 3.11 on that is found)'

.PHONY: venv
venv: $(STAMP) ## Create .venv and install the locked packages and the project
	@:

.PHONY: stale
stale:

$(VENV_PYTHON):
	@found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
	    if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	        >/dev/null 2>&1; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo 'No usable Python found (tried: $(if $(PYTHON),$(PYTHON),$(PYTHONS))).' >&2; \
	    echo 'Needed: Python 3.11 or newer with the venv module (Debian, Ubuntu: python3-venv).' >&2; \
	    echo 'Name one with: make venv PYTHON=/path/to/python3' >&2; \
	    exit 1; \
	fi; \
	echo "Creating $(VENV) with $$found ($$("$$found" -c 'import platform; print(platform.python_version())')) ..."; \
	"$$found" -m venv --clear "$(VENV)"

$(STAMP): pyproject.toml requirements-build.lock requirements.lock $(VENV_PYTHON) $(STALE)
	@echo 'Installing the locked packages; the first time this takes a minute or two ...'
	@$(PIP_LOCKED) -r requirements-build.lock
	@$(PIP_LOCKED) -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@printf '%s' "$(CURDIR)" > "$@"
	@echo 'Installed.'

$(DEV_STAMP): $(STAMP) requirements-dev.lock
	@echo 'Installing the check tools ...'
	@$(PIP_LOCKED) -r requirements-dev.lock
	@touch "$@"

.PHONY: run
run: ## Install, build tables, figures, report, notebooks (or build PLANS=DIR into OUT)
	@start=$$(date +%s) && \
	$(MAKE) --no-print-directory venv && \
	installed=$$(date +%s) && \
	$(if $(PLANS),$(COMPARE) build --raw "$(PLANS)" --out "$(OUT)",$(COMPARE) build) && \
	built=$$(date +%s) && \
	$(if $(PLANS),$(COMPARE) report --tables "$(OUT)" --out "$(OUT)/report",$(COMPARE) report) && \
	reported=$$(date +%s) && \
	$(if $(PLANS),:,$(COMPARE) notebooks) && \
	end=$$(date +%s) && \
	echo "Seconds: install $$((installed - start)), build $$((built - installed)),\
	 report $$((reported - built)), notebooks $$((end - reported)), together $$((end - start))"

.PHONY: tables
tables: $(STAMP) ## Build only the tables (of data/raw, or of PLANS=DIR into OUT)
	@$(COMPARE) build --tables-only $(if $(PLANS),--raw "$(PLANS)" --out "$(OUT)")

.PHONY: figures
figures: $(STAMP) ## Draw the figures from the tables
	@$(COMPARE) figures

.PHONY: report
report: $(STAMP) ## Write the page, the workbooks and the briefs from the tables
	@$(COMPARE) report

SAMPLE := plans.html tables-zh.xlsx brief-zh.docx one-page-zh.docx one-page-zh.pdf one-page-zh.png \
    one-page-en.pdf one-page-en.png

.PHONY: sample
sample: report ## Write the report of the two plans and keep it as docs/sample
	@mkdir -p docs/sample && cd report && cp $(SAMPLE) ../docs/sample/

.PHONY: notebooks
notebooks: $(STAMP) ## Execute the notebooks in place
	@$(COMPARE) notebooks

.PHONY: lab
lab: $(STAMP) ## Open the notebooks in JupyterLab
	@$(PY) -m jupyterlab --notebook-dir=notebooks

# With a process on each processor a second thread of numpy's mostly waits, and wakes others.
ALONE := OPENBLAS_NUM_THREADS=1
# Files in the order of their names: with those of few tests last, the longest would run alone.

.PHONY: test
test: $(STAMP) ## Run the tests, but for the slow ones
	@$(ALONE) $(PY) -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder -m "not slow" $(PYTEST_ARGS)

.PHONY: test-slow
test-slow: $(STAMP) ## Run the slow tests: in a browser, byte for byte in other processes, clusters
	@$(ALONE) $(PY) -m pytest -q -n $(JOBS) --dist loadfile -m slow $(PYTEST_ARGS)

.PHONY: check
check: $(DEV_STAMP) ## Lint, formatting, types and the direction of imports
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	"$(VENV_BIN)/lint-imports"
	$(PY) scripts/check_patterns.py

.PHONY: format
format: $(DEV_STAMP) ## Format the code and apply the safe fixes of the linter
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

.PHONY: bench
bench: $(DEV_STAMP) ## Measure, and put the results into docs/performance.md (BENCH="two page": parts)
	@$(PY) benchmarks/bench.py $(BENCH)

# One version of each package for every Python, so that the tables do not depend on it.
COMPILE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 \
    --fork-strategy fewest --generate-hashes --no-header --no-emit-index-url \
    --no-emit-find-links $(if $(UPGRADE),--upgrade)
RUN_EXTRAS := --extra notebooks --extra test --extra formats --extra report

.PHONY: lock
lock: $(DEV_STAMP) ## Renew the three lock files after a change of pyproject.toml (UPGRADE=1: newest)
	$(COMPILE) $(RUN_EXTRAS) pyproject.toml --output-file requirements.lock
	$(COMPILE) --all-extras --constraint requirements.lock pyproject.toml \
	    --output-file requirements-dev.lock
	$(PY) -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['build-system']['requires'], sep='\n')" \
	    | $(COMPILE) --constraint requirements.lock - --output-file requirements-build.lock

.PHONY: measure
measure: $(STAMP) ## Account for all text of documents that are not here, and score their readings (PLANS=DIR)
	@$(COMPARE) evaluate --accounts "$(PLANS)"
	@$(COMPARE) evaluate --readings "$(PLANS)"

.PHONY: clean
clean: ## Remove what tools leave behind (keeps .venv, tables and figures)
	rm -rf build dist out .pytest_cache .mypy_cache .ruff_cache .import_linter_cache \
	    .hypothesis src/*.egg-info
	find src tests benchmarks notebooks -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || :
	find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {} + 2>/dev/null || :

.PHONY: distclean
distclean: clean ## Like clean, and remove .venv
	rm -rf "$(VENV)"
