from datetime import date

import pytest

from consortium.publishing import Status
from consortium.regions import REGIONS, Region, region_of
from consortium.states import STATES, TILES
from meetings.ledger import Ledger, ledger, regions
from tests.factories import make_district, make_hosting, make_meeting, make_membership, make_profile

pytestmark = pytest.mark.django_db

TODAY = date(2020, 6, 1)


def member(name="Mesa", joined=2012, left=None, state="AZ", hosted=(), **kwargs):
    """A member that hosted fall meetings in these years."""
    district = make_district(name=name, state=state, **kwargs)
    make_membership(district, joined, left)
    for year in hosted:
        make_hosting(make_meeting(f"fall {year}", held=year <= TODAY.year), district)
    return district


def names():
    return [row.name for row in ledger(TODAY)]


def only_row():
    (row,) = ledger(TODAY)
    return row


def test_row_says_who_the_candidate_is_and_what_it_hosted():
    district = member("Mesa", 2012, hosted=[2016, 2014])

    row = only_row()

    assert (row.district, row.name, row.state, row.region, row.joined) == (
        district,
        "Mesa",
        "AZ",
        Region.WEST,
        2012,
    )
    assert (row.times, row.years, row.last, row.years_since, row.upcoming) == (2, (2014, 2016), 2016, 4, None)


def test_district_that_never_hosted_has_no_last_year():
    member("Mesa")

    row = only_row()

    assert (row.times, row.years, row.last, row.years_since, row.upcoming) == (0, (), None, None, None)


def test_hosting_to_come_is_counted_and_is_not_the_last_one():
    member("Mesa", hosted=[2014, 2021])

    row = only_row()

    assert (row.times, row.years, row.last, row.years_since, row.upcoming) == (2, (2014, 2021), 2014, 6, 2021)


def test_host_of_this_year_hosted_zero_years_ago():
    district = member("Mesa")
    make_hosting(make_meeting("March 3, 2020", held=True), district)

    assert (only_row().last, only_row().years_since) == (2020, 0)


@pytest.mark.parametrize(
    ("meeting", "times"),
    [
        pytest.param({"held": True}, 1, id="held"),
        pytest.param({"begins": "fall 2020"}, 1, id="planned"),
        pytest.param({"held": True, "status": Status.DRAFT}, 1, id="draft"),
        pytest.param({"held": True, "status": Status.BIN}, 0, id="in the bin"),
        pytest.param({"held": True, "kind": "spring"}, 0, id="not a fall meeting"),
        pytest.param({"begins": "fall 2020", "cancelled": "May 2020"}, 0, id="cancelled"),
        pytest.param({"begins": "fall 2020", "cancelled": "July 2020"}, 1, id="cancelled later"),
        pytest.param({}, 0, id="no record that it took place"),
    ],
)
def test_fall_meetings_held_or_planned_count(meeting, times):
    district = member("Mesa")
    make_hosting(make_meeting(**{"begins": "fall 2016", **meeting}), district)

    assert only_row().times == times


def test_helping_host_counts_too():
    meeting = make_meeting("fall 2016", held=True)
    make_hosting(meeting, member("Mesa"))
    make_hosting(meeting, member("Poway"), lead=False)

    assert [(row.name, row.years) for row in ledger(TODAY)] == [("Mesa", (2016,)), ("Poway", (2016,))]


@pytest.mark.parametrize(
    ("joined", "left", "is_candidate"),
    [
        pytest.param(2012, None, True, id="no departure"),
        pytest.param(2012, 2021, True, id="leaves in a later year"),
        pytest.param(2012, 2020, False, id="leaves this year"),
        pytest.param(2012, 2016, False, id="left"),
        pytest.param(2021, None, False, id="joins in a later year"),
    ],
)
def test_candidates_are_those_that_are_members_now(joined, left, is_candidate):
    member("Mesa", joined, left)

    assert names() == ["Mesa"] * is_candidate


def test_district_in_the_bin_is_no_candidate_and_a_draft_is_one():
    member("Garland", status=Status.DRAFT)
    member("Mesa", status=Status.BIN)
    make_membership(make_district(name="Poway"), status=Status.BIN)

    assert names() == ["Garland"]


@pytest.mark.parametrize(
    ("district", "membership", "is_draft"),
    [
        pytest.param(Status.PUBLISHED, Status.PUBLISHED, False, id="both public"),
        pytest.param(Status.DRAFT, Status.PUBLISHED, True, id="a draft"),
        pytest.param(Status.PUBLISHED, Status.DRAFT, True, id="a draft of its joining"),
    ],
)
def test_row_says_whether_the_member_is_still_a_draft(district, membership, is_draft):
    make_membership(make_district(status=district), 2012, status=membership)

    assert only_row().is_draft == is_draft


