"""The paste screen: a document's pieces as rows that staff correct; only then are drafts made, all or none."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consortium.dates import FIRST_YEAR, LAST_YEAR, KnownDate
from consortium.models import Source, Year
from consortium.publishing import Status
from consortium.roles import DRAFTS_ONLY
from meetings.models import Hosting, Meeting
from members.forms import refuse_overlaps
from members.models import District, Membership
from milestones.desk_forms import DistrictRow, Names
from milestones.models import Milestone
from milestones.paste import Kind, KnownDistrict, Piece, headline_of, parse

LONGEST = 200_000  # characters: a hundred pages
LABELS = {
    Kind.MEMBER: "New member",
    Kind.MILESTONE: "Milestone",
    Kind.MEETING: "Fall meeting",
    Kind.NOTHING: "No new member",
    Kind.NO_MEETING: "No fall meeting",
    Kind.LEFT_OUT: "Left out",
    Kind.UNPLACED: "Not placed",
}
BLANKS = {Kind.NOTHING, Kind.NO_MEETING}  # columns of the year itself
USED = {Kind.MEMBER, Kind.MILESTONE, Kind.MEETING, Kind.NOTHING, Kind.NO_MEETING}


class PasteForm(forms.Form):
    text = forms.CharField(
        label="The document's text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="One year or many, as it comes out of a PDF or a word processor. Nothing is saved yet.",
    )


class PieceForm(DistrictRow):
    """A row: what it is, its year, and its words; of a new member its state, of a meeting its theme and host."""

    kind = forms.ChoiceField(choices=list(LABELS.items()))
    year = forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    theme = forms.CharField(required=False, max_length=160)
    host = forms.CharField(
        required=False, max_length=120, widget=forms.TextInput(attrs={"list": "districts"})
    )
    question = forms.CharField(required=False, widget=forms.HiddenInput)
    duplicate = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        self.host_found: District | None = None
        if data.get("kind") not in USED:
            return data
        if not data.get("year"):
            self.add_error("year", "Say the year.")
        if data["kind"] == Kind.MEMBER:
            return super().clean()
        if data["kind"] == Kind.MILESTONE and not (data.get("text") or "").strip():
            self.add_error("text", "A milestone has words; choose “Left out” if there is nothing to say.")
        if data["kind"] == Kind.MEETING and data.get("host"):
            try:
                self.host_found = self.names.one(data["host"])
            except ValidationError as error:
                self.add_error("host", error)
        return data


def known_districts(names: Names) -> list[KnownDistrict]:
    return [
        KnownDistrict(
            pk=district.pk,
            name=district.name,
            short_name=district.short_name,
            state=district.state,
            former_names=tuple(former.name for former in district.names.all()),
        )
        for district in names.districts
    ]


def proposal(text: str, names: Names) -> list[dict[str, Any]]:
    """The pieces of a text as the first values of the rows."""
    recorded: dict[int, list[str]] = {}
    for milestone in Milestone.objects.exclude(status=Status.BIN):
        recorded.setdefault(milestone.year_id, []).append(f"{milestone.headline}. {milestone.text}")
    by_key = {district.pk: district for district in names.districts}
    return [row_of(piece, by_key) for piece in parse(text, known_districts(names), recorded)]


def row_of(piece: Piece, districts: dict[int, District]) -> dict[str, Any]:
    district = districts.get(piece.district or 0)
    hosts = [districts[pk].name for pk in piece.hosts if pk in districts]
    kind = Kind.LEFT_OUT if piece.duplicate else piece.kind
    member = piece.kind is Kind.MEMBER
    question = piece.question
    if piece.duplicate:
        question = f"{question} The record has this already: “{piece.duplicate[:120]}”".strip()
    return {
        "kind": kind.value,
        "year": piece.year,
        "text": "" if member else piece.text,
        "name": (district.name if district else piece.text) if member else "",
        "state": district.state if district else piece.state,
        "theme": piece.theme,
        "host": hosts[0] if hosts else "",
        "question": question,
    }


def rows_of(data: Any = None, initial: Any = None, names: Names | None = None) -> Any:
    formset = forms.formset_factory(PieceForm, extra=0)
    return formset(data, initial=initial, prefix="row", form_kwargs={"names": names or Names()})


def make_drafts(rows: Any, source: Source | None, *, may_publish: bool = True) -> dict[str, int]:
    """Write the corrected rows as drafts in one transaction; counts by kind. Raises ValidationError, nothing kept."""
    try:
        with transaction.atomic():
            return _write(rows, source, may_publish)
    except IntegrityError:
        raise ValidationError(
            "Two of the rows would make the same thing, such as one new district twice."
        ) from None


def _write(rows: Any, source: Source | None, may_publish: bool) -> dict[str, int]:
    made = {"years": 0, "new members": 0, "milestones": 0, "meetings": 0}
    for form in rows:
        data = form.cleaned_data
        if data["kind"] not in USED:
            continue
        year, new = Year.objects.get_or_create(number=data["year"])
        made["years"] += new
        try:
            if Kind(data["kind"]) in BLANKS and year.is_public and not may_publish:
                raise ValidationError(DRAFTS_ONLY)
            made[WRITERS[Kind(data["kind"])](form, year, source)] += 1
        except ValidationError as error:
            words = (data.get("name") or data.get("text") or "")[:60]
            raise ValidationError(f"{year}, “{words}”: {' '.join(error.messages)}") from error
    return made


def write_member(form: PieceForm, year: Year, source: Source | None) -> str:
    position = Membership.objects.filter(joined=year).count() + 1
    row = Membership(district=form.saved_district(), joined=year, position=position, source=source)
    row.full_clean()
    refuse_overlaps([row])
    row.save()
    return "new members"


def write_milestone(form: PieceForm, year: Year, source: Source | None) -> str:
    text = form.cleaned_data["text"].strip()
    headline = headline_of(text)
    position = Milestone.objects.filter(year=year).count() + 1
    row = Milestone(year=year, position=position, headline=headline, text=text, source=source)
    row.full_clean()
    row.save()
    return "milestones"


def write_meeting(form: PieceForm, year: Year, source: Source | None) -> str:
    data = form.cleaned_data
    if Meeting.objects.fall().filter(year=year).exclude(status=Status.BIN).exists():
        raise ValidationError("This year has a fall meeting already.")
    meeting = Meeting(
        year=year,
        slug="fall",
        begins=KnownDate.parse(f"fall {year}"),
        theme=data["theme"],
        held=True,
        source=source,
    )
    meeting.full_clean()
    meeting.save()
    if form.host_found:
        Hosting.objects.create(meeting=meeting, district=form.host_found, source=source)
    return "meetings"


def write_blank(column: str) -> Any:
    def write(form: PieceForm, year: Year, source: Source | None) -> str:
        setattr(year, column, Year.Blank.NONE)
        year.save(update_fields=[column])
        return "years"

    return write


WRITERS = {
    Kind.MEMBER: write_member,
    Kind.MILESTONE: write_milestone,
    Kind.MEETING: write_meeting,
    Kind.NOTHING: write_blank("no_new_members"),
    Kind.NO_MEETING: write_blank("no_fall_meeting"),
}
