"""The admin's front page, the record check and the hosting ledger."""

import re
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from consortium.history import because
from consortium.management.commands.load_record import FOUNDING_RECORD
from consortium.models import Year
from consortium.publishing import Publishable, Status
from consortium.recent import MODELS, recent_changes
from consortium.record import Loader
from members.models import District, Membership
from tests.factories import (
    make_district,
    make_meeting,
    make_membership,
    make_milestone,
    make_practice,
    make_profile,
    make_year,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(User.objects.create_superuser("dana", password="a password of staff"))
    return client


def words_of(page):
    """What a page says, each piece of text followed by a blank."""
    return " ".join(re.sub("<[^>]*>", " ", page.partition("<body")[2]).split()) + " "


def test_front_page_says_what_waits(staff):
    make_profile()
    make_year(2089, status=Status.DRAFT)
    make_meeting("October 2090", status="draft", theme="Reading")
    text = staff.get(reverse("admin:index")).content.decode()
    words = words_of(text)
    for word in ("Drafts waiting", "1 meeting ", "1 year ", "Start 2091", "October 2090", "Recent changes"):
        assert word in words
    assert "2090 and 3 others added by a command" in words
    assert words.count("The record ") == 1
    assert "Recent actions" not in words


def test_year_is_started_by_one_button_that_says_what_it_made(staff):
    make_profile()
    make_milestone(2090, kind="report")
    assert "Start 2091" in words_of(staff.get(reverse("admin:index")).content.decode())
    done = staff.post(reverse("admin:consortium_year_start", args=[2091]), follow=True)
    assert [str(message) for message in done.context["messages"]] == [
        "2091 is started as a draft, with a fall meeting and 1 report of 2090. Change or remove what is not so."
    ]


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


@pytest.mark.parametrize("screen", ["record_check", "hosting_ledger"])
def test_staff_without_rights_are_refused(client, screen):
    make_profile()
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(reverse(f"admin:{screen}")).status_code == 403
    assert "Drafts waiting" not in client.get(reverse("admin:index")).content.decode()


# Recent changes


def lines():
    return [re.sub("<[^>]*>", "", line.in_words) for line in recent_changes()]


def settle(*models):
    """Put what was written until now an hour back, so that what comes next is another save."""
    for model in models:
        for entry in model.history.all():
            entry.history_date -= timedelta(hours=1)
            entry.save()


def test_save_is_one_line_however_many_rows_it_wrote():
    year = make_year(2016)
    for _ in range(3):
        make_milestone(2016).save()

    (line,) = recent_changes()

    assert (
        line.in_words
        == '<a href="/admin/consortium/year/2016/change/">2016</a> and 3 others added by a command'
    )
    assert (line.others, year.number) == (3, 2016)


def test_what_went_into_the_bin_is_said_to_be_there():
    row = make_district(name="<b>Albany", slug="albany")
    settle(type(row))
    row.status = Status.BIN
    row.save()

    first, second = recent_changes()

    assert first.in_words.endswith("&lt;b&gt;Albany (VA)</a> put in the bin by a command")
    assert second.deed == "added"


def test_what_is_gone_leads_to_its_history():
    row = make_district(name="Albany")
    address = f"/admin/members/district/{row.pk}/history/"
    settle(type(row))
    row.delete()

    assert [(line.deed, line.address) for line in recent_changes()] == [
        ("deleted", address),
        ("added", address),
    ]


def test_loaded_record_is_one_line():
    with because("load_record"):
        Loader(FOUNDING_RECORD).load()

    assert lines() == ["The record loaded by load_record"]


def test_named_deed_is_one_line_for_a_minute_and_another_name_another():
    with because("import a"):
        first = make_district(name="First")
        make_district(name="Second")
    entry = first.history.get()
    entry.history_date -= timedelta(seconds=40)
    entry.save()
    with because("import b"):
        make_district(name="Third")

    assert lines() == ["Third (VA) added by import b", "Second (VA) and 1 other added by import a"]


def test_cost_of_recent_changes_does_not_grow(count_queries):
    row = make_district()
    with count_queries() as few:
        recent_changes()
    for _ in range(4):
        settle(type(row))
        make_district()
    with count_queries() as many:
        recent_changes()
    assert many() == few()


def test_front_page_offers_the_first_year_that_is_missing(staff):
    make_profile()
    for number in (2016, 2017, 2020):
        make_year(number)
    make_year(2018, on_timeline=False)
    make_year(2021, status=Status.BIN)
    page = staff.get(reverse("admin:index")).context
    assert (page["next_year"], page["going_on"]) == (2019, [2017, 2020])
    make_year(2019)
    page = staff.get(reverse("admin:index")).context
    assert (page["next_year"], page["going_on"]) == (2022, [2020])


def test_every_kind_with_a_status_is_among_recent_changes():
    assert {model for model in admin.site._registry if issubclass(model, Publishable)} <= set(MODELS)
    make_practice(title="A practice").save()
    assert lines() == ["A practice added by a command"]


def test_membership_is_told_with_its_district_also_when_that_is_gone():
    row = make_membership(make_district(name="Albany"), make_year(2016))
    settle(District, Year)
    assert lines()[0] == "Albany (VA), joined 2016 added by a command"
    district, pk = row.district, row.pk
    settle(Membership)
    row.delete()
    district.delete()
    assert lines()[0] == "Albany (VA) and 1 other deleted by a command"
    settle(District)
    assert f"membership no. {pk} deleted by a command" in lines()
