# Everything a person or a machine does with this repository. Needs python3 (3.11 or newer) with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_ARGS ?= -q -n auto
LOCK := requirements.lock

.DEFAULT_GOAL := help
.PHONY: reference help setup run test check verify bench wheel-test lock clean

help: ## show these targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with the pinned libraries and this package

$(READY): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Ayllu needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "python3 cannot make virtual environments; on Debian: apt install python3-venv"; exit 2; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

run: $(READY) ## simulate the baseline at 1:100 and say where its report is
	$(BIN)/ayllu run baseline --scale 0.01

check: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src/ayllu

test: check ## style, types and every test
	$(BIN)/pytest $(PYTEST_ARGS)

reference: $(READY) ## write the pages of docs/reference anew
	$(BIN)/python -m ayllu.reference

verify: $(READY) ## slow statistical checks against theory, each with a verdict
	$(BIN)/ayllu verify

bench: $(READY) ## measure speed and memory
	$(BIN)/ayllu bench

wheel-test: $(READY) ## build the wheel, install it in an empty environment, run it there
	rm -rf build/wheel-test
	$(BIN)/python -m build --wheel --outdir build/wheel-test .
	$(PYTHON) -m venv build/wheel-test/venv
	sed -e '/--hash/d' -e 's/ \\$$//' $(LOCK) > build/wheel-test/constraints.txt
	build/wheel-test/venv/bin/python -m pip install --quiet --disable-pip-version-check \
	  --constraint build/wheel-test/constraints.txt build/wheel-test/*.whl
	cd build/wheel-test && env -u PYTHONPATH venv/bin/ayllu run --quick --out run

lock: ## renew the pinned libraries (needs uv)
	uv pip compile pyproject.toml --group dev --universal --no-emit-index-url --no-header \
	  --generate-hashes --upgrade -o $(LOCK)

clean: ## remove what was built; runs stay
	rm -rf $(VENV) build dist
