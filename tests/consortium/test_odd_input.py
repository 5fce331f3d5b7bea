"""The door of the admin: what it turns into a page, and that a mistake in the program stays an error."""

import sqlite3

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import BadRequest
from django.db import DataError, IntegrityError
from django.http import HttpResponse
from django.test import RequestFactory

from consortium.odd_input import guarded


def asked(error, method="post", data=None):
    request = getattr(RequestFactory(), method)("/admin/", data or {})
    request._messages = CookieStorage(request)

    def view(request):
        if error:
            raise error
        return HttpResponse("fine")

    return guarded(view)(request), request


def refused_by_database(code):
    """As SQLite's adapter and PostgreSQL's have it."""
    error, cause = IntegrityError(code), sqlite3.IntegrityError(code)
    cause.sqlite_errorname = cause.sqlstate = code
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [OverflowError("Python int too large to convert to SQLite INTEGER"), DataError("integer out of range")],
)
def test_number_that_the_database_cannot_hold_is_a_bad_request(error):
    with pytest.raises(BadRequest, match="larger than what the record holds"):
        asked(error)


@pytest.mark.parametrize("code", ["23505", "SQLITE_CONSTRAINT_UNIQUE", "23503", "40P01"])
def test_who_came_second_is_told_and_led_back(code):
    response, request = asked(refused_by_database(code))
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert "Somebody else has just changed the same" in str(request._messages._queued_messages[0])
    with pytest.raises(IntegrityError):
        asked(refused_by_database(code), "get")


@pytest.mark.parametrize(
    "error",
    [
        ValueError("a mistake"),
        OverflowError("int too large to convert to float"),
        refused_by_database("23514"),
        refused_by_database("SQLITE_CONSTRAINT_CHECK"),
        refused_by_database("SQLITE_CONSTRAINT_NOTNULL"),
    ],
    ids=repr,
)
def test_mistake_of_the_program_stays_an_error(error):
    with pytest.raises(type(error)):
        asked(error)


@pytest.mark.parametrize("count", ["abc", "-1", "", "²", "3", "9" * 5000])
def test_form_that_counts_more_rows_than_it_has_sent_is_refused(count):
    data = {"a-TOTAL_FORMS": count, "a-0-name": "x", "a-1-name": "y", "initial-a-1-name": "y"}
    with pytest.raises(BadRequest, match="2 rows"):
        asked(None, data=data)
    assert asked(None, data={**data, "a-TOTAL_FORMS": "2"})[0].status_code == 200
