"""Promising practices: where they are done, and who helped."""

from django.db.models import F

from consortium.data.bodies import ORGANIZATION, POSITION
from consortium.data.meetings import MEETING
from consortium.data.milestones import TOPIC
from consortium.data.table import CITED, Column, Link, Table, known, markdown, number, page, pairs, state
from meetings.models import ExamplePartner, Practice, PracticeExample

PRACTICE = Link("practice", "The practice.", required=True, table="practices")

TABLES = (
    Table(
        "practices",
        "Practices",
        "Promising practices, shown by a district or taken from a state.",
        Practice,
        key=("slug",),
        handle=("slug",),
        order=("series", F("number").asc(nulls_last=True), "folded", "pk"),
        columns=(
            Column("slug", "Its key: the last part of the address of its page.", required=True),
            Column("series", "The series it is part of."),
            Column("number", "Its number in the series.", "integer"),
            Column("theme", "One word or two above the title."),
            Column("title", "Its title.", required=True),
            markdown("principle", "What it comes to."),
            markdown("body", "More of it."),
            markdown("advice", "What others may take from it."),
            Column("learn_more_url", "Where to learn more."),
            markdown("resources", "Further resources."),
            markdown("more_to_come", "What was announced to follow."),
            *known("more_to_come_by", "The date that this announcement names."),
            *known("published", "When it was published.", sortable=True),
            page(),
            *CITED,
        ),
    ),
    Table(
        "practice_examples",
        "Examples of practices",
        "A state or a district that does it.",
        PracticeExample,
        key=("id",),
        handle=("pk",),
        start=lambda seen: seen.of(PracticeExample.objects.select_related("district")),
        order=("practice", "position", "pk"),
        columns=(
            number(),
            PRACTICE,
            POSITION,
            state(
                "The example's own or that of its district.", read=lambda row, seen: row.code, required=True
            ),
            Link("district", "The district. Empty: the example is of a state.", table="districts"),
            Column("heading", "Who, and a verb.", required=True),
            markdown("text", "What it did."),
            *CITED,
        ),
    ),
    Table(
        "example_partners",
        "Partners of examples",
        "The organizations that helped with an example.",
        ExamplePartner,
        key=("example", "organization"),
        order=("example", "position", "pk"),
        columns=(
            Link("example", "The example.", "integer", required=True, table="practice_examples"),
            ORGANIZATION,
            POSITION,
            markdown("did", "What it did."),
            *CITED,
        ),
    ),
    pairs(
        "practice_meetings",
        "Practices seen at meetings",
        "The meetings at which members saw a practice.",
        Practice.seen_at.through,
        PRACTICE,
        MEETING,
    ),
    pairs(
        "practice_topics",
        "Topics of practices",
        "What a practice is about.",
        Practice.topics.through,
        PRACTICE,
        TOPIC,
    ),
)
