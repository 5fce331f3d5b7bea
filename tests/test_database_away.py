"""What readers and staff are told while the database is away, and that all is well once it is back."""

import errno
import logging
import sqlite3
import threading
import time
from datetime import date
from itertools import pairwise

import psycopg
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import reverse

from consortium import database_away, time_limit
from consortium.database_away import AWAY, BUSY, FULL, READ_ONLY, why
from consortium.models import Profile, Topic
from consortium.revision import revision
from consortium.views.about import About
from members.models import District
from tests.factories import make_district, make_membership, make_profile, make_topic
from tests.proxy import Proxy

ON_SQLITE = connection.vendor == "sqlite"
WAYS = ["refuse"] if ON_SQLITE else ["refuse", "reset", "hang"]
WITHIN = 2  # seconds
pytestmark = pytest.mark.django_db(transaction=True)


class File:
    """SQLite's file, which can't be opened for a while."""

    def __init__(self, patch):
        self.patch, self.original = patch, type(connections["default"]).get_new_connection

    def set(self, mode):
        connections.close_all()
        self.patch.setattr(
            type(connections["default"]),
            "get_new_connection",
            self.refuse if mode == "refuse" else self.original,
        )

    def refuse(self, *args):
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorname = "SQLITE_CANTOPEN"
        raise error


@pytest.fixture
def database(monkeypatch):
    """`database.set("hang")` and the like; "ok" mends it."""
    monkeypatch.setattr(database_away, "_watch", database_away._Watch())
    if ON_SQLITE:
        yield File(monkeypatch)
        return
    place = connections.settings["default"]
    proxy = Proxy(place["HOST"], place["PORT"])
    connections.close_all()
    with monkeypatch.context() as patch:
        for settings in (place, connections["default"].settings_dict):
            patch.setitem(settings, "HOST", "127.0.0.1")
            patch.setitem(settings, "PORT", str(proxy.port))
        yield proxy
        connections.close_all()
    proxy.close()
    left_alone()


def left_alone():
    """Wait until the server has noticed that those who were cut off are gone."""
    others = (
        "SELECT pid, state, backend_start, query FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    until = time.monotonic() + 10
    with connection.cursor() as cursor:
        cursor.execute(others)
        while found := cursor.fetchall():
            assert time.monotonic() < until, found
            time.sleep(0.05)
            cursor.execute(others)


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.fixture
def staff():
    staff = Client(raise_request_exception=False)
    staff.force_login(User.objects.create_superuser("staff", password="a password of staff"))
    return staff


@pytest.fixture
def site():
    make_profile()
    make_membership(make_district(slug="alpha", name="Alpha Schools"), 2012)


def timed(ask, *args, **kwargs):
    begun = time.monotonic()
    answer = ask(*args, **kwargs)
    assert time.monotonic() - begun < WITHIN
    return answer


def says(answer):
    return answer.content.decode()


# Readers


@pytest.mark.parametrize("way", WAYS)
def test_reader_gets_what_is_kept_or_is_told_to_come_back(client, site, database, way):
    kept = client.get("/members/")
    database.set(way)
    for _ in range(3):
        answer = timed(client.get, "/members/")
        assert (answer.status_code, answer.content) == (200, kept.content)
        assert int(answer.headers["Age"]) in range(10)
        unchanged = timed(client.get, "/members/", headers={"if-none-match": kept.headers["ETag"]})
        assert unchanged.status_code == 304
        assert "Age" in unchanged.headers
        for address in ("/timeline/", "/members/?q=alpha", "/members/?page=9", "/nope", "/contact/"):
            other = timed(client.get, address)
            assert other.status_code == 503
            assert int(other.headers["Retry-After"]) > 0
            assert "no-store" in other.headers["Cache-Control"]
            assert AWAY in says(other)
    assert client.get("/robots.txt").status_code == 200
    back_within(client, database, WITHIN)


def back_within(client, database, seconds):
    """The database is back, and soon every page is, with what was changed since."""
    database.set("ok")
    begun = time.monotonic()
    while client.get("/timeline/").status_code != 200:
        assert time.monotonic() - begun < seconds
        time.sleep(0.05)
    answer = client.get("/members/")
    assert answer.status_code == 200
    assert "Age" not in answer.headers
    District.objects.filter(slug="alpha").update(name="Beta Schools")
    assert "Beta Schools" in says(client.get("/members/"))


@pytest.mark.parametrize("way", WAYS)
def test_process_asks_once_a_second(client, site, database, way, monkeypatch):
    tries = []

    def connect(self, original=BaseDatabaseWrapper.connect):
        tries.append(time.monotonic())
        return original(self)

    client.get("/members/")
    database.set(way)
    client.get("/members/")  # notices it
    monkeypatch.setattr(BaseDatabaseWrapper, "connect", connect)
    begun, answers = time.monotonic(), 0
    while time.monotonic() - begun < 3.5:
        for address in ("/members/", "/timeline/", "/members/?q=a", "/admin/", "/healthz"):
            client.get(address)
            answers += 1
        time.sleep(0.01)
    assert answers > 100
    assert len(tries) in {2, 3, 4}
    assert min(later - one for one, later in pairwise(tries)) >= database_away.PAUSE


def test_page_that_was_withdrawn_does_not_come_back(client, site, database):
    """What is kept of an older revision is no answer, even if there is no other one."""
    client.get("/members/alpha/")
    District.objects.filter(slug="alpha").update(status="draft")
    client.get("/privacy/")
    database.set("refuse")
    assert client.get("/members/alpha/").status_code == 503
    assert client.get("/privacy/").status_code == 200


def test_page_of_yesterday_is_shown_while_no_other_can_be_had(client, site, database, monkeypatch):
    client.get("/privacy/")
    monkeypatch.setattr(Profile, "today", lambda self: date(2090, 1, 1))
    database.set("refuse")
    assert client.get("/privacy/").status_code == 200


def test_outage_is_logged_once_with_its_end(client, site, database, caplog):
    client.get("/members/")
    with caplog.at_level(logging.WARNING):
        database.set("refuse")
        for _ in range(3):
            client.get("/members/")
            client.get("/timeline/")
        back_within(client, database, WITHIN)
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("consortium")]
    assert [line.partition(":")[0] for line in lines] == ["The database is away", "The database is back."]
    assert "\n" not in "".join(lines)


