"""A line for each request: true, unforgeable, and silent about who asked."""

import json
import logging
import re
import sys

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from consortium import access_log
from consortium.access_log import LONGEST_PATH, AccessLog, Lines
from tests.test_pages import routes

pytestmark = pytest.mark.django_db  # at the end of a request, Django looks after its connection


@pytest.fixture
def lines(caplog, monkeypatch):
    """The lines that were written, read as JSON."""
    logger = logging.getLogger("consortium.access")
    logger.addHandler(caplog.handler)
    caplog.set_level(logging.INFO, logger="consortium.access")
    yield lambda: [json.loads(record.getMessage()) for record in caplog.records]
    logger.removeHandler(caplog.handler)


@pytest.fixture(autouse=True)
def no_receivers():
    """What counts is taken off the connection again."""
    yield
    connection_created.disconnect(access_log.count_queries_of)
    while access_log.count in connection.execute_wrappers:
        connection.execute_wrappers.remove(access_log.count)


def ask(view, path="/", **environ):
    """The status, the headers and the body of an application that is one view, through the log."""
    told = []

    def application(environ, start_response):
        answer = view(RequestFactory().get("/"))
        start_response(f"{answer.status_code} Said", list(answer.items()))
        return answer

    around = AccessLog(application)
    access_log.count_queries_of(connection)
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "q=secret",
        "REMOTE_ADDR": "192.0.2.7",
        **environ,
    }
    answer = around(asked, lambda *said: told.append(said))
    body = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    ((status, headers),) = told
    return status, dict(headers), body


def test_line_says_what_was_asked_and_how_it_went(lines):
    def view(request):
        with connection.cursor() as cursor:
            for _ in range(3):
                cursor.execute("SELECT 1")
        return HttpResponse("Text", status=404, headers={"Content-Length": "4"})

    status, headers, body = ask(view, "/members/")

    (line,) = lines()
    assert (status, body) == ("404 Said", b"Text")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("at"))
    assert re.fullmatch("[0-9a-f]{16}", line["id"])
    assert headers["X-Request-ID"] == line.pop("id")
    assert 0 <= line.pop("ms") < 5000
    assert line == {"method": "GET", "path": "/members/", "status": 404, "queries": 3, "bytes": 4}


def test_line_of_a_streamed_answer_comes_after_its_end(lines):
    seen = []

    def pieces():
        yield b"a"
        seen.extend(lines())
        yield b"b"

    _, _, body = ask(lambda request: StreamingHttpResponse(pieces()))

    assert (body, seen, [line["bytes"] for line in lines()]) == (b"ab", [], [None])


def test_answer_that_is_whole_is_handed_over_whole(lines):
    closed = []

    class Answer(HttpResponse):
        def close(self):
            closed.append(len(lines()))
            super().close()

    def application(environ, start_response):
        start_response("200 OK", [])
        return Answer("Text")

    assert AccessLog(application)({}, lambda *said: None) == [b"Text"]
    assert closed == [0]


def test_failure_outside_of_django_is_a_line_of_500(lines):
    def application(environ, start_response):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        AccessLog(application)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *said: None)
    assert [line["status"] for line in lines()] == [500]


FORGED = '/x\n{"at":"2026-11-22","status":200}\r\x1b[31m\x00\x85\u2028é\x7f"\\'


def test_no_path_forges_a_line(caplog, lines):
    ask(lambda request: HttpResponse(), FORGED.encode().decode("latin-1") + "\xff", REQUEST_METHOD='GE"T\n')

    assert [line["path"] for line in lines()] == [
        '/x\n{"at":"2026-11-22","status":200}\\r\\x1b[31m\\x00\\x85\\u2028é\\x7f"\\\\xff'
    ]
    (text,) = (record.getMessage() for record in caplog.records)
    assert text.isascii()
    assert text.isprintable()


def test_line_fits_into_one_piece(caplog, lines):
    ask(lambda request: HttpResponse(), ("/" + "🦉" * 4000).encode().decode("latin-1"))

    assert [len(line["path"]) for line in lines()] == [LONGEST_PATH + 1]
    assert len(caplog.records[0].getMessage()) < 4000


def test_line_tells_neither_who_asked_nor_what_was_looked_for(caplog, lines):
    ask(lambda request: HttpResponse(), "/search/", HTTP_COOKIE="sessionid=abc", HTTP_USER_AGENT="Browser")

    (text,) = (record.getMessage() for record in caplog.records)
    assert set(lines()[0]) == {"at", "id", "method", "path", "status", "ms", "queries", "bytes"}
    assert not re.search("secret|192|abc|Browser", text)


def test_link_that_sets_a_password_is_not_kept(lines):
    path = reverse("password_reset_confirm", args=["MQ", "secret-token"])
    ask(lambda request: HttpResponse(), path)

    assert [line["path"] for line in lines()] == ["/admin/reset/…"]


def test_no_other_address_holds_a_secret():
    assert [route for route in routes() if re.search("<[^>]*(token|key|secret|code)[^>]*>", route)] == []


def record(text, *args, error=None):
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, text, args, error)


def test_what_went_wrong_bears_the_id_of_its_request():
    form = Lines("%(levelname)s %(name)s: %(message)s")
    said = []

    def view(request):
        said.append(form.format(record("Broken: %s", "x")))
        return HttpResponse()

    _, headers, _ = ask(view)

    assert said == [f"ERROR django.request [{headers['X-Request-ID']}]: Broken: x"]
    assert form.format(record("Broken")) == "ERROR django.request: Broken"


def test_only_the_first_line_of_what_went_wrong_begins_at_the_left():
    form = Lines("%(levelname)s %(name)s: %(message)s")
    try:
        raise ValueError("x\nERROR django.request: forged\r\x1b[2J\u2028")
    except ValueError:
        text = form.format(record("%s", "a\nERROR django.request: forged\x85", error=sys.exc_info()))

    assert [line for line in text.split("\n") if not line.startswith("    ")] == ["ERROR django.request: a"]
    assert text.splitlines() == text.split("\n")
    assert "forged\\r\\x1b[2J\\u2028" in text
