"""Rules on memberships, posts, offices and figures."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.dates import KnownDate
from consortium.text import listed
from members.models import District, Figure, Membership, Office, Tenure
from members.models.districts import has

YEARS_A_FIGURE_LASTS = 3


def shared(rows: Iterable[Any], years: Callable[[Any], tuple[int, int | None]]) -> Iterator[list[Any]]:
    """Cut periods of one post or district, given by their beginning, into groups that share years; none of one row."""
    group: list[Any] = []
    end: int | None = 0
    for row in rows:
        begins, ends = years(row)
        if group and (end is None or begins < end):
            group.append(row)
            end = None if end is None or ends is None else max(end, ends)
        else:
            if len(group) > 1:
                yield group
            group, end = [row], ends
    if len(group) > 1:
        yield group


def memberships_overlap(scope: Scope) -> Iterator[Finding]:
    rows = Membership.objects.preview().overlapping().select_related("district")
    in_order = rows.order_by("district__folded", "district_id", "joined_id", "pk")
    for district, periods in groupby(in_order, key=lambda row: row.district):
        for group in shared(periods, lambda row: (row.joined_id, row.left_id)):
            text = f"{district} is a member twice over: {listed([str(row) for row in group])} share years."
            yield found(Kind.MEMBERSHIPS, Level.ERROR, text, District, district.pk)


def held(terms: list[Any], today: date) -> str:
    """Who holds a post when: "Ada (2001–2006) and Bo (since 2005)"."""
    return listed([f"{term.person} ({term.period(today)})" for term in terms])


def posts_overlap(scope: Scope) -> Iterator[Finding]:
    rows = Tenure.objects.preview().overlapping().select_related("district", "person")
    in_order = rows.order_by("district__folded", "district_id", "post", "since", "pk")
    for (district, post), terms in groupby(in_order, key=lambda row: (row.district, row.post)):
        for group in shared(terms, lambda row: (row.since, row.until)):
            text = f"{post} of {district}: {held(group, scope.today)} share years."
            yield found(Kind.POSTS, Level.ERROR, text, District, district.pk)


def offices_overlap(scope: Scope) -> Iterator[Finding]:
    rows = Office.objects.preview().overlapping().select_related("person").order_by("title", "since", "pk")
    for _, terms in groupby(rows, key=lambda row: row.title):
        for group in shared(terms, lambda row: (row.since, row.until)):
            text = f"{group[0].get_title_display()}: {held(group, scope.today)} share years."
            yield found(Kind.OFFICES, Level.ERROR, text, Office, group[-1].pk)


def districts_without_membership(scope: Scope) -> Iterator[Finding]:
    for district in District.objects.preview().exclude(has(Membership.objects.preview())):
        yield found(
            Kind.NO_MEMBERSHIP, Level.WARNING, f"{district} has no membership.", District, district.pk
        )


def years_before(day: date, years: int) -> date:
    """The same day some years ago; February 28 for a leap day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def old_figures(scope: Scope) -> Iterator[Finding]:
    """Of members at the record's end, since nobody asks for new figures of a district that left."""
    edge = KnownDate(scope.edge)
    members = Membership.objects.preview().current_on(scope.edge).values("district")
    latest = (
        Figure.objects.preview()
        .filter(district__in=members)
        .values_list("district", "district__name", "district__state")
        .annotate(Max("when"))
        .order_by("district__folded", "district")
    )
    limit = years_before(scope.edge, YEARS_A_FIGURE_LASTS)
    for pk, name, state, when in latest:
        if when.last < limit:
            text = f"The latest figure of {name} ({state}) is of {when}, more than three years before {edge}."
            yield found(Kind.OLD_FIGURES, Level.NOTE, text, District, pk)