# Staff, and those who send a form

TYPED = {"name": "Reading & “more”", "slug": "reading", "text": "One\r\nline <b>", "_save": "Save"}


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_staff_are_told_why_and_keep_what_they_typed(staff, site, database, way, is_known):
    address = reverse("admin:consortium_topic_add")
    database.set(way)
    if is_known:
        staff.get("/members/")
    answer = timed(staff.post, address, TYPED)
    assert answer.status_code == 503
    assert AWAY in says(answer)
    assert f'<form method="post" action="{address}">' in says(answer)
    assert 'name="name" value="Reading &amp; “more”"' in says(answer)
    assert 'name="text" value="One\r\nline &lt;b&gt;"' in says(answer)
    assert AWAY in says(timed(staff.get, address))
    database.set("ok")
    time.sleep(database_away.PAUSE)
    assert staff.post(address, TYPED).status_code == 302
    assert list(Topic.objects.values_list("name", "slug")) == [("Reading & “more”", "reading")]


def test_password_is_not_given_back(client, site, database):
    database.set("refuse")
    answer = client.post("/admin/login/", {"username": "staff", "password": "secret words"})
    assert answer.status_code == 503
    assert "secret words" not in says(answer)
    assert "go back" in says(answer)


def test_file_that_is_sent_is_left_aside(staff, site, database):
    database.set("refuse")
    sent = {"title": "Minutes", "file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}
    answer = staff.post(reverse("admin:milestones_document_add"), sent)
    assert answer.status_code == 503
    assert 'name="title" value="Minutes"' in says(answer)
    assert "PDF" not in says(answer)


def test_large_form_is_not_given_back(staff, site, database):
    database.set("refuse")
    answer = staff.post(reverse("admin:consortium_topic_add"), {"text": "x" * 1_000_001})
    assert answer.status_code == 503
    assert len(answer.content) < 10_000


def test_change_that_a_read_only_database_refuses_says_so(staff, site, database):
    address = reverse("admin:consortium_topic_add")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1" if ON_SQLITE else "SET default_transaction_read_only = on")
        try:
            answer = staff.post(address, TYPED)
        finally:
            cursor.execute(
                "PRAGMA query_only = 0" if ON_SQLITE else "SET default_transaction_read_only = off"
            )
    assert (answer.status_code, READ_ONLY in says(answer)) == (503, True)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    ("error", "cause", "told"),
    [
        (OperationalError("gone"), psycopg.OperationalError("gone"), AWAY),
        (OperationalError("x"), psycopg.OperationalError("FATAL: a file: No space left on device"), FULL),
        (OperationalError("x"), psycopg.errors.AdminShutdown("x"), AWAY),
        (OperationalError("x"), psycopg.errors.TooManyConnections("x"), AWAY),
        (OperationalError("x"), psycopg.errors.DeadlockDetected("x"), BUSY),
        (OperationalError("x"), psycopg.errors.QueryCanceled("x"), BUSY),
        (OperationalError("x"), psycopg.errors.DiskFull("x"), FULL),
        (DatabaseError("x"), psycopg.errors.ReadOnlySqlTransaction("x"), READ_ONLY),
        (DatabaseError("x"), psycopg.errors.UndefinedTable("x"), ""),
        (DatabaseError("x"), psycopg.errors.NumericValueOutOfRange("x"), ""),
        (OSError(errno.ENOSPC, "x"), None, FULL),
        (OSError(errno.EROFS, "x"), None, READ_ONLY),
        (OSError(errno.ENOENT, "x"), None, ""),
        (ValueError("x"), None, ""),
        (None, None, ""),
    ],
)
@pytest.mark.django_db(transaction=False)
def test_why_a_failure_came_about_is_told(error, cause, told):
    if cause:
        error.__cause__ = cause
    assert why(error) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SQLITE_BUSY", BUSY),
        ("SQLITE_FULL", FULL),
        ("SQLITE_READONLY_DBMOVED", READ_ONLY),
        ("SQLITE_IOERR_READ", AWAY),
        ("SQLITE_ERROR", ""),
    ],
)
@pytest.mark.django_db(transaction=False)
def test_why_sqlite_failed_is_told(name, told):
    error, cause = OperationalError("x"), sqlite3.OperationalError("x")
    cause.sqlite_errorname = name
    error.__cause__ = cause
    assert why(error) == told


