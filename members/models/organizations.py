from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from consortium.dates import YEARS
from consortium.models import Fact, WebAddressField
from consortium.publishing import Record, RecordQuerySet
from consortium.states import STATES
from consortium.text import FoldedField, fold


class Organization(Record):
    """Anyone who is not a member: affiliate, partner, sponsor, funder, state agency. Named wherever a row names it."""

    class Kind(models.TextChoices):
        AFFILIATE = "affiliate", "Affiliate"
        PARTNER = "partner", "Partner"
        SPONSOR = "sponsor", "Sponsor"
        FUNDER = "funder", "Funder"
        STATE_AGENCY = "state agency", "State agency"
        FOUNDATION = "foundation", "Foundation"
        RESEARCH = "research", "Research organization"
        COMMUNITY = "community", "Community organization"
        COMPANY = "company", "Company"
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

    @property
    def kind_unsaid(self) -> str:
        """What it is, where its name does not end with the same words: “Steelcase Foundation” says it."""
        kind = str(self.get_kind_display())
        is_said = f" {fold(self.name)}".endswith(f" {fold(kind)}")
        return "" if is_said or self.kind == self.Kind.OTHER else kind


class AffiliationQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        """Those begun by `day`; one whose beginning is not known stays."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=day.year))

    def current_on(self, day: date) -> Self:
        return self.as_of(day).filter(Q(until__isnull=True) | Q(until__gt=day.year))


class Affiliation(Fact):
    """What an organization is to the consortium, what it gives, and when."""

    class Role(models.TextChoices):
        PARENT = "parent", "Affiliated with"
        PARTNER = "partner", "Partner"
        SUPPORTER = "supporter", "Supporter"
        FUNDER = "funder", "Funder"
        SPONSOR = "sponsor", "Sponsor"

    parents = ("organization",)

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="affiliations")
    role = models.CharField(max_length=9, choices=Role, default=Role.PARTNER)
    what = models.CharField(
        max_length=200, blank=True, help_text="What it gives or does with the consortium. Public."
    )
    since = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=YEARS, help_text="Empty if it is not known."
    )
    until = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=YEARS, help_text="Empty while no end is recorded."
    )

    objects = AffiliationQuerySet.as_manager()

    record_key = ("organization", "role", "what")

    class Meta:
        ordering = ("role", "organization__folded", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="affiliation_until_after_since",
                violation_error_message="It ends in a later year than it began.",
            ),
            models.UniqueConstraint(
                fields=["organization", "role", "what"],
                name="affiliation_once_a_role",
                violation_error_message="This is already listed.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization}, {self.get_role_display().lower()}"

    def period(self, day: date) -> str:
        """Say when, as far as it was known on `day`: "since 2016", "2012–2016", "until 2016"; a gift's year alone."""
        over = self.until if self.until and self.until <= day.year else None
        if self.since is None:
            return f"until {over}" if over else ""
        if over:
            return f"{self.since}–{over}"
        gift = self.role in {self.Role.FUNDER, self.Role.SPONSOR}
        return f"{'in' if gift else 'since'} {self.since}"
