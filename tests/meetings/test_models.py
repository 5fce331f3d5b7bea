from datetime import date, timedelta

import pytest
from django.db.models import ProtectedError

from meetings.models import Hosting, Meeting, Sponsorship
from tests.constraints import ACCEPTED, refusal, refused, said_by_form
from tests.factories import (
    known,
    make_district,
    make_hosting,
    make_meeting,
    make_organization,
    make_sponsorship,
    make_year,
    year_of,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PLANNED, HELD, CANCELLED, NO_RECORD = (
    Meeting.Standing.PLANNED,
    Meeting.Standing.HELD,
    Meeting.Standing.CANCELLED,
    Meeting.Standing.NO_RECORD,
)

# What a meeting may be known by, and the first and the last day it may lie on.
WHEN = [
    pytest.param("2016-10-21", None, date(2016, 10, 21), date(2016, 10, 21), id="one day"),
    pytest.param("2016-10-21", "2016-10-23", date(2016, 10, 21), date(2016, 10, 23), id="three days"),
    pytest.param("2016-12-31", "2017-01-01", date(2016, 12, 31), date(2017, 1, 1), id="over New Year"),
    pytest.param("2016-10", None, date(2016, 10, 1), date(2016, 10, 31), id="month"),
    pytest.param("fall 2016", None, date(2016, 9, 1), date(2016, 11, 30), id="season"),
    pytest.param("winter 2016", None, date(2016, 12, 1), date(2017, 2, 28), id="winter"),
    pytest.param("2016", None, date(2016, 1, 1), date(2016, 12, 31), id="year"),
    pytest.param("fall 2016", "spring 2017", date(2016, 9, 1), date(2017, 5, 31), id="from season to season"),
]


def over_time(meeting, *days):
    return [meeting.status_on(day) for day in days]


@pytest.mark.parametrize(("begins", "ends", "first", "last"), WHEN)
def test_meeting_is_planned_until_it_is_over_and_then_there_is_no_record_of_it(begins, ends, first, last):
    meeting = make_meeting(begins, ends=ends)

    assert over_time(meeting, first - DAY, first, last, last + DAY) == [PLANNED, PLANNED, PLANNED, NO_RECORD]


@pytest.mark.parametrize(("begins", "ends", "first", "last"), WHEN)
def test_meeting_that_took_place_is_planned_before_its_start_and_then_held(begins, ends, first, last):
    meeting = make_meeting(begins, ends=ends, held=True)

    assert over_time(meeting, first - DAY, first, last, last + DAY) == [PLANNED, HELD, HELD, HELD]


@pytest.mark.parametrize(
    ("cancelled", "first"),
    [
        ("2016-10-01", date(2016, 10, 1)),
        ("2016-10", date(2016, 10, 1)),
        ("fall 2016", date(2016, 9, 1)),
        ("2016", date(2016, 1, 1)),
    ],
    ids=["day", "month", "season", "year"],
)
def test_meeting_is_cancelled_from_the_date_of_it_on(cancelled, first):
    meeting = make_meeting("2016-10-21", cancelled=cancelled)

    assert over_time(meeting, first - DAY, first, date(2016, 10, 21), date(2016, 10, 22)) == [
        PLANNED,
        CANCELLED,
        CANCELLED,
        CANCELLED,
    ]


def test_not_cancelled_leaves_out_what_was_cancelled_by_the_day():
    plain = make_meeting("2016-10-21")
    called_off = make_meeting("2016-10-22", cancelled="2016-10-01")

    def found(day):
        return list(Meeting.objects.not_cancelled(day))

    assert (found(date(2016, 9, 30)), found(date(2016, 10, 1))) == ([plain, called_off], [plain])


# Upcoming and past


@pytest.mark.parametrize(("begins", "ends", "first", "last"), WHEN)
def test_meeting_is_upcoming_to_its_last_day_and_then_past(begins, ends, first, last):
    meeting = make_meeting(begins, ends=ends)

    def lists(day):
        return [list(Meeting.objects.upcoming(day)), list(Meeting.objects.past(day))]

    assert lists(first - DAY) == lists(first) == lists(last) == [[meeting], []]
    assert lists(last + DAY) == [[], [meeting]]


def test_every_meeting_is_either_upcoming_or_past_on_every_day():
    for param in WHEN:
        begins, ends, *_ = param.values
        make_meeting(begins, ends=ends)
        make_meeting(begins, ends=ends, held=True, cancelled="2016", announced="2015")
    every = set(Meeting.objects.all())
    edges = {edge for param in WHEN for edge in param.values[2:]}

    for day in sorted({edge + step * DAY for edge in edges for step in (-1, 0, 1)}):
        upcoming, past = Meeting.objects.upcoming(day), Meeting.objects.past(day)

        assert (len(upcoming) + len(past), {*upcoming, *past}) == (len(every), every)
        assert {meeting for meeting in every if meeting.status_on(day) == NO_RECORD} <= set(past)
        assert set(upcoming) == {meeting for meeting in every if (meeting.ends or meeting.begins).last >= day}


def test_upcoming_comes_soonest_first_and_past_latest_first():
    texts = ["2016", "fall 2016", "2016-10-21", "2016-10", "2016-10-21"]
    made = {make_meeting(text).pk: text for text in texts}

    upcoming = [meeting.pk for meeting in Meeting.objects.upcoming(date(2015, 1, 1))]

    assert [made[pk] for pk in upcoming] == ["2016", "fall 2016", "2016-10", "2016-10-21", "2016-10-21"]
    assert [meeting.pk for meeting in Meeting.objects.past(date(2018, 1, 1))] == upcoming[::-1]
    assert [meeting.pk for meeting in Meeting.objects.all()] == upcoming


# As of


@pytest.mark.parametrize(("begins", "ends", "first", "last"), WHEN)
def test_meeting_without_an_announcement_is_known_from_its_start_on(begins, ends, first, last):
    meeting = make_meeting(begins, ends=ends)

    assert [list(Meeting.objects.as_of(day)) for day in (first - DAY, first, last + DAY)] == [
        [],
        [meeting],
        [meeting],
    ]


@pytest.mark.parametrize(
    ("announced", "first"),
    [
        ("2016-05-12", date(2016, 5, 12)),
        ("2016-05", date(2016, 5, 1)),
        ("winter 2015", date(2015, 12, 1)),
        ("2016", date(2016, 1, 1)),
    ],
    ids=["day", "month", "season", "year"],
)
def test_meeting_is_known_from_its_announcement_on(announced, first):
    meeting = make_meeting("2016-10-21", announced=announced)
    make_meeting("2030-10-21")

    assert [list(Meeting.objects.as_of(day)) for day in (first - DAY, first)] == [[], [meeting]]


def test_hosting_is_known_with_its_meeting():
    early = make_hosting(make_meeting("2016-10-21", announced="2016-05-12"))
    make_hosting(make_meeting("2017-10-21"))

    assert [list(Hosting.objects.as_of(day)) for day in (date(2016, 5, 11), date(2016, 5, 12))] == [
        [],
        [early],
    ]


# What a meeting may be


@pytest.mark.parametrize(
    ("begins", "ends", "accepted"),
    [
        pytest.param("2016-10-21", None, True, id="one day"),
        pytest.param("2016-10-21", "2016-10-21", True, id="ends on its first day"),
        pytest.param("2016-10-21", "2016-10-22", True, id="two days"),
        pytest.param("fall 2016", "spring 2017", True, id="seasons"),
        pytest.param("2016-10-21", "2016-10-20", False, id="ends before it begins"),
        pytest.param("fall 2016", "spring 2016", False, id="ends a season before"),
    ],
)
def test_meeting_ends_after_it_begins(begins, ends, accepted):
    meeting = Meeting(year=make_year(2016), slug="a", begins=known(begins), ends=known(ends))

    assert refusal(meeting) == (ACCEPTED if accepted else refused("A meeting ends after it begins."))


def test_meeting_has_an_address_of_its_own_in_its_year():
    make_meeting("2016-10-21", slug="fall", status="bin")
    message = "Another meeting of this year has this address; look in the bin, too."

    assert refusal(Meeting(year=year_of(2016), slug="fall", begins=known("2016"))) == refused(message)
    assert refusal(Meeting(year=year_of(2016), slug="spring", begins=known("2016"))) == ACCEPTED
    assert refusal(Meeting(year=year_of(2017), slug="fall", begins=known("2017"))) == ACCEPTED


def test_next_convening_is_another_meeting():
    meeting, other = make_meeting(), make_meeting()

    meeting.next_convening = other
    assert refusal(meeting) == ACCEPTED
    meeting.next_convening = meeting
    assert refusal(meeting) == refused("The next convening is another meeting.")


@pytest.mark.parametrize(
    ("begins", "messages"),
    [
        ("2016-12-31", []),
        ("winter 2016", []),
        ("2017-01-01", ["It begins in 2017, but hangs on 2016."]),
        ("2015", ["It begins in 2015, but hangs on 2016."]),
    ],
)
def test_meeting_begins_in_its_year(begins, messages):
    assert said_by_form(Meeting(year=make_year(2016), begins=known(begins))) == messages


def test_meeting_has_a_beginning():
    assert said_by_form(Meeting(year=make_year(2016))) == ["This field cannot be null."]


def test_meeting_that_another_one_names_or_milestones_is_not_deleted():
    following = make_meeting()
    make_meeting(next_convening=following)

    with pytest.raises(ProtectedError):
        following.delete()


@pytest.mark.parametrize(
    ("kwargs", "name", "heading"),
    [
        ({}, "Fall meeting 2016", "Fall meeting 2016"),
        ({"kind": "call"}, "Call 2016", "Call 2016"),
        ({"theme": "Literacy"}, "Fall meeting 2016", "Literacy"),
        ({"title": "AASA session"}, "AASA session", "AASA session"),
        ({"title": "AASA session", "theme": "Literacy"}, "AASA session", "Literacy"),
    ],
    ids=["fall", "call", "theme", "title", "both"],
)
def test_meeting_is_named_by_kind_and_year_unless_it_has_a_name(kwargs, name, heading):
    meeting = make_meeting("2016-10-21", **kwargs)

    assert (str(meeting), meeting.heading) == (name, heading)


@pytest.mark.parametrize(
    ("city", "state", "place"),
    [
        ("Charlotte", "NC", "Charlotte, North Carolina"),
        ("", "NC", "North Carolina"),
        ("Charlotte", "", "Charlotte"),
        ("", "", ""),
    ],
)
def test_place(city, state, place):
    assert make_meeting(city=city, state=state).place == place


def test_when_and_address():
    meeting = make_meeting("2016-10-21", ends="2016-10-22", slug="fall")

    assert (meeting.when, meeting.get_absolute_url()) == ("October 21–22, 2016", "/meetings/2016/fall/")


def test_fall_meetings():
    fall = make_meeting()
    make_meeting(kind="call")

    assert list(Meeting.objects.fall()) == [fall]


# Hosts and sponsors


@pytest.mark.parametrize(
    ("there", "lead", "same", "expected"),
    [
        pytest.param([], True, False, ACCEPTED, id="lead"),
        pytest.param([], False, False, ACCEPTED, id="none leads"),
        pytest.param([True], False, False, ACCEPTED, id="a helper beside the lead"),
        pytest.param([True, False], False, False, ACCEPTED, id="a second helper"),
        pytest.param(
            [True], False, True, refused("This district is already a host of this meeting."), id="twice"
        ),
    ],
)
def test_hosting(there, lead, same, expected):
    meeting, district = make_meeting(), make_district()
    for index, leads in enumerate(there):
        make_hosting(meeting, district if same and not index else None, lead=leads)
    make_hosting(make_meeting(), district)

    assert refusal(Hosting(meeting=meeting, district=district, lead=lead)) == expected


def test_sponsor_is_named_once():
    sponsorship = make_sponsorship()
    meeting, organization = sponsorship.meeting, sponsorship.organization

    assert refusal(Sponsorship(meeting=meeting, organization=organization)) == refused(
        "This organization is already a sponsor of this meeting."
    )
    assert refusal(Sponsorship(meeting=meeting, organization=make_organization())) == ACCEPTED
    assert refusal(Sponsorship(meeting=make_meeting(), organization=organization)) == ACCEPTED


def test_hosts_come_with_the_lead_first_through_the_door_they_are_given(count_queries):
    for _ in range(3):
        meeting = make_meeting()
        helper, lead = make_hosting(meeting), make_hosting(meeting, lead=True)
        make_hosting(meeting, make_district(status="draft"))

    with count_queries() as count:
        meetings = list(Meeting.objects.with_hosts(Hosting.objects.public()))
        hosts = [[host.district.name for host in row.hosts] for row in meetings]

    assert (hosts[-1], count()) == ([lead.district.name, helper.district.name], 2)


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        pytest.param({}, True, id="as a year is started"),
        pytest.param({"theme": "Reading"}, False, id="theme"),
        pytest.param({"begins": "October 21, 2016"}, False, id="day"),
        pytest.param({"held": True}, False, id="held"),
        pytest.param({"cancelled": "May 2016"}, False, id="cancelled"),
        pytest.param({"status": "published"}, False, id="published"),
        pytest.param({"status": "bin"}, False, id="in the bin"),
    ],
)
def test_planned_draft_that_says_nothing_waits_to_be_filled(said, waits):
    meeting = make_meeting(**{"begins": "fall 2016", "kind": "fall", "status": "draft", **said})

    assert list(Meeting.objects.unsaid()) == ([meeting] if waits else [])


@pytest.mark.parametrize("add", [make_hosting, make_sponsorship])
def test_draft_with_a_host_or_a_sponsor_says_something(add):
    add(make_meeting("fall 2016", status="draft"))

    assert list(Meeting.objects.unsaid()) == []
