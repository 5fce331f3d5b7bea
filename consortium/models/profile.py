import zoneinfo
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consortium.dates import YEARS, KnownDateField
from consortium.models.facts import WebAddressField
from consortium.publishing import Record, RecordQuerySet


def validate_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(
            "Use a name of the time zone database, such as America/New_York.", code="time_zone"
        )


class ProfileQuerySet(RecordQuerySet):
    def current(self) -> "Profile":
        """The one row; before it is written, a nameless profile that says nothing untrue."""
        profile: Any = self.first()
        return profile or Profile()


class Profile(Record):
    """Whose site this is. There is one row."""

    singleton = models.BooleanField(
        default=True,
        editable=False,
        unique=True,
        error_messages={"unique": "There is one profile; change it instead."},
    )
    name = models.CharField(max_length=120, default="Consortium")
    short_name = models.CharField(
        max_length=40, default="the Consortium", help_text="As it stands in a sentence: “the Consortium”."
    )
    tagline = models.CharField(max_length=80, blank=True, help_text="The large line on the home page.")
    mission = models.CharField(max_length=300, blank=True, help_text="The sentence below it.")
    launch_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=YEARS)
    parent_name = models.CharField(
        max_length=160,
        blank=True,
        verbose_name="parent organization",
        help_text="The body it is an affiliate of.",
    )
    parent_url = WebAddressField(verbose_name="parent organization's web address")
    contact_email = models.EmailField(blank=True, help_text="Public.")
    time_zone = models.CharField(max_length=60, default="America/New_York", validators=[validate_time_zone])
    licence_name = models.CharField(max_length=100, blank=True, verbose_name="licence of the data")
    licence_url = WebAddressField(verbose_name="licence's web address")
    kept_to = KnownDateField(
        null=True,
        blank=True,
        help_text="The date the record reaches; later years are not gaps. Shown on every page.",
    )
    members_complete = models.BooleanField(
        default=False,
        verbose_name="the list of members is complete",
        help_text="Only then do counts say “are members”; otherwise they say “have joined”.",
    )

    objects = ProfileQuerySet.as_manager()

    record_key = ("name",)

    class Meta:
        verbose_name_plural = "profile"
        permissions = (  # of the whole record; they stand on the one row that says whose it is
            ("publish_record", "Can publish and unpublish, and change what is public"),
            ("import_record", "Can import tables"),
            ("empty_bin", "Can delete for good what is in the bin"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(singleton=True),
                name="profile_is_one_row",
                violation_error_message="There is one profile; change it instead.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def today(self) -> date:
        return timezone.localdate(timezone=self.zone)

    def reached_by(self, day: date) -> date:
        """The last day of which the record speaks on `day`: the one that it is kept to, at the latest `day`."""
        return min(day, self.kept_to.last) if self.kept_to else day

    def reaches(self, day: date) -> bool:
        """Whether the record is kept to `day` or beyond, so that a blank there is a gap and not the record's end."""
        return self.kept_to is None or day <= self.kept_to.last
