from datetime import date

import pytest
from django.db.models import ProtectedError

from members.models import Office, Person, Tenure
from tests.constraints import ACCEPTED, refusal, refused
from tests.factories import make_district, make_office, make_person, make_tenure

pytestmark = pytest.mark.django_db

POST_ENDS = "A post ends in a later year than it began."
POST_TAKEN = "Somebody else is recorded as taking up this post in this year."
POST_HELD = "This post has a holder without an end already."
OFFICE_ENDS = "An office ends in a later year than it began."
OFFICE_TAKEN = "Somebody else is recorded as taking up this office in this year."
OFFICE_HELD = "This office has a holder without an end already."

YEARS = [
    pytest.param([], 2012, None, [], id="first"),
    pytest.param([], 2012, 2013, [], id="one year"),
    pytest.param([], 2012, 2012, ["ends"], id="ends as it begins"),
    pytest.param([], 2012, 2011, ["ends"], id="ends before it begins"),
    pytest.param([(2012, 2014)], 2014, None, [], id="successor"),
    pytest.param([(2012, 2014)], 2012, 2013, ["taken"], id="taken up twice in a year"),
    pytest.param([(2012, None)], 2014, None, ["held"], id="second open one"),
    pytest.param([(2012, None)], 2010, 2012, [], id="predecessor"),
]


@pytest.mark.parametrize(("there", "since", "until", "broken"), YEARS)
def test_tenure(there, since, until, broken):
    district = make_district()
    for since_then, until_then in there:
        make_tenure(district=district, since=since_then, until=until_then)
    make_tenure(district=district, since=since, post="Deputy")
    make_tenure(since=since)
    words = {"ends": POST_ENDS, "taken": POST_TAKEN, "held": POST_HELD}

    row = Tenure(person=make_person(), district=district, since=since, until=until)

    assert refusal(row) == (refused(words[broken[0]]) if broken else ACCEPTED)


@pytest.mark.parametrize(("there", "since", "until", "broken"), YEARS)
def test_office(there, since, until, broken):
    for since_then, until_then in there:
        make_office(since=since_then, until=until_then)
    make_office(since=since, title="vice-chair")
    words = {"ends": OFFICE_ENDS, "taken": OFFICE_TAKEN, "held": OFFICE_HELD}

    row = Office(person=make_person(), title="chair", since=since, until=until)

    assert refusal(row) == (refused(words[broken[0]]) if broken else ACCEPTED)


@pytest.mark.parametrize("year", [1799, 2201])
def test_term_lies_in_the_years_of_the_record(year):
    for row in (
        Tenure(person=make_person(), district=make_district(), since=year),
        Office(person=make_person(), title="chair", since=year),
    ):
        assert len(refusal(row)[0]) == 1


OVERLAPS = [
    pytest.param([(2012, None)], [], id="one"),
    pytest.param([(2012, 2014), (2014, None)], [], id="one after the other"),
    pytest.param([(2012, 2015), (2014, None)], [(2014, None), (2012, 2015)], id="a year shared"),
    pytest.param([(2012, 2016), (2013, 2015)], [(2013, 2015), (2012, 2016)], id="one within another"),
    pytest.param([(2012, None), (2014, 2016)], [(2014, 2016), (2012, None)], id="within an open one"),
    pytest.param([(2010, 2012), (2012, 2016), (2015, 2018)], [(2015, 2018), (2012, 2016)], id="two of three"),
]


def terms(rows):
    return [(row.since, row.until) for row in rows]


@pytest.mark.parametrize(("rows", "found"), OVERLAPS)
def test_tenures_of_one_post_that_overlap(rows, found):
    district = make_district()
    for since, until in rows:
        make_tenure(district=district, since=since, until=until)
    make_tenure(district=district, since=2000, post="Deputy")
    make_tenure(since=2000)

    assert terms(Tenure.objects.overlapping()) == found


@pytest.mark.parametrize(("rows", "found"), OVERLAPS)
def test_offices_that_overlap(rows, found):
    for since, until in rows:
        make_office(since=since, until=until)
    make_office(since=2000, title="vice-chair")

    assert terms(Office.objects.overlapping()) == found


def test_person_may_hold_posts_in_two_districts_at_once():
    person = make_person()
    make_tenure(person)
    make_tenure(person)

    assert list(Tenure.objects.overlapping()) == []


@pytest.mark.parametrize("make", [make_tenure, make_office], ids=["tenure", "office"])
@pytest.mark.parametrize(
    ("day", "as_of", "current"),
    [
        (date(2011, 12, 31), [], []),
        (date(2012, 1, 1), [(2012, 2016)], [(2012, 2016)]),
        (date(2015, 12, 31), [(2012, 2016)], [(2012, 2016)]),
        (date(2016, 1, 1), [(2016, None), (2012, 2016)], [(2016, None)]),
    ],
)
def test_term_counts_from_its_first_year_to_the_year_before_its_end(make, day, as_of, current):
    model = type(make(since=2012, until=2016))
    make(since=2016)

    assert terms(model.objects.as_of(day)) == as_of
    assert terms(model.objects.current_on(day)) == current


@pytest.mark.parametrize(
    ("until", "since_known", "day", "words"),
    [
        pytest.param(None, True, date(2020, 1, 1), "from 2012", id="open"),
        pytest.param(None, False, date(2020, 1, 1), "in 2012", id="beginning not known"),
        pytest.param(2016, True, date(2016, 1, 1), "2012–2016", id="ended"),
        pytest.param(2016, True, date(2015, 12, 31), "from 2012", id="ends later than the day looked at"),
        pytest.param(2016, False, date(2016, 1, 1), "until 2016", id="ended, beginning not known"),
        pytest.param(2016, False, date(2015, 12, 31), "by 2012", id="ends later, beginning not known"),
    ],
)
def test_period_says_what_was_known_on_a_day(until, since_known, day, words):
    assert make_tenure(since=2012, until=until, since_known=since_known).period(day) == words


def test_person_with_a_history_is_not_deleted():
    for row in (make_tenure(), make_office()):
        with pytest.raises(ProtectedError):
            row.person.delete()


def test_people_are_listed_by_name_whatever_the_case_and_accents():
    for name in ("Éva", "frank", "Dora", "emil"):
        make_person(name=name)

    assert [person.name for person in Person.objects.all()] == ["Dora", "emil", "Éva", "frank"]


@pytest.mark.parametrize(
    ("kwargs", "words"),
    [
        ({}, "Superintendent from 2012"),
        ({"interim": True}, "Interim superintendent from 2012"),
        ({"since_known": False, "post": "Chief of Schools"}, "Chief of Schools in 2012"),
    ],
    ids=["plain", "interim", "another post"],
)
def test_tenure_is_named_by_post_and_year(kwargs, words):
    assert str(make_tenure(**kwargs)) == words


def test_office_is_named_by_title_and_year():
    assert str(make_office(title="vice-chair", since_known=False)) == "Vice-Chair in 2012"
