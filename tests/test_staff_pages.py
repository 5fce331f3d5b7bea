"""The admin's front page, the record check and the hosting ledger."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.record import Loader
from tests.factories import make_meeting, make_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


def test_front_page_says_what_waits(staff):
    make_profile()
    make_meeting("October 2090", status="draft", theme="Reading")
    text = staff.get(reverse("admin:index")).content.decode()
    for word in ("Drafts waiting", "1 meeting", "Add 2091", "October 2090", "Fall meeting 2090 created"):
        assert word in " ".join(text.split())


def test_front_page_of_an_empty_record_opens(staff):
    make_profile()
    assert "None is planned." in staff.get(reverse("admin:index")).content.decode()


def test_check_lists_what_is_unknown_with_where_to_mend_it(staff):
    Loader(FOUNDING_RECORD).load()
    text = staff.get(reverse("admin:record_check")).content.decode()
    assert "AASA National Conference on Education (March 2017) is over" in text
    assert 'href="/admin/' in text


def test_ledger_lists_those_who_never_hosted_first(staff):
    Loader(FOUNDING_RECORD).load()
    text = staff.get(reverse("admin:hosting_ledger")).content.decode()
    assert text.index("Arlington Public Schools") < text.index("Virginia Beach City Public Schools")


@pytest.mark.parametrize("page", ["record_check", "hosting_ledger"])
def test_staff_without_rights_are_refused(client, page):
    make_profile()
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(reverse(f"admin:{page}")).status_code == 403
    assert "Drafts waiting" not in client.get(reverse("admin:index")).content.decode()
