"""Which table stands in which file, and how a column's value is written."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from consortium.dates import KnownDate
from consortium.models import Plan, PlanPart, Profile, Source, Topic, Year
from consortium.text import FoldedField
from meetings.models import (
    Comment,
    ExamplePartner,
    Hosting,
    Meeting,
    Photo,
    Practice,
    PracticeExample,
    Sponsorship,
    Story,
    Voice,
)
from members.models import (
    Affiliation,
    Award,
    Collaborative,
    Contact,
    District,
    DistrictName,
    Figure,
    Goal,
    Highlight,
    Membership,
    Office,
    Organization,
    Participation,
    Person,
    ProgramYear,
    StatedNumber,
    Tenure,
)
from milestones.models import Appearance, Document, Edition, Milestone

OLD_ADDRESSES = "old_addresses"


@dataclass(frozen=True)
class Table:
    """A model's place in the files: `parent` is the column that nesting stands for, `order` how rows follow.

    `kept` are columns that no form has and that nothing else says.
    """

    model: type[Any]
    parent: str = ""
    children: dict[str, "Table"] = field(default_factory=dict)
    order: Callable[[Any], Any] = lambda row: ()
    kept: tuple[str, ...] = ()

    def columns(self) -> list[models.Field]:
        """The columns that a row of the file may have, in the model's order."""
        meta = self.model._meta
        fields = [
            column
            for column in meta.concrete_fields
            if column.name != self.parent
            and not isinstance(column, FoldedField)
            and (column.editable or column.primary_key or column.name in self.kept)
            and not isinstance(column, models.AutoField)
        ]
        many = [column for column in meta.many_to_many if column.remote_field.through._meta.auto_created]
        return [*fields, *many]


def in_position(row: Any) -> Any:
    return row.position, row.pk


TABLES = {
    "profile": Table(Profile),
    "sources": Table(Source),
    "organizations": Table(
        Organization,
        children={"affiliations": Table(Affiliation, "organization", order=lambda row: row.role)},
    ),
    "topics": Table(Topic),
    "plans": Table(
        Plan,
        children={"parts": Table(PlanPart, "plan", order=lambda row: (row.kind, row.position, row.pk))},
        order=lambda row: row.adopted,
    ),
    "years": Table(
        Year,
        children={
            "milestones": Table(
                Milestone,
                "year",
                children={"people": Table(Appearance, "milestone", order=lambda row: row.pk)},
                order=in_position,
            )
        },
        order=lambda row: row.number,
    ),
    "districts": Table(
        District,
        children={
            "names": Table(DistrictName, "district", order=lambda row: (row.until is None, row.until)),
            "memberships": Table(Membership, "district", order=lambda row: row.joined_id),
            "figures": Table(Figure, "district", order=lambda row: row.when),
            "awards": Table(Award, "district", order=lambda row: row.when),
            "contacts": Table(Contact, "district"),
        },
    ),
    "people": Table(
        Person,
        children={
            "tenures": Table(Tenure, "person", order=lambda row: row.since),
            "offices": Table(Office, "person", order=lambda row: row.since),
        },
    ),
    "collaboratives": Table(
        Collaborative,
        children={
            "stated_numbers": Table(StatedNumber, "collaborative", order=lambda row: row.when),
            "participations": Table(Participation, "collaborative", order=lambda row: row.since),
            "program_years": Table(
                ProgramYear,
                "collaborative",
                children={
                    "goals": Table(Goal, "program_year", order=in_position),
                    "highlights": Table(Highlight, "program_year", order=in_position),
                },
                order=lambda row: row.begins,
            ),
        },
    ),
    "meetings": Table(
        Meeting,
        children={
            "hosts": Table(Hosting, "meeting", order=lambda row: (not row.lead, row.pk)),
            "sponsors": Table(Sponsorship, "meeting", order=lambda row: row.pk),
        },
        order=lambda row: (row.begins, row.pk),
    ),
    "practices": Table(
        Practice,
        children={
            "examples": Table(
                PracticeExample,
                "practice",
                children={"partners": Table(ExamplePartner, "example", order=in_position)},
                order=in_position,
            )
        },
    ),
    "stories": Table(
        Story,
        children={
            "voices": Table(Voice, "story", order=in_position),
            "photos": Table(Photo, "story", order=in_position),
            "comments": Table(Comment, "story", order=lambda row: (row.sent, row.pk)),
        },
        order=lambda row: row.published,
    ),
    "documents": Table(Document, order=lambda row: row.pk, kept=("name", "size")),
    "editions": Table(
        Edition,
        order=lambda row: (row.as_of, row.frozen, row.pk),
        kept=("as_of", "frozen", "frozen_by", "content", "checksum"),
    ),
}


def tables_in_order() -> list[tuple[str, Table]]:
    """All tables as (path, table), each after those whose rows it names."""
    waiting: list[tuple[str, Table]] = list(TABLES.items())
    paths: dict[type[Any], tuple[str, Table]] = {}
    while waiting:
        path, table = waiting.pop(0)
        paths[table.model] = (path, table)
        waiting += [(f"{path}.{name}", child) for name, child in table.children.items()]
    found: list[tuple[str, Table]] = []

    def visit(model: type[Any]) -> None:
        if model not in paths or paths[model] in found:
            return
        for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
            if column.related_model not in {None, model}:
                visit(column.related_model)
        found.append(paths[model])

    for model in paths:
        visit(model)
    return found


def written(column: models.Field, value: Any) -> str:
    """A column's value as the file has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(column, models.JSONField):
        return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return value.plain if isinstance(value, KnownDate) else str(value)


def read(column: models.Field, text: str) -> Any:
    """The value that `text` stands for. Raises ValidationError."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValidationError("Null characters and halves of characters are not allowed.")
    if text == "" and (column.null or not isinstance(column, models.CharField | models.TextField)):
        return None
    if isinstance(column, models.BooleanField):
        if text not in {"yes", "no"}:
            raise ValidationError(f"“{text[:40]}” is neither yes nor no.")
        return text == "yes"
    if isinstance(column, models.DateField):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValidationError(f"“{text[:40]}” is not a day like 2016-05-12.") from None
    if isinstance(column, models.JSONField):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise ValidationError("This is not JSON.") from None
    return column.to_python(text)
