# make run    the site with its demo on http://127.0.0.1:8000 (PORT=, LINLI_DATA=)
# make pictures   the pictures of README.md
# make test   everything: unit, browser, SQLite and PostgreSQL (ARGS= for pytest)

PYTHON ?= python3
PORT ?= 8000
LINLI_DATA ?= data

export PYTHONPATH := $(CURDIR)/site:$(CURDIR)
export PYTHONUNBUFFERED := 1

.PHONY: run test pictures

run: .venv/installed
	@PORT='$(PORT)' LINLI_DATA='$(LINLI_DATA)' exec .venv/bin/python -m linli run

test: .venv/installed
	@scripts/test.sh $(ARGS)

# The pictures of README.md, taken by the story that the tests play in a real browser.
pictures: .venv/installed
	@LINLI_PICTURES=docs/pictures scripts/test.sh plugins/legal/tests/test_story.py plugins/legal/tests/test_month.py \
	    tests/test_passbook_story.py tests/test_mediation_story.py tests/test_camera_story.py \
	    -k 'sqlite and not plain'

# Made anew when the lock changes or an installation broke off, so that it holds the lock exactly.
.venv/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'Linli needs Python 3.11 or later; name one with: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	    { echo 'Python lacks venv; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@echo 'Installing the locked packages into .venv …'
	@$(PYTHON) -m venv --clear .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check \
	    --require-hashes -r requirements.lock
	@touch $@
