"""Tables that can be had in part: the parameters of a list page narrow the table that the list is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_filters
from django.core.exceptions import BadRequest
from django.http import QueryDict

from consortium.data.table import Seen
from consortium.filters import RecordFilterSet
from consortium.models import Year
from meetings.filters import MeetingFilter, PracticeFilter
from meetings.models import Hosting
from members.filters import DistrictFilter
from members.models import Membership
from milestones.filters import TimelineFilter

LOOKS = {"view"}  # how a page shows its rows, whichever they are


@dataclass(frozen=True)
class Narrowing:
    """How a table is narrowed. `list=<name>` leaves the rows that the list page shows, of which there may be fewer.

    `make` gives the filters over some rows of the table; its last argument says whether that was asked for.
    """

    name: str
    address: str  # the name of the list page's URL
    filters: type[RecordFilterSet]
    make: Callable[[QueryDict, Any, Seen, bool], RecordFilterSet]

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("list", *(name for name in self.filters.base_filters if name not in LOOKS))

    @property
    def repeatable(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, one in self.filters.base_filters.items()
            if isinstance(one, django_filters.MultipleChoiceFilter)
        )

    def rows(self, query: QueryDict, rows: Any, seen: Seen) -> Any:
        """Those of `rows` that an address asks for. Raises BadRequest."""
        if (listed := query.get("list", self.name)) != self.name:
            raise BadRequest(f"“{listed[:40]}” is no list of this table. Use list={self.name}.")
        return self.make(query, rows, seen, "list" in query).narrowed()


def districts(query: QueryDict, rows: Any, seen: Seen, listed: bool) -> RecordFilterSet:
    """A standing is of those who joined, and they alone are in the list of members."""
    if listed or "status" in query:
        rows = rows.among(seen.of(Membership.objects.all()))
    return DistrictFilter(query, rows, seen.reading)


def milestones(query: QueryDict, rows: Any, seen: Seen, listed: bool) -> RecordFilterSet:
    if listed:
        rows = rows.filter(year__in=seen.of(Year.objects.on_timeline()))
    if query.get("order") == "newest":
        rows = rows.order_by("-year", "position", "pk")
    return TimelineFilter(query, rows, seen.reading)


def meetings(query: QueryDict, rows: Any, seen: Seen, listed: bool) -> RecordFilterSet:
    """The list of meetings leaves out those of bodies that run a collaborative."""
    hostings = Hosting.objects.own() if listed else Hosting.objects.all()
    return MeetingFilter(query, rows.own() if listed else rows, seen.reading, seen.of(hostings))


def practices(query: QueryDict, rows: Any, seen: Seen, listed: bool) -> RecordFilterSet:
    return PracticeFilter(query, rows, seen.reading)


LISTS = {
    "districts": Narrowing("members", "members:district-list", DistrictFilter, districts),
    "milestones": Narrowing("timeline", "milestones:timeline", TimelineFilter, milestones),
    "meetings": Narrowing("meetings", "meetings:meeting-list", MeetingFilter, meetings),
    "practices": Narrowing("practices", "meetings:practice-list", PracticeFilter, practices),
}
