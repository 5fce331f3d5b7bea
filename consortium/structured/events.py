"""Meetings, and what is told of them."""

from collections.abc import Iterable
from typing import Any

from consortium.models import Profile
from consortium.structured import Node, absolute, consortium, node
from consortium.structured.bodies import collaborative_named, district_named, organization, place
from consortium.structured.works import document
from consortium.text import plain
from meetings.calendar import named
from meetings.models import Meeting

SCHEMA = "https://schema.org/"
MODES = {
    Meeting.Format.IN_PERSON: f"{SCHEMA}OfflineEventAttendanceMode",
    Meeting.Format.VIRTUAL: f"{SCHEMA}OnlineEventAttendanceMode",
    Meeting.Format.HYBRID: f"{SCHEMA}MixedEventAttendanceMode",
}
# Of a meeting without a record that it took place nothing is said.
STATUSES = {
    Meeting.Standing.PLANNED: f"{SCHEMA}EventScheduled",
    Meeting.Standing.HELD: f"{SCHEMA}EventScheduled",
    Meeting.Standing.CANCELLED: f"{SCHEMA}EventCancelled",
}


def event_named(meeting: Meeting) -> Node:
    return node(
        "EducationEvent", name=named(meeting), url=absolute(meeting.get_absolute_url()), **days(meeting)
    )


def days(meeting: Meeting) -> dict[str, str]:
    """Its first and last day, where they are known: a season is no date."""
    last = meeting.ends or meeting.begins
    return {
        name: date.iso
        for name, date in (("startDate", meeting.begins), ("endDate", last))
        if meeting.begins.is_day and date.is_day
    }


def event(
    meeting: Any, profile: Profile, standing: Meeting.Standing, *, collaborative: Any = None,
    story: Any = None, photos: Iterable[Any] = (),
) -> Node:  # fmt: skip
    """A meeting with its `hosts`, its sponsorships `given`, its documents `papers` and its story."""
    body = collaborative_named(collaborative, profile) if collaborative else consortium(profile)
    works = [document(paper) for paper in meeting.papers]
    return {
        **event_named(meeting),
        **node(
            "EducationEvent",
            eventStatus=STATUSES.get(standing),
            eventAttendanceMode=MODES.get(meeting.format),
            location=place(meeting.city, meeting.state, meeting.venue),
            organizer=[body, *(district_named(host.name_then, host.district) for host in meeting.hosts)],
            sponsor=[organization(row.organization) for row in meeting.given if row.kind == "sponsor"],
            subjectOf=[*([article(story, meeting, profile, photos)] if story else []), *works],
        ),
    }


def article(story: Any, meeting: Meeting, profile: Profile, photos: Iterable[Any]) -> Node:
    """The news of a meeting."""
    return node(
        "NewsArticle",
        headline=story.headline,
        url=f"{absolute(meeting.get_absolute_url())}#story",
        datePublished=story.published.iso,
        publisher=consortium(profile),
        image=[absolute(photo.get_absolute_url()) for photo in photos],
    )


def program_year(row: Any, profile: Profile, meetings: Iterable[Meeting]) -> Node:
    """A year of a collaborative, with its meetings."""
    return node(
        "EventSeries",
        name=f"{row.collaborative}, {row.years}",
        url=absolute(row.get_absolute_url()),
        description=plain(row.introduction),
        startDate=row.begins.isoformat(),
        endDate=row.ends.isoformat(),
        organizer=collaborative_named(row.collaborative, profile),
        subEvent=[event_named(meeting) for meeting in meetings],
    )
