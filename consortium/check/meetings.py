"""Rules on meetings and their hosts."""

from collections.abc import Iterator
from itertools import groupby

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.models import Year
from consortium.publishing import Status
from consortium.text import listed, spelled
from meetings.models import Hosting, Meeting, PracticeExample
from members.models import Membership


def dated(meeting: Meeting) -> str:
    return f"{meeting} ({meeting.when})"


def hosts_not_members(scope: Scope) -> Iterator[Finding]:
    """A host belongs in the year of its meeting; one that left in the course of that year may have been right."""
    meetings = Meeting.objects.preview().own().not_cancelled(scope.today)
    hostings = Hosting.objects.preview().filter(meeting__in=meetings)
    periods: dict[int, list[tuple[int, int | None]]] = {}
    for district, joined, left in (
        Membership.objects.preview()
        .filter(district__in=hostings.values("district"))
        .order_by("joined_id", "pk")
        .values_list("district_id", "joined_id", "left_id")
    ):
        periods.setdefault(district, []).append((joined, left))
    in_order = hostings.select_related("meeting", "district").order_by("meeting__begins", "meeting_id", "pk")
    for hosting in in_order:
        year = hosting.meeting.year_id
        known = periods.get(hosting.district_id, [])
        begun = [left for joined, left in known if joined <= year]
        if any(left is None or left > year for left in begun):
            continue
        level = Level.ERROR
        if not known:
            reason = "has no membership"
        elif not begun:
            reason = f"joined only in {known[0][0]}"
        elif year in begun:
            reason, level = "left that very year", Level.WARNING
        else:
            reason = f"had left in {max(left for left in begun if left is not None)}"
        text = f"{dated(hosting.meeting)} is hosted by {hosting.district}, which {reason}."
        yield found(Kind.HOST, level, text, Meeting, hosting.meeting_id)


def two_fall_meetings(scope: Scope) -> Iterator[Finding]:
    rows = (
        Meeting.objects.preview().own().fall().not_cancelled(scope.today).order_by("year_id", "begins", "pk")
    )
    for year, group in groupby(rows, key=lambda meeting: meeting.year_id):
        meetings = list(group)
        if len(meetings) > 1:
            text = (
                f"{year} has {spelled(len(meetings))} fall meetings, "
                f"{'neither' if len(meetings) == 2 else 'none'} of them cancelled: "
                f"{listed([dated(meeting) for meeting in meetings])}."
            )
            yield found(Kind.TWO_FALL_MEETINGS, Level.WARNING, text, Year, year)


def planned_in_the_past(scope: Scope) -> Iterator[Finding]:
    """Held or not is asked of today, wherever the record ends: the public page says that there is no record of it."""
    rows = Meeting.objects.preview().past(scope.today).not_cancelled(scope.today).filter(held=False)
    for meeting in rows.order_by("begins", "pk"):
        text = f"{dated(meeting)} is over, but neither marked as held nor as cancelled."
        yield found(Kind.PAST, Level.WARNING, text, Meeting, meeting.pk)


def meetings_without_year_page(scope: Scope) -> Iterator[Finding]:
    rows = Meeting.objects.filter(status=Status.PUBLISHED).exclude(year__status=Status.PUBLISHED)
    for meeting in rows.select_related("year").order_by("begins", "pk"):
        state = "in the bin" if meeting.year.status == Status.BIN else "a draft"
        text = f"{dated(meeting)} is published, but the page of {meeting.year} is {state}."
        yield found(Kind.NO_YEAR_PAGE, Level.WARNING, text, Year, meeting.year_id)


def examples_of_another_state(scope: Scope) -> Iterator[Finding]:
    rows = PracticeExample.objects.preview().of_another_state().select_related("practice", "district")
    for example in rows.order_by("practice__folded", "practice_id", "position", "pk"):
        text = f"{example.practice}: “{example}” is told of {example.place}, but {example.district} does not lie there."
        yield found(Kind.ANOTHER_STATE, Level.ERROR, text, PracticeExample, example.pk)
