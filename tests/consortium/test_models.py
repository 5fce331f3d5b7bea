from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consortium.models import OldAddress, Profile, Source, Year
from consortium.publishing import Status
from meetings.models import Meeting
from members.models import District
from tests.constraints import fields_refused
from tests.factories import (
    known,
    make_collaborative,
    make_district,
    make_meeting,
    make_profile,
    make_source,
    make_story,
    make_year,
    year_of,
)

pytestmark = pytest.mark.django_db


# Whose site it is


def test_profile_of_an_empty_database_says_nothing_untrue():
    profile = Profile.objects.current()

    assert (profile.pk, profile.name, profile.short_name, profile.mission, profile.kept_to) == (
        None,
        "Consortium",
        "the Consortium",
        "",
        None,
    )


def test_profile_is_the_one_row():
    profile = make_profile(name="Large Districts")

    assert Profile.objects.current() == profile


def test_profile_is_not_given_twice():
    make_profile()

    with pytest.raises(IntegrityError):
        make_profile()


def test_profile_that_is_not_the_one_is_refused_by_the_database():
    with pytest.raises(IntegrityError):
        make_profile(singleton=False)


@pytest.mark.parametrize("zone", ["", "Nowhere/City", "../etc/passwd", "America/New_York\0"])
def test_profile_refuses_what_is_no_time_zone(zone):
    assert fields_refused(Profile(time_zone=zone)) == ["time_zone"]


def test_profile_tells_the_day_in_its_time_zone(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2020, 1, 1, 3, 0, tzinfo=UTC))

    days = {zone: Profile(time_zone=zone).today() for zone in ("America/New_York", "UTC", "Pacific/Auckland")}

    assert days == {
        "America/New_York": date(2019, 12, 31),
        "UTC": date(2020, 1, 1),
        "Pacific/Auckland": date(2020, 1, 1),
    }


@pytest.mark.parametrize(
    ("kept_to", "reached"),
    [
        pytest.param(None, [True, True, True], id="kept on"),
        pytest.param("May 2020", [True, True, False], id="month"),
        pytest.param("May 30, 2020", [True, False, False], id="day"),
    ],
)
def test_profile_reaches_to_the_end_of_the_date_it_is_kept_to(kept_to, reached):
    profile = Profile(kept_to=known(kept_to))

    assert [
        profile.reaches(day) for day in (date(2020, 5, 30), date(2020, 5, 31), date(2020, 6, 1))
    ] == reached


@pytest.mark.parametrize(
    ("url", "accepted"),
    [
        ("", True),
        ("https://example.org/", True),
        ("http://example.org/a?b=c", True),
        ("ftp://example.org/", False),
        ("javascript:alert(1)", False),
        ("//example.org/", False),
        ("https://", False),
        ("https://example.org/ a", False),
    ],
)
def test_web_address_is_http_with_a_host(url, accepted):
    assert fields_refused(Source(key="a", title="A", url=url)) == ([] if accepted else ["url"])


# Sources and years


def test_sources_are_listed_by_key_byte_by_byte():
    for key in ("b-2", "B-1", "b1", "a_1", "a-1", "A-2"):
        make_source(key=key)

    assert [source.key for source in Source.objects.all()] == ["A-2", "B-1", "a-1", "a_1", "b-2", "b1"]


def test_source_is_named_by_what_is_known_of_it():
    assert str(make_source(title="Minutes")) == "Minutes"
    assert (
        str(make_source(title="Minutes", publisher="AASA", published="fall 2016"))
        == "Minutes, AASA, fall 2016"
    )


@pytest.mark.parametrize(
    ("stored", "day", "words"),
    [
        pytest.param(Year.Blank.NONE, date(2016, 6, 1), "none", id="none, in the year"),
        pytest.param(Year.Blank.NONE, date(2018, 6, 1), "none", id="none, later"),
        pytest.param(Year.Blank.UNKNOWN, date(2015, 12, 31), "not yet", id="unknown, before the year"),
        pytest.param(Year.Blank.UNKNOWN, date(2016, 1, 1), "not yet", id="unknown, first day"),
        pytest.param(Year.Blank.UNKNOWN, date(2016, 12, 31), "not yet", id="unknown, last day"),
        pytest.param(Year.Blank.UNKNOWN, date(2017, 1, 1), "unknown", id="unknown, the day after"),
    ],
)
def test_blank_of_a_year_that_is_not_over_reads_not_yet(stored, day, words):
    assert Year(number=2016).blank(stored, day) == words


def test_years_as_of_a_day_are_those_begun():
    for number in (2015, 2017, 2016):
        make_year(number)

    def numbers(day):
        return [year.number for year in Year.objects.as_of(day)]

    assert (numbers(date(2015, 12, 31)), numbers(date(2016, 1, 1))) == ([2015], [2015, 2016])


@pytest.mark.parametrize(("number", "accepted"), [(1799, False), (1800, True), (2200, True), (2201, False)])
def test_year_is_of_a_calendar_the_record_knows(number, accepted):
    assert fields_refused(Year(number=number)) == ([] if accepted else ["number"])


# Old addresses


def by_save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def by_update_fields(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))


def by_update(record, **values):
    type(record).objects.filter(pk=record.pk).update(**values)


def by_update_or_create(record, **values):
    type(record).objects.update_or_create(pk=record.pk, defaults=values)


