# Every command a newcomer needs. `make demo` and `make test` install what they use.
PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: install lock
install: .venv/.installed

.venv/.installed: pyproject.toml hunt/pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation -e . -e hunt
	touch $@

# Locks every dependency with its hashes, and without the address it was downloaded from.
lock:
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-emit-package launchready-hunt --group bazaar --group dev --python-version 3.11 \
	  --custom-compile-command "make lock" -o requirements.lock pyproject.toml
