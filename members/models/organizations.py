from django.db import models

from consortium.models import WebAddressField
from consortium.publishing import Record, RecordQuerySet
from consortium.states import STATES
from consortium.text import FoldedField


class Organization(Record):
    """Anyone who is not a member: affiliate, partner, sponsor, funder, state agency. Named wherever a row names it."""

    class Kind(models.TextChoices):
        AFFILIATE = "affiliate", "Affiliate"
        PARTNER = "partner", "Partner"
        SPONSOR = "sponsor", "Sponsor"
        FUNDER = "funder", "Funder"
        STATE_AGENCY = "state agency", "State agency"
        OTHER = "other", "Other"

    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, blank=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OTHER)
    state = models.CharField(max_length=2, choices=list(STATES.items()), blank=True)
    website = WebAddressField()
    folded = FoldedField("name", "short_name", db_index=True)

    objects = RecordQuerySet.as_manager()

    record_key = ("slug",)

    class Meta:
        ordering = ("folded", "pk")

    def __str__(self) -> str:
        return self.name
