"""The record ten years at a time: what each decade brought, and its years in a line each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from consortium.models import Year


@dataclass(frozen=True)
class YearInLine:
    """A year with how many districts `joined` and `left`, and how many `milestones` and `meetings` it has."""

    year: Year
    joined: int
    left: int
    milestones: int
    meetings: int

    @property
    def said(self) -> str:
        """Such as "4 milestones, 1 joined"."""
        counts = {
            f"milestone{'' if self.milestones == 1 else 's'}": self.milestones,
            "joined": self.joined,
            "left": self.left,
        }
        return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "No milestone"


@dataclass
class Decade:
    """Years that share all digits but the last; `total` districts had joined by the end of the last of them."""

    first: int  # such as 2010
    total: int
    years: list[YearInLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.first}s"

    @property
    def figures(self) -> list[tuple[str, int]]:
        """(what, how many): what there was none of is left out, but for milestones."""
        counts = {
            "Milestones": sum(line.milestones for line in self.years),
            "Districts joined": sum(line.joined for line in self.years),
            "Districts left": sum(line.left for line in self.years),
            "Meetings": sum(line.meetings for line in self.years),
        }
        return [(what, count) for what, count in counts.items() if count or what == "Milestones"]


def decade_of(year: int) -> int:
    """The first year of its decade: 2010 for 2016."""
    return year // 10 * 10


def in_decades(
    years: list[Any], totals: Mapping[int, int], joined: Mapping[int, int], left: Mapping[int, int],
    meetings: Mapping[int, int],
) -> list[Decade]:  # fmt: skip
    """The decades of `years`, in their order; each year comes with its `found` milestones.

    `totals` are first joinings by year, the others what their names say, by year.
    """
    decades = []
    for first, group in groupby(years, key=lambda year: decade_of(year.number)):
        lines = [
            YearInLine(
                year,
                joined.get(year.number, 0),
                left.get(year.number, 0),
                year.found,
                meetings.get(year.number, 0),
            )
            for year in group
        ]
        total = sum(count for year, count in totals.items() if decade_of(year) <= first)
        decades.append(Decade(first, total, lines))
    return decades
