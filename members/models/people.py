from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from consortium.dates import YEARS
from consortium.models import SLUG_HELP, Addressed, Fact
from consortium.publishing import Publishable, RecordQuerySet
from consortium.text import FoldedField
from members.models.districts import District


class Person(Addressed, Publishable):
    """A named leader. What they did when is said by tenures and offices, so old pages stay right."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True, help_text=SLUG_HELP)
    about = models.TextField(blank=True, help_text="Markdown. Public.")
    folded = FoldedField("name", db_index=True)

    objects = RecordQuerySet.as_manager()

    page = "members:person-detail"
    record_key = ("slug",)

    class Meta:
        ordering = ("folded", "pk")
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class TermQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(since__lte=day.year)

    def current_on(self, day: date) -> Self:
        """Terms that count on `day`: from the first year up to, not including, the year of ending."""
        return self.as_of(day).filter(Q(until__isnull=True) | Q(until__gt=day.year))

    def attested_in(self, year: int) -> Self:
        """Terms known to cover `year`; one seen once, without beginning or end, says nothing of other years."""
        known = Q(since__lte=year) & (Q(until__gt=year) | Q(until__isnull=True, since_known=True))
        return self.filter(known | Q(since=year))

    def overlapping(self) -> Self:
        """Terms of the same post that share a year."""
        same = {name: OuterRef(name) for name in self.model.post_fields}
        others = self.model.objects.filter(
            Q(until__isnull=True) | Q(until__gt=OuterRef("since")), **same
        ).exclude(pk=OuterRef("pk"))
        return self.filter(
            Q(Exists(others.filter(since__lt=OuterRef("until"))))
            | (Q(until__isnull=True) & Q(Exists(others)))
        )


class Term(Fact):
    """A post held from year to year."""

    post_fields: tuple[str, ...]  # the columns that say which post it is

    since = models.PositiveSmallIntegerField(
        validators=YEARS, help_text="The year it began or, if that is not known, the first year it is seen."
    )
    since_known = models.BooleanField(
        default=True,
        verbose_name="the beginning is known",
        help_text="If not, the page says “in 2016” instead of “from 2016”.",
    )
    until = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=YEARS,
        help_text="The year it ended; empty while no end is recorded.",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-since", "pk")

    def period(self, day: date) -> str:
        """Say when, as far as it was known on `day`: "from 2016", "in 2016", "by 2015", "2012–2016", "until 2016".

        Never "since": that no end is recorded does not say that it lasts. A post of which the end is known and the
        beginning is not was held by its first year, not in that one alone.
        """
        if self.until is None or self.until > day.year:
            return f"{self.from_word} {self.since}"
        return f"{self.since}–{self.until}" if self.since_known else f"until {self.until}"

    @property
    def from_word(self) -> str:
        if self.since_known:
            return "from"
        return "in" if self.until is None else "by"

    def attested_in(self, year: int) -> bool:
        """As the queryset has it, of one term."""
        lasts = self.since_known if self.until is None else self.until > year
        return self.since == year or (self.since < year and lasts)


def held_in(terms: Iterable[Any], year: int) -> list[Any]:
    """Those of a person's terms that speak of `year`; one that ended in it only if no other does."""
    known = list(terms)
    return [term for term in known if term.attested_in(year)] or [
        term for term in known if term.until == year
    ]


class Tenure(Term):
    """The post a person held in a district."""

    parents = ("person", "district")
    post_fields = ("district", "post")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenures")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="tenures")
    post = models.CharField(max_length=80, default="Superintendent")
    interim = models.BooleanField(default=False)

    record_key = ("person", "district", "post", "since")

    class Meta(Term.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="tenure_until_after_since",
                violation_error_message="A post ends in a later year than it began.",
            ),
            models.UniqueConstraint(
                fields=["district", "post", "since"],
                name="tenure_once_a_post_and_year",
                violation_error_message="Somebody else is recorded as taking up this post in this year.",
            ),
            models.UniqueConstraint(
                fields=["district", "post"],
                condition=Q(until__isnull=True),
                name="tenure_one_open_a_post",
                violation_error_message="This post has a holder without an end already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.from_word} {self.since}"

    @property
    def title(self) -> str:
        return f"Interim {self.post.lower()}" if self.interim else self.post


class Office(Term):
    """An office a person held in the consortium."""

    class Title(models.TextChoices):
        CHAIR = "chair", "Chair"
        VICE_CHAIR = "vice-chair", "Vice-Chair"

    parents = ("person",)
    post_fields = ("title",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    title = models.CharField(max_length=10, choices=Title)

    record_key = ("person", "title", "since")

    class Meta(Term.Meta):
        constraints = (
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="office_until_after_since",
                violation_error_message="An office ends in a later year than it began.",
            ),
            models.UniqueConstraint(
                fields=["title", "since"],
                name="office_once_a_title_and_year",
                violation_error_message="Somebody else is recorded as taking up this office in this year.",
            ),
            models.UniqueConstraint(
                fields=["title"],
                condition=Q(until__isnull=True),
                name="office_one_open_a_title",
                violation_error_message="This office has a holder without an end already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_title_display()} {self.from_word} {self.since}"
