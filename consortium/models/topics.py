from django.db import models

from consortium.publishing import Record, RecordQuerySet
from consortium.text import FoldedField


class Topic(Record):
    """What milestones, meetings and practices are about, for those who follow one thing through the years."""

    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    folded = FoldedField("name", db_index=True)

    objects = RecordQuerySet.as_manager()

    record_key = ("slug",)

    class Meta:
        ordering = ("folded", "pk")

    def __str__(self) -> str:
        return self.name
