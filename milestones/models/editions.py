from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models

from consortium.dates import KnownDate, KnownDateField, not_over
from consortium.models import SLUG_HELP, Addressed
from consortium.publishing import Publishable, RecordQuerySet
from milestones.document.content import MilestonesDocument
from milestones.document.strict_json import ContentError, checksum

FROZEN = ("as_of", "frozen", "frozen_by", "content", "checksum")  # once they are stored, nothing changes them

BROKEN = "Not the words of the edition that was"


class FrozenError(Exception):
    """What an edition froze was to be changed."""

    def __init__(self) -> None:
        super().__init__("An edition is frozen: its date, its words and their checksum stay as they are.")


class EditionQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Editions of a period that was over on `day`: they speak of what was so at its end, whenever they were frozen."""
        return self.exclude(not_over("as_of", day + timedelta(days=1)))

    def in_order(self) -> list[Any]:
        """All of them, without their contents, by the last day of the period that each speaks of."""
        return sorted(self.defer("content"), key=lambda edition: edition.place)

    def update(self, **kwargs: Any) -> int:
        if kwargs.keys() & {*FROZEN}:
            raise FrozenError
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(  # type: ignore[override]  # as that of RecordQuerySet
        self, objs: Iterable[Any], batch_size: int | None = None, **kwargs: Any
    ) -> list[Any]:
        if {*(kwargs.get("update_fields") or ())} & {*FROZEN}:
            raise FrozenError
        return super().bulk_create(objs, batch_size, **kwargs)


class Edition(Addressed, Publishable):
    """The milestones document as it was frozen on a date, which later corrections don't change.

    `content` is a MilestonesDocument, `checksum` the SHA-256 of its canonical JSON. The database itself refuses to
    change what is FROZEN. An edition is public once it is frozen; taken back, it is a draft, as any other record.
    """

    title = models.CharField(max_length=120, help_text="Such as “May 2020”.")
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    as_of = KnownDateField(verbose_name="as of", editable=False)
    frozen = models.DateField(verbose_name="frozen on", editable=False)
    frozen_by = models.CharField(max_length=150, blank=True, editable=False)
    note = models.TextField(
        blank=True, help_text="What a reader should know of this edition, above it. Markdown. Public."
    )
    content = models.JSONField(editable=False)
    checksum = models.CharField(max_length=64, editable=False)

    objects = EditionQuerySet.as_manager()

    page = "milestones:edition-detail"
    record_key = ("slug",)

    class Meta:
        ordering = ("as_of", "frozen", "pk")

    def __str__(self) -> str:
        return f"Edition of {self.title}"

    def clean(self) -> None:
        super().clean()
        try:
            document = MilestonesDocument.of_json(self.content)
        except ContentError as error:
            raise ValidationError({"content": str(error)}) from error
        if self.checksum != document.checksum:
            raise ValidationError({"checksum": "This is not the checksum of these words."})
        if self.as_of != document.as_of:
            raise ValidationError({"as_of": f"The words bear another date, {document.as_of}."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        there = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
        if there and any(getattr(there, name) != getattr(self, name) for name in FROZEN):
            raise FrozenError
        super().save(*args, **kwargs)

    @property
    def place(self) -> tuple[Any, ...]:
        """By which editions follow each other: May 2015 comes before 2015, whose last day is a later one."""
        return self.as_of.last, self.frozen, self.pk

    @cached_property
    def document(self) -> MilestonesDocument | None:
        """What was frozen; None where what is stored can't be read as a document any more."""
        try:
            return MilestonesDocument.of_json(self.content)
        except ContentError:
            return None

    @property
    def is_intact(self) -> bool:
        """Whether the words are those that were frozen."""
        return self.document is not None and checksum(self.content) == self.checksum

    @property
    def remark(self) -> str:
        """The line of the document itself that says what it is; paper and files carry it along."""
        return f"{'Edition' if self.is_intact else BROKEN} frozen on {KnownDate(self.frozen)}"
