"""The years, what was done in them, and the files that belong to it."""

from django.conf import settings

from consortium.data.bodies import ORGANIZATION, POSITION
from consortium.data.members import DISTRICT, PERSON
from consortium.data.table import CITED, Column, Link, Table, choice, known, markdown, number, page, pairs
from consortium.models import Year
from milestones.models import Appearance, Document, Edition, Milestone
from milestones.models.documents import PLACES

BLANK = ("none", "unknown", "not yet")
MILESTONE = Link("milestone", "The milestone.", "integer", required=True, table="milestones")
TOPIC = Link("topic", "The topic.", required=True, table="topics")

TABLES = (
    Table(
        "years",
        "Years",
        "The calendar years of the record.",
        Year,
        key=("year",),
        handle=("number",),
        columns=(
            Column("year", "Its number.", "year", read=lambda row, seen: row.number, required=True),
            Column("headline", "The year in a line."),
            markdown("introduction", "A paragraph above its milestones."),
            Column(
                "no_new_members",
                "What it means if no membership begins in this year. none: no district joined; unknown: it is not in "
                "the record; not yet: the year is not over.",
                read=lambda row, seen: row.blank(row.no_new_members, seen.reading.day),
                required=True,
                choices=BLANK,
            ),
            Column(
                "no_fall_meeting",
                "Likewise, if no meeting of the kind fall is in this year.",
                read=lambda row, seen: row.blank(row.no_fall_meeting, seen.reading.day),
                required=True,
                choices=BLANK,
            ),
            Column(
                "on_timeline",
                "false: it lies beyond the record's end, and only meetings of other bodies are in it.",
                "boolean",
                required=True,
            ),
            page(has=lambda row: row.on_timeline),
            *CITED,
        ),
    ),
    Table(
        "milestones",
        "Milestones",
        "What the consortium did in each year.",
        Milestone,
        key=("id",),
        handle=("pk",),
        start=lambda seen: seen.of(Milestone.objects.select_related("year")),
        order=("year", "position", "pk"),
        columns=(
            number("The number of the milestone. It stays with it and goes to no other one."),
            Column(
                "year",
                "The year it stands in. With as_of, years.csv may not have it yet: an event can come before its year.",
                "year",
                read=lambda row, seen: row.year_id,
                required=True,
            ),
            POSITION,
            Column("headline", "What happened, in a few words.", required=True),
            markdown("text", "What happened, in a sentence or two."),
            choice("kind", "What it was.", Milestone.Kind, required=True),
            *known("event_date", "When it was, if that differs from its year.", sortable=True),
            Link("meeting", "The meeting it belongs to.", table="meetings"),
            page("The address of its line on the page of its year.", lambda row: row.year.on_timeline),
            *CITED,
        ),
    ),
    Table(
        "appearances",
        "People in milestones",
        "Who took part in a milestone, with the office they then held.",
        Appearance,
        key=("milestone", "person"),
        order=("milestone", "pk"),
        columns=(MILESTONE, PERSON, Column("office", "The office then held."), *CITED),
    ),
    pairs(
        "milestone_districts",
        "Districts in milestones",
        "The districts that a milestone is about.",
        Milestone.districts.through,
        MILESTONE,
        DISTRICT,
    ),
    pairs(
        "milestone_organizations",
        "Organizations in milestones",
        "The organizations that a milestone is about.",
        Milestone.organizations.through,
        MILESTONE,
        ORGANIZATION,
    ),
    pairs(
        "milestone_topics",
        "Topics of milestones",
        "What a milestone is about.",
        Milestone.topics.through,
        MILESTONE,
        TOPIC,
    ),
    Table(
        "editions",
        "Editions",
        "The milestones document as it was frozen on a date; later corrections don't change it.",
        Edition,
        key=("slug",),
        start=lambda seen: seen.of(Edition.objects.defer("content")),
        columns=(
            Column("slug", "Its key: the last part of the address of its page.", required=True),
            Column("title", "Its title.", required=True),
            *known("as_of", "The date that it speaks of.", required=True, sortable=True),
            Column("frozen", "The day it was frozen.", "date", required=True),
            markdown("note", "What a reader should know of it."),
            Column("checksum", "The SHA-256 of its words, as its page has it.", required=True),
            page(),
        ),
    ),
    Table(
        "documents",
        "Documents",
        "Files to download, each attached to one year, meeting, milestone or collaborative.",
        Document,
        key=("id",),
        order=("pk",),
        one_of=PLACES,
        columns=(
            number("The number of the document. It stays with it and goes to no other one."),
            Column("title", "Its title.", required=True),
            choice("kind", "What it is.", Document.Kind, required=True),
            *known("dated", "The date that it bears.", sortable=True),
            Link("year", "The year it is attached to.", "year", table="years"),
            Link("meeting", "The meeting it is attached to.", table="meetings"),
            Link("milestone", "The milestone it is attached to.", "integer", table="milestones"),
            Link("collaborative", "The collaborative it is attached to.", table="collaboratives"),
            Column("name", "The name of the file.", required=True),
            Column("size", "The size of the file.", "integer", required=True, unit="bytes"),
            Column(
                "file",
                "The address of the file. The licence of the data is not that of the file.",
                read=lambda row, seen: settings.SITE_URL + row.get_absolute_url(),
                required=True,
                is_address=True,
            ),
            *CITED,
        ),
    ),
)
