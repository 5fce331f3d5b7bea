"""Rules on years, and the grid of what is known of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count

from consortium.check.finding import Finding, Kind, Level, Scope, admin_address, examples, found
from consortium.check.meetings import dated
from consortium.dates import KnownDate
from consortium.models import Profile, Year
from consortium.publishing import Status
from consortium.text import listed, spelled
from meetings.models import Hosting, Meeting
from members.models import Membership
from milestones.models import Milestone


def numbers_missing(numbers: list[int], edge: date) -> list[int]:
    """The years between the first and the last of `numbers`, in order; those after the record's end are no gaps."""
    if not numbers:
        return []
    return sorted(set(range(numbers[0], min(numbers[-1], edge.year + 1))) - set(numbers))


def years_missing(scope: Scope) -> Iterator[Finding]:
    statuses = dict(Year.objects.order_by("number").values_list("number", "status"))
    ours = Year.objects.exclude(status=Status.BIN).on_timeline().order_by("number")
    numbers = list(ours.values_list("number", flat=True))
    for number in numbers_missing(numbers, scope.edge):
        rest = f"the record has years from {numbers[0]} to {numbers[-1]}."
        if number in statuses:
            where = "in the bin" if statuses[number] == Status.BIN else "off the timeline"
            text = f"{number} is {where}: {rest}"
            yield found(Kind.MISSING_YEAR, Level.WARNING, text, Year, number)
        else:
            yield Finding(
                Kind.MISSING_YEAR,
                Level.WARNING,
                f"{number} is missing: {rest}",
                (Year._meta.label_lower, number),
                year_address(number, exists=False),
            )


def year_address(number: int, exists: bool) -> str:
    return admin_address(Year, "change", str(number)) if exists else admin_address(Year, "add", number=number)


def nones_contradicted(scope: Scope) -> Iterator[Finding]:
    joined: dict[int, list[str]] = {}
    nobody = Year.objects.preview().filter(no_new_members=Year.Blank.NONE)
    for period in Membership.objects.preview().filter(joined__in=nobody).select_related("district"):
        joined.setdefault(period.joined_id, []).append(str(period.district))
    for number, districts in sorted(joined.items()):
        count = len(districts)
        text = f"{number} is marked as a year in which no district joined, but {spelled(count)} did"
        yield found(Kind.NONE_CONTRADICTED, Level.ERROR, text + examples(districts, count), Year, number)
    no_meeting = Year.objects.preview().filter(no_fall_meeting=Year.Blank.NONE)
    meetings = Meeting.objects.preview().own().fall().not_cancelled(scope.today).filter(year__in=no_meeting)
    for meeting in meetings.order_by("begins", "pk"):
        number = meeting.year_id
        text = f"{number} is marked as a year without a fall meeting, but has one: {dated(meeting)}."
        yield found(Kind.NONE_CONTRADICTED, Level.ERROR, text, Year, number)


def years_without_headline(scope: Scope) -> Iterator[Finding]:
    for year in Year.objects.preview().on_timeline().as_of(scope.edge).filter(headline=""):
        yield found(Kind.NO_HEADLINE, Level.NOTE, f"{year} has no headline.", Year, year.pk)


def years_off_timeline(scope: Scope) -> Iterator[Finding]:
    """Rows of our own are not seen there: their year has no page and stands in no list."""
    rows = {
        "new members": Membership.objects.preview().values_list("joined"),
        "departures": Membership.objects.preview().values_list("left"),
        "milestones": Milestone.objects.preview().values_list("year"),
        "meetings": Meeting.objects.preview().own().values_list("year"),
    }
    off = Year.objects.preview().filter(on_timeline=False)
    there = {name: {number for (number,) in of_it} for name, of_it in rows.items()} if off else {}
    for year in off:
        if names := [name for name, numbers in there.items() if year.number in numbers]:
            text = f"{year} is off the timeline, but has {listed(names)} of our own."
            yield found(Kind.OFF_TIMELINE, Level.WARNING, text, Year, year.pk)


def is_past(kept_to: KnownDate | None, number: int, today: date) -> bool:
    """Whether a year lies past the date that the record is kept to; what is only planned for may."""
    return kept_to is not None and kept_to.last.year < number <= today.year


def years_past_kept_to(scope: Scope) -> Iterator[Finding]:
    kept_to = scope.profile.kept_to
    numbers = Year.objects.public().on_timeline().order_by("number").values_list("number", flat=True)
    later = [str(number) for number in numbers if is_past(kept_to, number, scope.today)]
    if later:
        text = (
            f"{listed(later)} {'is' if len(later) == 1 else 'are'} published, but every page says that the record "
            f"is kept to {kept_to}: bring that up to date."
        )
        yield found(Kind.KEPT_TO, Level.WARNING, text, Profile, scope.profile.pk)


