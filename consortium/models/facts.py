"""Sources, and the facts that name them."""

from collections.abc import Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models

from consortium.dates import KnownDateField
from consortium.publishing import Record, RecordQuerySet


def validate_web_address(value: str) -> None:
    """Accept http and https addresses with a host only. Raises ValidationError."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(char.isspace() for char in value):
        raise ValidationError("Enter a web address that starts with http:// or https://.", code="web_address")


class WebAddressField(models.URLField):
    default_validators = [*models.URLField.default_validators, validate_web_address]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **kwargs, "max_length": 500})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class Source(Record):
    """Where a fact comes from. Shown beside the facts that name it."""

    key = models.SlugField(
        max_length=80,
        unique=True,
        db_collation="BINARY",
        help_text="A short name for files and lists, such as “milestones-2020”.",
    )
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    published = KnownDateField(null=True, blank=True)
    url = WebAddressField(verbose_name="web address")
    note = models.TextField(
        blank=True, help_text="Shown with the source: what it covers, how far to trust it."
    )

    objects = RecordQuerySet.as_manager()

    record_key = ("key",)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.title, self.publisher, self.published) if part)


class Fact(Record):
    """A row that says something about the world, and where that is said."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_facts",
        help_text="The document that says so. Leave empty only if there is none: the fact is then marked unsourced.",
    )
    passage = models.CharField(
        max_length=300, blank=True, help_text="Where in the source, or how it was read."
    )

    class Meta:
        abstract = True


class Claim(Fact):
    """A fact that may correct another row of its kind; both stay on the page, side by side."""

    told_of: ClassVar[tuple[tuple[str, str], ...]]  # (column, refusal): what a claim and its correction share

    corrects: Any  # each model's own foreign key

    class Meta:
        abstract = True

    def wrong_correction(self) -> str:
        """Why this row can't correct the one that it names; empty if it can, or names none."""
        if self.corrects is None:
            return ""
        for column, refusal in self.told_of:
            if self.corrects == self or getattr(self.corrects, column) != getattr(self, column):
                return refusal
        claim, passed = self.corrects, set()
        while claim is not None and claim.pk not in passed:
            if claim == self:
                return "They would correct each other in a circle: follow what each one corrects."
            passed.add(claim.pk)
            claim = claim.corrects
        return ""

    def clean(self) -> None:
        super().clean()
        if refusal := self.wrong_correction():
            raise ValidationError({"corrects": refusal})


def side_by_side(rows: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """Claims, each with those of `rows` that correct it or a correction of it; what corrects a claim not there is one.

    For facts of any kind with a column `corrects`; templates/consortium/_claim.html shows them, by their `statement`.
    """
    there = {row.pk: row for row in rows}
    found: dict[int, list[Any]] = {}
    for row in there.values():
        claim, passed = row, {row.pk}
        while claim.corrects_id in there.keys() - passed:
            claim = there[claim.corrects_id]
            passed.add(claim.pk)
        found.setdefault(claim.pk, []).extend([] if claim is row else [row])
    return [(there[pk], found[pk]) for pk in there if pk in found]
