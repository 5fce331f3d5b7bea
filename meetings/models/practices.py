from collections.abc import Iterable
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, When

from consortium.dates import KnownDateField, begun_by
from consortium.models import SLUG_HELP, Addressed, Fact, PlanPart, Topic, WebAddressField
from consortium.publishing import Publishable, RecordQuerySet
from consortium.states import STATES
from consortium.text import FoldedField, fold
from meetings.models.meetings import Meeting
from members.models import District, Organization


class PracticeQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Practices seen at a meeting that had begun, else published, by `day`; those without either date stay.

        Only the meetings that the reader may know of count.
        """
        meetings = self.beside(Meeting.objects.all())
        seen = Practice.seen_at.through.objects.filter(practice=OuterRef("pk"))
        begun = seen.filter(meeting__in=meetings.filter(begun_by("begins", day)).values("pk"))
        unseen = ~Exists(seen.filter(meeting__in=meetings.values("pk")))
        published = Q(published__isnull=True) | begun_by("published", day)
        return self.filter(Exists(begun) | (unseen & published))


class Practice(Addressed, Fact, Publishable):
    """A promising practice, shown by a district or taken from a state."""

    series = models.CharField(
        max_length=160,
        blank=True,
        db_collation="BINARY",
        help_text="The series it is part of; empty if it stands alone.",
    )
    number = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(9999)]
    )
    theme = models.CharField(
        max_length=120, blank=True, help_text="One word or two above the title, such as “Collaboration”."
    )
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    principle = models.TextField(blank=True, help_text="What it comes to, in a sentence or two. Markdown.")
    body = models.TextField(blank=True, help_text="Markdown.")
    advice = models.TextField(blank=True, help_text="What others may take from it. Markdown.")
    learn_more_url = WebAddressField(verbose_name="learn more at")
    resources = models.TextField(blank=True, verbose_name="further resources", help_text="Markdown.")
    more_to_come = models.TextField(
        blank=True, help_text="What was announced to follow, if it is not here. Markdown."
    )
    more_to_come_by = KnownDateField(
        null=True, blank=True, verbose_name="speaks of", help_text="The date that the announcement names."
    )
    published = KnownDateField(null=True, blank=True, verbose_name="published on")
    seen_at = models.ManyToManyField(
        Meeting, blank=True, related_name="practices", help_text="The meetings at which members saw it."
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="practices")
    plan_parts = models.ManyToManyField(
        PlanPart, blank=True, related_name="practices", verbose_name="parts of a plan it serves"
    )
    folded = FoldedField("theme", "title", "principle", "body", "advice")
    _history_m2m_fields = (seen_at, topics, plan_parts)

    objects = PracticeQuerySet.as_manager()

    page = "meetings:practice-detail"
    record_key = ("slug",)

    class Meta:
        # Databases disagree on which end of an order a missing number belongs to.
        ordering = ("series", F("number").asc(nulls_last=True), "folded", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "number"],
                condition=Q(number__isnull=False) & ~Q(status="bin"),
                name="practice_number_once_a_series",
                violation_error_message="Another practice of this series has this number.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def first_year(self, meetings: Iterable[Meeting]) -> int | None:
        """When it was first seen, of the `meetings` that a reader may know of, else published; None if that is not known."""
        seen = [meeting.year_id for meeting in meetings]
        return min(seen) if seen else self.published.year if self.published else None


class PracticeExampleQuerySet(RecordQuerySet):
    def in_state(self, code: str) -> Self:
        """Examples from a state: its own, or those of a district in it."""
        return self.filter(Q(state=code) | Q(state="", district__state=code))

    def of_another_state(self) -> Self:
        """Examples that pair a district with a state that it does not lie in."""
        return self.filter(district__isnull=False).exclude(Q(state="") | Q(state=F("district__state")))

    def by_state(self) -> dict[str, int]:
        """How many practices have an example from each state."""
        own = Case(When(state="", then=F("district__state")), default=F("state"))
        rows = self.order_by().values(where=own).annotate(count=Count("practice", distinct=True))
        return {row["where"]: row["count"] for row in rows.order_by("where")}


class PracticeExample(Fact):
    """A state or a district that does it."""

    parents = ("practice", "district")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="examples")
    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(32767)])
    state = models.CharField(max_length=2, choices=list(STATES.items()), blank=True)
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="practice_examples"
    )
    heading = models.CharField(
        max_length=120, help_text="Who and a verb, such as “Massachusetts enlisted help”."
    )
    text = models.TextField(blank=True, help_text="Markdown.")
    folded = FoldedField("heading", "text")

    objects = PracticeExampleQuerySet.as_manager()

    record_key = ("practice", "heading")

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "example"
        constraints = (
            models.UniqueConstraint(
                fields=["practice", "heading"],
                name="practice_example_heading_once",
                violation_error_message="This practice has an example with this heading already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="", district__isnull=True),
                name="practice_example_of_a_state_or_district",
                violation_error_message="Choose the state or the district that the example is from.",
            ),
        )

    def __str__(self) -> str:
        return self.heading

    def clean(self) -> None:
        super().clean()
        if self.district and self.state and self.state != self.district.state:
            lies = f"{self.district} lies in {self.district.get_state_display()}."
            raise ValidationError({"state": f"{lies} Choose that state, or leave it empty."})

    @property
    def code(self) -> str:
        """The state that it is from, by its letters: its own, or that of its district."""
        return self.state or (self.district.state if self.district else "")

    @property
    def place(self) -> str:
        return STATES[self.code]

    @property
    def place_unsaid(self) -> str:
        """The state, where the heading does not name it."""
        return "" if fold(self.place) in fold(self.heading) else self.place


class ExamplePartner(Fact):
    """An organization that helped with an example, and what it did."""

    parents = ("example",)

    example = models.ForeignKey(PracticeExample, on_delete=models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(32767)])
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="practice_partnerships"
    )
    did = models.TextField(blank=True, verbose_name="what it did", help_text="Markdown.")

    objects = RecordQuerySet.as_manager()

    record_key = ("example", "organization")

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "partner of an example"
        verbose_name_plural = "partners of examples"
        constraints = (
            models.UniqueConstraint(
                fields=["example", "organization"],
                name="example_partner_once",
                violation_error_message="This organization is already listed.",
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)
