"""Meetings as iCalendar (RFC 5545): all-day events, for the record knows days and no hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from consortium.dates import KnownDate
from consortium.models import Profile
from consortium.text import listed, one_line, plain, printable
from meetings.models import Hosting, Meeting

HOST = str(urlsplit(settings.SITE_URL).hostname)
A_DAY = timedelta(days=1)
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Revision:
    """How often a meeting or who hosts it was changed, its entry in the record not counted, and when last."""

    number: int
    last: datetime


# Of a row whose history somebody cleared away.
UNTOLD = Revision(0, datetime.fromtimestamp(0, UTC))


def revisions(meetings: Any) -> dict[int, Revision]:
    """By the meetings' numbers, from history; `meetings` is a queryset. In two queries."""
    own = Meeting.history.filter(id__in=meetings.order_by().values("pk")).order_by().values_list("id")
    hosts = Hosting.history.filter(meeting__in=meetings.order_by().values("pk")).order_by()
    found: dict[int, Revision] = {}
    for rows in (own, hosts.values_list("meeting_id")):
        for pk, count, last in rows.annotate(Count("history_id"), Max("history_date")):
            before = found.get(pk)
            found[pk] = (
                Revision(before.number + count, max(before.last, last))
                if before
                else Revision(count - 1, last)
            )
    return found


def named(meeting: Meeting) -> str:
    """What it is called where nothing else is seen of it: "Fall meeting 2016: Literacy"."""
    return f"{meeting}: {meeting.theme}" if meeting.theme else str(meeting)


def told(meeting: Any) -> list[str]:
    """What is said of a meeting beside its name, its days and its place; it has `hosts` and `standing`."""
    said = [str(meeting.get_kind_display())]
    if meeting.hosts:
        said.append(f"Hosted by {listed([host.name_then for host in meeting.hosts])}")
    if meeting.summary:
        said.append(plain(meeting.summary))
    if meeting.standing == Meeting.Standing.NO_RECORD:
        said.append("There is no record that it took place.")
    if meeting.standing == Meeting.Standing.PLANNED and meeting.registration_url:
        by = f" by {KnownDate(meeting.registration_deadline)}" if meeting.registration_deadline else ""
        said.append(f"Register{by}: {meeting.registration_url}")
    return said


def event(meeting: Any, revision: Revision, profile: Profile) -> Event:
    """One meeting whose days are known. Its number stays, so that a calendar knows it again at another address."""
    first, last = meeting.known_days
    is_cancelled = meeting.standing == Meeting.Standing.CANCELLED
    found = Event()
    found.add("uid", f"meeting-{meeting.pk}@{HOST}")
    found.add("dtstamp", revision.last.astimezone(UTC))
    found.add("last-modified", revision.last.astimezone(UTC))
    found.add("sequence", revision.number)
    found.add("dtstart", first)
    found.add("dtend", last + A_DAY)  # the first day after it
    found.add("summary", one_line(f"{'Cancelled: ' if is_cancelled else ''}{named(meeting)}"))
    found.add("description", printable("\n".join(told(meeting))))
    if place := ", ".join(part for part in (meeting.venue, meeting.place) if part):
        found.add("location", one_line(place))
    found.add("url", settings.SITE_URL + meeting.get_absolute_url())
    found.add("categories", [str(meeting.get_kind_display())])
    if meeting.standing != Meeting.Standing.NO_RECORD:
        found.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    found.add("transp", "TRANSPARENT")  # who follows the meetings need not be away for them
    if profile.contact_email and meeting.run_by is None:
        organizer = vCalAddress(f"mailto:{profile.contact_email}")
        organizer.params["CN"] = one_line(profile.name)
        found.add("organizer", organizer)
    return found


def calendar(meetings: Iterable[Any], history: dict[int, Revision], profile: Profile, name: str) -> bytes:
    """An iCalendar file of `meetings` whose days are known, each with its `hosts` and `standing`."""
    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", f"-//{HOST}//Meetings//EN")
    found.add("name", vText(one_line(name)))
    found.add("x-wr-calname", vText(one_line(name)))  # the same for programs older than RFC 7986
    found.add("refresh-interval", A_DAY, parameters={"value": "DURATION"})
    found.add("x-published-ttl", "P1D")
    for meeting in meetings:
        found.add_component(event(meeting, history.get(meeting.pk, UNTOLD), profile))
    if not found.subcomponents:  # a calendar holds something: at least the zone that its days are in
        year = profile.today().year
        found.add_component(
            Timezone.from_tzinfo(profile.zone, first_date=date(year, 1, 1), last_date=date(year, 12, 31))
        )
    return found.to_ical()
