"""Draft, published, in the bin: what the public sees of a record, and the queryset that every model stands on."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self, cast

from django.db import models, transaction
from django.db.models import Q

from consortium.text import FoldedField


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    BIN = "bin", "In the bin"


class RecordQuerySet(models.QuerySet):
    """What every queryset of the record can do; `public()` is the only door to the public side."""

    model: type[Any]  # a Record: its manager and class attributes are its own

    def public(self) -> Self:
        """Leave out drafts, the bin, and whatever hangs on one of them."""
        return self.filter(self.model.shown_q({Status.PUBLISHED}))

    def preview(self) -> Self:
        """As `public()`, drafts included: for signed-in staff."""
        return self.filter(self.model.shown_q({Status.PUBLISHED, Status.DRAFT}))

    def as_of(self, day: date) -> Self:
        """Leave out what was not yet so at the end of `day`. Undated rows stay."""
        return self

    def update(self, **kwargs: Any) -> int:
        """As Django's; where a column changes that `save()` looks after, each row is saved again."""
        changed = {self.model._meta.get_field(name).attname for name in kwargs}
        if not self.model.watched() & changed:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            rows: list[Any] = list(self)
            before = {row.pk: row for row in rows}
            super().update(**kwargs)
            for row in self.model._base_manager.using(self.db).in_bulk(list(before)).values():
                row.save(using=self.db, update_fields=[])  # the folded columns alone
                row.moved_from(before[row.pk])
        return len(before)

    update.alters_data = True  # type: ignore[attr-defined]


class Record(models.Model):
    """A row of the record. Without a status of its own it is shown with all its parents, and only then."""

    parents: ClassVar[tuple[str, ...]] = ()  # the foreign keys it hangs on

    class Meta:
        abstract = True

    @classmethod
    def watched(cls) -> set[str]:
        """The columns from which `save()` derives others."""
        return {
            source
            for field in cls._meta.local_fields
            if isinstance(field, FoldedField)
            for source in field.sources
        }

    @classmethod
    def shown_q(cls, statuses: Iterable[str], prefix: str = "") -> Q:
        """The condition that a row, and everything it hangs on, has one of `statuses`."""
        condition = Q()
        if any(field.name == "status" for field in cls._meta.local_fields):
            condition &= Q(**{f"{prefix}status__in": sorted(statuses)})
        for name in cls.parents:
            field = cls._meta.get_field(name)
            parent = cast("type[Record]", field.related_model).shown_q(statuses, f"{prefix}{name}__")
            if field.null and parent:
                parent |= Q(**{f"{prefix}{name}__isnull": True})
            condition &= parent
        return condition

    def moved_from(self, before: Self) -> None:
        """What is left to do after a change from `before` to this row, which is saved already."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (names := kwargs.get("update_fields")) is not None:
            folded = (field for field in self._meta.local_fields if isinstance(field, FoldedField))
            kwargs["update_fields"] = {*names, *(field.name for field in folded)}
        super().save(*args, **kwargs)


class Publishable(Record):
    """A record with a page or a line of its own that staff publish."""

    status = models.CharField(
        max_length=9,
        choices=Status,
        default=Status.DRAFT,
        help_text="A draft is seen by signed-in staff only. What is published shows on the site at once.",
    )

    class Meta:
        abstract = True

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED
