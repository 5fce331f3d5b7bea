from datetime import date

import pytest

from consortium.models import OldAddress
from consortium.publishing import Status
from consortium.record import Loader, export
from members.models import Collaborative, Goal, Highlight, Participation, ProgramYear, StatedNumber
from tests.constraints import ACCEPTED, refusal, refused, said_by_form
from tests.factories import (
    known,
    make_collaborative,
    make_district,
    make_goal,
    make_highlight,
    make_organization,
    make_participation,
    make_profile,
    make_program_year,
    make_stated_number,
)

pytestmark = pytest.mark.django_db

DAY = date(2018, 6, 1)


# Collaboratives


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        pytest.param(None, None, ACCEPTED, id="nothing is known"),
        pytest.param("2016", None, ACCEPTED, id="runs"),
        pytest.param(None, "2016", ACCEPTED, id="its end alone is known"),
        pytest.param("2016", "2016", ACCEPTED, id="within a year"),
        pytest.param(
            "2016", "2015", refused("A collaborative ends after it begins."), id="ends before it begins"
        ),
    ],
)
def test_collaborative(begins, ends, expected):
    row = Collaborative(name="A", slug="a", begins=known(begins), ends=known(ends))

    assert refusal(row) == expected


def test_running_and_ended_are_told_by_the_day():
    times = {
        "runs": ("2016", None),
        "over": ("2012", "2016"),
        "unknown": (None, None),
        "to end": ("2012", "2019"),
    }
    for name, (begins, ends) in times.items():
        make_collaborative(name=name, begins=begins, ends=ends)

    rows = Collaborative.objects.order_by("pk")
    assert [row.name for row in rows.running(DAY)] == ["runs", "unknown", "to end"]
    assert [row.name for row in rows.ended(DAY)] == ["over"]
    assert [row.name for row in rows if row.has_ended(DAY)] == ["over"]
    assert [row.name for row in rows.running(date(2019, 1, 1))] == ["runs", "unknown"]


def test_collaborative_counts_from_its_beginning_on():
    for name, begins in {"year": "2018", "day": "June 2, 2018", "later": "2019", "unknown": None}.items():
        make_collaborative(name=name, begins=begins)

    assert {row.name for row in Collaborative.objects.as_of(DAY)} == {"year", "unknown"}


def test_those_of_another_body_are_not_our_own():
    own = make_collaborative()
    make_collaborative(run_by=make_organization())

    assert list(Collaborative.objects.own()) == [own]


@pytest.mark.parametrize(
    ("takes_requests", "ends", "expected"),
    [(True, None, True), (True, "2019", True), (True, "2018", False), (False, None, False)],
)
def test_collaborative_is_open_while_it_runs_and_takes_requests(takes_requests, ends, expected):
    row = make_collaborative(takes_requests=takes_requests, ends=ends)

    assert row.is_open(DAY) == expected


@pytest.mark.parametrize(
    ("begins", "begins_known", "ends", "said"),
    [
        (None, True, None, ""),
        ("2016", True, None, "since 2016"),
        ("2016", False, None, "begun by 2016"),
        ("2016", True, "2018", "2016 to 2018"),
        ("2016", True, "2019", "since 2016"),
        ("2016", False, "2018", "begun by 2016, ended in 2018"),
        (None, True, "May 2018", "until May 2018"),
    ],
)
def test_time_of_a_collaborative_in_words(begins, begins_known, ends, said):
    assert make_collaborative(begins=begins, begins_known=begins_known, ends=ends).period(DAY) == said


def test_opening_is_the_first_paragraph():
    assert make_collaborative(who_we_are="One.\n\nTwo.", audience="All").opening == "One."
    assert make_collaborative(audience="All").opening == "All"


# Old addresses


