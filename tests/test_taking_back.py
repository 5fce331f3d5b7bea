"""Imports on a screen: the list, and taking one back as a whole."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from consortium.imports.undoing import imports
from members.models import District
from tests.factories import make_district, make_figure, make_profile
from tests.test_imports import LIST as DISTRICTS
from tests.test_imports import confirmed, run, upload
from tests.test_roles import account

pytestmark = pytest.mark.django_db
LIST = "/admin/imports/"


@pytest.fixture
def staff(client):
    make_profile()
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


def test_list_without_imports_says_so(staff):
    assert "Nothing was imported yet." in staff.get(LIST).content.decode()


def test_import_is_listed_and_taken_back(staff):
    outcome = run("districts", "name | state\nA | VA\nB | VA")
    page = " ".join(staff.get(LIST).content.decode().split())
    assert "districts a.csv" in page
    assert f"2 rows, id {outcome.key}" in page
    assert reverse("admin:imports") in staff.get("/admin/").content.decode()
    asked = staff.get(f"{LIST}{outcome.key}/").content.decode()
    assert "Rows that it added are removed" in asked
    assert District.objects.count() == 2
    done = staff.post(f"{LIST}{outcome.key}/", follow=True).content.decode()
    assert f"The import {outcome.key} is taken back: 2 removed" in done
    assert "<b>taken back</b>" in done
    assert not District.objects.exists()
    assert District.history.first().history_user.username == "dana"
    assert "It is taken back already." in staff.get(f"{LIST}{outcome.key}/").content.decode()


def test_message_after_an_import_leads_to_taking_it_back(staff):
    preview = upload(staff, "name,state\nA,VA\n")
    done = staff.post(f"{DISTRICTS}process_import/", confirmed(preview), follow=True).content.decode()
    key = imports()[0].key
    assert f'Imported 1 new, 0 changed, 0 the same. <a href="{LIST}{key}/">Take it back</a>' in done


def test_refusal_is_told_and_changes_nothing(staff):
    row = make_district(name="A", city="before")
    outcome = run("districts", "name | state | city\nA | VA | after\nB | VA | x")
    row.refresh_from_db()
    row.city = "since"
    row.save()
    page = staff.post(f"{LIST}{outcome.key}/").content.decode()
    assert "district A (VA): changed since by" in page
    assert sorted(District.objects.values_list("city", flat=True)) == ["since", "x"]


def test_what_something_hangs_on_goes_into_the_bin(staff):
    outcome = run("districts", "name | state\nA | VA")
    make_figure(district=District.objects.get())
    done = staff.post(f"{LIST}{outcome.key}/", follow=True).content.decode()
    assert "1 put in the bin" in done


@pytest.mark.parametrize("role", ["Viewer", "Editor"])
def test_who_may_not_publish_takes_nothing_back(client, role):
    make_profile()
    outcome = run("districts", "name | state\nA | VA")
    client.force_login(account(role))
    assert client.post(f"{LIST}{outcome.key}/").status_code == 403
    assert District.objects.count() == 1
    assert LIST not in client.get("/admin/").content.decode()


def test_unknown_import_is_not_found(staff):
    assert staff.get(f"{LIST}nothing/").status_code == 404