def test_fault_of_the_program_is_still_one(client, site, monkeypatch):
    monkeypatch.setattr(About, "get", lambda *args: 1 / 0)
    answer = client.get("/about/")
    assert (answer.status_code, "The mistake is ours" in says(answer)) == (500, True)


# Machines


def test_health_tells_the_truth(client, site, database):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    now = revision()
    assert answer.json() == {
        "live": True,
        "ready": True,
        "revision": now.number,
        "changed": now.changed.isoformat(timespec="seconds"),
        "migrated": True,
    }
    make_topic()
    assert client.get("/healthz").json()["revision"] > now.number
    database.set("refuse")
    for _ in range(2):
        answer = timed(client.get, "/healthz")
        assert answer.status_code == 503
        assert answer.json() == {
            "live": True,
            "ready": False,
            "revision": None,
            "changed": None,
            "migrated": None,
            "why": "The database does not answer.",
        }


def test_health_names_what_is_not_migrated(client, site):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_migrations SET app = 'elsewhere' WHERE app = 'members' AND name LIKE '0001%'"
        )
        try:
            answer = client.get("/healthz")
        finally:
            cursor.execute("UPDATE django_migrations SET app = 'members' WHERE app = 'elsewhere'")
    health = answer.json()
    assert (answer.status_code, health["live"], health["ready"], health["migrated"]) == (
        503,
        True,
        False,
        False,
    )
    assert health["why"] == "Not migrated: members.0001_initial. Run manage.py migrate."


# Waiting


@pytest.mark.django_db(transaction=False)
def test_only_requests_wait_no_longer_than_so():
    assert (time_limit.next_wait(), time_limit.connecting()) == (None, None)
    with time_limit.in_rounds():
        assert (time_limit.next_wait(), time_limit.is_final()) == (time_limit.ROUND, False)
        with time_limit.at_most(0.5):
            assert time_limit.next_wait() <= 0.5
            assert time_limit.is_final()
    assert time_limit.next_wait() is None
    # A look-up on an old connection, then on a new one; or a question, then a knock
    assert database_away.PATIENCE + time_limit.KNOCK < WITHIN
    assert time_limit.ROUND + time_limit.KNOCK < WITHIN


if not ON_SQLITE:

    def test_what_takes_long_is_waited_for_while_the_database_is_there(client, site, database, monkeypatch):
        def get(view, *args, original=About.get, **kwargs):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(1.5)")
            return original(view, *args, **kwargs)

        monkeypatch.setattr(About, "get", get)
        monkeypatch.setattr(time_limit, "ROUND", 0.3)
        assert client.get("/about/").status_code == 200

    def test_page_during_whose_making_the_database_hangs_is_given_up(client, site, database, monkeypatch):
        def get(view, *args, original=About.get, **kwargs):
            database.set("hang")
            return original(view, *args, **kwargs)

        client.get("/privacy/")
        with monkeypatch.context() as patch:
            patch.setattr(About, "get", get)
            answer = timed(client.get, "/about/")
        assert (answer.status_code, AWAY in says(answer)) == (503, True)
        assert timed(client.get, "/privacy/").status_code == 200
        back_within(client, database, WITHIN)

    def test_restart_of_the_database_costs_no_request(client, site, database):
        client.get("/privacy/")
        for address in ("/privacy/", "/members/", "/timeline/"):
            database.cut()
            answer = client.get(address)
            assert answer.status_code == 200
            assert "Age" not in answer.headers

    def test_threads_get_their_answers_while_one_asks_a_database_that_hangs(client, site, database):
        client.get("/privacy/")
        database.set("hang")
        client.get("/privacy/")
        times = []

        def read():
            reader = Client()
            reader.handler = client.handler
            for _ in range(5):
                begun = time.monotonic()
                assert reader.get("/privacy/").status_code == 200
                times.append(time.monotonic() - begun)
            connection.close()

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(times) == 20
        assert max(times) < WITHIN
        assert len([seconds for seconds in times if seconds > 0.5]) <= 5