def by_bulk_update(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    type(record).objects.bulk_update([record], list(values))


CHANGES = pytest.mark.parametrize(
    "change",
    [by_save, by_update_fields, by_update, by_update_or_create, by_bulk_update],
    ids=lambda way: way.__name__,
)


def kept(*slugs):
    """Where the old addresses of districts with these slugs lead now."""
    return [OldAddress.objects.address_now(f"/members/{slug}/") for slug in slugs]


@CHANGES
def test_old_address_leads_to_the_new_one(change):
    change(make_district(slug="a"), slug="b")

    assert kept("a", "b") == ["/members/b/", None]


@CHANGES
def test_all_old_addresses_lead_to_the_last_one(change):
    district = make_district(slug="a")

    for slug in ("b", "c"):
        change(District.objects.get(pk=district.pk), slug=slug)

    assert kept("a", "b", "c") == ["/members/c/", "/members/c/", None]


@CHANGES
def test_address_that_is_in_use_again_leads_nowhere(change):
    district = make_district(slug="a")

    for slug in ("b", "a"):
        change(District.objects.get(pk=district.pk), slug=slug)

    assert kept("a", "b") == [None, "/members/a/"]
    assert [old.path for old in OldAddress.objects.all()] == ["/members/b/"]


@CHANGES
def test_old_address_that_another_record_takes_over_waits_behind_it(change):
    change(make_district(slug="a"), slug="b")

    change(make_district(slug="x"), slug="a")

    assert kept("a", "x") == ["/members/b/", "/members/a/"]


def test_draft_on_an_old_address_does_not_stand_in_the_way_of_its_redirect(client):
    by_save(make_district(slug="a"), slug="b")

    draft = make_district(slug="a", status="draft")
    assert client.get("/members/a/").headers["Location"] == "/members/b/"

    by_save(draft, status="published")
    assert client.get("/members/a/").status_code == 200


def test_old_address_of_another_record_is_refused_in_forms():
    by_save(make_district(slug="a"), slug="b")

    with pytest.raises(ValidationError, match="Another record had this address"):
        District(name="A", slug="a", state="VA").full_clean()


def test_old_address_of_a_record_that_gave_up_a_taken_over_one_leads_to_it():
    by_save(make_district(slug="a"), slug="b")
    later = make_district(slug="a")

    by_save(later, slug="c")

    assert kept("a") == ["/members/c/"]


@CHANGES
def test_address_of_a_meeting_changes_with_its_year_too(change):
    meeting = make_meeting("2016-10-21", slug="fall")

    change(meeting, year=year_of(2017), begins=known("2017-10-20"))

    assert Meeting.objects.get().get_absolute_url() == "/meetings/2017/fall/"
    assert OldAddress.objects.address_now("/meetings/2016/fall/") == "/meetings/2017/fall/"


def test_change_of_something_else_keeps_no_address():
    district = make_district(slug="a")

    by_save(district, name="Another name")
    by_update(district, name="A third one")

    assert list(OldAddress.objects.all()) == []


@pytest.mark.parametrize("status", [Status.DRAFT, Status.BIN])
def test_old_address_of_what_the_public_does_not_see_leads_nowhere(status):
    district = make_district(slug="a", status=status)
    by_save(district, slug="b")
    assert kept("a") == [None]

    by_save(district, status=Status.PUBLISHED)
    assert kept("a") == ["/members/b/"]


def test_old_address_of_a_meeting_in_a_draft_year_leads_nowhere():
    meeting = make_meeting("2016-10-21", slug="a", year=make_year(2016, status=Status.DRAFT))

    by_save(meeting, slug="b")

    assert OldAddress.objects.address_now("/meetings/2016/a/") is None


def test_old_address_of_a_record_that_is_gone_leads_nowhere():
    district = make_district(slug="a")
    by_save(district, slug="b")

    district.delete()

    assert kept("a") == [None]


@pytest.mark.parametrize("path", ["", "/members/a\0/", "/" + "a" * 300, "/members/A/", "/members/a"])
def test_address_that_no_record_had_leads_nowhere(path):
    by_save(make_district(slug="a"), slug="b")

    assert OldAddress.objects.address_now(path) is None


def test_old_address_is_not_kept_when_the_change_is_taken_back():
    district = make_district(slug="a")
    make_district(slug="b")

    with pytest.raises(IntegrityError), transaction.atomic():
        by_save(district, slug="b")

    assert list(OldAddress.objects.all()) == []


def test_addresses_below_an_old_one_move_with_the_page(client):
    make_profile()
    meeting = make_meeting("October 3, 2016", slug="fall")
    make_story(meeting)
    meeting.slug = "autumn"
    meeting.save()
    answers = {
        "/meetings/2016/fall/comment/": "/meetings/2016/autumn/comment/",
        "/meetings/2016/fall/comment/?sent=yes": "/meetings/2016/autumn/comment/?sent=yes",
        "/meetings/2016/fall/agenda.ics": "/meetings/2016/autumn/agenda.ics",
    }
    assert {address: client.get(address).headers["Location"] for address in answers} == answers
    assert client.get("/meetings/2016/autumn/comment/").status_code == 200


def test_join_form_follows_a_collaborative_to_its_new_slug(client):
    make_profile()
    row = make_collaborative(slug="once")
    row.slug = "now"
    row.save()
    response = client.get("/join/?collaborative=once")
    assert (response.status_code, response.headers["Location"]) == (301, "/join/?collaborative=now")
    assert client.get("/join/?collaborative=now").status_code == 200
    assert "takes no requests" not in client.post("/join/?collaborative=once").content.decode()
    assert client.get("/join/?collaborative=never").status_code == 400
    assert client.get("/join/?collaborative=%2F").status_code == 400
