# Everything runs from a `.venv` in this folder. `make app` and `make test` need nothing before them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A file of tests shares its servers, so it stays in one process; the longest go first (tests/conftest.py), that none is waited for at the end.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

.PHONY: install install-dev app check test coverage eval fit bench lint lock browser clean

install: $(VENV)/run.stamp
install-dev: $(VENV)/dev.stamp

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The lock files hold every version with its hashes; the project itself is installed in place.
$(VENV)/run.stamp: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@

app: install
	$(BIN)/assistant index
	$(BIN)/assistant app

# Lint, types and the quick tests: no server, no browser, no model behind an endpoint.
check: install-dev lint
	$(BIN)/python -m pytest -m "not slow" $(SIDE_BY_SIDE)

test: install-dev lint browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

# The same, with a table of the lines that no test reaches; a quarter slower.
coverage: install-dev browser
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) --cov --cov-report=term:skip-covered

# The browser tests need a Chromium or Chrome; Debian's is installed where that is possible.
browser:
	@sh tests/browser/find_chromium.sh

# Every measure beside the committed baseline; exit status 1 where one fell by more than its interval or below its floor in evals/gate.toml.
eval: install
	$(BIN)/assistant eval --baseline evals/baseline --report build/report

# The numbers that were fitted to data, made anew from evals/: the files of src/assistant/fits/. FIT=NAME for one of them.
fit: install-dev
	$(BIN)/python -m assistant.evals.fits $(FIT)

# One table of speed, memory and findings, beside other libraries; about half an hour. BENCH="--sizes 1000 --without-peers" for a short one.
bench: $(VENV)/bench.stamp
	$(BIN)/python -m benchmarks $(BENCH)

$(VENV)/bench.stamp: requirements/bench.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.lock
	touch $@

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Needs uv; run after a change of the dependencies in pyproject.toml.
lock:
	uv pip compile pyproject.toml --extra build --universal --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements/run.lock
	uv pip compile pyproject.toml --extra build --extra dev --universal --generate-hashes --no-emit-index-url --no-header -c requirements/run.lock -o requirements/dev.lock
	uv pip compile pyproject.toml --extra build --extra dev --extra bench --universal --generate-hashes --no-emit-index-url --no-header -c requirements/run.lock -c requirements/dev.lock -o requirements/bench.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache dist build
