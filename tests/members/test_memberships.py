from datetime import date

import pytest
from django.db.models import ProtectedError

from consortium.models import Year
from consortium.publishing import Status
from members.models import Membership
from tests.constraints import ACCEPTED, refusal, refused
from tests.factories import make_district, make_membership, make_year, year_of

pytestmark = pytest.mark.django_db

OPEN = "This district has a membership without a departure already."
JOINED = "This district is already recorded as joining in this year."
LEFT = "A district leaves in a later year than it joined."


@pytest.mark.parametrize(
    ("there", "joined", "left", "status", "expected"),
    [
        pytest.param([], 2012, None, "draft", ACCEPTED, id="first"),
        pytest.param([], 2012, 2013, "draft", ACCEPTED, id="one year"),
        pytest.param([], 2012, 2012, "draft", refused(LEFT), id="left as it joined"),
        pytest.param([], 2012, 2011, "draft", refused(LEFT), id="left before it joined"),
        pytest.param([], 2012, 2012, "bin", refused(LEFT), id="left as it joined, in the bin"),
        pytest.param([(2012, 2014, "published")], 2014, None, "draft", ACCEPTED, id="came back at once"),
        pytest.param([(2012, 2014, "published")], 2016, None, "draft", ACCEPTED, id="came back"),
        pytest.param([(2012, None, "published")], 2016, None, "draft", refused(OPEN), id="second open one"),
        pytest.param([(2012, None, "draft")], 2016, None, "draft", refused(OPEN), id="second open draft"),
        pytest.param(
            [(2012, None, "published")], 2016, None, "bin", ACCEPTED, id="second open one in the bin"
        ),
        pytest.param([(2012, None, "bin")], 2016, None, "published", ACCEPTED, id="open one is in the bin"),
        pytest.param([(2012, None, "published")], 2000, 2004, "draft", ACCEPTED, id="an earlier one"),
        pytest.param(
            [(2012, 2014, "published")], 2012, 2013, "draft", refused(JOINED), id="joined twice in a year"
        ),
        pytest.param([(2012, 2014, "bin")], 2012, 2013, "draft", ACCEPTED, id="joined before in the bin"),
        pytest.param(
            [(2012, 2014, "published")], 2012, 2013, "bin", ACCEPTED, id="joined twice, this one in the bin"
        ),
    ],
)
def test_membership(there, joined, left, status, expected):
    district = make_district()
    for joined_then, left_then, status_then in there:
        make_membership(district, joined_then, left_then, status=status_then)
    make_membership(make_district(), 2012)

    row = Membership(district=district, joined=year_of(joined), left=year_of(left), status=status)

    assert refusal(row) == expected


def test_year_that_a_membership_hangs_on_is_not_deleted():
    make_membership(joined=2012, left=2016)

    for number in (2012, 2016):
        with pytest.raises(ProtectedError):
            Year.objects.get(number=number).delete()


def periods(memberships):
    return [(row.joined_id, row.left_id) for row in memberships]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param([(2012, None)], [], id="one"),
        pytest.param([(2012, 2014), (2014, None)], [], id="one after the other"),
        pytest.param([(2014, None), (2012, 2014)], [], id="entered the other way round"),
        pytest.param([(2012, 2014), (2016, 2018), (2020, None)], [], id="came back twice"),
        pytest.param([(2012, 2015), (2014, None)], [(2012, 2015), (2014, None)], id="a year shared"),
        pytest.param([(2012, 2016), (2013, 2015)], [(2012, 2016), (2013, 2015)], id="one within another"),
        pytest.param(
            [(2012, None), (2014, 2016)], [(2012, None), (2014, 2016)], id="left within an open one"
        ),
        pytest.param(
            [(2010, 2012), (2012, 2016), (2015, 2018)], [(2012, 2016), (2015, 2018)], id="two of three"
        ),
        pytest.param(
            [(2012, 2014), (2013, 2016), (2015, None)], [(2012, 2014), (2013, 2016), (2015, None)], id="chain"
        ),
    ],
)
def test_overlapping(rows, found):
    district = make_district()
    for joined, left in rows:
        make_membership(district, joined, left)
    make_membership(make_district(), 2011, 2030)

    assert periods(Membership.objects.overlapping()) == found


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (Status.PUBLISHED, [(2012, 2016), (2014, None)]),
        (Status.DRAFT, [(2012, 2016), (2014, None)]),
        (Status.BIN, []),
    ],
)
def test_overlapping_counts_drafts_and_not_the_bin(status, found):
    district = make_district()
    make_membership(district, 2012, 2016)
    make_membership(district, 2014, status=status)

    assert periods(Membership.objects.overlapping()) == found