def test_program_years_move_with_their_collaborative(client):
    make_profile()
    year = make_program_year(make_collaborative(slug="once"), 2020)
    Collaborative.objects.filter(slug="once").update(slug="now")

    for end in ("", "2020-2021/"):
        response = client.get(f"/collaboratives/once/{end}")
        assert (response.status_code, response.headers["Location"]) == (301, f"/collaboratives/now/{end}")

    year.refresh_from_db()
    year.slug = "first"
    year.save()
    for old in ("once", "now"):
        location = client.get(f"/collaboratives/{old}/2020-2021/").headers["Location"]
        assert location == "/collaboratives/now/first/"


def test_collaborative_that_comes_back_to_its_address_leaves_no_old_one_there(tmp_path):
    make_profile()
    collaborative = make_collaborative(slug="once")
    make_program_year(collaborative, 2020)
    for slug in ("now", "once"):
        collaborative.slug = slug
        collaborative.save()

    assert [old.path for old in OldAddress.objects.all()] == [
        "/collaboratives/now/",
        "/collaboratives/now/2020-2021/",
    ]
    export(tmp_path)
    assert Loader(tmp_path).problems == []


# Who takes part


EITHER = "Choose either a district or an organization."


@pytest.mark.parametrize(
    ("district", "organization", "since", "until", "expected"),
    [
        pytest.param(True, False, 2016, None, ACCEPTED, id="district"),
        pytest.param(False, True, 2016, 2017, ACCEPTED, id="organization"),
        pytest.param(True, True, 2016, None, refused(EITHER), id="both"),
        pytest.param(False, False, 2016, None, refused(EITHER), id="neither"),
        pytest.param(
            True, False, 2016, 2016, refused("It ends in a later year than it began."), id="no year long"
        ),
    ],
)
def test_participation(district, organization, since, until, expected):
    row = Participation(
        collaborative=make_collaborative(),
        district=make_district() if district else None,
        organization=make_organization() if organization else None,
        since=since,
        until=until,
    )

    assert refusal(row) == expected


@pytest.mark.parametrize("kind", ["district", "organization"])
def test_participant_begins_once_in_a_year(kind):
    one = make_participation(
        **{kind: make_district() if kind == "district" else make_organization()}, until=2017
    )

    again = Participation(
        collaborative=one.collaborative, **{kind: getattr(one, kind)}, since=2016, until=2018
    )
    messages = said_by_form(again)
    assert messages == [f"This {kind} is already listed for this year."]
    assert refusal(
        Participation(collaborative=make_collaborative(), **{kind: getattr(one, kind)}, since=2016)
    ) == (ACCEPTED)


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        pytest.param((2012, 2014), (2014, None), False, id="on again at once"),
        pytest.param((2012, 2014), (2016, 2018), False, id="on again later"),
        pytest.param((2012, 2015), (2014, None), True, id="shares a year"),
        pytest.param((2012, None), (2014, 2015), True, id="within an open one"),
        pytest.param((2012, None), (2014, None), True, id="both open"),
    ],
)
@pytest.mark.parametrize("kind", ["district", "organization"])
def test_overlapping_participations(kind, first, second, overlap):
    who = {kind: make_district() if kind == "district" else make_organization()}
    collaborative = make_collaborative()
    rows = [
        make_participation(collaborative, **who, since=since, until=until) for since, until in (first, second)
    ]
    make_participation(collaborative, since=2012)  # somebody else
    make_participation(**who, since=2012)  # in another collaborative

    assert list(Participation.objects.overlapping()) == (rows if overlap else [])


def test_participation_is_told_as_of_the_day():
    row = make_participation(since=2016, until=2018)
    ended = make_participation(make_collaborative(begins="2012", ends="2015"), since=2012)
    short = make_participation(make_collaborative(ends="2014"), since=2014)

    assert [row.period(date(year, 6, 1)) for year in (2016, 2017, 2018)] == [
        "since 2016", "since 2016", "2016–2018",
    ]  # fmt: skip
    assert (ended.period(DAY), short.period(DAY)) == ("2012–2015", "in 2014")
    assert [list(Participation.objects.current_on(date(year, 6, 1))) for year in (2014, 2017)] == [
        [ended],
        [row],
    ]
    assert [row.ended_by(date(year, 6, 1)) for year in (2017, 2018)] == [False, True]


