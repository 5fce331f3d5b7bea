"""Sources and topics: public where a public row names them."""

from typing import Any

from consortium.data.table import Column, Seen, Table, known
from consortium.models import Fact, Source, Topic
from consortium.named import named
from meetings.models import Meeting, Practice
from milestones.models import Milestone


def sources(seen: Seen) -> Any:
    facts = {table.model for table in seen.tables.values() if issubclass(table.model, Fact)}
    ordered = sorted(facts, key=lambda model: model._meta.label)
    return named(seen.of, Source.objects.all(), tuple((model, "source") for model in ordered))


def topics(seen: Seen) -> Any:
    by = tuple((model, "topics") for model in (Milestone, Meeting, Practice))
    return named(seen.of, Topic.objects.all(), by)


TABLES = (
    Table(
        "sources",
        "Sources",
        "The documents that say so: every row of the other tables names its own, or is unsourced.",
        Source,
        key=("key",),
        handle=("key",),
        start=sources,
        columns=(
            Column("key", "Its key, a short name.", required=True),
            Column("title", "Its title.", required=True),
            Column("publisher", "Who published it."),
            *known("published", "When it was published."),
            Column("url", "Where it is on the web."),
            Column("note", "What it covers, and how far to trust it."),
        ),
    ),
    Table(
        "topics",
        "Topics",
        "What milestones, meetings and practices are about.",
        Topic,
        key=("slug",),
        handle=("slug",),
        start=topics,
        columns=(Column("slug", "Its key.", required=True), Column("name", "Its name.", required=True)),
    ),
)
