"""The milestones document of a date, gathered from the record as a reader sees it then."""

from collections.abc import Iterable, Iterator
from typing import Any

from consortium.check.years import is_past
from consortium.dates import KnownDate
from consortium.models import Profile, Source, Year
from consortium.pages import Reading
from consortium.text import listed
from meetings.models import Meeting
from milestones.document.content import (
    DocumentYear,
    Entry,
    Kind,
    Member,
    MilestonesDocument,
    SourceLine,
    Words,
)
from milestones.document.words import joined, lines_of, sentence
from milestones.timeline import YearOnRecord, years_on_record

STANDINGS = {
    Meeting.Standing.PLANNED: " It is planned.",
    Meeting.Standing.NO_RECORD: " There is no record that it took place.",
}


def document_of(reading: Reading, profile: Profile, as_of: KnownDate | None = None) -> MilestonesDocument:
    """The document as `reading` shows the record, in a number of queries that does not grow with it.

    It bears the date `as_of`; without one, that of the record itself. A year of which the record says nothing, and
    one off the timeline, is not in it.
    """
    if as_of is None and reading.as_of:
        as_of = KnownDate.parse(reading.as_of.text)
    years = list(reading.of(Year.objects.on_timeline().order_by("number")))
    records = [record for record in years_on_record(reading, years, {}) if record.facts]
    reach = reach_of(records, reading, profile)
    if as_of is None:
        as_of, reach = reach or KnownDate(reading.day), None
    return MilestonesDocument(
        title=title_of(profile),
        name=profile.name,
        as_of=as_of,
        kept_to=reach if reach and reach.last < reading.day else None,
        years=tuple(year_of(record) for record in records),
        sources=tuple(
            dict.fromkeys(
                source_line(fact.source) for record in records for fact in record.facts if fact.source
            )
        ),
    )


def reach_of(records: Iterable[YearOnRecord], reading: Reading, profile: Profile) -> KnownDate | None:
    """The date that the record is kept to; None where none is known, or where it goes on after it or before it."""
    kept_to = profile.kept_to
    beyond = kept_to is not None and any(
        is_past(kept_to, record.year.number, reading.day)
        or any(when.first > kept_to.last for when in dates_of(record))
        for record in records
    )
    return None if kept_to is None or kept_to.first > reading.day or beyond else kept_to


def dates_of(record: YearOnRecord) -> Iterator[KnownDate]:
    """The dates of a year's milestones and meetings, of those that have one."""
    yield from (row.event_date for row in record.milestones if row.event_date)
    yield from (meeting.begins for meeting in record.meetings)


def title_of(profile: Profile) -> str:
    """ "Consortium Milestones" for “the Consortium”."""
    name = profile.short_name.strip()
    name = name[4:] if name.lower().startswith("the ") else name
    return f"{name} Milestones".strip()


def year_of(record: YearOnRecord) -> DocumentYear:
    number, day = record.year.number, record.day
    return DocumentYear(
        number,
        joined=tuple(member_of(period, day.year) for period in record.joined),
        left=tuple(member_of(period, day.year) for period in record.left),
        entries=tuple(
            milestone_entry(row) if kind == "milestone" else meeting_entry(row)
            for _, kind, row in record.entries
        ),
    )


def member_of(period: Any, today: int) -> Member:
    """A district as it was called in the row's year, and in `today`, the year of the document."""
    now = period.district.name_in(today)
    other = now if now != period.name_then else ""
    return Member(period.district.slug, period.name_then, period.district.state, other)


def milestone_entry(milestone: Any) -> Entry:
    lead = (Words(sentence(milestone.headline), bold=True),)
    return Entry(Kind.MILESTONE, lines_of(lead, milestone.text))


def meeting_entry(meeting: Any) -> Entry:
    """ "Fall meeting: its theme, hosted by whom." The theme is printed as it is written, so that it is read back so."""
    hosts = listed([host.name_then for host in meeting.hosts])
    parts = [part for part in (meeting.theme.strip(" .,;:"), f"hosted by {hosts}" if hosts else "") if part]
    said = sentence(", ".join(parts)) if parts else ""
    name = f"{meeting.get_kind_display()}{':' if meeting.theme else ',' if hosts else '.'}"
    words = f" {said}{STANDINGS.get(meeting.standing, '')}"
    return Entry(Kind.MEETING, lines_of(joined([Words(name, bold=True), Words(words)]), ""))


def source_line(source: Source) -> SourceLine:
    return SourceLine(source.title, source.publisher, source.published, source.url)
