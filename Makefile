# Works with the make of Linux and of macOS (3.81). `make` alone prints what there is.

PORT ?= 8000
PYTHON ?=
UV ?= uv

export NO_MKDOCS_2_WARNING := 1
# Modules are compiled once, tests as well, wherever that is switched off.
export PYTHONDONTWRITEBYTECODE :=

BIN := .venv/bin
# What serving needs is there, and then all the rest: tests, checks, exports, imports of PDF.
SERVES := .venv/.serves
READY := .venv/.ready

# One commit gives the same bytes: what is made bears its time.
DATED := SOURCE_DATE_EPOCH="$${SOURCE_DATE_EPOCH:-$$(git log -1 --format=%ct 2>/dev/null)}"; \
	if [ -n "$$SOURCE_DATE_EPOCH" ]; then export SOURCE_DATE_EPOCH; else unset SOURCE_DATE_EPOCH; fi;

.DEFAULT_GOAL := help
.PHONY: help serve full quick test site export lint golden guide screenshots bench bench-citations bench-growth bench-import bench-shelf \
	bench-import-cases bench-styles cases compat sweep hosts dist clean lock licences

help: ## print these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

serve: $(SERVES) ## show the edition on http://127.0.0.1:8000/ (or PORT=…) and follow every change
	@$(BIN)/python -c 'import socket; socket.create_server(("127.0.0.1", int("$(PORT)"))).close()' 2>/dev/null || \
		{ echo 'Port $(PORT) cannot be used; take another: make serve PORT=8123' >&2; exit 1; }
	@printf '\n  The edition: http://127.0.0.1:%s/   (Ctrl-C ends)\n\n' '$(PORT)'
	@exec $(BIN)/mkdocs serve --dev-addr '127.0.0.1:$(PORT)'

full: $(READY) ## show a whole text (SOURCE=…) under these annotations, in a private copy that is gone after Ctrl-C
	@[ -f '$(SOURCE)' ] || { echo 'Name the file of the text: make full SOURCE=paper.pdf' >&2; exit 1; }
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; trap 'exit 130' INT TERM; \
	$(BIN)/edition import '$(SOURCE)' --over . --to "$$folder/edition"; cd "$$folder/edition"; \
	printf '\n  The full edition: http://127.0.0.1:%s/   (Ctrl-C ends, and removes the copy)\n\n' '$(PORT)'; \
	"$(abspath $(BIN))/mkdocs" serve --dev-addr '127.0.0.1:$(PORT)'

quick: $(READY) ## run the tests that need no browser and build no site, in a minute
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -m 'not browser and not slow' --numprocesses auto --quiet

test: $(READY) ## run all tests; finds or installs what they need of the machine
	@bash .ci/system
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

site: $(READY) ## build the site into site/ with what it offers to take away; any warning fails, and the last site stays
	@$(DATED) $(BIN)/edition export --format pdf --format epub --format html --format zip --to dist || \
		echo 'Some files to take away are missing: the site does not offer them.' >&2
	@$(BIN)/edition build --strict

export: $(READY) ## make the files to carry away (folder, zip, HTML, EPUB, PDF) in dist/
	@bash .ci/system export
	@$(DATED) $(BIN)/edition export --to dist

lint: $(READY) ## check style, types and spelling
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/codespell

cases: $(READY) ## print case → outcome of all inputs that are faulty or hostile: the catalogue, pages, files, environments
	$(BIN)/python -m pytest --no-header --verbose tests/whole/test_catalogue.py tests/whole/test_trust.py tests/whole/test_ways.py

sweep: $(READY) ## try payloads in all fields and attributes in a browser, in every form: executions, overlays, dead functions
	@bash .ci/system
	$(BIN)/python -m pytest --no-header --quiet tests/whole/test_sweep.py -k acts

golden: $(READY) ## write what the tests expect (tests/golden/) anew, to be read before it is committed
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest --quiet $$(grep -rlE 'support.golden import .*compare' tests --include='test_*.py')

guide: $(SERVES) ## write the pages of the guide that are generated, fields and codes of problems, and the schemas of the data
	@set -e; write() { page=$$1; shift; $(BIN)/edition "$$@" --format markdown > $$page.new; mv $$page.new $$page; }; \
	english=translations/en/docs/guide; \
	write docs/guide/fields.md schema --language ja; \
	write docs/guide/problems.md explain --all --language ja; \
	write $$english/fields.md schema --language en; \
	write $$english/problems.md explain --all --language en
	$(BIN)/edition translate en --done guide/problems.md guide/fields.md
	$(BIN)/edition schema --to schemas --language ja

