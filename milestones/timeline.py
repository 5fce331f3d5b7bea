"""A year as readers see it: who joined, its milestones in order, then its fall meeting."""

from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, Window
from django.db.models.functions import RowNumber

from consortium.models import Topic, Year
from consortium.pages import Reading
from consortium.text import spelled
from meetings.models import Hosting, Meeting
from members.models import District, Membership, Organization
from members.models.districts import name_in_their_years
from milestones.models import Appearance, Milestone

BRIEF = 8  # entries of a year on the home page
ROLL = 24  # new members listed by name beside a year's milestones


@dataclass
class YearOnRecord:
    """`joined` and `left` are memberships; `entries` are milestones in order, then fall meetings by date.

    `meetings` are fall meetings, `gatherings` all others. `total` counts the districts that had joined by the
    year's end.
    """

    year: Year
    day: date
    total: int = 0
    joined: list[Any] = field(default_factory=list)
    joined_count: int = 0
    left: list[Any] = field(default_factory=list)
    milestones: list[Any] = field(default_factory=list)
    meetings: list[Any] = field(default_factory=list)
    gatherings: list[Any] = field(default_factory=list)

    @property
    def entries(self) -> list[tuple[int, str, Any]]:
        """(number from 1, "milestone" or "meeting", the row)."""
        rows = [("milestone", row) for row in self.milestones] + [("meeting", row) for row in self.meetings]
        return [(number, kind, row) for number, (kind, row) in enumerate(rows, 1)]

    @property
    def facts(self) -> list[Any]:
        """All rows that say something of the year."""
        return [*self.told, *self.joined, *self.left]

    @property
    def told(self) -> list[Any]:
        """The facts beside the year: milestones and fall meetings."""
        return [*self.milestones, *self.meetings]

    @property
    def listed(self) -> list[Any]:
        """The memberships in the year's margin."""
        return [*self.roll[0], *self.left]

    @property
    def brief(self) -> list[tuple[int, str, Any]]:
        """The entries that the home page has room for: all of an ordinary year."""
        return self.entries[:BRIEF]

    @property
    def roll(self) -> tuple[list[Any], int]:
        """The first new members, and how many more there are than a list of years has room for."""
        return self.joined[:ROLL], max(self.joined_count - ROLL, 0)

    @property
    def members_line(self) -> str:
        """New members in words: "Four joined, 15 in all" or how the blank reads."""
        in_all = f"{self.total:,} in all"
        if count := self.joined_count:
            return f"{spelled(count).capitalize()} joined, {in_all}"
        match self.year.blank(self.year.no_new_members, self.day):
            case Year.Blank.NONE:
                return f"No district joined; {in_all}" if self.total else "No district joined"
            case "not yet":
                return f"No district has joined yet; {in_all}"
            case _:
                return "New members: not in the record"

    @property
    def meeting_line(self) -> str:
        """How a missing fall meeting reads; empty where there is one."""
        if self.meetings:
            return ""
        return {
            Year.Blank.NONE: "No fall meeting",
            Year.Blank.UNKNOWN: "Fall meeting: not in the record",
            "not yet": "Fall meeting: not yet",
        }[self.year.blank(self.year.no_fall_meeting, self.day)]


def years_on_record(
    reading: Reading, years: list[Year], totals: dict[int, int], *,
    shown: Q | None = None, fall: Q | None = None, roll: Q | None = None, links: bool = False,
    joined_at_most: int | None = None,
) -> list[YearOnRecord]:  # fmt: skip
    """Fill `years` with their rows, in a number of queries that does not grow with them.

    `totals` are first joinings by year; `shown`, `fall` and `roll` narrow milestones, fall meetings and memberships;
    `joined_at_most` is how many of a year's new members are named, of however many; `links` adds to each milestone `linked_districts`, `linked_organizations`, `linked_topics` and `people`, and
    to the year its other meetings.
    """
    found = {year.number: YearOnRecord(year, reading.day) for year in years}
    for number, record in found.items():
        record.total = sum(count for other, count in totals.items() if other <= number)
    periods = reading.of(Membership.objects.select_related("district", "source"))
    periods = periods.filter(roll or Q()).filter(Q(joined__in=found) | Q(left__in=found))
    if joined_at_most is not None:
        together: Any = {"partition_by": F("joined")}
        periods = periods.annotate(
            place=Window(RowNumber(), order_by=("position", "pk"), **together),
            joined_together=Window(Count("pk"), **together),
        ).filter(Q(place__lte=joined_at_most) | Q(left__in=found))
    period: Any
    for period in periods:
        if period.joined_id in found:
            record = found[period.joined_id]
            record.joined_count = getattr(period, "joined_together", record.joined_count + 1)
            if joined_at_most is None or period.place <= joined_at_most:
                record.joined.append(period)
        if period.left_id in found and period.left_by(reading.day):
            found[period.left_id].left.append(copy(period))  # each is named as in its own year
    milestones = reading.of(Milestone.objects.filter(shown or Q(), year__in=found).select_related("source"))
    if links:
        milestones = milestones.prefetch_related(
            Prefetch("districts", reading.of(District.objects.all()), to_attr="linked_districts"),
            Prefetch("organizations", Organization.objects.all(), to_attr="linked_organizations"),
            Prefetch("topics", Topic.objects.all(), to_attr="linked_topics"),
            Prefetch(
                "appearances", reading.of(Appearance.objects.select_related("person")), to_attr="people"
            ),
        )
    for milestone in milestones:
        found[milestone.year_id].milestones.append(milestone)
    meetings = reading.of(Meeting.objects.own().filter(fall or Q(), year__in=found).select_related("source"))
    if not links:
        meetings = meetings.fall()
    told = meetings.told(reading.day, reading.of(Hosting.objects.all()), named=False)
    for meeting in told:
        record = found[meeting.year_id]
        if meeting.kind != Meeting.Kind.FALL:
            record.gatherings.append(meeting)
        elif meeting.standing != Meeting.Standing.CANCELLED:
            record.meetings.append(meeting)
    records = list(found.values())
    periods_then = ((row, record.year.number) for record in records for row in (*record.joined, *record.left))
    hosts_then = ((host, meeting.year_id) for meeting in told for host in meeting.hosts)
    linked_then = (
        (district, milestone.year_id)
        for record in records
        for milestone in record.milestones
        for district in (milestone.linked_districts if links else ())
    )
    name_in_their_years((*periods_then, *hosts_then, *linked_then))
    return records
