"""Meetings: who hosted and paid for them, and what was told of them."""

from typing import Any

from consortium.data.bodies import ORGANIZATION
from consortium.data.members import DISTRICT, PERSON
from consortium.data.milestones import TOPIC
from consortium.data.table import (
    CITED,
    Column,
    Link,
    Seen,
    Table,
    choice,
    known,
    markdown,
    number,
    page,
    pairs,
    state,
)
from meetings.models import Hosting, Meeting, Sponsorship, Story, Voice


def called_off(meeting: Any, seen: Seen) -> Any:
    is_so = meeting.cancelled and meeting.cancelled.first <= seen.reading.day
    return meeting.cancelled if is_so else None


def of_its_course(name: str, meaning: str) -> Column:
    """What is told of a meeting once it has begun."""

    def read(meeting: Any, seen: Seen) -> str:
        is_plan = seen.reading.as_of and not meeting.has_begun(seen.reading.day)
        return "" if is_plan else getattr(meeting, name)

    return Column(name, f"{meaning} Markdown.", read=read)


MEETING = Link("meeting", "The meeting.", required=True, table="meetings")

TABLES = (
    Table(
        "meetings",
        "Meetings",
        "Gatherings: planned, held or cancelled. Those of collaboratives that another body runs are among them.",
        Meeting,
        key=("id",),
        handle=("year_id", "slug"),
        start=lambda seen: seen.of(Meeting.objects.select_related("program_year__collaborative__run_by")),
        order=("begins", "pk"),
        columns=(
            Column(
                "id",
                "Its key: the year, a slash, and the last part of the address of its page.",
                read=lambda row, seen: f"{row.year_id}/{row.slug}",
                required=True,
            ),
            Column(
                "year",
                "The year in which it begins. With as_of, years.csv may not have it yet: a meeting is announced before.",
                "year",
                read=lambda row, seen: row.year_id,
                required=True,
            ),
            choice("kind", "What it is.", Meeting.Kind, required=True),
            Column("name", "Its name.", read=lambda row, seen: str(row), required=True),
            Column("theme", "What it goes into."),
            markdown("summary", "What it is about, in a sentence or two."),
            Column(
                "own",
                "false: it is of a collaborative that another body runs, and counts in no figure of the consortium.",
                "boolean",
                read=lambda row, seen: row.run_by is None,
                required=True,
            ),
            Link("program_year", "Of a collaborative's meeting: its program year.", table="program_years"),
            choice(
                "status",
                "What is known of it: planned until it is over, then held or no record that it took place.",
                Meeting.Standing,
                read=lambda row, seen: str(row.status_on(seen.reading.day)),
                required=True,
            ),
            *known("begins", "When it is or begins.", required=True, sortable=True),
            *known("ends", "When it ends, if that is known and another day."),
            Column("days", "How long it is, if the days themselves are not known.", "integer", unit="days"),
            *known("announced", "When it was announced."),
            *known("cancelled", "When it was called off.", read=called_off),
            Column("venue", "The house."),
            Column("city", "The city."),
            state(),
            choice("format", "How it is held.", Meeting.Format),
            choice("fallback", "How it is held if it can't be held so.", Meeting.Format),
            of_its_course("practice_seen", "What members saw."),
            of_its_course("discussed", "Other matters discussed."),
            Column("registration_url", "Where to register."),
            Column("registration_deadline", "The last day to register.", "date"),
            Link("next_convening", "The meeting that was announced as the next one.", table="meetings"),
            page(),
            *CITED,
        ),
    ),
    Table(
        "hostings",
        "Hosts",
        "The districts that hosted a meeting or are to host it.",
        Hosting,
        key=("meeting", "district"),
        order=("meeting__begins", "meeting", "-lead", "pk"),
        columns=(
            MEETING,
            DISTRICT,
            Column("lead", "Of several hosts, the one in charge.", "boolean", required=True),
            *CITED,
        ),
    ),
    Table(
        "sponsorships",
        "Sponsors",
        "The organizations that paid for a meeting or supported it.",
        Sponsorship,
        key=("meeting", "organization"),
        order=("meeting__begins", "meeting", "pk"),
        columns=(
            MEETING,
            ORGANIZATION,
            choice("kind", "How it helped.", Sponsorship.Kind, required=True),
            Column("what", "What it gave."),
            *CITED,
        ),
    ),
    pairs(
        "meeting_topics",
        "Topics of meetings",
        "What a meeting is about.",
        Meeting.topics.through,
        MEETING,
        TOPIC,
    ),
    Table(
        "stories",
        "Stories",
        "The news of a meeting; it stands on the meeting's page.",
        Story,
        key=("meeting",),
        handle=("meeting__year_id", "meeting__slug"),
        start=lambda seen: seen.of(Story.objects.select_related("meeting")),
        order=("published", "pk"),
        columns=(
            MEETING,
            Column("headline", "Its headline.", required=True),
            *known("published", "When it was published.", required=True, sortable=True),
            markdown("body", "What it says."),
            page("Its address on the page of the meeting."),
            *CITED,
        ),
    ),
    Table(
        "voices",
        "Voices",
        "What a person said in a story. The post they then held is in tenures and offices.",
        Voice,
        key=("id",),
        order=("story", "position", "pk"),
        columns=(
            number(),
            Link("story", "The story, by its meeting.", required=True, table="stories"),
            PERSON,
            Column("position", "Its place in the story.", "integer", required=True),
            Column("words", "What was said.", required=True),
            Column("quoted", "true: word for word; false: told in other words.", "boolean", required=True),
            *CITED,
        ),
    ),
)
