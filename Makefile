PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
JOBS ?= auto

# A venv that works is kept, unless another Python is asked for by name.
ASKED := $(if $(filter file,$(origin PYTHON)),,yes)
PY := $(VENV)/bin/python
CODE := consortium members meetings milestones manage.py
NEW_KEY := $(PY) -c 'import secrets; print(secrets.token_urlsafe(50))'

.PHONY: help run install prepare serve test check rules drill bench
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "PYTHON=python3.13 picks the interpreter, PORT=8001 the port, VENV=.venv-3.13 the folder"
	@echo "to install into, ARGS='-k timeline' goes to pytest and ARGS='--only warm,cold' to the benchmarks,"
	@echo "JOBS=0 keeps pytest to one process."

# Granian warns of more threads than twice the cores; these mostly wait, so errors are enough.
run: ## install, prepare the database and serve on this machine only
	@$(call install,requirements.txt,"$(PORT)")
	@$(prepare); \
	echo "Consortium is at http://127.0.0.1:$(PORT)  (staff: http://127.0.0.1:$(PORT)/admin/)  Ctrl+C stops it"; \
	exec $(PY) -m granian --interface wsgi consortium.wsgi:application --host 127.0.0.1 --port $(PORT) \
		--workers 1 --blocking-threads 8 --no-ws --workers-kill-timeout 5 --log-level error

install: ## install only: before a backup is restored
	@$(call install,requirements.txt)
	@$(make_key)

prepare: ## install, bring the database up to date, collect styles and scripts
	@$(call install,requirements.txt)
	@$(prepare)

serve: ## prepare, then serve as in production, behind a proxy: see "On a server" in the README
	@$(call install,requirements.txt,"$(PORT)")
	@$(prepare); \
	exec $(PY) manage.py serve --port $(PORT)

# What a browser draws does not depend on the database: it is looked at once.
test: ## install and run the whole suite: on SQLite and, with TEST_DATABASE_URL, on PostgreSQL
	@$(call install,requirements-dev.txt)
	@set -e; unset DATABASE_URL; export SECRET_KEY="$$($(NEW_KEY))"; \
	$(PY) -m pytest -n $(JOBS) $(ARGS); \
	if [ -n "$$TEST_DATABASE_URL" ]; then \
		echo "Now on PostgreSQL:"; \
		DATABASE_URL="$$TEST_DATABASE_URL" $(PY) -m pytest -n $(JOBS) -m "not browser" $(ARGS); \
	else \
		echo "Skipped on PostgreSQL: TEST_DATABASE_URL is not set."; \
	fi

# In memory, so that the state of this machine's own database can't change the answer.
check: ## lint, formats, types, unsafe code, migrations and the deployment check
	@$(call install,requirements-dev.txt)
	@$(MAKE) --no-print-directory rules VENV=$(VENV)-rules
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	@templates=$$(git ls-files -co --exclude-standard '*.html') && echo "$(VENV)/bin/djade --check" && $(VENV)/bin/djade --check $$templates
	@set -e; unset DEBUG; \
	export SECRET_KEY="$$($(NEW_KEY))" DATABASE_URL=sqlite://:memory: SITE_URL=https://consortium.example.org; \
	set -x; \
	$(PY) -m mypy .; \
	$(PY) manage.py makemigrations --check --dry-run; \
	$(PY) manage.py check --deploy --fail-level WARNING

# Each rule is first held against what it is there to find. On its standard error bandit only says of which part of a
# line an exception is not needed.
rules:
	@$(call install,requirements-rules.txt)
	$(VENV)/bin/bandit -q -r -c pyproject.toml $(CODE) 2>/dev/null
	@set -e; export PATH="$(abspath $(VENV))/bin:$$PATH" SEMGREP_ENABLE_VERSION_CHECK=0 SEMGREP_SEND_METRICS=off; \
	semgrep scan --test --config .ci/rules .ci/rules >$(VENV)/rules.log 2>&1 || { cat $(VENV)/rules.log; exit 1; }; \
	set -x; semgrep scan --error --quiet --config .ci/rules $(CODE) templates

DRILLS = races kills reads faults disk soak
drill: ## races, kill -9, faults of database and disk, half an hour's soak; DRILLS="races kills" for some of them
	@$(call install,requirements-dev.txt)
	@for url in sqlite: $$TEST_DATABASE_URL; do for name in $(DRILLS); do echo "$$name, $${url%%:*}:"; \
	$(PY) -m tests.drills.$$name --database-url "$$url" || failed=1; done; done; exit $${failed:-0}

