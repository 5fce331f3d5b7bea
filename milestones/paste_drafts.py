"""Drafts of the corrected rows of the paste screen: all of them, or none and each row says why."""

from collections import Counter
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consortium.dates import KnownDate
from consortium.models import Profile, Source, Year
from consortium.publishing import Status
from consortium.roles import DRAFTS_ONLY
from meetings.models import Hosting, Meeting
from members.forms import refuse_overlaps
from members.models import Membership
from milestones.models import Milestone
from milestones.paste import Kind
from milestones.paste_screen import USED, PieceForm

WORDS = {  # one of it and many
    Kind.MEMBER: ("new member", "new members"),
    Kind.MILESTONE: ("milestone", "milestones"),
    Kind.MEETING: ("fall meeting", "fall meetings"),
    Kind.NOTHING: ("year without a new member", "years without a new member"),
    Kind.NO_MEETING: ("year without a fall meeting", "years without a fall meeting"),
}
CLASH = "Another row makes the same, such as a new district twice, or somebody has just entered it."


class Made:
    """What was made, by kind, and in which years."""

    def __init__(self) -> None:
        self.counts: Counter[Kind] = Counter()
        self.years: set[int] = set()

    def __str__(self) -> str:
        return ", ".join(
            f"{self.counts[kind]} {one if self.counts[kind] == 1 else many}"
            for kind, (one, many) in WORDS.items()
            if self.counts[kind]
        )


def make_drafts(
    rows: Any, source: Source | None, *, may_publish: bool = True, today: date | None = None
) -> Made | None:
    """Write the rows in one transaction. None, and nothing is kept, if any of them has errors then."""
    made = Made()
    today = today or Profile.objects.current().today()
    with transaction.atomic():
        # New members first: they may host a meeting of a row above.
        for form in sorted(rows, key=lambda form: form["kind"].value() != Kind.MEMBER):
            # All rows are tried, so that all that is wrong is said at once.
            if form.is_valid() and form.cleaned_data.get("kind") in USED:
                _try(form, source, may_publish, today, made)
        if not rows.management_form.is_valid() or any(form.errors for form in rows):
            transaction.set_rollback(True)
            return None
    return made


def _try(form: PieceForm, source: Source | None, may_publish: bool, today: date, made: Made) -> None:
    kind = Kind(form.cleaned_data["kind"])
    try:
        with transaction.atomic():
            year, _ = Year.objects.get_or_create(number=form.cleaned_data["year"])
            match kind:
                case Kind.MEMBER:
                    write_member(form, year, source)
                case Kind.MILESTONE:
                    write_milestone(form, year, source)
                case Kind.MEETING:
                    write_meeting(form, year, source, today)
                case _:
                    write_blank(kind, year, may_publish)
    except ValidationError as error:
        form.refuse(error)
    except IntegrityError:
        form.refuse(ValidationError(CLASH))
    else:
        made.counts[kind] += 1
        made.years.add(year.number)


def write_member(form: PieceForm, year: Year, source: Source | None) -> None:
    position = Membership.objects.filter(joined=year).count() + 1
    is_new = form.district.pk is None
    row = Membership(district=form.saved_district(), joined=year, position=position, source=source)
    row.full_clean()
    refuse_overlaps([row])
    row.save()
    if is_new:
        form.names.add(row.district)


def write_milestone(form: PieceForm, year: Year, source: Source | None) -> None:
    data = form.cleaned_data
    position = Milestone.objects.filter(year=year).count() + 1
    row = Milestone(year=year, position=position, headline=data["headline"], text=data["text"], source=source)
    row.full_clean()
    row.save()


def write_meeting(form: PieceForm, year: Year, source: Source | None, today: date) -> None:
    """Write the year's fall meeting, into the empty draft with which a year is started where there is one."""
    data = form.cleaned_data
    there = Meeting.objects.fall().filter(year=year).exclude(status=Status.BIN)
    meeting = there.unsaid().first()
    if meeting is None and there.exists():
        raise ValidationError(
            "This year has a fall meeting already; choose “Leave out”, or change the record."
        )
    meeting = meeting or Meeting(year=year, slug="fall")
    meeting.begins, meeting.ends = data["when"] or (KnownDate.parse(f"fall {year}"), None)
    meeting.theme, meeting.source = data["theme"], source
    meeting.held = (
        meeting.begins.first <= today
    )  # a document tells of what was, unless its date is still to come
    meeting.full_clean()
    meeting.save()
    for number, district in enumerate(form.hosts):
        lead = not number and len(form.hosts) > 1
        Hosting.objects.create(meeting=meeting, district=district, lead=lead, source=source)


def write_blank(kind: Kind, year: Year, may_publish: bool) -> None:
    if year.is_public and not may_publish:
        raise ValidationError(DRAFTS_ONLY)
    column = "no_new_members" if kind is Kind.NOTHING else "no_fall_meeting"
    setattr(year, column, Year.Blank.NONE)
    year.save(update_fields=[column])
