"""A district's own timeline: all that the record says of it, in one order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from meetings.models import Meeting

# Of what is known to the same day, or to the year alone, this comes first.
KINDS = (
    "named", "joined", "left", "post ended", "post", "award", "correction", "disputed award", "collaborative", "collaborative ended",
    "milestone", "hosted", "cancelled", "practice",
)  # fmt: skip
ON_A_YEAR = {"joined", "left", "milestone", "hosted", "cancelled"}  # whose year has a page


@dataclass(frozen=True)
class Event:
    """A line of the timeline: one of KINDS, the `row` that it tells of, and the `fact` whose source says so.

    `first` is the first day of what is known of its date; `name` is what the district is called from then on.
    """

    first: date
    kind: str
    row: Any
    fact: Any
    name: str = ""

    @property
    def order(self) -> tuple[date, int]:
        return self.first, KINDS.index(self.kind)


def chronicle(district: Any, practices: Iterable[Any], day: date) -> list[tuple[int, bool, list[Event]]]:
    """The years of a district, oldest first: (year, whether it surely has a page, its events by `day`).

    The district comes with what its page loads of it, seen as of `day`; each of the `practices` with the `meeting` of
    the district's at which it was seen and its `year`, or None; without both it is in no year.
    """
    found = [
        *named(district, day),
        *belonged(district, day),
        *held(district, day),
        *took_part(district, day),
        *honored(district),
        *(Event(of_year(deed.year_id), "milestone", deed, deed) for deed in district.deeds),
        *hosted(district, day),
        *shown(practices),
    ]
    found.sort(key=lambda event: event.order)
    years = [(year, list(events)) for year, events in groupby(found, key=lambda event: event.first.year)]
    return [(year, any(event.kind in ON_A_YEAR for event in events), events) for year, events in years]


def of_year(year: int) -> date:
    """What is known to the year counts from its first day."""
    return date(year, 1, 1)


def named(district: Any, day: date) -> Iterator[Event]:
    for former in district.names.all():
        if former.until and former.until <= day.year:
            yield Event(of_year(former.until), "named", former, former, district.name_in(former.until))


def belonged(district: Any, day: date) -> Iterator[Event]:
    for period in district.periods:
        yield Event(of_year(period.joined_id), "joined", period, period)
        if period.left_by(day):
            yield Event(of_year(period.left_id), "left", period, period)


def held(district: Any, day: date) -> Iterator[Event]:
    for tenure in district.leaders:
        yield Event(of_year(tenure.since), "post", tenure, tenure)
        if tenure.until and tenure.until <= day.year:
            yield Event(of_year(tenure.until), "post ended", tenure, tenure)


def honored(district: Any) -> Iterator[Event]:
    disputed = {award.corrects_id for award in district.honors}
    there = {award.pk for award in district.honors}
    for award in district.honors:
        corrects = "correction" if award.corrects_id in there else "award"
        kind = "disputed award" if award.pk in disputed else corrects
        yield Event(award.when.first, kind, award, award)


def took_part(district: Any, day: date) -> Iterator[Event]:
    for part in district.taking_part:
        yield Event(of_year(part.since), "collaborative", part, part)
        if last := part.last_year(day):
            yield Event(of_year(last), "collaborative ended", part, part)


def hosted(district: Any, day: date) -> Iterator[Event]:
    for hosting in district.hosted:
        meeting = hosting.meeting
        cancelled = meeting.status_on(day) == Meeting.Standing.CANCELLED
        yield Event(meeting.begins.first, "cancelled" if cancelled else "hosted", meeting, hosting)


def shown(practices: Iterable[Any]) -> Iterator[Event]:
    """A practice that was seen at a meeting the district hosted comes after the meeting."""
    for practice in practices:
        if practice.meeting:
            yield Event(practice.meeting.begins.first, "practice", practice, practice)
        elif practice.year:
            yield Event(of_year(practice.year), "practice", practice, practice)