bench: ## how quick it is beside what is possible, on SQLite and, with TEST_DATABASE_URL, on PostgreSQL
	@$(call install,requirements-dev.txt)
	@$(PY) -m tests.benchmarks $${TEST_DATABASE_URL:+--database-url "$$TEST_DATABASE_URL"} $(ARGS)

# Has to run on any Python, to tell an old one apart.
define PREFLIGHT
import errno, socket, sys
if sys.version_info < (3, 11):
    sys.exit("Consortium needs Python 3.11 or later; %s is %s. Name a newer one: make run PYTHON=python3.12"
             % (sys.executable, sys.version.split()[0]))
try:
    import ensurepip, venv
except ImportError:
    sys.exit("%s has no venv module. On Debian or Ubuntu: apt-get install python3-venv" % sys.executable)
for port in sys.argv[1:]:
    if not (port.isdecimal() and str(int(port)) == port and 0 < int(port) < 65536):
        sys.exit("PORT is %r; it has to be a number from 1 to 65535" % port)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        # macOS lets one bind beside a server that listens on every address: ask it too.
        used = socket.socket().connect_ex(("127.0.0.1", int(port))) == 0
        if not used:
            listener.bind(("127.0.0.1", int(port)))
    except OSError as error:
        used = error.errno == errno.EADDRINUSE
        if not used:
            sys.exit("Port %s can't be opened: %s" % (port, error.strerror))
    if used:
        sys.exit("Port %s is in use. Stop what runs there, or choose another: make run PORT=%d"
                 % (port, int(port) % 65535 + 1))
print(sys.version_info[:2])
endef
export PREFLIGHT

# The key of a site that is given none.
define make_key
set -e; mkdir -p var; \
if [ ! -s var/secret_key ]; then \
	(umask 077; $(NEW_KEY) > var/secret_key.new); \
	mv var/secret_key.new var/secret_key; \
fi
endef

define prepare
$(make_key); \
export SITE_URL="$${SITE_URL:-http://127.0.0.1:$(PORT)}"; \
$(PY) manage.py check_database; \
$(PY) manage.py migrate -v 0; \
$(PY) manage.py load_record --if-empty; \
$(PY) manage.py index_search --if-empty; \
$(PY) manage.py first_account; \
$(static_state) > var/static.new; \
if [ ! -d var/static ] || ! cmp -s var/static.new var/static.state; then \
	$(PY) manage.py collectstatic --noinput --clear -v 0; \
	mv var/static.new var/static.state; \
fi; \
rm -f var/static.new
endef

# $(1): the requirements; $(2): a port that has to be free, asked before anything slow.
# What was installed is kept as a copy in the venv: times of files say nothing after a checkout.
define install
set -e; \
have=$$($(PY) -c 'import pip, sys; print(sys.version_info[:2])' 2>/dev/null) || have=; \
python="$(PYTHON)"; if [ -n "$$have" ] && [ -z "$(ASKED)" ]; then python=$(PY); fi; \
"$$python" -c '' 2>/dev/null || { echo "No Python answers to '$$python'. Consortium needs 3.11 or later: install it, or name one: make run PYTHON=python3.12" >&2; exit 1; }; \
want=$$("$$python" -c "$$PREFLIGHT" $(2)); \
if [ "$$have" != "$$want" ]; then \
	clear=; if [ -f $(VENV)/pyvenv.cfg ]; then clear=--clear; fi; \
	"$$python" -m venv $$clear $(VENV); \
fi; \
if ! cmp -s $(1) $(VENV)/$(1); then \
	echo "Installing $(1) into $(VENV) ..."; \
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1); \
	$(if $(filter %-rules.txt,$(1)),,cp requirements.txt $(VENV)/;) cp $(1) $(VENV)/; \
fi
endef

# Content again, of all that decides what is collected.
define static_state
{ $(PY) -c 'import django; print(django.VERSION)'; \
find . -name '.?*' -prune -o -path ./var -prune -o -type f \
	\( -path '*/static/*' -o -path ./requirements.txt -o -path ./consortium/settings.py \) -exec cksum {} + | sort; }
endef
