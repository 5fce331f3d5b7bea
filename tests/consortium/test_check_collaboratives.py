"""What the record check says of collaboratives, of program years, and of years off the timeline."""

from datetime import date

import pytest

from consortium.check import Kind, Level, findings, unknowns
from consortium.models import Year
from consortium.publishing import Status
from tests.factories import (
    make_collaborative,
    make_district,
    make_hosting,
    make_meeting,
    make_membership,
    make_milestone,
    make_organization,
    make_participation,
    make_program_year,
    make_stated_number,
    make_year,
)

pytestmark = pytest.mark.django_db

TODAY = date(2020, 6, 1)


def found(kind):
    return [finding.text for finding in findings(TODAY) if finding.kind == kind]


def levels(kind):
    return {finding.level for finding in findings(TODAY) if finding.kind == kind}


# Stated numbers


@pytest.mark.parametrize(
    ("qualifier", "number", "agrees"),
    [
        ("", 3, True),
        ("", 2, True),  # the one that left in the course of the year may be counted or not
        ("", 1, False),
        ("", 4, False),
        ("more than", 2, True),
        ("more than", 3, False),
        ("at least", 3, True),
        ("at least", 4, False),
        ("nearly", 3, True),
        ("nearly", 2, False),
        ("up to", 2, True),
        ("up to", 1, False),
        ("about", 40, True),
    ],
)
def test_stated_number_against_a_roster_of_three_of_whom_one_leaves(qualifier, number, agrees):
    collaborative = make_collaborative(name="Network")
    for until in (None, 2022, 2019):
        make_participation(collaborative, since=2016, until=until)
    make_participation(collaborative, since=2012, until=2018)
    make_participation(collaborative, since=2020)
    make_stated_number(collaborative, number=number, qualifier=qualifier)

    said = f"Network: “{f'{qualifier} {number}'.strip()} districts” is stated for 2019, but 3 of them are listed for that year."
    assert found(Kind.NUMBER) == ([] if agrees else [said])


def test_stated_number_counts_those_it_speaks_of():
    collaborative = make_collaborative()
    make_participation(collaborative, since=2016)
    for _ in range(2):
        make_participation(collaborative, organization=make_organization(), since=2016)
    for number, whom in ((1, "districts"), (2, "states"), (3, "members")):
        make_stated_number(collaborative, number=number, of_whom=whom)

    assert found(Kind.NUMBER) == []
    make_stated_number(collaborative, number=3, of_whom="agencies")
    assert len(found(Kind.NUMBER)) == 1


def test_number_is_not_held_against_a_roster_that_is_not_known():
    make_stated_number(number=7)
    only_others = make_collaborative()
    make_participation(only_others, organization=make_organization(), since=2016)
    make_stated_number(only_others, number=7)

    assert found(Kind.NUMBER) == []


# Taking part


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        pytest.param(2016, None, "", id="from its beginning"),
        pytest.param(2015, None, "since 2015, but it began in 2016", id="before it"),
        pytest.param(2016, 2020, "", id="to its end"),
        pytest.param(2016, 2021, "until 2021, but it ended in 2019", id="beyond its end"),
        pytest.param(2020, None, "since 2020, but it ended in 2019", id="after its end"),
    ],
)
def test_taking_part_outside_the_time_of_the_collaborative(since, until, said):
    collaborative = make_collaborative(name="Network", begins="2016", ends="2019")
    make_participation(collaborative, make_district(name="Mesa", state="AZ"), since=since, until=until)

    assert found(Kind.OUTSIDE) == ([f"Mesa (AZ) takes part in Network {said}."] if said else [])


@pytest.mark.parametrize(
    ("periods", "until", "said"),
    [
        pytest.param([(2012, None)], None, "", id="member throughout"),
        pytest.param([(2012, 2017), (2018, None)], None, "", id="left and came back, a year of both"),
        pytest.param([(2012, 2017)], 2018, "", id="left in the last year"),
        pytest.param([(2012, 2017)], 2020, "from 2018 to 2019", id="left before"),
        pytest.param([(2017, None)], None, "in 2016", id="joined later"),
        pytest.param([], 2017, "in 2016", id="never"),
        pytest.param([], None, "from 2016 to 2020", id="never, without an end"),
    ],
)
def test_taking_part_without_being_a_member(periods, until, said):
    district = make_district(name="Mesa", state="AZ")
    for joined, left in periods:
        make_membership(district, joined, left)
    make_participation(make_collaborative(name="Network"), district, since=2016, until=until)

    expected = f"Mesa (AZ) takes part in Network, but was not a member {said}."
    assert found(Kind.NOT_MEMBER) == ([expected] if said else [])


