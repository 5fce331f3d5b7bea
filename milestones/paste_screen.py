"""The paste screen: a document's pieces as rows that staff correct before drafts are made of them."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consortium.dates import FIRST_YEAR, LAST_YEAR, KnownDate, parse_span
from members.models import District
from milestones.desk_forms import DistrictRow, Names
from milestones.paste import Kind, Piece, headed, parse, shortened
from milestones.paste_record import Recorded, recorded_words

LONGEST = 200_000  # characters: a hundred pages
MOST_ROWS = 800  # of twelve fields; the server takes no more than ten thousand
LABELS = {
    Kind.MEMBER: "New member",
    Kind.MILESTONE: "Milestone",
    Kind.MEETING: "Fall meeting",
    Kind.NOTHING: "No new member",
    Kind.NO_MEETING: "No fall meeting",
    Kind.LEFT_OUT: "Leave out",
    Kind.UNPLACED: "Not placed",
}
USED = {Kind.MEMBER, Kind.MILESTONE, Kind.MEETING, Kind.NOTHING, Kind.NO_MEETING}
# Which fields say what; the others of a row are shown only while something stands in them.
SAYS = {
    Kind.MEMBER: ("name", "state", "is_new"),
    Kind.MILESTONE: ("headline", "text"),
    Kind.MEETING: ("host", "when", "theme"),
}

YEARS = f"A year is a number from {FIRST_YEAR} to {LAST_YEAR}."


class PasteForm(forms.Form):
    text = forms.CharField(
        label="The document's text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 20}),
        help_text="One year or many, as it comes out of a PDF or a word processor. Nothing is saved yet.",
    )


class PieceForm(DistrictRow):
    """A row: what it is, its year, and what a thing of this kind has."""

    kind = forms.ChoiceField(choices=list(LABELS.items()))
    year = forms.IntegerField(
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.TextInput(attrs={"size": 4}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), YEARS),
    )
    headline = forms.CharField(required=False, max_length=120)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    host = forms.CharField(
        label="Hosts",
        required=False,
        max_length=400,
        widget=forms.TextInput(
            attrs={"list": "districts", "placeholder": "A district, or two with ; between"}
        ),
    )
    when = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "October 12–14, 2022; empty: fall"}),
    )
    theme = forms.CharField(required=False, max_length=160)
    question = forms.CharField(required=False, widget=forms.HiddenInput)
    already = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ("kind", "year", "name", "state", "is_new", "headline", "host", "when", "theme", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs.pop("placeholder", None)
        self.hosts: list[District] = []  # the lead first
        self.nth = 0  # which of the questions this row asks
        self.following: int | None = None  # the row of the next one
        if not self.is_bound:
            self.asks = self._asks_at_once()

    def _asks_at_once(self) -> bool:
        """Whether the name is so near another one that saving would ask."""
        name, state = self.initial.get("name"), self.initial.get("state") or ""
        if self.initial.get("kind") != Kind.MEMBER or not name:
            return False
        try:
            return self.names.find(name, state) is None and bool(self.names.like(name, state))
        except ValidationError:
            return False

    @property
    def number(self) -> int:
        return int(str(self.prefix).rpartition("-")[2]) + 1

    @property
    def boxes(self) -> Iterator[tuple[Any, str]]:
        """The visible fields, each with the classes by which the style sheet shows those of the chosen kind."""
        for field in self.visible_fields():
            if field.name == "is_new" and not (self.asks or field.value()):
                continue
            kinds = [kind for kind, names in SAYS.items() if field.name in names] or (
                list(SAYS) if field.name in ("kind", "year") else []
            )
            standing = "standing" if field.name in ("kind", "year") or field.value() or field.errors else ""
            yield field, " ".join(["box", field.name, *kinds, standing]).strip()

    @property
    def doubt(self) -> str:
        return self["question"].value() or ""

    @property
    def is_shortened(self) -> bool:
        """Whether the headline is still the one that was cut out of a sentence too long for it."""
        cut = headed(self["text"].value() or "")
        return (
            self["kind"].value() == Kind.MILESTONE
            and cut.shortened
            and cut.headline == self["headline"].value()
        )

    def clean_when(self) -> tuple[KnownDate, KnownDate | None] | None:
        try:
            return parse_span(self.cleaned_data["when"]) if self.cleaned_data["when"] else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("kind") not in USED:
            return data
        if not data.get("year") and "year" not in self.errors:
            self.add_error("year", "Say the year.")
        if data["kind"] == Kind.MEMBER:
            if not (data.get("name") or "").strip() and "name" not in self.errors:
                self.add_error("name", "Name the district, or choose “Leave out”.")
            return super().clean()
        if data["kind"] == Kind.MILESTONE and not {"headline", "text"} & set(self.errors):
            self._headed(data)
        if data["kind"] == Kind.MEETING and data.get("host"):
            try:
                hosts = [self.names.one(name.strip()) for name in data["host"].split(";") if name.strip()]
                self.hosts = list(dict.fromkeys(hosts))
            except ValidationError as error:
                self.add_error("host", error)
        return data

    def _headed(self, data: dict[str, Any]) -> None:
        """Give a milestone that has only a text the headline that its text begins with."""
        data["text"] = data["text"].strip()
        if not data["headline"]:
            data["headline"], data["text"], _ = headed(data["text"])
        if not data["headline"]:
            self.add_error(
                "headline", "A milestone has words; choose “Leave out” if there is nothing to say."
            )

    def refuse(self, error: ValidationError) -> None:
        """Say at the row's own fields what the record refuses."""
        places = {"begins": "when", "ends": "when", "district": "name"}
        found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, messages in found.items():
            place = places.get(name, name)
            for message in messages:
                self.add_error(place if place in self.fields else None, message)