screenshots: $(READY) ## take pictures of the main pages into screenshots/
	@bash .ci/system
	$(BIN)/python tests/screenshots.py

bench: $(READY) ## measure builds, edits and lookups beside other tools, and a reader's first load (20 minutes)
	@bash .ci/system
	@$(BIN)/python -m compileall -q plugins
	$(BIN)/python tests/bench/builds.py --write
	$(BIN)/python tests/bench/serving.py --write
	$(BIN)/python tests/bench/lookup.py --write
	PYTHONPATH=tests $(BIN)/python tests/bench/first_load.py
	PYTHONPATH=tests $(BIN)/python tests/bench/reader.py

bench-shelf: $(READY) ## measure shelves of 10 and 100 editions beside Zensical and stock Material (half an hour)
	PYTHONPATH=tests $(BIN)/python tests/bench/shelf.py --write

bench-growth: $(READY) ## print how the time of each parser grows where its worst texts double (a minute or two)
	PYTHONPATH=tests $(BIN)/python tests/bench/growth.py

bench-import: $(READY) ## compare an import of the commentary with the shipped data (SOURCE=… names its text)
	$(BIN)/python tests/bench/import_scores.py $(SOURCE)

bench-citations: $(READY) ## print what comes of each small project of a folder (../shared/cases/citations); 1 where one differs
	$(BIN)/python tests/bench/citation_cases.py

bench-import-cases: $(READY) ## import a folder of small documents (CASES=… names it): case → outcome; 1 where one would not build
	$(BIN)/python tests/bench/import_cases.py $(CASES)

bench-styles: $(READY) ## print what 135 note styles of the CSL project make of 12 kinds of sources; 1 where one fails in silence
	$(BIN)/python tests/bench/styles.py

hosts: $(READY) ## build the site with ProperDocs and Zensical as well, and compare it with MkDocs's
	$(BIN)/python tests/hosts/compare.py

compat: $(READY) ## build the sample edition beside each plugin and extension that is installed; write the table of the guide
	$(BIN)/python tests/hosts/compat.py

dist: $(READY) ## build the wheel and the source distribution into dist/
	$(BIN)/python -m hatchling build

clean: ## remove everything that these targets made
	rm -rf .venv .cache site build dist screenshots .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find plugins tests -type d -name __pycache__ -prune -exec rm -rf {} +

licences: $(READY) ## write THIRD_PARTY.md, the licences of what is locked, anew
	PYTHONPATH=tests $(BIN)/python -m support.licences

# The build backend is locked as well: the package is installed without build isolation. What serving needs is a lock of
# its own, in the same versions: hashes are asked for of a whole file, never of a part.
PIN = echo hatchling | $(UV) pip compile pyproject.toml - --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet

lock: ## pin the newest allowed version of every dependency (needs uv)
	@command -v '$(UV)' >/dev/null || { echo 'make lock needs uv: install it, or say where it is with UV=…' >&2; exit 1; }
	$(PIN) --all-extras --upgrade --output-file requirements.lock
	$(PIN) --constraint requirements.lock --no-annotate --upgrade --output-file requirements-serve.lock

# uv, where there is one, installs in seconds; `make serve UV=` takes pip all the same.
FAST := $(if $(UV),$(shell command -v '$(UV)' 2>/dev/null))
INSTALL = $(if $(FAST),'$(FAST)' pip install --python $(BIN)/python,$(BIN)/python -m pip install --disable-pip-version-check) --quiet

# The first Python of 3.11 or newer that can make a virtual environment; PYTHON=… names another.
$(SERVES): requirements-serve.lock pyproject.toml
	@set -e; found=; \
	for python in $(if $(PYTHON),'$(PYTHON)',python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		tried='$(or $(PYTHON),python3)'; \
		echo "Python 3.11 or newer is needed; $$tried says: $$("$$tried" --version 2>&1 || true)" >&2; \
		echo 'Install it, or say where it is: make PYTHON=/path/to/python3.12 …' >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "$$found cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	echo "Setting up .venv with $$("$$found" --version): 350 MB, once; $(if $(FAST),half a minute by uv,a minute or two by pip) …"; \
	"$$found" -m venv .venv
	@$(INSTALL) --require-hashes -r requirements-serve.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q plugins  # as pip does with what it copies: else each start compiles it anew
	@touch $@

$(READY): $(SERVES) requirements.lock
	@echo 'Adding what tests, checks and exports need to .venv: 500 MB, once; $(if $(FAST),a minute by uv,two to five minutes by pip) …'
	@$(INSTALL) --require-hashes -r requirements.lock
	@touch $@
