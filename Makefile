# Two commands do everything on a fresh machine: `make run` and `make test`.
# PYTHON chooses the interpreter (3.11 or 3.12); TESTS and ARGS narrow `make test`.

VENV := .venv
HEADLESS_VENV := .venv-headless
BIN := $(VENV)/bin
TESTS ?= tests
ARGS ?=
INSTALLED := $(VENV)/.installed
HEADLESS_INSTALLED := $(HEADLESS_VENV)/.installed
export PYTHON
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Tests get a screen of their own, so that they neither need nor disturb the real one.
ifeq ($(shell uname -s),Linux)
SCREEN := env -u WAYLAND_DISPLAY QT_QPA_PLATFORM=xcb xvfb-run -a -s "-screen 0 1600x1000x24"
endif

.PHONY: run test test-headless headless lint imports types check wheel clean

run: $(INSTALLED)
	@sh scripts/system_packages.sh
	@if [ "$$(uname -s)" != Linux ] || [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    $(BIN)/python main.py $(ARGS); \
	else \
	    echo "No display: running the studio's main job without one."; \
	    $(BIN)/python scripts/headless_demo.py out; \
	fi

test: $(INSTALLED)
	@sh scripts/system_packages.sh --tests
	@SCREEN='$(SCREEN)' sh scripts/run_tests.sh $(BIN)/python '$(TESTS)' $(ARGS)

# What must work where neither Qt nor VTK is installed.
test-headless: $(HEADLESS_INSTALLED)
	$(HEADLESS_VENV)/bin/python -m pytest tests --ignore=tests/ui --ignore=tests/scene $(ARGS)

headless: $(HEADLESS_INSTALLED)

lint: $(INSTALLED)
	$(BIN)/ruff check --output-format concise .

imports: $(INSTALLED)
	$(BIN)/lint-imports

types: $(INSTALLED)
	$(BIN)/mypy

check: lint imports types test

wheel: $(INSTALLED)
	$(BIN)/pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf $(VENV) $(HEADLESS_VENV) build dist out .pytest_cache .mypy_cache .ruff_cache \
	    .import_linter_cache

# torch comes first and pinned: a looser request may pick a build that is gigabytes larger.
$(INSTALLED): pyproject.toml constraints.txt
	sh scripts/create_venv.sh $(VENV)
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/pip install -c constraints.txt torch
	$(BIN)/pip install --quiet -e ".[dev]"
	touch $@

$(HEADLESS_INSTALLED): pyproject.toml constraints.txt scripts/headless_requirements.py
	sh scripts/create_venv.sh $(HEADLESS_VENV)
	$(HEADLESS_VENV)/bin/python -c "import torch" 2>/dev/null || \
	    $(HEADLESS_VENV)/bin/pip install -c constraints.txt torch
	$(HEADLESS_VENV)/bin/python scripts/headless_requirements.py dev \
	    > $(HEADLESS_VENV)/requirements.txt
	$(HEADLESS_VENV)/bin/pip install --quiet -r $(HEADLESS_VENV)/requirements.txt
	$(HEADLESS_VENV)/bin/pip install --quiet --no-deps -e .
	touch $@
