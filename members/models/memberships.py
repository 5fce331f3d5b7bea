from collections import Counter
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q

from consortium.models import Fact, Year
from consortium.publishing import Publishable, RecordQuerySet, Status


class MembershipQuerySet(RecordQuerySet):
    def public(self) -> Self:
        return super().public().select_related("left")

    def preview(self) -> Self:
        return super().preview().select_related("left")

    def as_of(self, day: date) -> Self:
        """Periods that had begun: a joining is known to the year and counts from that year on."""
        return self.filter(joined__lte=day.year)

    def staying_on(self, day: date) -> Self:
        """Periods without a departure by `day`; one that ends in a later year, or in a draft one, still counts."""
        return self.exclude(left__lte=day.year, left__status=Status.PUBLISHED)

    def current_on(self, day: date) -> Self:
        """Periods that count on `day`: from the year of joining up to, not including, the year of leaving."""
        return self.as_of(day).staying_on(day)

    def overlapping(self) -> Self:
        """Periods that share a year with another one of the same district; the bin does not count."""
        kept = self.model.objects.exclude(status=Status.BIN)
        others = kept.filter(
            Q(left__isnull=True) | Q(left__gt=OuterRef("joined")), district=OuterRef("district")
        ).exclude(pk=OuterRef("pk"))
        before_leaving = others.filter(joined__lt=OuterRef("left"))
        return self.exclude(status=Status.BIN).filter(
            Q(Exists(before_leaving)) | (Q(left__isnull=True) & Q(Exists(others)))
        )

    def joinings_by_year(self) -> dict[int, int]:
        """Count districts by the year they joined in, such as {2012: 11, 2013: 4}."""
        return dict(self.order_by("joined").values_list("joined").annotate(Count("district", distinct=True)))

    def departures_by_year(self, day: date) -> dict[int, int]:
        """Count districts by the year they left in, of those that had left by `day`, such as {2018: 1}."""
        gone = self.filter(left__lte=day.year, left__status=Status.PUBLISHED)
        return dict(gone.order_by("left").values_list("left").annotate(Count("district", distinct=True)))

    def first_joinings(self) -> list[tuple[str, int]]:
        """(state, year) of each district's first joining, such as [("VA", 2012), ("MD", 2012)]."""
        rows = self.order_by("district").values_list("district", "district__state").annotate(Min("joined"))
        return [(state, year) for _, state, year in rows]

    def first_joinings_by_year(self) -> dict[int, int]:
        """As `joinings_by_year()`, a district that came back only where it first joined: these add up."""
        first = self.order_by().values_list("district").annotate(Min("joined"))
        return dict(sorted(Counter(year for _, year in first).items()))


class Membership(Fact, Publishable):
    """One unbroken period in which a district belongs. A district that comes back gets a second one."""

    parents = ("district", "joined")

    district = models.ForeignKey("members.District", on_delete=models.PROTECT, related_name="memberships")
    joined = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="joinings")
    left = models.ForeignKey(
        Year,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departures",
        help_text="The year it left; empty while no departure is recorded.",
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why it left, if that is known. Public.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Its place among the year's new members."
    )

    objects = MembershipQuerySet.as_manager()

    record_key = ("district", "joined")

    class Meta:
        ordering = ("joined", "position", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(left__isnull=True) | Q(left__gt=F("joined")),
                name="membership_left_after_joined",
                violation_error_message="A district leaves in a later year than it joined.",
            ),
            models.UniqueConstraint(
                fields=["district", "joined"],
                condition=~Q(status="bin"),
                name="membership_once_a_district_and_year",
                violation_error_message="This district is already recorded as joining in this year.",
            ),
            models.UniqueConstraint(
                fields=["district"],
                condition=Q(left__isnull=True) & ~Q(status="bin"),
                name="membership_one_open_a_district",
                violation_error_message="This district has a membership without a departure already.",
            ),
        )

    def __str__(self) -> str:
        return f"joined {self.joined_id}, left {self.left_id}" if self.left_id else f"joined {self.joined_id}"

    def left_by(self, day: date) -> bool:
        """Whether it had left at the end of `day`; a departure in a year that is not published is not public."""
        return self.left is not None and self.left.is_public and self.left.number <= day.year
