# Two commands: `make run` opens the app on published data, `make test` checks everything.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
COVERED := audits disclosure extracts indicators national sharing sign_in wording
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test test-cluster debian check coverage browser mutation lock clean

run: .venv/run
	@$(BIN)/python -m analytics demo
	@echo "Opening http://localhost:$(PORT) (stop with Ctrl+C)"
	@$(BIN)/streamlit run app.py --server.port $(PORT)

test: check browser
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Every line and branch of the rooms that pyproject.toml names is reached by the tests of these rooms and of the
# demonstration.
coverage: .venv/test
	$(BIN)/pytest -n auto --dist loadfile --cov --cov-report=term tests/demonstration $(foreach room,$(COVERED),tests/$(room) analytics/$(room))

browser: .venv/test
	@$(BIN)/python tests/demonstration/browser/chromium.py

# By hand: half an hour or more, in one process. What it found: benchmarks/mutation.md
mutation: .venv/test
	nice -n 19 $(BIN)/python benchmarks/mutation.py

# Not part of `test`: several app servers over one PostgreSQL, and a Spark cluster, all of them on this machine alone.
# They need a database server and Java, which pip can't bring.
test-cluster: debian .venv/cluster
	LINE_OF_SIGHT_CLUSTER=1 $(BIN)/pytest tests/demonstration/cluster

debian:
	@ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 && command -v java > /dev/null || \
		{ echo "PostgreSQL or Java is missing: apt-get install -y postgresql default-jre-headless"; exit 1; }

.venv/run: requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Line of Sight needs Python 3.11 or newer; name one with make PYTHON=python3.11")'
	@echo "Setting up the environment in .venv (a minute or two, once) ..."
	@$(PYTHON) -m venv .venv
	@$(PIP) --requirement requirements.txt --constraint constraints.txt
	@touch $@

.venv/test: .venv/run requirements-dev.txt
	@$(PIP) --requirement requirements-dev.txt --constraint constraints.txt
	@touch $@

.venv/cluster: .venv/test requirements-cluster.txt
	@$(PIP) --requirement requirements-cluster.txt --constraint constraints.txt
	@touch $@

# By hand, after a change of requirements.txt or constraints.txt: the same versions with the hashes of their files, for
# every platform. The container and services are installed from it.
lock: .venv/run
	@$(PIP) uv==0.13.9
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--quiet --no-header --constraint constraints.txt requirements.txt --output-file requirements.lock

clean:
	rm -rf .venv .coverage build *.egg-info mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis
