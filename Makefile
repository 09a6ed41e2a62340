# make demo and make test set everything up by themselves: Python 3.11 or newer is all they need.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
NOTICE = data/sources/binhai-2020-20/notice.txt

.PHONY: demo test browser servers lint clean

demo: $(VENV)/.installed
	@$(BIN)/fengong build $(NOTICE) -o graph.ttl
	@$(BIN)/fengong view -g graph.ttl -o graph.html
	@echo
	@$(BIN)/fengong ask "谁支持第8条措施？" -g graph.ttl
	@echo
	@echo "The graph: $(CURDIR)/graph.ttl"
	@echo "To see it: open $(CURDIR)/graph.html in a browser"

test: $(VENV)/.tested browser servers
	$(BIN)/python -m pytest -n 2 -rs

# The browser tests need Debian's chromium and a CJK font; without them they skip and say so.
browser:
	@sh tests/get_browser.sh

# The tests of content negotiation need nginx and Apache, those of the third parser raptor; without them they skip.
servers:
	@sh tests/get_servers.sh

lint: $(VENV)/.tested
	$(BIN)/ruff check graph tests bench
	$(BIN)/mypy

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("fengong needs Python 3.11 or newer; make demo PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) graph.ttl graph.html dist
