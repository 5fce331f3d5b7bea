"""The date at which a reader wants to see the record."""

import re
from datetime import date
from typing import NamedTuple

from consortium.dates import KnownDate, Precision

ACCEPTED = "Use a year (2016), a month (2016-05) or a day (2016-05-12), up to today."


class AsOf(NamedTuple):
    """A past date in a reader's words: `text` as the address has it, `day` the last day it means."""

    text: str
    day: date
    label: str


def parse_as_of(text: str, today: date) -> AsOf | None:
    """Read an `as_of` parameter; None where its period holds today, which is then what the plain page shows.

    Raises ValueError, with a sentence that says what is accepted, for what can't be read and for the future.
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(f"“{text[:40]}” is not a date of the record. {ACCEPTED}")
    try:
        known = KnownDate.parse(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date of the record. {ACCEPTED}") from None
    if known.first > today:
        raise ValueError(f"{known} is still to come. {ACCEPTED}")
    if known.last >= today:
        return None
    label = f"the end of {known}" if known.precision != Precision.DAY else str(known)
    return AsOf(text, known.last, label)
