"""The date that a text gives for a meeting: "held October 12–14, 2022", "in October 2016"."""

import calendar
import re
from collections.abc import Iterator
from typing import NamedTuple

from consortium.dates import parse_span, span
from milestones.paste.sentences import question

MONTHS = {name[:3].lower(): name for name in calendar.month_name[1:]}
MONTH = rf"(?:{'|'.join(f'{name}|{name[:3]}' for name in MONTHS.values())}|Sept)\b\.?"
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?(?![0-9])"
TO = r"\s*(?:[–—-]|\bto\b|\bthrough\b|\band\b)\s*"
YEAR = r"(?:19|20|21)[0-9]{2}(?![0-9])"
# Of a month alone only what "held", "in" and the like stand before is a date: "May" and "March" are words, too.
LEAD = r"(?P<lead>^|[,(:;–—]\s*|\b(?:held|on|in|from|during|between|[Dd]ates?|[Ww]hen)\b:?\s*)+"
DATE = re.compile(
    rf"{LEAD}(?P<date>(?P<month>{MONTH})\s+(?P<first>{DAY})"
    rf"(?:{TO}(?:(?P<month2>{MONTH})\s+)?(?P<last>{DAY}))?(?:,?\s+(?P<year>{YEAR}))?"
    rf"|(?P<before>{DAY})(?:{TO}(?P<until>{DAY}))?\s+(?P<month3>{MONTH}),?\s+(?P<year3>{YEAR})"
    rf"|(?P<alone>{MONTH}),?\s+(?P<year4>{YEAR})"
    rf"|(?<=in )(?P<bare>{MONTH})(?=[,.;)]|\s|$))\)?"
)

HELD = re.compile(r",?(?:\s+(?:and|which|that))?(?:\s+(?:was|is|will be))?$")


class When(NamedTuple):
    """A date in a text: where it stands with the words that lead to it, its words without its year, and its year."""

    start: int
    end: int
    days: tuple[str, ...]
    year: int | None


def dates_in(text: str) -> Iterator[When]:
    for match in DATE.finditer(text):
        month = match["month"] or match["month3"] or match["alone"] or match["bare"]
        days = [f"{_month(month)} {_day(match['first'] or match['before'])}".strip()]
        if last := match["last"] or match["until"]:
            days.append(f"{_month(match['month2'] or month)} {_day(last)}")
        year = match["year"] or match["year3"] or match["year4"]
        yield When(*match.span(), tuple(days), int(year) if year else None)


def _month(word: str) -> str:
    return MONTHS[word[:3].lower()]


def _day(word: str | None) -> str:
    return re.sub(r"\D", "", word or "")


def without_dates(text: str) -> str:
    """The text as it reads without its dates, so that neither a host nor a theme takes one in."""
    for when in reversed(list(dates_in(text))):
        before = HELD.sub("", text[: when.start].rstrip())
        text = f"{before} {text[when.end :].lstrip()}"
    return re.sub(r"\s+([,.;:)])", r"\1", text).strip()


def read_when(text: str, year: int | None) -> tuple[str, str]:
    """The date that a meeting's text gives, in the words of `span`, "" where none does; and what is in doubt.

    `year` is that of the row, which a date without one takes.
    """
    found: dict[str, int] = {}
    wrong = ""
    for when in dates_in(text):
        if said := when.year or year:
            try:
                begins, ends = parse_span(" to ".join(f"{day} {said}" for day in when.days))
            except ValueError as error:
                wrong = str(error).partition(". ")[0] + "."
                continue
            found.setdefault(span(begins, ends), said)
    if not found:
        return "", wrong
    words, said = next(iter(found.items()))
    other = (
        f"This date is of {said}, and the row of {year}." if year and said != year else "",
        f"More than one date stands here; see whether {words} is the meeting’s." if len(found) > 1 else "",
    )
    return words, question(*other)
