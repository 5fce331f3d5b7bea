from datetime import date
from typing import Self

from django.db import models
from django.urls import reverse

from consortium.dates import YEARS
from consortium.models.facts import Fact
from consortium.publishing import Publishable, RecordQuerySet


class YearQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(number__lte=day.year)

    def on_timeline(self) -> Self:
        """Years that the consortium's own record has; on the others only meetings of other bodies hang."""
        return self.filter(on_timeline=True)


class Year(Fact, Publishable):
    """A calendar year of the record; milestones, memberships and meetings hang on it."""

    class Blank(models.TextChoices):
        NONE = "none", "None: it did not happen"
        UNKNOWN = "unknown", "Unknown: not in the record"

    number = models.PositiveSmallIntegerField(
        primary_key=True,
        verbose_name="year",
        validators=YEARS,
    )
    headline = models.CharField(
        max_length=120,
        blank=True,
        help_text="The year in a line, such as “Districts begin to compare notes.”",
    )
    introduction = models.TextField(blank=True, help_text="A paragraph above the milestones. Markdown.")
    no_new_members = models.CharField(
        max_length=7,
        choices=Blank,
        default=Blank.UNKNOWN,
        verbose_name="if no new member is listed",
        help_text="Until the year is over, “unknown” reads “not yet”.",
    )
    no_fall_meeting = models.CharField(
        max_length=7,
        choices=Blank,
        default=Blank.UNKNOWN,
        verbose_name="if no fall meeting is listed",
        help_text="Until the year is over, “unknown” reads “not yet”.",
    )

    on_timeline = models.BooleanField(
        default=True,
        verbose_name="on the timeline",
        help_text="Untick it for a year beyond the record's end that only meetings of other bodies hang on.",
    )

    objects = YearQuerySet.as_manager()

    record_key = ("number",)

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        return reverse("milestones:year-detail", args=[self.number])

    def is_over(self, day: date) -> bool:
        return self.number < day.year

    def blank(self, stored: str, day: date) -> str:
        """How a blank reads on `day`: "none", "unknown" or "not yet"."""
        return "not yet" if stored == self.Blank.UNKNOWN and not self.is_over(day) else stored
