# Python 3.11 or newer is all that is needed; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.dev-ready

.PHONY: demo run test check audit fuzz bench pictures clean

demo: $(READY)
	$(BIN)/chibo demo

run: $(READY)
	$(BIN)/chibo run

test: $(DEV_READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

check: $(DEV_READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory audit

# Known holes in the libraries. Without a network it says so and stops nothing; a hole stops it.
audit: $(DEV_READY)
	@$(BIN)/python -m tests.audit

pictures: $(DEV_READY)
	CHIBO_PICTURES=1 $(BIN)/python -m pytest tests/bot/test_pictures.py

# Everything goes wrong for so long on each database; the suite does it for some seconds.
SECONDS ?= 600
fuzz: $(DEV_READY)
	CHIBO_FUZZ_SECONDS=$(SECONDS) $(BIN)/python -m pytest tests/test_fuzz.py -n 2

bench: $(DEV_READY)
	$(BIN)/python -m benchmarks

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("chibo: cần Python 3.11 trở lên / needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(DEV_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
