from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.humanize.templatetags.humanize import ordinal
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, prefetch_related_objects

from consortium.dates import YEARS, KnownDateField, begun_by
from consortium.models import SLUG_HELP, Addressed, Claim, Fact, WebAddressField
from consortium.publishing import Publishable, Record, RecordQuerySet
from consortium.states import STATES
from consortium.text import FoldedField, words_in
from members.models.memberships import MembershipQuerySet


def has(rows: models.QuerySet, **lookups: Any) -> Q:
    """The condition that a district has a row in `rows`: asked once for all districts, not once for each."""
    return Q(pk__in=rows.filter(**lookups).order_by().values("district"))


def named_q(text: str) -> Q:
    """The condition that a district's name, or any name it ever had, has every word of `text`; none asks for nothing."""
    today = words_in("folded", text)
    return today | has(DistrictName.objects.filter(today)) if today else Q()


class DistrictQuerySet(RecordQuerySet):
    def among(self, memberships: MembershipQuerySet, *, few: bool = False) -> Self:
        """Districts with a period in `memberships`: of those public and as of a day, those who had joined by it.

        Where a `few` of them are taken, in an order that has an index, it is quicker to ask for each.
        """
        if few:
            return self.filter(Exists(memberships.filter(district=OuterRef("pk"))))
        return self.filter(has(memberships))

    def named(self, text: str) -> Self:
        """Districts whose name, or any name they ever had, has every word of `text`."""
        return self.filter(named_q(text))

    def by_state(self) -> dict[str, int]:
        """Count by postal code, such as {"VA": 4}."""
        return dict(self.order_by("state").values_list("state").annotate(Count("pk")))


class District(Addressed, Fact, Publishable):
    """A school district; the unit of membership. It is never deleted because it left."""

    name = models.CharField(max_length=120, help_text="Its name today, in its own words.")
    short_name = models.CharField(
        max_length=60, blank=True, help_text="As people say it, without “Public Schools”."
    )
    slug = models.SlugField(max_length=120, unique=True, help_text=SLUG_HELP)
    state = models.CharField(max_length=2, choices=list(STATES.items()))
    city = models.CharField(max_length=80, blank=True)
    website = WebAddressField()
    nces_id = models.CharField(
        max_length=7,
        null=True,
        blank=True,
        unique=True,
        verbose_name="NCES id",
        validators=[
            RegexValidator(r"\A[0-9]{7}\Z", "An NCES id has seven digits, such as 0612345.", code="nces_id")
        ],
        help_text="Seven digits, leading zero included. Empty if not known.",
        error_messages={"unique": "Another district has this NCES id."},
    )
    description = models.TextField(
        blank=True, help_text="A sentence or two below the name. Markdown. Public."
    )
    folded = FoldedField("name", "short_name", "city", "nces_id", db_index=True)

    objects = DistrictQuerySet.as_manager()

    page = "members:district-detail"
    record_key = ("slug",)

    class Meta:
        ordering = ("folded", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(nces_id__isnull=True) | Q(nces_id__regex=r"^[0-9]{7}$"),
                name="district_nces_id_has_seven_digits",
                violation_error_message="An NCES id has seven digits, such as 0612345.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    def clean(self) -> None:
        super().clean()
        self.nces_id = self.nces_id or None  # two unknown ids are not the same id

    def name_in(self, year: int) -> str:
        """The name it had in `year`: a former one if the record has it, else today's."""
        for former in self.names.all():
            if former.until is None:  # when is not known: it counts for no year
                continue
            if year < former.until and (former.since is None or former.since <= year):
                return former.name
        return self.name


def name_in_their_years(rows: Iterable[tuple[Any, int]], day: date | None = None) -> None:
    """Give each row with a `district`, or district, its `name_then`: what it was called in the year (int) beside it.

    `day` is the date looked at: of what is to come after it, the name is the one of that day.
    """
    named = [(row, row if isinstance(row, District) else row.district, year) for row, year in rows]
    prefetch_related_objects([district for _, district, _ in named], "names")
    for row, district, year in named:
        row.name_then = district.name_in(min(year, day.year) if day else year)


class DistrictName(Fact):
    """A name the district had before today's, or one that it is known by too."""

    parents = ("district",)

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    since = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=YEARS, help_text="First year of the name; empty if not known."
    )
    until = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=YEARS,
        help_text="The year in which the next name is in use. Empty if it is not known: the name then counts for "
        "no year and reads “Also known as”.",
    )
    folded = FoldedField("name")

    objects = RecordQuerySet.as_manager()

    record_key = ("district", "name", "until")

    class Meta:
        # Databases disagree on which end of an order a missing year belongs to.
        ordering = (F("until").asc(nulls_last=True), "pk")
        verbose_name = "former name"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "until"],
                name="district_name_one_until_a_year",
                violation_error_message="Another former name ends in this year.",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__gt=F("since")),
                name="district_name_until_after_since",
                violation_error_message="A name ends in a later year than it began.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} (until {self.until})" if self.until else self.name


class FigureQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(begun_by("when", day))


class Figure(Claim):
    """A number about a district at a date, or its rank among others, as a source gives it."""

    class Measure(models.TextChoices):
        STUDENTS = "students", "Students"
        TEACHERS = "teachers", "Teachers"
        SCHOOLS = "schools", "Schools"
        RANK = "rank", "Rank by size"

    parents = ("district",)

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=8, choices=Measure)
    when = KnownDateField(help_text="What the figure speaks of, such as fall 2019.")
    qualifier = models.CharField(
        max_length=20, blank=True, help_text="As the source has it: “nearly”, “more than”."
    )
    value = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="For a rank: 2 for second."
    )
    scope = models.CharField(
        max_length=60, blank=True, help_text="For a rank only, after “in”: “the nation”."
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="The claim that this figure corrects. Both stay on the page, side by side.",
    )

    told_of: ClassVar = (
        ("district_id", "A figure corrects another figure of the same district."),
        ("measure", "A figure corrects another one of the same kind."),
    )

    objects = FigureQuerySet.as_manager()

    record_key = ("district", "measure", "when", "scope", "source", "value")

    class Meta:
        ordering = ("-when", "-measure", "value", "pk")
        constraints = (
            models.CheckConstraint(
                condition=(Q(measure="rank") & ~Q(scope="")) | (~Q(measure="rank") & Q(scope="")),
                name="figure_scope_is_for_ranks",
                violation_error_message="A rank says among whom it counts (“the nation”); other figures have no scope.",
            ),
        )

    def __str__(self) -> str:
        if self.measure == self.Measure.RANK:
            return f"{self.ordinal} by size in {self.scope}, {self.when}"
        return f"{self.amount} {self.measure}, {self.when}"

    @property
    def amount(self) -> str:
        """As the source has it: "nearly 150,000"."""
        return f"{self.qualifier} {self.value:,}".strip()

    @property
    def label(self) -> str:
        """What it counts; of a rank, among whom: a district has one in its state and one in the nation."""
        name = self.get_measure_display()
        return f"{name} in {self.scope}" if self.measure == self.Measure.RANK else name

    @property
    def statement(self) -> str:
        """What is said of the district: "nearly 150,000", "18th largest"."""
        return self.ordinal if self.measure == self.Measure.RANK else self.amount

    @property
    def ordinal(self) -> str:
        """A rank in words: "largest", "second largest", "18th largest"."""
        return {1: "", 2: "second ", 3: "third "}.get(self.value, f"{ordinal(self.value)} ") + "largest"


class AwardQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(begun_by("when", day))


def figures_then(figures: Iterable[Any], day: date) -> list[Any]:
    """Of a district's figures those that were the latest by `day`: one of each measure, beside what it corrects."""
    known = [figure for figure in figures if figure.when.first <= day]
    latest: dict[tuple[str, str], Any] = {}
    for figure in known:
        kind = (figure.measure, figure.scope)
        latest[kind] = max(latest.get(kind, figure.when), figure.when)
    shown = {figure.pk for figure in known if figure.when == latest[figure.measure, figure.scope]}
    pairs = {figure.corrects_id for figure in known if figure.pk in shown}
    return [row for row in known if row.pk in shown or row.pk in pairs or row.corrects_id in shown]


class Award(Claim):
    """A prize of a district, as a source tells it; what corrects it is another row, and both are shown."""

    parents = ("district",)

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="awards")
    name = models.CharField(max_length=160, help_text="Such as “Broad Prize for Urban Education”.")
    claim = models.CharField(max_length=200, help_text="What is said of it: “winner in 2011”.")
    when = KnownDateField(help_text="When it was so or, if that is not known, when it was said.")
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        help_text="The claim that this one corrects. Both stay on the page, side by side.",
    )

    told_of: ClassVar = (
        ("district_id", "An award corrects another one of the same district."),
        ("name", "An award corrects another one of the same name."),
    )

    objects = AwardQuerySet.as_manager()

    record_key = ("district", "name", "claim")

    class Meta:
        ordering = ("name", "-when", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["district", "name", "claim"],
                name="award_claim_once_a_district",
                violation_error_message="This is already said of this district.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.claim}"

    @property
    def statement(self) -> str:
        """What is said of the district: "winner in 2011"."""
        return self.claim


class ContactQuerySet(RecordQuerySet):
    def public(self) -> Self:
        """Contacts are for staff alone."""
        return self.none()


class Contact(Record):
    """Whom staff write to in a district. Never public."""

    parents = ("district",)

    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    folded = FoldedField("name")

    objects = ContactQuerySet.as_manager()

    record_key = ("district", "name", "role")

    class Meta:
        ordering = ("folded", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["district", "name", "role"],
                name="contact_once_a_district_and_role",
                violation_error_message="This contact is already listed.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.role}" if self.role else self.name
