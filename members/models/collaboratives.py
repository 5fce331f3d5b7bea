from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from consortium.dates import YEARS, KnownDateField, begun_by, span
from consortium.models import SLUG_HELP, Addressed, Fact, OldAddress, WebAddressField
from consortium.publishing import Publishable, RecordQuerySet, Status, in_bin
from consortium.text import LONGEST_SEARCH, FoldedField, fold, plain
from members.models.districts import District
from members.models.organizations import Organization


class CollaborativeQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Those begun by `day`; one whose beginning is not known stays."""
        return self.filter(Q(begins__isnull=True) | begun_by("begins", day))

    def own(self) -> Self:
        """Those of the consortium itself; the others are run by another body and stay out of its figures."""
        return self.filter(run_by__isnull=True)

    def running(self, day: date) -> Self:
        return self.exclude(begun_by("ends", day))

    def ended(self, day: date) -> Self:
        return self.filter(begun_by("ends", day))


class Collaborative(Addressed, Fact, Publishable):
    """A community of practice that some members, and other organizations, take part in."""

    name = models.CharField(max_length=160)
    acronym = models.CharField(max_length=20, blank=True)
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    run_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="collaboratives_run",
        help_text="Another body that runs it. Empty: it is our own, and counts in our figures.",
    )
    partners = models.ManyToManyField(Organization, blank=True, related_name="collaboratives_partnered")
    audience = models.CharField(max_length=200, blank=True, verbose_name="who it is for")
    who_we_are = models.TextField(blank=True, help_text="Markdown.")
    why_join = models.TextField(blank=True, help_text="Markdown.")
    for_districts = models.BooleanField(default=True, verbose_name="districts can take part")
    for_agencies = models.BooleanField(default=False, verbose_name="state agencies can take part")
    for_companies = models.BooleanField(default=False, verbose_name="companies can take part")
    takes_requests = models.BooleanField(
        default=True, verbose_name="takes requests to join", help_text="Shows the button while it runs."
    )
    website = WebAddressField()
    begins = KnownDateField(
        null=True, blank=True, verbose_name="begun", help_text="Empty if it is not known."
    )
    begins_known = models.BooleanField(
        default=True,
        verbose_name="the beginning is known",
        help_text="If the date above is only when it is first seen, untick this: its page says “begun by 2016”.",
    )
    ends = KnownDateField(null=True, blank=True, verbose_name="ended", help_text="Empty while it runs.")
    folded = FoldedField("name", "acronym", "audience", "who_we_are")
    _history_m2m_fields = (partners,)

    objects = CollaborativeQuerySet.as_manager()

    page = "members:collaborative-detail"
    record_key = ("slug",)

    class Meta:
        ordering = ("begins", "folded", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(begins__isnull=True) | Q(ends__isnull=True) | Q(ends__gte=F("begins")),
                name="collaborative_ends_after_it_begins",
                violation_error_message="A collaborative ends after it begins.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

    def moved_from(self, before: Self) -> None:
        """Its program years move with it, and where they come back to an address they had, that one is theirs again."""
        super().moved_from(before)
        if before.slug != self.slug:
            for year in self.program_years.all():
                OldAddress.objects.keep(f"{before.get_absolute_url()}{year.slug}/", year)
                year.collaborative = self
                year.moved_from(year)

    @property
    def opening(self) -> str:
        """What it is in a paragraph, for lists."""
        return self.who_we_are.split("\n\n")[0] or self.audience

    def has_ended(self, day: date) -> bool:
        return self.ends is not None and self.ends.first <= day

    def is_open(self, day: date) -> bool:
        """Whether its page offers to join."""
        return self.takes_requests and not self.has_ended(day)

    def period(self, day: date) -> str:
        """Say when, as far as it was so on `day`: "since 2018", "begun by 2016", "2016–2019", "until 2019"."""
        begun = f"{'since' if self.begins_known else 'begun by'} {self.begins}" if self.begins else ""
        if self.ends is None or not self.has_ended(day):
            return begun
        if not (self.begins and self.begins_known):
            return f"{begun}, ended in {self.ends}" if begun else f"until {self.ends}"
        return span(self.begins, self.ends)


def collaborative_begun(day: date) -> Q:
    """The condition on what hangs on a collaborative that its page is there on `day`."""
    return Q(collaborative__begins__isnull=True) | begun_by("collaborative__begins", day)


class StatedNumberQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(begun_by("when", day))


class StatedNumber(Fact):
    """How many take part, as a source says it, where the roster is not known."""

    parents = ("collaborative",)

    collaborative = models.ForeignKey(Collaborative, on_delete=models.CASCADE, related_name="stated_numbers")
    when = KnownDateField(help_text="What the number speaks of, such as 2019.")
    qualifier = models.CharField(
        max_length=20, blank=True, help_text="As the source has it: “more than”, “nearly”."
    )
    number = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    of_whom = models.CharField(
        max_length=60, default="districts", verbose_name="of whom", help_text="“districts”, “states”."
    )

    objects = StatedNumberQuerySet.as_manager()

    record_key = ("collaborative", "when", "of_whom")

    class Meta:
        ordering = ("-when", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["collaborative", "when", "of_whom"],
                name="stated_number_once_a_date",
                violation_error_message="A number for this date is stated already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.qualifier} {self.number:,} {self.of_whom}".strip()

    def counts(self, part: "Participation") -> bool:
        """Whether a number of districts, of members or of others counts this one."""
        if "member" in self.of_whom.lower():
            return True
        return (part.district_id is not None) == ("district" in self.of_whom.lower())

    def listed(self, parts: Iterable["Participation"]) -> int:
        """How many of `parts` the number counts: they may have left in the course of its year."""
        year = self.when.year
        begun = (part for part in parts if part.since <= year and self.counts(part))
        return sum(part.until is None or part.until >= year for part in begun)


class ParticipationQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(collaborative_begun(day), since__lte=day.year)

    def current_on(self, day: date) -> Self:
        """Those that count on `day`; with the collaborative all end."""
        open_ones = self.as_of(day).filter(Q(until__isnull=True) | Q(until__gt=day.year))
        return open_ones.exclude(begun_by("collaborative__ends", day))

    def overlapping(self) -> Self:
        """Periods that share a year with another one of the same participant."""
        same = Q(district=OuterRef("district")) | Q(organization=OuterRef("organization"))
        others = self.model.objects.filter(
            same,
            Q(until__isnull=True) | Q(until__gt=OuterRef("since")),
            collaborative=OuterRef("collaborative"),
        ).exclude(pk=OuterRef("pk"))
        return self.filter(
            Q(Exists(others.filter(since__lt=OuterRef("until"))))
            | (Q(until__isnull=True) & Q(Exists(others)))
        )


class Participation(Fact):
    """A district or an organization in a collaborative, from year to year."""

    parents = ("collaborative", "district")

    collaborative = models.ForeignKey(Collaborative, on_delete=models.PROTECT, related_name="participations")
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    since = models.PositiveSmallIntegerField(validators=YEARS)
    until = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=YEARS, help_text="Empty while it takes part."
    )

    objects = ParticipationQuerySet.as_manager()

    record_key = ("collaborative", "district", "organization", "since")

    class Meta:
        ordering = ("since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(district__isnull=True, organization__isnull=False)
                | Q(district__isnull=False, organization__isnull=True),
                name="participation_of_one",
                violation_error_message="Choose either a district or an organization.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="participation_until_after_since",
                violation_error_message="It ends in a later year than it began.",
            ),
            models.UniqueConstraint(
                fields=["collaborative", "district", "since"],
                name="participation_once_a_district_and_year",
                violation_error_message="This district is already listed for this year.",
            ),
            models.UniqueConstraint(
                fields=["collaborative", "organization", "since"],
                name="participation_once_an_organization_and_year",
                violation_error_message="This organization is already listed for this year.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.district or self.organization}, since {self.since}"

    def ended_by(self, day: date) -> bool:
        """Whether it was over on `day`: with the collaborative all end."""
        return (self.until is not None and self.until <= day.year) or self.collaborative.has_ended(day)

    def period(self, day: date) -> str:
        """Say when, as far as it was so on `day`: "since 2016", "2016–2019", "in 2016"."""
        last = self.last_year(day)
        if last is None:
            return f"since {self.since}"
        return f"{self.since}–{last}" if last > self.since else f"in {self.since}"

    def last_year(self, day: date) -> int | None:
        """The year in which it ended; None while it goes on."""
        if not self.ended_by(day):
            return None
        ends = self.collaborative.ends
        return self.until if self.until and self.until <= day.year else ends.year if ends else self.since


def program_years_called_q(text: str) -> Q:
    """The condition that every word of `text` is in what a program year goes by: its collaborative, its years, its words.

    The beginning of a year is enough, as it is typed; no word asks for nothing.
    """
    condition = Q()
    for word in fold(text[:LONGEST_SEARCH]).replace("–", "-").split():
        found = Q(folded__contains=word) | Q(collaborative__folded__contains=word)
        found |= Q(collaborative__slug__contains=word) | Q(slug__contains=word)
        if word.isascii() and word.isdecimal() and len(word) <= len("2016"):
            years = int(word.ljust(4, "0")), int(word.ljust(4, "9"))
            found |= Q(begins__year__range=years) | Q(ends__year__range=years)
        condition &= found
    return condition


class ProgramYearQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(collaborative_begun(day), begins__lte=day)


class ProgramYear(Addressed, Fact, Publishable):
    """A year of a collaborative, which may cross calendar years."""

    parents = ("collaborative",)

    collaborative = models.ForeignKey(Collaborative, on_delete=models.PROTECT, related_name="program_years")
    slug = models.SlugField(max_length=40, help_text="Such as 2020-2021; the last part of its address.")
    begins = models.DateField(verbose_name="first day")
    ends = models.DateField(verbose_name="last day")
    introduction = models.TextField(blank=True, help_text="What the year offers. Markdown.")
    priorities = models.TextField(blank=True, help_text="What comes first this year. Markdown, a list.")
    folded = FoldedField("introduction", "priorities")

    objects = ProgramYearQuerySet.as_manager()

    page = "members:program-year-detail"
    record_key = ("collaborative", "slug")

    class Meta:
        ordering = ("begins", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")),
                name="program_year_ends_after_it_begins",
                violation_error_message="A program year ends after it begins.",
            ),
            models.UniqueConstraint(
                fields=["collaborative", "slug"],
                name="program_year_slug_once_a_collaborative",
                violation_error_message="This collaborative has a program year with this address; look in the bin, too.",
            ),
        )

    def __str__(self) -> str:
        collaborative = self.collaborative if self.collaborative_id else None
        of_it = f"{collaborative.acronym or collaborative.name}, program" if collaborative else "Program"
        return f"{of_it} year {self.years}"

    def get_absolute_url(self) -> str:
        of_it = self.collaborative.slug if self.collaborative_id else ""  # none is chosen in the form yet
        return reverse(self.page, args=[of_it, self.slug])

    def clean(self) -> None:
        super().clean()
        if not (self.begins and self.ends and self.collaborative_id) or in_bin(self):
            return
        others = type(self).objects.exclude(pk=self.pk).exclude(status=Status.BIN)
        same = others.filter(
            collaborative=self.collaborative_id, begins__lte=self.ends, ends__gte=self.begins
        )
        if same.exists():
            raise ValidationError("It shares days with another program year of this collaborative.")

    @property
    def years(self) -> str:
        """Such as “2020–2021”."""
        first, last = self.begins.year, self.ends.year
        return str(first) if first == last else f"{first}–{last}"


class ProgramLine(Fact):
    """A line of a program year, in its order."""

    parents = ("program_year",)

    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(32767)])
    text = models.TextField(help_text="Markdown; sub-points are a nested list.")

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("position", "pk")

    def __str__(self) -> str:
        words = plain(self.text)
        return words if len(words) <= 60 else f"{words[:59]}…"


class Goal(ProgramLine):
    """What a collaborative wants to do in a program year."""

    program_year = models.ForeignKey(ProgramYear, on_delete=models.CASCADE, related_name="goals")

    record_key = ("program_year", "position")


class Highlight(ProgramLine):
    """What a collaborative did in a program year; the page of the next one shows it beside its goals."""

    program_year = models.ForeignKey(ProgramYear, on_delete=models.CASCADE, related_name="highlights")

    record_key = ("program_year", "position")
