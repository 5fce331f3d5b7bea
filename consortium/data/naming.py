"""What is public where a public row names it: sources, topics and organizations, but districts and people, too."""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from consortium.data.table import Column, Seen, Table, known
from consortium.models import Fact, Source, Topic
from meetings.models import Meeting, Practice
from milestones.models import Milestone


def named(seen: Seen, rows: Any, *by: tuple[Any, str]) -> Any:
    """Those of `rows` that a row names which the reader sees; `by` are (model, its foreign key or its many)."""
    condition = Q()
    for model, name in by:
        condition |= Q(Exists(seen.of(model.objects.all()).filter(**{name: OuterRef("pk")})))
    return rows.filter(condition)


def sources(seen: Seen) -> Any:
    facts = {table.model for table in seen.tables.values() if issubclass(table.model, Fact)}
    ordered = sorted(facts, key=lambda model: model._meta.label)
    return named(seen, Source.objects.all(), *((model, "source") for model in ordered))


def topics(seen: Seen) -> Any:
    return named(seen, Topic.objects.all(), *((model, "topics") for model in (Milestone, Meeting, Practice)))


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
