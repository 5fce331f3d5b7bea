"""Calendars of meetings, read by the library that wrote them and by a strict reader of lines of their own."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from icalendar import Calendar

from consortium.dates import KnownDate
from consortium.models import Profile
from consortium.publishing import Status
from meetings.models import Meeting
from tests.consortium.test_data import settle
from tests.factories import (
    make_collaborative,
    make_district,
    make_hosting,
    make_meeting,
    make_organization,
    make_profile,
    make_program_year,
    make_topic,
)

pytestmark = pytest.mark.django_db

HOST = urlsplit(settings.SITE_URL).hostname
LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)


def lines_of(data):
    """The content lines of RFC 5545, unfolded: every line ends in CRLF and has at most 75 octets."""
    assert data.endswith(b"\r\n")
    physical = data.removesuffix(b"\r\n").split(b"\r\n")
    lines = []
    for line in physical:
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no letter is cut in two
        if line.startswith((b" ", b"\t")):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode() for line in lines]


def components_of(data):
    """The components directly in the calendar, each as (name, {property: [(parameters, value as it stands)]})."""
    stack, found = [], []
    for line in lines_of(data):
        name, parameters, value = LINE.fullmatch(line).groups()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", value)
        if name == "BEGIN":
            stack.append((value, {}))
        elif name == "END":
            opened, properties = stack.pop()
            assert opened == value
            if len(stack) == 1:
                found.append((opened, properties))
            elif not stack:
                head = (opened, properties)
        else:
            stack[-1][1].setdefault(name, []).append((parameters, value))
    assert stack == []
    assert head[0] == "VCALENDAR"
    assert head[1]["VERSION"] == [("", "2.0")]
    assert len(head[1]["PRODID"]) == 1
    assert found, "a calendar holds something"
    return found


ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LAST-MODIFIED", "SEQUENCE"}


def events(client, address):
    """The events at an address as {property: value}, after both readers have taken it."""
    response = client.get(address)
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    read = [properties for name, properties in components_of(response.content) if name == "VEVENT"]
    for properties in read:
        assert properties.keys() >= ONCE
        assert all(len(values) == 1 for values in properties.values())
    library = list(Calendar.from_ical(response.content).events)
    assert [str(event["uid"]) for event in library] == [event["UID"][0][1] for event in read]
    assert not any(event.errors for event in library)
    return [{name: values[0][1] for name, values in properties.items()} for properties in read]


def days(event):
    return event["DTSTART"], event["DTEND"]


def test_meeting_as_a_file(client):
    make_profile(short_name="the League", name="League", contact_email="office@example.org")
    meeting = make_meeting(
        "October 3, 2016",
        slug="fall",
        ends=KnownDate.parse("October 5, 2016"),
        theme="Reading, writing; and \\ more",
        summary="What *members* see.",
        venue="The Hall",
        city="Charlotte",
        state="NC",
        held=True,
    )
    make_hosting(meeting, make_district(name="Alpha Schools"))
    settle(datetime(2016, 5, 1, 12, 30, tzinfo=UTC))
    response = client.get("/meetings/2016/fall.ics")
    assert response.headers["Content-Disposition"] == 'attachment; filename="2016-fall.ics"'
    assert sorted(lines_of(response.content)) == sorted(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:-//{HOST}//Meetings//EN",
            "NAME:Fall meeting 2016",
            "X-WR-CALNAME:Fall meeting 2016",
            "REFRESH-INTERVAL;VALUE=DURATION:P1D",
            "X-PUBLISHED-TTL:P1D",
            "BEGIN:VEVENT",
            f"UID:meeting-{meeting.pk}@{HOST}",
            "DTSTAMP:20160501T123000Z",
            "LAST-MODIFIED:20160501T123000Z",
            "SEQUENCE:1",
            "DTSTART;VALUE=DATE:20161003",
            "DTEND;VALUE=DATE:20161006",
            "SUMMARY:Fall meeting 2016: Reading\\, writing\\; and \\\\ more",
            "DESCRIPTION:Fall meeting\\nHosted by Alpha Schools\\nWhat members see.",
            "LOCATION:The Hall\\, Charlotte\\, North Carolina",
            f"URL:{settings.SITE_URL}/meetings/2016/fall/",
            "CATEGORIES:Fall meeting",
            "STATUS:CONFIRMED",
            "TRANSP:TRANSPARENT",
            "ORGANIZER;CN=League:mailto:office@example.org",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    assert len(events(client, "/meetings/2016/fall.ics")) == 1


@pytest.mark.parametrize(
    ("begins", "more", "span"),
    [
        pytest.param("October 3, 2016", {}, ("20161003", "20161004"), id="a day"),
        pytest.param(
            "October 31, 2016", {"ends": "November 1, 2016"}, ("20161031", "20161102"), id="two months"
        ),
        pytest.param("December 31, 2016", {}, ("20161231", "20170101"), id="two years"),
        pytest.param("February 28, 2016", {"days": 2}, ("20160228", "20160301"), id="a length"),
        pytest.param("February 28, 2016", {"days": 0}, ("20160228", "20160229"), id="no length"),
        pytest.param(
            "October 3, 2016", {"ends": "October 4, 2016", "days": 3}, ("20161003", "20161005"), id="both"
        ),
        pytest.param("October 2016", {}, None, id="a month"),
        pytest.param("fall 2016", {"days": 3}, None, id="a season"),
        pytest.param("2016", {}, None, id="a year"),
        pytest.param("October 31, 2016", {"ends": "November 2016"}, None, id="an end known to the month"),
        pytest.param("October 2016", {"ends": "November 5, 2016"}, None, id="a beginning known to the month"),
    ],
)
def test_only_known_days_are_in_a_calendar(client, begins, more, span):
    if ends := more.get("ends"):
        more = {**more, "ends": KnownDate.parse(ends)}
    meeting = make_meeting(begins, slug="fall", **more)
    assert list(Meeting.objects.on_known_days()) == [meeting] * bool(span)
    assert (meeting.known_days is not None) == bool(span)
    assert [days(event) for event in events(client, "/meetings/calendar.ics")] == [span] * bool(span)
    if span:
        assert days(*events(client, "/meetings/2016/fall.ics")) == span
    else:
        response = client.get("/meetings/2016/fall.ics")
        text = unescape(response.content.decode())
        assert response.status_code == 404
        assert "The days of this meeting are not in the record" in text
        assert f"({meeting.when} is all that is known)" in text
        assert 'href="/meetings/2016/fall/"' in text


def test_number_of_a_meeting_survives_another_address(client):
    meeting = make_meeting("October 3, 2016", slug="fall")
    (before,) = events(client, "/meetings/2016/fall.ics")
    meeting.slug = "autumn"
    meeting.save()
    (after,) = events(client, "/meetings/2016/autumn.ics")
    assert after["UID"] == before["UID"] == f"meeting-{meeting.pk}@{HOST}"
    old = client.get("/meetings/2016/fall.ics")
    assert (old.status_code, old.headers["Location"]) == (301, "/meetings/2016/autumn.ics")


def test_every_change_of_a_meeting_or_its_hosts_raises_its_sequence(client):
    meeting = make_meeting("October 3, 2016", slug="fall")

    def now():
        (event,) = events(client, "/meetings/2016/fall.ics")
        assert event["DTSTAMP"] == event["LAST-MODIFIED"]
        return int(event["SEQUENCE"]), event["LAST-MODIFIED"]

    def changes():
        yield meeting.save()
        hosting = make_hosting(meeting)
        yield hosting
        hosting.lead = True
        yield hosting.save()
        yield meeting.topics.set([make_topic()])
        yield hosting.delete()
        yield Meeting.objects.filter(pk=meeting.pk).update(theme="Reading")

    settle(datetime(2016, 5, 1, tzinfo=UTC))
    assert now() == (0, "20160501T000000Z")
    for number, _ in enumerate(changes(), 1):
        when = datetime(2016, 5, 1, tzinfo=UTC) + timedelta(days=number)
        settle(when)
        assert now() == (number, f"{when:%Y%m%d}T000000Z")


def test_meeting_whose_history_was_cleared_is_still_an_event(client):
    make_meeting("October 3, 2016", slug="fall")
    Meeting.history.all().delete()
    (event,) = events(client, "/meetings/2016/fall.ics")
    assert (event["SEQUENCE"], event["DTSTAMP"]) == ("0", "19700101T000000Z")


def test_status_follows_the_day(client):
    today = Profile().today()
    soon, ago = (KnownDate(today + timedelta(days=days)) for days in (30, -30))

    def at(**kwargs):
        meeting = make_meeting(kwargs.pop("begins", soon), **kwargs)
        (event,) = events(client, f"/meetings/{meeting.year_id}/{meeting.slug}.ics")
        return event.get("STATUS"), event["SUMMARY"].startswith("Cancelled: ")

    assert at(announced=ago) == ("CONFIRMED", False)
    assert at(announced=ago, cancelled=KnownDate(today)) == ("CANCELLED", True)
    assert at(announced=ago, cancelled=KnownDate(today + timedelta(days=1))) == ("CONFIRMED", False)
    assert at(begins=ago, held=True) == ("CONFIRMED", False)
    assert at(begins=ago) == (None, False)


def test_planned_meeting_says_where_to_register(client):
    day = Profile().today() + timedelta(days=30)
    bare = {"registration_url": "https://example.org/r?a=1,2;b", "announced": KnownDate.parse("2016")}
    for more, says in (
        ({"registration_deadline": date(2090, 5, 3)}, "Register by May 3\\, 2090: "),
        ({}, "Register: "),
    ):
        meeting = make_meeting(KnownDate(day), **bare, **more)
        (event,) = events(client, f"/meetings/{meeting.year_id}/{meeting.slug}.ics")
        assert event["DESCRIPTION"] == f"Fall meeting\\n{says}https://example.org/r?a=1\\,2\\;b"
    past = make_meeting("October 3, 2016", slug="past", **bare)
    (event,) = events(client, f"/meetings/2016/{past.slug}.ics")
    assert event["DESCRIPTION"] == "Fall meeting\\nThere is no record that it took place."


def test_organizer_is_the_profile_s_of_its_own_meetings(client):
    make_profile(name='A "true" league', contact_email="office@example.org")
    others = make_program_year(make_collaborative(run_by=make_organization()), 2016)
    make_meeting("October 3, 2016", slug="ours")
    make_meeting("October 4, 2016", slug="theirs", program_year=others)
    (ours,) = events(client, "/meetings/2016/ours.ics")
    (theirs,) = events(client, "/meetings/2016/theirs.ics")
    assert ours["ORGANIZER"] == "mailto:office@example.org"
    assert "ORGANIZER" not in theirs
    Profile.objects.update(contact_email="")
    assert "ORGANIZER" not in events(client, "/meetings/2016/ours.ics")[0]


def test_long_text_in_any_script_is_folded_and_comes_back(client):
    theme = ("Ångström, 学校; " * 20)[:160].strip()
    make_meeting("October 3, 2016", slug="fall", theme=theme, summary="Один. " * 500)
    events(client, "/meetings/2016/fall.ics")
    (event,) = Calendar.from_ical(client.get("/meetings/2016/fall.ics").content).events
    assert str(event["summary"]) == f"Fall meeting 2016: {theme}"
    assert ("Один. " * 500).strip() in str(event["description"])


def test_characters_that_no_calendar_holds_are_left_out(client):
    make_meeting("October 3, 2016", slug="fall", theme="A\x0bB\x07C", venue="The\rHall\nnow\x1b")
    (event,) = events(client, "/meetings/2016/fall.ics")
    assert event["SUMMARY"] == "Fall meeting 2016: ABC"
    assert event["LOCATION"].replace("\\n", " ") == "The Hall now"


def test_calendar_has_what_the_list_has(client):
    alpha = make_district(slug="alpha")
    make_hosting(make_meeting("October 3, 2016", title="One"), alpha)
    make_meeting("March 3, 2016", kind="spring", title="Two")
    make_hosting(make_meeting("March 3, 2090", kind="spring", title="Three", announced="2016"), alpha)
    make_meeting("October 4, 2016", title="Draft", status=Status.DRAFT)
    others = make_program_year(make_collaborative(run_by=make_organization()), 2016)
    make_hosting(make_meeting("October 5, 2016", title="Others", program_year=others), alpha)

    def titles(query):
        shown = unescape(client.get(f"/meetings/{query}").content.decode())
        found = [event["SUMMARY"] for event in events(client, f"/meetings/calendar.ics{query}")]
        listed = re.findall(r'<h3><a href="/meetings/[^"]*">([A-Z][a-z]+)</a>', shown)
        assert sorted(found) == sorted(listed)
        assert f'href="/meetings/calendar.ics{query}"' in shown
        return found

    assert titles("") == ["Two", "One", "Three"]
    assert titles("?kind=spring") == ["Two", "Three"]
    assert titles("?host=alpha") == ["One", "Three"]
    assert titles("?kind=spring&host=alpha") == ["Three"]


def test_calendar_is_named_for_what_it_holds(client):
    make_profile(short_name="the League")
    make_hosting(make_meeting("October 3, 2016"), make_district(name="Alpha", slug="alpha"))

    def name(query):
        told = str(Calendar.from_ical(client.get(f"/meetings/calendar.ics{query}").content)["name"])
        return told.replace("\\,", ",")

    assert name("") == "Meetings of the League"
    assert name("?kind=fall&host=alpha") == "Meetings of the League, Fall meeting, Alpha"


def test_calendar_without_events_holds_the_zone_of_its_days(client):
    make_profile(time_zone="Pacific/Auckland")
    make_meeting("fall 2016")
    found = components_of(client.get("/meetings/calendar.ics").content)
    assert [(name, properties["TZID"]) for name, properties in found] == [
        ("VTIMEZONE", [("", "Pacific/Auckland")])
    ]
    for zone in ("UTC", "America/New_York", "Asia/Kolkata"):
        Profile.objects.update(time_zone=zone)
        text = client.get("/meetings/calendar.ics").content.decode()
        assert re.search("BEGIN:(STANDARD|DAYLIGHT)", text), zone
        assert len(text) < 1_500


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        pytest.param("/meetings/calendar.ics?kind=party", 400, "is not among the choices", id="kind"),
        pytest.param("/meetings/calendar.ics?host=zzz", 400, "No such district has hosted", id="host"),
        pytest.param("/meetings/calendar.ics?host=%00", 400, "No such district has hosted", id="null byte"),
        pytest.param("/meetings/2016/nothing.ics", 404, "Page not found", id="no such meeting"),
        pytest.param("/meetings/2016/draft.ics", 404, "Page not found", id="draft"),
        pytest.param("/meetings/99999/fall.ics", 404, "Page not found", id="no year"),
    ],
)
def test_odd_address_is_refused(client, address, status, says):
    make_meeting("October 3, 2016", slug="draft", status=Status.DRAFT)
    response = client.get(address)
    assert response.status_code == status
    assert says in unescape(response.content.decode())


def test_calendar_is_always_of_today(client):
    make_meeting("October 3, 2016", slug="fall")
    for address, clean in {
        "/meetings/calendar.ics?as_of=2015&kind=fall": "/meetings/calendar.ics?kind=fall",
        "/meetings/calendar.ics?preview=yes&page=2": "/meetings/calendar.ics",
        "/meetings/2016/fall.ics?as_of=2015": "/meetings/2016/fall.ics",
    }.items():
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, clean)


def test_page_of_a_meeting_offers_a_calendar_file_where_its_days_are_known(client):
    make_meeting("October 3, 2016", slug="known")
    make_meeting("October 2016", slug="unknown")

    def offers(address):
        return re.findall(r'href="(/meetings/[^"]*\.ics)"', client.get(address).content.decode())

    assert offers("/meetings/2016/known/") == ["/meetings/2016/known.ics"]
    assert offers("/meetings/2016/unknown/") == []
    assert offers("/meetings/2016/known/?as_of=2016-11") == []
    assert offers("/meetings/?as_of=2017") == ["/meetings/calendar.ics"]


def test_names_of_several_lines_and_with_commas_do_not_break_a_calendar(client):
    make_profile(short_name="the League")
    district = make_district(slug="alpha", name="Alpha, Beta")
    make_hosting(make_meeting("October 21, 2016", title="One"), district)
    type(district).objects.filter(pk=district.pk).update(name="Alpha,\nBeta \x0bSchools")
    Meeting.objects.update(title="One\r\nX-EVIL:1")
    text = client.get("/meetings/calendar.ics?host=alpha").content
    assert "Meetings of the League\\, Alpha\\, Beta Schools" in "\n".join(lines_of(text))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["SUMMARY"].startswith("One X-EVIL:1")
    assert "X-EVIL" not in event