class Cell(NamedTuple):
    """What the grid says of a year in one respect, and whether that is a gap."""

    text: str
    is_gap: bool


@dataclass(frozen=True)
class Row:
    """A year of the grid; `cells` by what they speak of. A year that is missing altogether does not `exist`."""

    number: int
    exists: bool
    address: str
    cells: dict[str, Cell]

    @property
    def gaps(self) -> list[str]:
        return [name for name, cell in self.cells.items() if cell.is_gap]


def unknowns(today: date | None = None) -> list[Row]:
    """What is known and unknown of each year, drafts included, the years that are missing among them."""
    scope = Scope(today)
    years: dict[int, Any] = {year.number: year for year in Year.objects.preview()}
    off = {number for number, year in years.items() if not year.on_timeline}
    years = {number: year for number, year in years.items() if number not in off}
    missing = sorted(set(numbers_missing(sorted(years), scope.edge)) - off)
    years |= {number: Year(number=number) for number in missing}
    milestones, joinings = counted(Milestone, "year"), counted(Membership, "joined")
    meetings: dict[int, list[Any]] = {}
    hostings = Hosting.objects.preview()
    for meeting in Meeting.objects.preview().own().order_by("begins", "pk").told(scope.today, hostings):
        meetings.setdefault(meeting.year_id, []).append(meeting)
    rows = []
    for number in sorted(years):
        gathered = meetings.get(number, [])
        facts = [*gathered, *(host for meeting in gathered for host in meeting.hosts)]
        deeds, joined = milestones.get(number, (0, 0)), joinings.get(number, (0, 0))
        total = len(facts) + deeds[0] + joined[0]
        sourced = sum(fact.source_id is not None for fact in facts) + deeds[1] + joined[1]
        exists = number not in missing
        cells = {
            **told(scope, years[number], deeds[0], joined[0], gathered),
            "sources": Cell(how_many(total, sourced), total > sourced),
        }
        if number > scope.edge.year:
            cells = {name: Cell(cell.text, False) for name, cell in cells.items()}
        rows.append(Row(number, exists, year_address(number, exists), cells))
    return rows


def counted(model: type[Any], year: str) -> dict[int, tuple[int, int]]:
    """Rows by year: all, and those with a source."""
    rows = model.objects.preview().order_by(year).values_list(year)
    return {
        number: (count, sourced) for number, count, sourced in rows.annotate(Count("pk"), Count("source"))
    }


def how_many(total: int, sourced: int) -> str:
    if total == sourced:
        return "all" if total else ""
    return f"{total - sourced} of {total} lack one"


def told(scope: Scope, year: Year, milestones: int, joined: int, gathered: list[Any]) -> dict[str, Cell]:
    falls = [
        meeting
        for meeting in gathered
        if meeting.kind == Meeting.Kind.FALL and meeting.standing != Meeting.Standing.CANCELLED
    ]
    # What may still come in a year that the record only reaches into is no gap of it.
    is_over = date(year.number, 12, 31) <= scope.edge

    def blank(stored: str) -> Cell:
        text = year.blank(stored, scope.today)
        return Cell(text, is_over and text == Year.Blank.UNKNOWN)

    return {
        "headline": Cell(year.headline or "missing", not year.headline),
        "milestones": Cell(str(milestones), is_over and not milestones),
        "new members": Cell(str(joined), False) if joined else blank(year.no_new_members),
        **(of_meetings(falls) if falls else {"fall meeting": blank(year.no_fall_meeting)} | NO_MEETING),
    }


NO_MEETING = {"host": Cell("", False), "theme": Cell("", False), "day": Cell("", False)}
STANDS = {
    Meeting.Standing.HELD: "yes",
    Meeting.Standing.PLANNED: "planned",
    Meeting.Standing.NO_RECORD: "no record that it took place",
}


def of_meetings(falls: list[Any]) -> dict[str, Cell]:
    """The cells of a year's fall meetings, nearly always one."""
    hosts = [host.name_then for meeting in falls for host in meeting.hosts]
    themes = [meeting.theme for meeting in falls if meeting.theme]
    return {
        "fall meeting": Cell(
            listed([STANDS[meeting.standing] for meeting in falls]),
            any(meeting.standing == Meeting.Standing.NO_RECORD for meeting in falls),
        ),
        "host": Cell(listed(hosts) or "unknown", not all(meeting.hosts for meeting in falls)),
        "theme": Cell("; ".join(themes) or "unknown", len(themes) < len(falls)),
        "day": Cell(
            listed([meeting.when for meeting in falls]), not all(meeting.begins.is_day for meeting in falls)
        ),
    }
