"""Rules on collaboratives, who takes part in them, and their program years."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.check.periods import shared
from consortium.text import listed
from members.models import Collaborative, Membership, Participation, ProgramYear, StatedNumber

MORE, LESS = ("more than", "over", "at least"), ("nearly", "almost", "fewer than", "less than", "up to")


def participations(scope: Scope) -> Any:
    rows = Participation.objects.preview().select_related("collaborative", "district", "organization")
    return rows.order_by("collaborative__folded", "collaborative_id", "since", "pk")


def name_of(part: Participation) -> str:
    return str(part.district or part.organization)


def numbers_against_rosters(scope: Scope) -> Iterator[Finding]:
    """Where nobody is listed, the roster is not known and contradicts nothing."""
    rosters: dict[int, list[Any]] = {}
    for part in participations(scope):
        rosters.setdefault(part.collaborative_id, []).append(part)
    numbers = (
        StatedNumber.objects.preview()
        .filter(collaborative__in=participations(scope).order_by().values("collaborative"))
        .select_related("collaborative")
    )
    for number in numbers.order_by("collaborative__folded", "collaborative_id", "when", "pk"):
        roster = [part for part in rosters[number.collaborative_id] if number.counts(part)]
        year = number.when.year
        most = number.listed(roster)
        least = sum(part.since <= year and (part.until is None or part.until > year) for part in roster)
        if roster and not agrees(number, least, most):
            text = f"{number.collaborative}: “{number}” is stated for {number.when}, but {most} of them are listed for that year."
            yield found(Kind.NUMBER, Level.WARNING, text, Collaborative, number.collaborative_id)


def agrees(number: StatedNumber, least: int, most: int) -> bool:
    qualifier = number.qualifier.lower().strip()
    if not qualifier:
        return least <= number.number <= most
    if qualifier.startswith(MORE):
        return most >= number.number + (not qualifier.startswith("at least"))
    if qualifier.startswith(LESS):
        return least < number.number + qualifier.startswith("up to")
    return True


def participations_outside(scope: Scope) -> Iterator[Finding]:
    for part in participations(scope):
        begins, ends = part.collaborative.begins, part.collaborative.ends
        if begins and part.since < begins.year:
            reason = f"since {part.since}, but it began in {begins}"
        elif ends and date(part.since, 1, 1) > ends.last:
            reason = f"since {part.since}, but it ended in {ends}"
        elif ends and part.until and date(part.until, 1, 1) > ends.last + timedelta(days=1):
            reason = f"until {part.until}, but it ended in {ends}"
        else:
            continue
        text = f"{name_of(part)} takes part in {part.collaborative} {reason}."
        yield found(Kind.OUTSIDE, Level.WARNING, text, Collaborative, part.collaborative_id)


def participants_not_members(scope: Scope) -> Iterator[Finding]:
    """In our own collaboratives; in those of other bodies a district need not be a member."""
    rows = participations(scope).filter(collaborative__run_by__isnull=True, district__isnull=False)
    periods: dict[int, list[tuple[int, int | None]]] = {}
    for district, joined, left in (
        Membership.objects.preview()
        .filter(district__in=rows.order_by().values("district"))
        .values_list("district_id", "joined_id", "left_id")
    ):
        periods.setdefault(district, []).append((joined, left))
    for part in rows:
        ends = part.collaborative.ends
        last = part.until - 1 if part.until else min(ends.year if ends else scope.edge.year, scope.edge.year)
        outside = [
            year
            for year in range(part.since, max(last, part.since) + 1)
            # in the year in which it leaves it may have taken part
            if not any(
                joined <= year and (left is None or year <= left)
                for joined, left in periods.get(part.district_id, [])
            )
        ]
        if outside:
            when = f"in {outside[0]}" if len(outside) == 1 else f"from {outside[0]} to {outside[-1]}"
            text = f"{part.district} takes part in {part.collaborative}, but was not a member {when}."
            yield found(Kind.NOT_MEMBER, Level.WARNING, text, Collaborative, part.collaborative_id)


def participations_overlap(scope: Scope) -> Iterator[Finding]:
    mine = Participation.objects.overlapping().values("pk")
    rows = participations(scope).filter(pk__in=mine)
    in_order = sorted(rows, key=lambda row: (row.collaborative_id, row.district_id or 0, row.organization_id or 0, row.since, row.pk))  # fmt: skip
    same = groupby(in_order, key=lambda row: (row.collaborative_id, row.district_id, row.organization_id))
    for _, parts in same:
        for group in shared(parts, lambda row: (row.since, row.until)):
            one = group[0]
            periods = listed([part.period(scope.today) for part in group])
            text = f"{name_of(one)} takes part in {one.collaborative} twice over: {periods} share years."
            yield found(Kind.PARTICIPATIONS, Level.ERROR, text, Collaborative, one.collaborative_id)


def program_years_overlap(scope: Scope) -> Iterator[Finding]:
    rows = ProgramYear.objects.preview().select_related("collaborative")
    in_order = rows.order_by("collaborative__folded", "collaborative_id", "begins", "pk")
    for collaborative, years in groupby(in_order, key=lambda year: year.collaborative):
        before = None
        for year in years:
            if before and year.begins <= before.ends:
                text = f"{collaborative}: the program years {before.slug} and {year.slug} share days."
                yield found(Kind.PROGRAM_YEARS, Level.ERROR, text, ProgramYear, year.pk)
            before = year if before is None or year.ends > before.ends else before
