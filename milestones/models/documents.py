from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from consortium.dates import KnownDateField, begun_by
from consortium.models import Fact, Year
from consortium.publishing import Publishable, RecordQuerySet
from consortium.text import FoldedField
from consortium.uploads import DocumentField, document_name, ending
from meetings.models import Meeting
from members.models import Collaborative
from milestones.models.milestones import Milestone

# What a document is attached to: one of them.
PLACES = ("year", "meeting", "milestone", "collaborative")


def attached_to_one() -> Q:
    condition = Q()
    for chosen in PLACES:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in PLACES})
    return condition


class DocumentQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Those dated by `day`; an undated one stays."""
        return self.filter(Q(dated__isnull=True) | begun_by("dated", day))


class Document(Fact, Publishable):
    """A file for readers, such as an agenda or the slides of a meeting."""

    class Kind(models.TextChoices):
        AGENDA = "agenda", "Agenda"
        SLIDES = "slides", "Slides"
        REPORT = "report", "Report"
        MILESTONES = "milestones", "Milestones document"
        OTHER = "other", "Document"

    parents = PLACES

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    dated = KnownDateField(null=True, blank=True, help_text="The date that the document bears.")
    year = models.ForeignKey(Year, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    collaborative = models.ForeignKey(
        Collaborative, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    file = DocumentField(
        upload_to=document_name,
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV or plain text; at most 20 MB.",
    )
    name = models.CharField(max_length=120, editable=False)  # when it is downloaded
    size = models.PositiveIntegerField(editable=False, default=0)  # bytes
    folded = FoldedField("title", "name")

    objects = DocumentQuerySet.as_manager()

    record_key = ("file",)

    class Meta:
        ordering = ("-dated", "title", "pk")
        constraints = (
            models.CheckConstraint(
                condition=attached_to_one(),
                name="document_attached_to_one",
                violation_error_message="Attach it to one thing: a year, a meeting, a milestone or a collaborative.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("milestones:document", args=[self.pk, self.name])

    @property
    def format(self) -> str:
        """As readers know it: "PDF"."""
        return ending(self.name).upper()

    @property
    def place(self) -> Any:
        """What it is attached to."""
        return next(filter(None, (getattr(self, name) for name in PLACES)), None)
