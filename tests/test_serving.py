"""The site as `make serve` serves it: two machines on one database, a reload, a worker that dies, what is refused."""

import http.client
import json
import os
import re
import signal
import time
from contextlib import ExitStack

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from consortium.backup import database_of, make
from consortium.wsgi import limit
from meetings.models import Photo
from tests.drills.site import database as new_database
from tests.drills.visitor import PASSWORD, Form, Visitor
from tests.factories import make_district, make_membership, make_photo, make_profile
from tests.processes import children
from tests.test_restoring_a_site import answers, put_the_project

ACCOUNT = f"from django.contrib.auth.models import User; User.objects.create_superuser('editor', password={PASSWORD!r})"
SOON = 60  # seconds


@pytest.fixture
def a_site(tmp_path):
    """A copy of the project with a database of its own, a district, a photograph and an account, ready to serve."""
    make_profile()
    make_membership(make_district(name="Old Name Schools", slug="first"), 2010)
    make_photo()
    make(tmp_path / "site.zip", database_of(connection.settings_dict), default_storage)
    with ExitStack() as made:
        url = made.enter_context(new_database(os.environ.get("DATABASE_URL") or "sqlite:", tmp_path))
        site = put_the_project(tmp_path / "site", url)
        site.environment |= {"MEDIA_ROOT": str(tmp_path / "uploads"), "THREADS": "2"}
        made.callback(site.stop)
        site.run("restore", str(tmp_path / "site.zip"))
        site.run("shell", "-c", ACCOUNT)
        site.run("collectstatic", "--noinput", "-v", "0")
        yield site


def another(site, folder):
    """A second machine: the project once more, with the same settings; it shares the database and the uploads."""
    second = put_the_project(folder, site.url)
    second.environment = dict(site.environment)
    second.run("collectstatic", "--noinput", "-v", "0")
    return second


@pytest.mark.django_db(transaction=True)
def test_change_on_one_machine_is_there_on_the_other_at_once(a_site, tmp_path):
    page, photo = "/members/first/", Photo.objects.get().get_absolute_url()
    second = another(a_site, tmp_path / "second")
    a_site.serve(workers=1)
    second.serve(workers=1)
    try:
        for _ in range(2):  # so that both keep it
            assert b"Old Name Schools" in answers(second.port, [page])[page][2]
        editor = Visitor(a_site.port, "editor")
        (row,) = make_ids(editor.get("/admin/members/district/").text)
        for port, other, name in (
            (a_site.port, second.port, "New Name"),
            (second.port, a_site.port, "Newest Name"),
        ):
            editor.port = port  # signed in on the first machine, and so on the second
            address = f"/admin/members/district/{row}/change/"
            form = Form(editor.get(address).text, "district_form")
            form.set("name", f"{name} Schools")
            assert editor.save(address, form.fields).is_saved
            status, _, body = answers(other, [page])[page]
            assert (status, f"{name} Schools".encode() in body, b"Old Name" in body) == (200, True, False)
        assert answers(a_site.port, [photo]) == answers(second.port, [photo])
        assert answers(second.port, [photo])[photo][0] == 200
    finally:
        second.stop()


def make_ids(page):
    return sorted(set(re.findall(r"/admin/members/district/([0-9]+)/change/", page)))


@pytest.mark.django_db(transaction=True)
def test_server_reloads_without_a_failure_and_mends_a_killed_worker(a_site):
    # As on a machine with one core, where nobody else could answer meanwhile.
    a_site.serve(1, "--start-within", "20")
    (first,) = children(a_site.server.pid)

    a_site.server.send_signal(signal.SIGHUP)
    asked = ask_until(a_site, lambda: first not in children(a_site.server.pid))
    assert (len(asked) > 3, set(asked)) == (True, {200})
    (second,) = children(a_site.server.pid)

    os.kill(second, signal.SIGKILL)
    ask_until(a_site, lambda: a_site.answers() and second not in children(a_site.server.pid))
    assert set(ask_until(a_site, None)) == {200}

    a_site.stop()
    assert a_site.server.returncode == 0
    lines = [json.loads(line) for line in a_site.log().splitlines() if line.startswith('{"at"')]
    assert {"/timeline/"} <= {line["path"] for line in lines} <= {"/timeline/", "/healthz"}


def ask_until(site, is_done):
    """The answers to one reader after the other until something has come about; to twenty, if it is nothing.

    A reader whose connection is cut asks once more, as browsers do: one that a worker was just to take is lost with it.
    """
    asked, until = [], time.monotonic() + SOON
    while len(asked) < 20 if is_done is None else not is_done():
        assert time.monotonic() < until, site.log()
        asked.append(ask(site) if (answer := ask(site)) == "cut" else answer)
    return asked


def ask(site):
    server = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    try:
        server.request("GET", "/timeline/")
        return server.getresponse().status
    except ConnectionResetError:
        return "cut"
    except OSError as error:
        return type(error).__name__
    finally:
        server.close()


def test_serving_with_debug_on_or_before_it_is_prepared_is_refused(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("os.execv", lambda *words: pytest.fail(f"It was started: {words}"))
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(CommandError, match="make prepare"):
        call_command("serve")
    settings.DEBUG = True
    with pytest.raises(CommandError, match="DEBUG is on"):
        call_command("serve")


@pytest.mark.parametrize("words", [["--workers", "0"], ["--threads", "x"], ["--port", "-1"]])
def test_serving_with_an_odd_number_is_refused(words):
    with pytest.raises(CommandError, match=f"argument {words[0]}: invalid at_least_one value: '{words[1]}'"):
        call_command("serve", *words)


@pytest.mark.django_db
def test_database_is_asked_within_limits():
    if connection.vendor == "sqlite":
        settings = ("PRAGMA journal_mode", "PRAGMA busy_timeout", "PRAGMA synchronous")
        wanted = [("wal",), (20_000,), (1,)]
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    else:
        limit(connection)  # which those who ask over the network get; a migration takes the time it needs
        settings = ("SHOW statement_timeout", "SHOW idle_in_transaction_session_timeout")
        wanted = [("30s",), ("1min",)]
    with connection.cursor() as cursor:
        found = [cursor.execute(question).fetchone() for question in settings]

    assert found == wanted
    assert (connection.settings_dict["CONN_MAX_AGE"], connection.settings_dict["CONN_HEALTH_CHECKS"]) == (
        None,
        True,
    )
