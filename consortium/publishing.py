"""Draft, published, in the bin: what the public sees of a record, and the queryset that every model stands on."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, Self, cast

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal
from simple_history.models import HistoricalRecords

from consortium.history import reason
from consortium.text import FoldedField

BATCH = 1_000

# Sent by the base queryset where it changes many rows at once and no row's own signals are: `queryset`, `pks`, and
# after it whether these `are_new`. The search's entries are written then.
rows_changing = Signal()
rows_changed = Signal()


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    BIN = "bin", "In the bin"


class RecordQuerySet(models.QuerySet):
    """What every queryset of the record can do; `public()` is the only door to the public side."""

    model: type[Any]  # a Record: its manager and class attributes are its own
    door: frozenset[str] | None = (
        None  # the statuses of what a reader sees; None for all rows, whoever may see them
    )

    def public(self) -> Self:
        """Leave out drafts, the bin, and whatever hangs on one of them."""
        return self._through(frozenset({Status.PUBLISHED}))

    def preview(self) -> Self:
        """As `public()`, drafts included: for signed-in staff."""
        return self._through(frozenset({Status.PUBLISHED, Status.DRAFT}))

    def _through(self, door: frozenset[str]) -> Self:
        rows = self.filter(self.model.shown_q(door))
        rows.door = door
        return rows

    def beside(self, rows: Any) -> Any:
        """Those of other `rows` that come through the same door as these: what a condition on these may go by."""
        return rows if self.door is None else rows._through(self.door)

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # Django's stubs leave it out
        clone.door = self.door
        return clone

    def as_of(self, day: date) -> Self:
        """Leave out what was not yet so at the end of `day`. Undated rows stay."""
        return self

    # What changes many rows at once leaves the same history, and search entries, as saving them one by one

    def update(self, **kwargs: Any) -> int:
        with transaction.atomic(using=self.db):
            before: dict[Any, Any] = {row.pk: row for row in list[Any](self)}
            rows_changing.send(self.model, queryset=self, pks=list(before))
            super().update(**kwargs)
            rows = list(self.model._base_manager.using(self.db).in_bulk(list(before)).values())
            for row in rows:
                row.refold(self.db)
                row.moved_from(before[row.pk])
            self._keep(rows, update=True)
            rows_changed.send(self.model, queryset=self, pks=list(before), are_new=False)
        return len(before)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(  # type: ignore[override]  # its other options go through as they are
        self, objs: Iterable[Any], batch_size: int | None = None, **kwargs: Any
    ) -> list[Any]:
        with transaction.atomic(using=self.db):
            rows = super().bulk_create(objs, batch_size, **kwargs)
            self._keep(rows, batch_size=batch_size)
            # Those that were there already, if it may meet any, are not new.
            are_new = not kwargs.get("update_conflicts")
            rows_changed.send(self.model, queryset=self, pks=[row.pk for row in rows], are_new=are_new)
        return rows

    def _keep(self, rows: list[Any], *, update: bool = False, batch_size: int | None = None) -> None:
        if update and getattr(self.model, "_history_m2m_fields", None):
            for row in rows:  # one by one: in bulk, simple-history leaves the links out
                row.save(using=self.db)
            return
        self.model.history.bulk_history_create(
            rows, batch_size or BATCH, update=update, default_change_reason=reason() or None
        )


class Record(models.Model):
    """A row of the record. Without a status of its own it is shown with all its parents, and only then."""

    parents: ClassVar[tuple[str, ...]] = ()  # the foreign keys it hangs on
    is_personal: ClassVar[bool] = (
        False  # whether deleting it for good forgets what history and the log say of it, too
    )

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

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

    def refold(self, using: str) -> None:
        """Write the folded columns anew after their sources changed behind the model's back."""
        folded = [field for field in self._meta.local_fields if isinstance(field, FoldedField)]
        stored = {field.attname: getattr(self, field.attname) for field in folded}
        values = {field.attname: field.pre_save(self, add=False) for field in folded}
        if values != stored:
            type(self)._base_manager.using(using).filter(pk=self.pk).update(**values)

    def moved_from(self, before: Self) -> None:
        """What is left to do after a change from `before` to this row, which is saved already."""

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (names := kwargs.get("update_fields")) is not None:
            folded = (field for field in self._meta.local_fields if isinstance(field, FoldedField))
            kwargs["update_fields"] = {*names, *(field.name for field in folded)}
        # A row, its entry in history and those in the search, or none of them
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
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


def in_bin(row: Any) -> bool:
    """Whether a row of any kind is in the bin; one without a status never is."""
    return isinstance(row, Publishable) and row.status == Status.BIN


def ways_up(model: type[Any]) -> Iterator[str]:
    """The ways to all that a row hangs on, such as `meeting__year`."""
    for name in model.parents:
        yield name
        for rest in ways_up(model._meta.get_field(name).related_model):
            yield f"{name}__{rest}"
