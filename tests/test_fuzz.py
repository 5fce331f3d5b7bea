"""Addresses that nobody would write: the record is read for all of them, and none may break a page."""

from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.factories import make_profile
from tests.test_pages import ADDRESSES, a_record

NAMES = st.sampled_from(
    [
        *[
            "q",
            "state",
            "joined",
            "hosted",
            "status",
            "sort",
            "page",
            "as_of",
            "topic",
            "district",
            "order",
            "view",
            "list",
            "kind",
            "host",
            "preview",
            "x",
        ]
    ]
)
VALUES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["", "\0", "'", '"', "%", "NaN", "-1", "0", "10" * 30, "١", "yes", "2016", "VA", "x" * 3000, "1e9"]
    ),
    st.integers().map(str),
)


@pytest.fixture(scope="module")
def fuzzed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        make_profile()
        a_record(2)
        yield Client(raise_request_exception=True)
        transaction.set_rollback(True)


@pytest.mark.django_db
@given(
    path=st.sampled_from([address.split("?")[0] for address in ADDRESSES]),
    query=st.lists(st.tuples(NAMES, VALUES), max_size=5),
)
@hypothesis_settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_string_breaks_a_page(fuzzed, path, query):
    response = fuzzed.get(path, query_params=grouped(query))
    assert response.status_code in {200, 302, 400, 404}


def grouped(pairs):
    grouped = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


@pytest.mark.django_db
@given(
    parts=st.lists(
        st.one_of(st.text(max_size=12), st.sampled_from(["2016", "fall", "members", "timeline", "\0", ".."]))
    )
)
@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_breaks_the_site(fuzzed, parts):
    response = fuzzed.get("/" + "/".join(quote(part, safe="") for part in parts))
    assert response.status_code in {200, 301, 302, 400, 404}
