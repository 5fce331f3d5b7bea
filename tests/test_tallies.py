"""Counts over the whole record are made once for each state of it, and are never old."""

from datetime import date

import pytest
from django.db import transaction

from consortium import tallies
from consortium.as_of import parse_as_of
from consortium.pages import Reading
from consortium.tallies import tally
from members.models import District
from tests.factories import make_district, make_membership, make_profile

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = Reading(date(2026, 3, 1))
PAST = Reading(date(2015, 12, 31), parse_as_of("2015", date(2026, 3, 1)))


class Counting:
    """Counts the districts and how often it was asked to."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return District.objects.count()


@pytest.fixture
def count():
    make_profile()
    make_district()
    return Counting()


def test_a_count_is_made_once_for_a_state_of_the_record(count):
    assert [tally(TODAY, "districts", count) for _ in range(3)] == [1, 1, 1]
    assert count.times == 1


def test_a_change_of_the_record_has_it_counted_anew(count):
    tally(TODAY, "districts", count)
    make_district()
    assert tally(TODAY, "districts", count) == 2


def test_each_name_and_each_day_has_a_count_of_its_own(count):
    tally(TODAY, "districts", count)
    tally(TODAY, "others", count)
    tally(PAST, "districts", count)
    tally(Reading(PAST.day), "districts", count)
    assert count.times == 4


def test_staff_who_see_drafts_count_for_themselves(count):
    tally(TODAY, "districts", count)
    tally(Reading(TODAY.day, preview=True), "districts", count)
    tally(Reading(TODAY.day, preview=True), "districts", count)
    assert count.times == 3


def test_what_a_transaction_sees_is_not_told_to_others(count):
    with transaction.atomic():
        make_district()
        assert tally(TODAY, "districts", count) == 2
        transaction.set_rollback(True)
    assert tally(TODAY, "districts", count) == 1


def test_a_count_during_which_the_record_changes_is_not_kept(count):
    def meanwhile():
        found = count()
        make_district()
        return found

    assert tally(TODAY, "districts", meanwhile) == 1
    assert tally(TODAY, "districts", count) == 2


def test_of_very_many_the_one_least_recently_asked_for_is_left_out(count, monkeypatch):
    monkeypatch.setattr(tallies, "MOST", 2)
    for name in ("first", "second", "first", "third", "first", "second"):
        tally(TODAY, name, count)
    assert count.times == 4


def test_the_directory_counts_anew_after_a_change_and_without_one_asks_little(client, count):
    make_membership(make_district(state="VA"), 2012)
    before = client.get("/members/?page=1", follow=True).content.decode()
    make_membership(make_district(state="VA"), 2012)
    after = client.get("/members/?sort=state").content.decode()
    assert ("One district has joined" in before, "Two districts have joined" in after) == (True, True)
