"""Dates that are as precise as what is known: a day, a month, a season or only a year."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

FIRST_YEAR, LAST_YEAR = 1800, 2200
YEARS = (MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR))  # of a column that holds a year
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "winter": 12}  # the month whose first day begins it
MONTHS = [name.lower() for name in calendar.month_name]
ACCEPTED = (
    "Use a day (2016-10-21 or October 21, 2016), a month (2016-10), a season (fall 2016) or a year (2016)."
)


class Precision(models.TextChoices):
    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


@dataclass(frozen=True, order=True)
class KnownDate:
    """A date and how precisely it is known.

    `first` is the first day of the period meant: a fact counts from that day on, and sorts there.
    """

    first: date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2016", "fall 2016", "2016-05", "May 2016", "2016-05-12" or "May 12, 2016".

        Raises ValueError with a sentence that says what is accepted.
        """
        words = text.strip().lower().replace(",", " ").split()
        try:
            match words:
                case [iso] if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", iso):
                    year, *rest = (int(part) for part in iso.split("-"))
                case [name, year_text] if name in MONTHS[1:] or name in {*SEASONS, "autumn"}:
                    year = cls._year(year_text)
                    rest = [MONTHS.index(name)] if name in MONTHS else []
                    if not rest:
                        season = SEASONS["fall" if name == "autumn" else name]
                        return cls(cls._day(year, season, 1), Precision.SEASON)
                case [name, day_text, year_text] if name in MONTHS[1:] and re.fullmatch(
                    "[0-9]{1,2}", day_text
                ):
                    year, rest = cls._year(year_text), [MONTHS.index(name), int(day_text)]
                case _:
                    raise ValueError
            precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(rest)]
            return cls(cls._day(year, *[*rest, 1, 1][:2]), precision)
        except ValueError:
            raise ValueError(f"“{text[:40]}” can't be read as a date. {ACCEPTED}") from None

    @staticmethod
    def _year(text: str) -> int:
        if not re.fullmatch("[0-9]{4}", text):
            raise ValueError
        return int(text)

    @staticmethod
    def _day(year: int, month: int, day: int) -> date:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError
        return date(year, month, day)

    @property
    def last(self) -> date:
        """The last day of the period meant."""
        year, month = self.first.year, self.first.month
        match self.precision:
            case Precision.DAY:
                return self.first
            case Precision.MONTH:
                return date(year, month, calendar.monthrange(year, month)[1])
            case Precision.SEASON:
                end = month + 3
                return date(year + end // 13, (end - 1) % 12 + 1, 1) - timedelta(days=1)
            case _:
                return date(year, 12, 31)

    @property
    def year(self) -> int:
        return self.first.year

    @property
    def is_day(self) -> bool:
        return self.precision == Precision.DAY

    @property
    def iso(self) -> str:
        """For a machine, no more precise than what is known: "2016-05-12", "2016-05" or "2016"."""
        length = {Precision.DAY: 10, Precision.MONTH: 7}.get(self.precision, 4)
        return self.first.isoformat()[:length]

    @property
    def plain(self) -> str:
        """What `parse` reads back: the machine's form, but "fall 2016" for a season."""
        return str(self) if self.precision == Precision.SEASON else self.iso

    def __str__(self) -> str:
        year, month = self.first.year, calendar.month_name[self.first.month]
        match self.precision:
            case Precision.DAY:
                return f"{month} {self.first.day}, {year}"
            case Precision.MONTH:
                return f"{month} {year}"
            case Precision.SEASON:
                return f"{next(name for name, start in SEASONS.items() if start == self.first.month)} {year}"
            case _:
                return str(year)


def span(begins: KnownDate, ends: KnownDate | None) -> str:
    """Say a period as a reader would: "October 21–22, 2020", "fall 2016", "May 2019 to June 2020"."""
    if ends is None or ends == begins:
        return str(begins)
    if begins.is_day and ends.is_day and begins.year == ends.year:
        month = calendar.month_name[begins.first.month]
        if begins.first.month == ends.first.month:
            return f"{month} {begins.first.day}–{ends.first.day}, {begins.year}"
        return f"{month} {begins.first.day} to {ends}"
    return f"{begins} to {ends}"


def stretches(years: Iterable[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of years without a gap: [(2011, 2020), (2026, 2026)]."""
    found: list[tuple[int, int]] = []
    for year in sorted(years):
        follows = found and year <= found[-1][1] + 1
        first = found.pop()[0] if follows else year
        found.append((first, year))
    return found


DAYS = re.compile(r"([a-z]+) ([0-9]{1,2})\s*[–—-]\s*([0-9]{1,2})\s*,?\s+([0-9]{4})", re.IGNORECASE)
BETWEEN_DATES = re.compile(r"\s+(?:to|through|until|-)\s+|\s*[–—]\s*", re.IGNORECASE)


def parse_span(text: str) -> tuple[KnownDate, KnownDate | None]:
    """Read what `span` says: its beginning, and its end or None where it is one date.

    Raises ValueError with a sentence that says what is accepted.
    """
    # Among very many blanks the patterns below would look for as long as they squared.
    text = " ".join(text.split())
    if days := DAYS.fullmatch(text):
        month, first, last, year = days.groups()
        parts = [f"{month} {first}, {year}", f"{month} {last}, {year}"]
    else:
        parts = BETWEEN_DATES.split(text)
    if len(parts) != 2:
        return KnownDate.parse(text), None
    ends = KnownDate.parse(parts[1])
    if not re.search("[0-9]{4}", parts[0]):  # "October 31 to November 1, 2020"
        parts[0] = f"{parts[0]} {ends.year}"
    begins = KnownDate.parse(parts[0])
    if ends.last < begins.first:
        raise ValueError(f"“{text[:60]}” ends before it begins.")
    return begins, ends if ends != begins else None


def begun_by(field: str, day: date) -> Q:
    """The condition that the KnownDate in `field` had begun on `day`; never true where it is empty."""
    return Q(**{f"{field}__lt": day + timedelta(days=1)})


def not_over(field: str, day: date) -> Q:
    """The condition that the period meant by the KnownDate in `field` reaches `day` or a later one."""
    season = (day.month // 3 * 3) or 12
    starts = {
        Precision.DAY: day,
        Precision.MONTH: day.replace(day=1),
        Precision.SEASON: date(day.year - (day.month < 3), season, 1),
        Precision.YEAR: day.replace(month=1, day=1),
    }
    condition = Q()
    for precision, start in starts.items():
        condition |= Q(**{f"{field}__endswith": f" {precision}", f"{field}__gte": start})
    return condition


class KnownDateFormField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, "help_text": ACCEPTED, **kwargs})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return KnownDate.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, KnownDate) else value

    def run_validators(self, value: Any) -> None:
        """The text's length is checked by the parser; the parsed value has none."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or None) != self.to_python(data)  # a new row's is “”
        except ValidationError:
            return True


class KnownDateField(models.Field):
    """A KnownDate in one column, written "2016-09-01 season".

    The first day stands in front, so the database sorts and compares it; a bare `date` may be used in look-ups
    and comes before every KnownDate of that first day.
    """

    description = "A date as precise as what is known"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 17})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> KnownDate | None:
        if not value:
            return None
        first, precision = value.split(" ")
        return KnownDate(date.fromisoformat(first), Precision(precision))

    def to_python(self, value: Any) -> KnownDate | None:
        if value is None or value == "" or isinstance(value, KnownDate):
            return value or None
        if isinstance(value, date):
            return KnownDate(value)
        try:
            return KnownDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            return value.isoformat()
        value = self.to_python(value)
        return f"{value.first.isoformat()} {value.precision}" if value else None

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return value.plain if value else ""

    def formfield(self, **kwargs: Any) -> Any:
        defaults: dict[str, Any] = {"form_class": KnownDateFormField}
        if self.help_text:
            defaults["help_text"] = f"{self.help_text} {ACCEPTED}"
            kwargs.pop("help_text", None)
        kwargs.pop("widget", None) if not isinstance(kwargs.get("widget"), forms.Widget) else None
        return super().formfield(**{**defaults, **kwargs})
