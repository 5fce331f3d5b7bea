"""Records with a page, and the addresses that pages used to have."""

import re
from functools import cache
from typing import Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import NoReverseMatch, get_script_prefix, reverse

from consortium.publishing import Record

SLUG_HELP = "The last part of its address. When it changes, the old address leads to the new one."


SLUG = re.compile("[-a-zA-Z0-9_]+")
LONGEST_PATH = 300


@cache
def _around_slug(page: str, prefix: str) -> tuple[str, str]:
    """What an address has before and after its slug. To look the address up takes ten times as long, and lists have many."""
    before, _, after = reverse(page, args=["_"]).rpartition("_")
    return before, after


class Addressed(Record):
    """A record with a page. When its address changes, the old one is kept and leads to the new one."""

    page: ClassVar[str]  # the name of the page's URL …
    address: ClassVar[tuple[str, ...]] = ("slug",)  # … and the columns that it is made of

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        values = [getattr(self, name) for name in self.address]
        if self.address == ("slug",) and SLUG.fullmatch(values[0] or ""):
            before, after = _around_slug(self.page, get_script_prefix())
            return f"{before}{values[0]}{after}"
        return reverse(self.page, args=values)

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
        """Where `path` leads today if a record once had it, or an address that it begins with: what stands below a page
        moves with it. None if there is none that the public may see.
        """
        if len(path) > LONGEST_PATH or "\0" in path:
            return None
        above = [path[: place + 1] for place, letter in enumerate(path) if letter == "/"]
        found: Any = self.select_related("kind").filter(path__in=above)
        for old in sorted(found, key=lambda old: len(old.path), reverse=True):
            model = old.kind.model_class()
            record = model and model._default_manager.public().filter(pk=old.record_id).first()
            if record:
                return f"{record.get_absolute_url()}{path.removeprefix(old.path)}"
        return None


class OldAddress(models.Model):
    """An address that a record had before its slug changed."""

    path = models.CharField(max_length=LONGEST_PATH, unique=True, db_collation="BINARY")
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