def test_participation_counts_from_its_year_and_not_before_its_collaborative():
    make_participation(make_collaborative(begins="2017"), since=2016)

    assert not Participation.objects.as_of(date(2016, 12, 31)).exists()
    assert Participation.objects.as_of(date(2017, 1, 1)).exists()


def test_participation_in_a_draft_is_not_public():
    make_participation(make_collaborative(status=Status.DRAFT))
    make_participation(district=make_district(status=Status.DRAFT))
    shown = make_participation(organization=make_organization())

    assert list(Participation.objects.public()) == [shown]


def test_stated_number_is_said_as_its_source_says_it():
    assert (
        str(make_stated_number(qualifier="more than", number=1_040, of_whom="states"))
        == "more than 1,040 states"
    )
    assert str(make_stated_number()) == "7 districts"


def test_number_is_stated_once_a_date():
    number = make_stated_number()

    again = StatedNumber(collaborative=number.collaborative, when=number.when, number=9)
    assert refusal(again) == refused("A number for this date is stated already.")
    assert StatedNumber.objects.as_of(date(2018, 12, 31)).count() == 0
    assert StatedNumber.objects.as_of(date(2019, 1, 1)).count() == 1


# Program years


SHARES = "It shares days with another program year of this collaborative."
ENDS = "A program year ends after it begins."


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        pytest.param(date(2021, 7, 1), date(2022, 6, 30), ACCEPTED, id="the next one"),
        pytest.param(date(2019, 7, 1), date(2020, 6, 30), ACCEPTED, id="the one before"),
        pytest.param(date(2021, 6, 30), date(2022, 6, 30), ([SHARES], False), id="shares a day"),
        pytest.param(date(2020, 9, 1), date(2020, 10, 1), ([SHARES], False), id="lies within"),
        pytest.param(date(2022, 7, 1), date(2022, 7, 1), refused(ENDS), id="ends the day it begins"),
    ],
)
def test_program_year(begins, ends, expected):
    there = make_program_year(first=2020)
    make_program_year(there.collaborative, 2030, status=Status.BIN)

    row = ProgramYear(collaborative=there.collaborative, slug="another", begins=begins, ends=ends)
    assert refusal(row) == expected


def test_program_year_in_the_bin_is_no_clash_but_keeps_its_address():
    there = make_program_year(first=2020, status=Status.BIN)
    fact = {"collaborative": there.collaborative, "begins": there.begins, "ends": there.ends}

    assert refusal(ProgramYear(slug="another", **fact)) == ACCEPTED
    taken = "This collaborative has a program year with this address; look in the bin, too."
    messages, refused_too = refusal(ProgramYear(slug=there.slug, **fact))
    assert (taken in messages, refused_too) == (True, True)


def test_program_year_counts_from_its_first_day():
    year = make_program_year(first=2017)
    make_program_year(make_collaborative(begins="2019"), 2017)

    assert list(ProgramYear.objects.as_of(date(2017, 7, 1))) == [year]
    assert list(ProgramYear.objects.as_of(date(2017, 6, 30))) == []


def test_years_of_a_program_year_in_words():
    year = make_program_year(first=2020)
    short = ProgramYear(begins=date(2020, 2, 1), ends=date(2020, 9, 1))

    assert (year.years, short.years, str(year)) == (
        "2020–2021",
        "2020",
        f"{year.collaborative}, program year 2020–2021",
    )


@pytest.mark.parametrize(("model", "make"), [(Goal, make_goal), (Highlight, make_highlight)])
def test_lines_stand_in_their_order_and_follow_their_program_year(model, make):
    year = make_program_year()
    for position, text in ((2, "second"), (1, "first")):
        make(year, position=position, text=text)
    make(make_program_year(status=Status.DRAFT))
    make(make_program_year(make_collaborative(status=Status.DRAFT)))

    assert [row.text for row in model.objects.public()] == ["first", "second"]
