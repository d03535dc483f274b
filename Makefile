# The whole portal from a bare clone, with Python 3.11 or later: `make serve`, `make test`.
PYTHON ?= python3
RUN = @command -v "$(PYTHON)" >/dev/null || { echo "Python est introuvable : installez Python 3.11 ou plus récent. / Python was not found: install Python 3.11 or later." >&2; exit 1; }; exec "$(PYTHON)" deploy/bootstrap.py

.PHONY: serve test drill lint bench
serve: ## the portal with its demonstration content on http://127.0.0.1:8000 (PORT=… for another port)
	$(RUN) serve

test: ## the whole test suite
	$(RUN) test

drill: ## the long tests: races, crashes, access matrix at full size
	$(RUN) drill

lint: ## style, imports, types, templates
	$(RUN) lint

bench: ## the portal's speed against a bare Django view (ARGS="--pages 100 --only member" for a part of it)
	$(RUN) bench $(ARGS)