def test_overlapping_of_some_rows_looks_at_all_others():
    district = make_district()
    make_membership(district, 2012, 2016)
    late = make_membership(district, 2014)

    assert list(Membership.objects.filter(pk=late.pk).overlapping()) == [late]


@pytest.mark.parametrize(
    ("day", "as_of", "current"),
    [
        (date(2011, 12, 31), [], []),
        (date(2012, 1, 1), [(2012, 2016), (2012, None)], [(2012, 2016), (2012, None)]),
        (date(2015, 12, 31), [(2012, 2016), (2012, None)], [(2012, 2016), (2012, None)]),
        (date(2016, 1, 1), [(2012, 2016), (2012, None), (2016, 2017)], [(2012, None), (2016, 2017)]),
        (date(2017, 1, 1), [(2012, 2016), (2012, None), (2016, 2017)], [(2012, None)]),
    ],
)
def test_membership_counts_from_the_year_of_joining_to_the_year_before_leaving(day, as_of, current):
    make_membership(joined=2012, left=2016)
    make_membership(joined=2012)
    make_membership(joined=2016, left=2017)

    assert periods(Membership.objects.as_of(day)) == as_of
    assert periods(Membership.objects.current_on(day)) == current


@pytest.mark.parametrize(
    ("left", "day", "gone"),
    [
        (None, date(2100, 1, 1), False),
        (2016, date(2015, 12, 31), False),
        (2016, date(2016, 1, 1), True),
        (2016, date(2020, 1, 1), True),
    ],
)
def test_left_by(left, day, gone):
    assert make_membership(joined=2012, left=left).left_by(day) == gone


def test_new_members_of_a_year_stand_in_the_order_staff_gave_them():
    third, first, second, other = (make_district(name=name) for name in ("A", "B", "C", "D"))
    make_membership(third, 2012, position=2)
    make_membership(other, 2011, position=9)
    make_membership(first, 2012)
    make_membership(second, 2012)

    assert [row.district.name for row in Membership.objects.all()] == ["D", "B", "C", "A"]


def test_joinings_by_year_count_each_return():
    returned = make_district()
    make_membership(returned, 2012, 2014)
    make_membership(returned, 2016)
    make_membership(joined=2016)
    make_membership(joined=2013, status=Status.DRAFT)

    joinings = Membership.objects.public()

    assert list(joinings.joinings_by_year().items()) == [(2012, 1), (2016, 2)]
    assert list(joinings.first_joinings_by_year().items()) == [(2012, 1), (2016, 1)]
    assert joinings.as_of(date(2015, 1, 1)).joinings_by_year() == {2012: 1}


def test_first_joining_that_is_a_draft_does_not_count():
    district = make_district()
    make_membership(district, 2012, 2014, status=Status.DRAFT)
    make_membership(district, 2016)

    assert Membership.objects.public().first_joinings_by_year() == {2016: 1}


def test_membership_is_named_by_its_years():
    assert [str(make_membership(joined=2012)), str(make_membership(joined=2012, left=2016))] == [
        "joined 2012",
        "joined 2012, left 2016",
    ]


def test_membership_of_a_draft_year_does_not_count():
    make_membership(joined=make_year(2012, status=Status.DRAFT))

    assert Membership.objects.public().joinings_by_year() == {}
