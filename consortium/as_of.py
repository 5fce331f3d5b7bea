"""The date at which a reader wants to see the record."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from consortium.dates import KnownDate, Precision

ACCEPTED = (
    "Use a year (2016), a month (2016-05 or May 2016) or a day (2016-05-12 or May 12, 2016), up to today."
)
YEARS_OFFERED = 20  # the years that a reader may pick; any other one may be typed


class AsOf(NamedTuple):
    """A past date in a reader's words: `text` as the address has it, `day` the last day it means."""

    text: str
    day: date
    label: str


def parse_as_of(text: str, today: date) -> AsOf | None:
    """Read an `as_of` parameter; None where its period holds today, which is then what the plain page shows.

    Raises ValueError, with a sentence that says what is accepted, for what can't be read and for the future.
    """
    known: KnownDate | None
    try:
        known = KnownDate.parse(text)
    except ValueError:
        known = None
    if known is None or known.precision == Precision.SEASON:
        raise ValueError(f"“{text[:40]}” is not a date of the record. {ACCEPTED}")
    if known.first > today:
        raise ValueError(f"{known} is still to come. {ACCEPTED}")
    if known.last >= today:
        return None
    label = f"the end of {known}" if known.precision != Precision.DAY else str(known)
    return AsOf(known.iso, known.last, label)


def years_to_pick(launched: int | None, kept_to: KnownDate | None, today: date) -> list[int]:
    """The years that are over and that the record is said to tell of, latest first; none if its beginning is not known."""
    if launched is None:
        return []
    last = min(kept_to.year if kept_to else today.year, today.year - 1)
    return list(range(last, launched - 1, -1))[:YEARS_OFFERED]


def first_year_seen(is_there: Callable[[date], bool], after: date, today: date) -> int | None:
    """The first year at whose end a record is there that was not on the day `after`; None if that is not over yet.

    What is there once stays, so that a few questions find it.
    """
    years = range(after.year, today.year)
    found = bisect_left(years, True, key=lambda year: is_there(date(year, 12, 31)))
    return years[found] if found < len(years) else None