def test_those_who_take_part_elsewhere_need_not_be_members():
    make_participation(make_collaborative(run_by=make_organization()))
    make_participation(make_collaborative(), organization=make_organization())

    assert found(Kind.NOT_MEMBER) == []


def test_participations_that_overlap_are_an_error():
    collaborative, district = make_collaborative(name="Network"), make_district(name="Mesa", state="AZ")
    for since, until in ((2012, 2015), (2014, 2016), (2016, None)):
        make_participation(collaborative, district, since=since, until=until)
    body = make_organization(name="A university")
    for since in (2012, 2013):
        make_participation(collaborative, organization=body, since=since)

    assert found(Kind.PARTICIPATIONS) == [
        "A university takes part in Network twice over: since 2012 and since 2013 share years.",
        "Mesa (AZ) takes part in Network twice over: 2012–2015 and 2014–2016 share years.",
    ]
    assert levels(Kind.PARTICIPATIONS) == {Level.ERROR}


# Program years


def test_program_years_that_share_days_are_an_error():
    collaborative = make_collaborative(name="Network")
    make_program_year(collaborative, 2018, ends=date(2019, 7, 1))
    make_program_year(collaborative, 2019)
    make_program_year(collaborative, 2020)
    make_program_year(collaborative, 2020, slug="in-the-bin", status=Status.BIN)
    make_program_year(make_collaborative(), 2019)

    assert found(Kind.PROGRAM_YEARS) == ["Network: the program years 2018-2019 and 2019-2020 share days."]
    assert levels(Kind.PROGRAM_YEARS) == {Level.ERROR}


# Years off the timeline, and what hangs on them


@pytest.fixture
def of_others():
    """Fall meetings of another body's collaborative: one in a year off the timeline."""
    year = make_program_year(make_collaborative(run_by=make_organization()), 2019)
    make_year(2024, on_timeline=False)
    return [make_meeting(f"October {number}", program_year=year) for number in (2019, 2024)]


def test_year_off_the_timeline_is_no_gap_and_lacks_nothing(of_others):
    make_year(2018, headline="A")
    Year.objects.filter(number=2019).update(headline="B")

    assert found(Kind.MISSING_YEAR) == found(Kind.NO_HEADLINE) == found(Kind.OFF_TIMELINE) == []
    assert [row.number for row in unknowns(TODAY)] == [2018, 2019]


def test_year_off_the_timeline_with_rows_of_our_own_is_found():
    make_year(2024, on_timeline=False)
    make_milestone(2024)
    make_membership(joined=2012, left=2024)
    make_meeting("fall 2024")

    assert found(Kind.OFF_TIMELINE) == [
        "2024 is off the timeline, but has departures, milestones and meetings of our own."
    ]


def test_year_off_the_timeline_in_the_midst_of_the_record_is_missing():
    make_year(2015, on_timeline=False)
    for number in (2014, 2016):
        make_year(number)

    assert found(Kind.MISSING_YEAR) == ["2015 is off the timeline: the record has years from 2014 to 2016."]


def test_meetings_of_others_are_not_ours(of_others):
    """Neither a second fall meeting, nor one that a “none” contradicts, nor one whose host has to be a member."""
    Year.objects.filter(number=2019).update(no_fall_meeting=Year.Blank.NONE)
    make_hosting(of_others[0])
    make_meeting("October 3, 2019", program_year=of_others[0].program_year)

    assert found(Kind.TWO_FALL_MEETINGS) == found(Kind.NONE_CONTRADICTED) == found(Kind.HOST) == []
    assert {row.number: row.cells["fall meeting"].text for row in unknowns(TODAY)} == {2019: "none"}
