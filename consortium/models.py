"""What every app stands on: whose site it is, the years, the sources, and the addresses pages used to have."""

import zoneinfo
from datetime import date
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from consortium.dates import FIRST_YEAR, LAST_YEAR, KnownDateField
from consortium.publishing import Publishable, Record, RecordQuerySet

SLUG_HELP = "The last part of its address. When it changes, the old address leads to the new one."


def validate_web_address(value: str) -> None:
    """Accept http and https addresses with a host only. Raises ValidationError."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or any(char.isspace() for char in value):
        raise ValidationError("Enter a web address that starts with http:// or https://.", code="web_address")


class WebAddressField(models.URLField):
    default_validators = [*models.URLField.default_validators, validate_web_address]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **kwargs, "max_length": 500})

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


class Source(Record):
    """Where a fact comes from. Shown beside the facts that name it."""

    key = models.SlugField(
        max_length=80,
        unique=True,
        db_collation="BINARY",
        help_text="A short name for files and lists, such as “milestones-2020”.",
    )
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    published = KnownDateField(null=True, blank=True)
    url = WebAddressField(verbose_name="web address")
    note = models.TextField(
        blank=True, help_text="Shown with the source: what it covers, how far to trust it."
    )

    objects = RecordQuerySet.as_manager()

    record_key = ("key",)

    class Meta:
        ordering = ("key",)

    def __str__(self) -> str:
        return ", ".join(str(part) for part in (self.title, self.publisher, self.published) if part)


class Fact(Record):
    """A row that says something about the world, and where that is said."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_facts",
        help_text="The document that says so. Leave empty only if there is none: the fact is then marked unsourced.",
    )
    passage = models.CharField(
        max_length=300, blank=True, help_text="Where in the source, or how it was read."
    )

    class Meta:
        abstract = True


class Addressed(Record):
    """A record with a page. When its address changes, the old one is kept and leads to the new one."""

    page: ClassVar[str]  # the name of the page's URL …
    address: ClassVar[tuple[str, ...]] = ("slug",)  # … and the columns that it is made of

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse(self.page, args=[getattr(self, name) for name in self.address])

    def clean(self) -> None:
        super().clean()
        try:
            address = self.get_absolute_url()
        except NoReverseMatch:  # a column of the address is empty or odd, and its own check says so
            return
        others = OldAddress.objects.filter(path=address)
        if others:
            mine = ContentType.objects.get_for_model(self)
            if any((old.kind_id, old.record_id) != (mine.pk, self.pk) for old in others):
                raise ValidationError(
                    {"slug": "Another record had this address; old links to it still lead there."}
                )

    def moved_from(self, before: Self) -> None:
        super().moved_from(before)
        address = self.get_absolute_url()
        if before.get_absolute_url() != address:
            OldAddress.objects.keep(before.get_absolute_url(), self)
        # Not those of other records: while this one is a draft, they still lead there.
        kind = ContentType.objects.get_for_model(self)
        OldAddress.objects.filter(path=address, kind=kind, record_id=self.pk).delete()

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            before = type(self)._base_manager.filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            self.moved_from(before or self)


class OldAddressQuerySet(models.QuerySet):
    def keep(self, path: str, record: Addressed) -> None:
        self.update_or_create(
            path=path, defaults={"kind": ContentType.objects.get_for_model(record), "record_id": record.pk}
        )

    def address_now(self, path: str) -> str | None:
        """Where the record that once had `path` is today; None if there is none that the public may see."""
        old: Any = (
            self.select_related("kind").filter(path=path).first()
            if len(path) <= 300 and "\0" not in path
            else None
        )
        model = old.kind.model_class() if old else None
        if old is None or model is None:
            return None
        record = model._default_manager.public().filter(pk=old.record_id).first()
        return record.get_absolute_url() if record else None


class OldAddress(models.Model):
    """An address that a record had before its slug changed."""

    path = models.CharField(max_length=300, unique=True, db_collation="BINARY")
    kind = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    record_id = models.PositiveBigIntegerField()
    record = GenericForeignKey("kind", "record_id")

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        ordering = ("path",)
        verbose_name_plural = "old addresses"
        indexes = (models.Index(fields=["kind", "record_id"], name="old_address_record"),)

    def __str__(self) -> str:
        return self.path


class YearQuerySet(RecordQuerySet):
    def as_of(self, day: date) -> Self:
        return self.filter(number__lte=day.year)


class Year(Fact, Publishable):
    """A calendar year of the record; milestones, memberships and meetings hang on it."""

    class Blank(models.TextChoices):
        NONE = "none", "None: it did not happen"
        UNKNOWN = "unknown", "Unknown: not in the record"

    number = models.PositiveSmallIntegerField(
        primary_key=True,
        verbose_name="year",
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
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
    launch_year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
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

    def reaches(self, day: date) -> bool:
        """Whether the record is kept to `day` or beyond, so that a blank there is a gap and not the record's end."""
        return self.kept_to is None or day <= self.kept_to.last