def test_district_that_came_back_is_a_member_since_its_return_and_keeps_its_hostings():
    district = member("Mesa", 2012, 2015, hosted=[2013])
    make_membership(district, 2018)

    assert (only_row().joined, only_row().years) == (2018, (2013,))


def test_district_whose_memberships_overlap_stands_once():
    district = member("Mesa", 2014)
    make_membership(district, 2012, 2022)

    assert only_row().joined == 2012


def test_never_hosted_and_longest_a_member_stands_first_then_longest_ago_and_the_next_host_last():
    member("A, hosts next", 2001, hosted=[2021])
    member("B, hosted long ago and hosts next", 2001, hosted=[2002, 2021])
    member("C, hosted last", 2001, hosted=[2003, 2019])
    member("D, hosted long ago", 2010, hosted=[2012])
    member("E, new", 2019)
    member("F, old", 2001)

    assert [name[0] for name in names()] == ["F", "E", "D", "C", "A", "B"]


def test_ties_stand_by_name():
    for name in ("poway", "Åmål", "Mesa"):
        member(name, 2012)
    for name in ("Wake", "Cobb"):
        member(name, 2012, hosted=[2014])

    assert names() == ["Åmål", "Mesa", "poway", "Cobb", "Wake"]


def test_regions_count_members_hostings_and_the_last_of_them():
    member("Mesa", state="AZ", hosted=[2014, 2018])
    member("Poway", state="CA", hosted=[2021])
    member("Elgin", state="IL")
    member("Saipan", state="MP")

    assert [(row.region, row.members, row.hosted, row.last, row.upcoming) for row in regions(TODAY)] == [
        (Region.NORTHEAST, 0, 0, None, None),
        (Region.MIDWEST, 1, 0, None, None),
        (Region.SOUTH, 0, 0, None, None),
        (Region.WEST, 2, 3, 2018, 2021),
        (Region.OUTLYING, 1, 0, None, None),
    ]


def region(name):
    (row,) = (row for row in regions(TODAY) if row.region == name)
    return row.members, row.hosted, row.last


def test_region_keeps_the_hostings_of_former_members():
    member("Mesa", 2012, 2016, hosted=[2014])

    assert names() == []
    assert region(Region.WEST) == (0, 1, 2014)


def test_meeting_with_two_hosts_of_a_region_is_one_meeting_of_it():
    meeting = make_meeting("fall 2016", held=True)
    make_hosting(meeting, member("Mesa", state="AZ"))
    make_hosting(meeting, member("Poway", state="CA"), lead=False)
    make_hosting(meeting, member("Cobb", state="GA"), lead=False)

    assert (region(Region.WEST), region(Region.SOUTH)) == ((2, 1, 2016), (1, 1, 2016))


def test_candidates_and_regions_can_be_had_together(count_queries):
    member("Mesa", hosted=[2014])
    with count_queries() as count:
        both = Ledger(TODAY)

    assert (both.candidates, both.regions) == (ledger(TODAY), regions(TODAY))
    assert count() == 2


def test_today_is_that_of_the_profile_if_none_is_given():
    make_profile(time_zone="America/New_York")
    member("Mesa", 2012)

    assert [row.name for row in ledger()] == ["Mesa"]


def test_number_of_queries_does_not_grow(count_queries):
    counts = []
    for names_of_more in (("A",), ("B", "C")):
        for name in names_of_more:
            member(name, hosted=[2010 + len(name), 2014 + ord(name) % 5])
        with count_queries() as count:
            ledger(TODAY), regions(TODAY)
        counts.append(count())

    assert counts[0] == counts[1]


def test_every_state_lies_in_a_region_and_the_rest_is_outlying():
    assert set(TILES) == set(REGIONS)
    assert {code for code in STATES if region_of(code) == Region.OUTLYING} == {
        "AS", "BI", "GU", "MP", "PR", "VI",
    }  # fmt: skip
    sizes = {name: list(REGIONS.values()).count(name) for name in Region}
    assert list(sizes.values()) == [9, 12, 17, 13, 0]


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("MD", "South"),
        ("DC", "South"),
        ("PA", "Northeast"),
        ("MO", "Midwest"),
        ("HI", "West"),
        ("PR", "Outlying"),
    ],
)
def test_regions_are_those_of_the_census(state, name):
    assert region_of(state) == name