class Pasting:
    """What the screen shows: the box for a text, or the `rows` made of one, with what is wrong with them."""

    def __init__(self, data: Any = None) -> None:
        self.data = data or {}
        self.wanted = self.data.get("do", "")
        self.form = PasteForm(data if self.wanted == "read" else None)
        self.rows: Any = None
        self.note = ""
        if self.wanted == "read" and self.form.is_valid():
            self._show([*proposal(self.form.cleaned_data["text"], self.names)])
        elif self.wanted == "make":
            self.rows = self._formset(self.data)
            self._count()
        elif self.wanted:  # "look", or "add-3": as typed, and a blank row behind the third
            self._show(self._typed())
        if not self.rows:
            self.rows = None

    @cached_property
    def names(self) -> Names:
        return Names()

    def _formset(self, data: Any = None, initial: Any = None) -> Any:
        rows = forms.formset_factory(PieceForm, extra=0, absolute_max=MOST_ROWS * 2)
        return rows(data, initial=initial, prefix="row", form_kwargs={"names": self.names})

    def _show(self, rows: list[dict[str, Any]]) -> None:
        if rows and self.wanted == "read":
            rows.append(blank_after(rows[-1]))
        self.rows = self._formset(initial=rows)
        if self.wanted.startswith("add-") and (added := self._added(len(rows))) is not None:
            self.rows[added].fields["kind"].widget.attrs["autofocus"] = True
        self._count()

    def _typed(self) -> list[dict[str, Any]]:
        rows = [{field.name: field.value() for field in form} for form in self._formset(self.data)]
        if rows and (added := self._added(len(rows) + 1)) is not None:
            rows.insert(added, blank_after(rows[added - 1]))
        return rows

    def _added(self, count: int) -> int | None:
        """Where the blank row goes that was asked for."""
        after = self.wanted.removeprefix("add-")
        return int(after) if re.fullmatch("[0-9]{1,6}", after) and 0 < int(after) < count else None

    def _count(self) -> None:
        for number, (form, following) in enumerate(zip_longest(self.asking, self.asking[1:]), 1):
            form.nth, form.following = number, following.number if following else None

    @cached_property
    def asking(self) -> list[PieceForm]:
        return [form for form in self.rows or () if form.doubt]

    @property
    def shortened(self) -> list[PieceForm]:
        return [form for form in self.rows or () if form.is_shortened]

    @property
    def already(self) -> int:
        return sum(bool(form["already"].value()) for form in self.rows or ())

    @property
    def refused(self) -> bool:
        return bool(self.problems or self.note)

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """All that is wrong with the rows: (id of the field, which it is, the message)."""
        found: list[tuple[str, str, str]] = []
        for form in self.rows if self.rows and self.rows.is_bound else ():
            for name, messages in form.errors.items():
                field = form["kind" if name == "__all__" else name]
                where = f"Row {form.number}, {self._words(form)}"
                found += [(field.auto_id, where, message) for message in messages]
        return found

    @staticmethod
    def _words(form: PieceForm) -> str:
        values = (form[name].value() for name in ("name", "headline", "theme", "text"))
        words = shortened(" ".join(next(filter(None, values), "").split()), 60)
        return " ".join(filter(None, [str(form["year"].value() or ""), f"“{words}”" if words else ""]))


def blank_after(row: dict[str, Any]) -> dict[str, Any]:
    return {"kind": Kind.LEFT_OUT.value, "year": row["year"]}


def proposal(text: str, names: Names) -> list[dict[str, Any]]:
    """The pieces of a text as the first values of the rows."""
    pieces = parse(text, list(names.known.districts.values()), recorded_words())
    if len(pieces) > MOST_ROWS:
        doubt = f"Only {MOST_ROWS} rows are shown at a time; paste again from here on."
        pieces[MOST_ROWS:] = [Piece(Kind.UNPLACED, pieces[MOST_ROWS].year, pieces[MOST_ROWS].text, doubt)]
    record = Recorded({piece.year for piece in pieces if piece.year})
    districts = {district.pk: district for district in names.districts}
    return [row_of(piece, districts, record) for piece in pieces]


def row_of(piece: Piece, districts: dict[int, District], record: Recorded) -> dict[str, Any]:
    already, clash = record.of(piece)
    row = {
        "kind": (Kind.LEFT_OUT if already else piece.kind).value,
        "year": piece.year,
        "question": " ".join(filter(None, [piece.question, clash])),
        "already": already,
    }
    match piece.kind:
        case Kind.MEMBER:
            district = districts.get(piece.district or 0)
            name, state = (district.name, district.state) if district else (piece.text, piece.state)
            return {**row, "name": name, "state": state}
        case Kind.MILESTONE:
            headline, text, _ = headed(piece.text)
            return {**row, "headline": headline, "text": text}
        case Kind.MEETING:
            hosts = [host if isinstance(host, str) else str(districts[host]) for host in piece.hosts]
            facts = {"theme": shortened(piece.theme, 160), "host": "; ".join(hosts)}
            return {**row, **facts, "when": piece.when, "text": piece.text}
        case _:
            return {**row, "text": piece.text}
