"""How the suite runs: its settings, its browser, and the guards that every test stands under.

Markers: `django_db` (pytest-django) for tests that touch the database; `browser` is on those that open one.
Fixtures: `page` (a browser at `live_server`), `count_queries`, `queries_in_templates`, `other_hosts`.
"""

import inspect
import os
import secrets
import shutil
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.template.base import UNKNOWN_SOURCE, Node, Template
from django.test.utils import CaptureQueriesContext

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
NO_CHROMIUM = "no Chromium: put it on the path or set CHROMIUM"
ALL_REQUIRED = bool(os.environ.get("REQUIRE_ALL_TESTS", "").strip())

# The suite answers the same wherever it runs: of the environment only the database and the key are taken.
for name in ("DEBUG", "SITE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXIES", "EMAIL_URL"):
    os.environ.pop(name, None)
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".pytest_cache" / "hypothesis"))
# Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Named here and not in pyproject.toml: pytest-django would load the settings before there is a key.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")


def pytest_configure(config):
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        # In memory, all threads of a live server would share one connection, and its transactions.
        folder = tempfile.TemporaryDirectory(prefix="consortium-test-")
        config.add_cleanup(folder.cleanup)
        # Added to what stands there: the workers of pytest-xdist have read the settings by now.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(Path(folder.name) / "test.sqlite3")
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        # Without a manifest nothing needs to be collected.
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.STATIC_ROOT = None  # where WhiteNoise would look for them; a live server finds them by itself
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick
    hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
    hypothesis.settings.load_profile("suite")


# Nothing is skipped unseen


def emptying(item):
    """0 for a test that leaves the database as it was; else it leaves empty tables, without the roles that a migration
    made: 1 for one that puts these back at its start, which it can only do before 2, one that does not.
    """
    marker = item.get_closest_marker("django_db")
    empties = "transactional_db" in item.fixturenames or "live_server" in item.fixturenames
    if not empties and not (marker and marker.kwargs.get("transaction")):
        return 0
    return 1 if "django_db_serialized_rollback" in item.fixturenames else 2


def pytest_itemcollected(item):
    if "browser" in item.fixturenames:
        item.add_marker("browser")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=emptying)
    if not chromium():
        for item in items:
            if "browser" in item.fixturenames:
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def skipped(config):
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter else []


def pytest_sessionfinish(session):
    if ALL_REQUIRED and skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if ALL_REQUIRED and (reports := skipped(config)):
        terminalreporter.section("REQUIRE_ALL_TESTS is set, and tests were skipped", red=True)
        for report in reports:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            terminalreporter.line(f"{report.nodeid}: {reason}", red=True)


# Templates


class UndefinedVariable(str):
    """Takes the place of pytest-django's: fails in the project's own templates only, since Django's admin is full of it."""

    fail = True  # pytest.mark.ignore_template_errors turns it off

    def __new__(cls):
        return super().__new__(cls, "%s")  # Django then puts in the variable's name

    def __init__(self):
        self.found = []

    def __mod__(self, variable):
        template = template_being_rendered()
        if self.fail and (template is None or template.is_relative_to(TEMPLATES)):
            self.found.append(f"undefined template variable “{variable}” in {template or 'a template'}")
            pytest.fail(self.found[-1])
        return ""

    def __str__(self):
        return self % "a value that could not be had"


def template_being_rendered():
    """The file that the innermost node stands in; None for a template made from a string."""
    frame = inspect.currentframe()
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return None if node.origin.name == UNKNOWN_SOURCE else Path(node.origin.name)
        frame = frame.f_back
    return None


@pytest.fixture(scope="session", autouse=True)
def undefined_variable(_fail_for_invalid_template_variable):
    with pytest.MonkeyPatch.context() as patch:
        variable = UndefinedVariable()
        patch.setitem(settings.TEMPLATES[0]["OPTIONS"], "string_if_invalid", variable)
        yield variable


@pytest.fixture(autouse=True)
def undefined_variables_fail(undefined_variable):
    """Fail at the end, too: a server's thread swallows the failure where it happens."""
    undefined_variable.found.clear()
    yield undefined_variable.found
    assert undefined_variable.found == []


@pytest.fixture(autouse=True)
def queries_in_templates(monkeypatch):
    """Refuse queries while a public template renders; a list of those refused, which has to be empty in the end."""
    found = []
    rendering = threading.local()

    def render(template, context, original=Template.render):
        file = Path(template.origin.name)
        if not file.is_relative_to(TEMPLATES) or file.is_relative_to(TEMPLATES / "admin"):
            return original(template, context)
        outer, rendering.template = getattr(rendering, "template", None), file.relative_to(TEMPLATES)
        try:
            return original(template, context)
        finally:
            rendering.template = outer

    def refusing(original):
        def execute(cursor, sql, *args, **kwargs):
            if template := getattr(rendering, "template", None):
                found.append(f"{template} ran a query: {sql}")
                raise AssertionError(found[-1])
            return original(cursor, sql, *args, **kwargs)

        return execute

    monkeypatch.setattr(Template, "render", render)
    for name in ("execute", "executemany"):
        monkeypatch.setattr(CursorWrapper, name, refusing(getattr(CursorWrapper, name)))
    yield found
    assert found == []


@pytest.fixture
def count_queries():
    """`with count_queries() as count: …` and then `count()`: the number of queries in the block."""

    @contextmanager
    def counting():
        with CaptureQueriesContext(connection) as queries:
            yield lambda: len(queries)

    return counting


# The browser


def chromium():
    return shutil.which(os.environ.get("CHROMIUM") or "chromium")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": chromium(), "args": ["--disable-dev-shm-usage"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-US", "timezone_id": "America/New_York"}


@pytest.fixture
def other_hosts():
    """A list of the addresses elsewhere that pages asked for in vain, which has to be empty in the end."""
    found = []
    yield found
    assert found == []


@pytest.fixture
def context(context, live_server, other_hosts):
    """A browser context that reaches the live server and nothing else."""
    own = urlsplit(live_server.url).netloc

    def only_ours(route):
        address = urlsplit(route.request.url)
        if address.scheme in {"http", "https"} and address.netloc != own:
            other_hosts.append(route.request.url)
            return route.abort()
        return route.continue_()

    context.route("**/*", only_ours)
    return context
