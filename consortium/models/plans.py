from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from consortium.dates import KnownDateField, begun_by
from consortium.models.addresses import SLUG_HELP, Addressed
from consortium.models.facts import Fact
from consortium.publishing import Publishable, RecordQuerySet, Status, in_bin
from consortium.text import FoldedField


class PlanQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(begun_by("adopted", day))

    def in_force(self, day: date) -> Any:
        """The strategic plan adopted last by `day`; None if there is none. A later one takes its place."""
        return self.as_of(day).filter(kind=Plan.Kind.STRATEGIC).order_by("-adopted", "-pk").first()


class Plan(Addressed, Fact, Publishable):
    """A plan, adopted on a date, in sections."""

    class Kind(models.TextChoices):
        STRATEGIC = "strategic", "Strategic plan"
        PLATFORM = "platform", "Policy platform"

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True, help_text=SLUG_HELP)
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.STRATEGIC)
    owner = models.CharField(
        max_length=160,
        blank=True,
        help_text="Whose plan it is, as the document says. Left empty, the page names nobody.",
    )
    adopted = KnownDateField(verbose_name="adopted on", help_text="As precise as you know.")
    adopted_known = models.BooleanField(
        default=True,
        verbose_name="the adoption is known",
        help_text="If the date above is only that of the plan itself, untick this: its page says “of 2013”.",
    )
    purpose = models.TextField(blank=True, help_text="What it is for, in a sentence or two. Markdown.")
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        help_text="The plan that it takes the place of.",
    )
    folded = FoldedField("title", "purpose")

    objects = PlanQuerySet.as_manager()

    page = "plan-detail"
    record_key = ("slug",)

    class Meta:
        ordering = ("-adopted", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(follows=F("id")),
                name="plan_follows_another",
                violation_error_message="A plan follows another plan.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def dated(self) -> str:
        """Such as “adopted April 25, 2018”; “of 2013” where its adoption is not known."""
        return f"{'adopted' if self.adopted_known else 'of'} {self.adopted}"

    def clean(self) -> None:
        """Plans in the bin follow nothing until they come back."""
        super().clean()
        if not self.adopted or in_bin(self):
            return
        for follower in (
            type(self).objects.filter(follows__isnull=False, follows=self.pk).exclude(status=Status.BIN)
        ):
            if self.adopted.first > follower.adopted.last:
                raise ValidationError(
                    {"adopted": f"“{follower}” takes its place, and was adopted earlier: {follower.adopted}."}
                )
        if self.follows and not in_bin(self.follows) and self.follows.adopted.first > self.adopted.last:
            raise ValidationError({"follows": "That plan was adopted later than this one."})


class PlanPartQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Parts of plans that had been adopted by `day`."""
        return self.filter(plan__in=Plan.objects.as_of(day))

    def asking_for_evidence(self) -> Self:
        """All but notes: what a plan sets out to do or holds dear."""
        return self.exclude(kind=PlanPart.Kind.NOTE)


class PlanPart(Fact):
    """A pillar, a priority or a value of a plan, or a note to it. Milestones, meetings and practices show what came of it."""

    class Kind(models.TextChoices):
        PILLAR = "pillar", "Pillar"
        PRIORITY = "priority", "Priority"
        VALUE = "value", "Value"
        NOTE = "note", "Note"

    parents = ("plan",)

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=8, choices=Kind)
    position = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(32767)], help_text="Its place among those of its kind."
    )
    name = models.CharField(max_length=160, help_text="In a few words.")
    text = models.TextField(blank=True, help_text="Its points and sub-points. Markdown; lists may be nested.")
    mark = models.CharField(
        max_length=4, blank=True, help_text="For a note: the mark it is hung on, such as *."
    )
    folded = FoldedField("name", "text")

    objects = PlanPartQuerySet.as_manager()

    record_key = ("plan", "name")

    class Meta:
        ordering = ("kind", "position", "pk")
        verbose_name = "part of a plan"
        verbose_name_plural = "parts of plans"
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "name"],
                name="plan_part_name_once_a_plan",
                violation_error_message="This plan has a part of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="note") | Q(mark=""),
                name="plan_part_mark_is_for_notes",
                violation_error_message="Only a note has a mark.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#p{self.pk}"
