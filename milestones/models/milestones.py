from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from consortium.dates import KnownDateField, begun_by
from consortium.models import Fact, PlanPart, Topic, Year
from consortium.publishing import Publishable, RecordQuerySet
from consortium.text import FoldedField, words_in
from meetings.models import Meeting
from members.models import District, Organization, Person


class MilestoneQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Milestones whose event had happened; one without a date of its own counts from its year on."""
        undated = Q(event_date__isnull=True, year__lte=day.year)
        return self.filter(undated | begun_by("event_date", day))

    def about(self, text: str) -> Self:
        """Milestones whose headline and text have every word of `text`."""
        return self.filter(words_in("folded", text))


class Milestone(Fact, Publishable):
    """One thing the consortium did in a year."""

    class Kind(models.TextChoices):
        FOUNDING = "founding", "Founding"
        GOVERNANCE = "governance", "Governance"
        ADVOCACY = "advocacy", "Advocacy"
        COMMUNITY = "community of practice", "Community of practice"
        REPORT = "report", "Report"
        PUBLICATION = "publication", "Publication"
        GRANT = "grant", "Grant"
        PARTNERSHIP = "partnership", "Partnership"
        OFFICIAL = "official met", "Official met"
        CONFERENCE = "conference", "Conference"
        CALLS = "call series", "Call series"
        OTHER = "other", "Other"

    parents = ("year",)

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(32767)], help_text="Its place in the year."
    )
    headline = models.CharField(max_length=120, help_text="What happened, in a few words.")
    text = models.TextField(
        blank=True, help_text="A sentence or two, present tense. Markdown; lists may be nested."
    )
    kind = models.CharField(max_length=21, choices=Kind, default=Kind.OTHER)
    event_date = KnownDateField(
        null=True, blank=True, help_text="Only if it differs from the year that the milestone stands in."
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="milestones")
    districts = models.ManyToManyField(District, blank=True, related_name="milestones")
    organizations = models.ManyToManyField(Organization, blank=True, related_name="milestones")
    plan_parts = models.ManyToManyField(
        PlanPart, blank=True, related_name="milestones", verbose_name="parts of a plan it serves"
    )
    folded = FoldedField("headline", "text")
    _history_m2m_fields = (topics, districts, organizations, plan_parts)

    objects = MilestoneQuerySet.as_manager()

    record_key = ("year", "headline")

    class Meta:
        ordering = ("year", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["year", "headline"],
                name="milestone_headline_once_a_year",
                violation_error_message="This year has a milestone with this headline already; look in the bin, too.",
            ),
        )

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return f"{self.year.get_absolute_url()}#m{self.pk}"


class Appearance(Fact):
    """A person in a milestone, with the office they then held."""

    parents = ("milestone", "person")

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="appearances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appearances")
    office = models.CharField(max_length=160, blank=True, verbose_name="office then held")

    objects = RecordQuerySet.as_manager()

    record_key = ("milestone", "person")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["milestone", "person"],
                name="appearance_once_a_milestone_and_person",
                violation_error_message="This person is already named in this milestone.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.office}" if self.office else str(self.person)
