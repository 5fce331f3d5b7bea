"""Which table stands in which file, and how a column's value is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from consortium.dates import KnownDate
from consortium.models import Profile, Source, Year
from consortium.text import FoldedField
from meetings.models import Hosting, Meeting, Sponsorship
from members.models import (
    Contact,
    District,
    DistrictName,
    Figure,
    Membership,
    Office,
    Organization,
    Person,
    Tenure,
)
from milestones.models import Appearance, Milestone, Topic

OLD_ADDRESSES = "old_addresses"


@dataclass(frozen=True)
class Table:
    """A model's place in the files: `parent` is the column that nesting stands for, `order` how rows follow."""

    model: type[Any]
    parent: str = ""
    children: dict[str, "Table"] = field(default_factory=dict)
    order: Callable[[Any], Any] = lambda row: ()

    def columns(self) -> list[models.Field]:
        """The columns that a row of the file may have, in the model's order."""
        meta = self.model._meta
        fields = [
            column
            for column in meta.concrete_fields
            if column.name != self.parent
            and not isinstance(column, FoldedField)
            and (column.editable or column.primary_key)
            and not isinstance(column, models.AutoField)
        ]
        many = [column for column in meta.many_to_many if column.remote_field.through._meta.auto_created]
        return [*fields, *many]


TABLES = {
    "profile": Table(Profile),
    "sources": Table(Source),
    "organizations": Table(Organization),
    "topics": Table(Topic),
    "years": Table(
        Year,
        children={
            "milestones": Table(
                Milestone,
                "year",
                children={"people": Table(Appearance, "milestone", order=lambda row: row.pk)},
                order=lambda row: (row.position, row.pk),
            )
        },
        order=lambda row: row.number,
    ),
    "districts": Table(
        District,
        children={
            "names": Table(DistrictName, "district", order=lambda row: row.until),
            "memberships": Table(Membership, "district", order=lambda row: row.joined_id),
            "figures": Table(Figure, "district", order=lambda row: row.when),
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
    "meetings": Table(
        Meeting,
        children={
            "hosts": Table(Hosting, "meeting", order=lambda row: (not row.lead, row.pk)),
            "sponsors": Table(Sponsorship, "meeting", order=lambda row: row.pk),
        },
        order=lambda row: (row.begins, row.pk),
    ),
}


def tables_by_depth() -> list[tuple[str, Table]]:
    """All tables as (path, table), parents before what is nested in them."""
    level: list[tuple[str, Table]] = list(TABLES.items())
    found = []
    while level:
        found += level
        level = [(f"{path}.{name}", child) for path, table in level for name, child in table.children.items()]
    return found


def written(column: models.Field, value: Any) -> str:
    """A column's value as the file has it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
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
    return column.to_python(text)
