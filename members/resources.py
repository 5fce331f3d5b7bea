"""Districts, memberships, figures, people and tenures as tables."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Max

from consortium.imports.cells import nces_id
from consortium.imports.columns import Column, Problem, Reference, Row
from consortium.imports.outcome import Change, Outcome
from consortium.imports.tables import Keys, Table
from consortium.publishing import Status
from consortium.text import fold
from members.lookups import (
    DISTRICT,
    PASSAGE,
    SOURCE,
    STATUS,
    Districts,
    People,
    common_lookups,
    district_index,
    free_slug,
    slugs_of,
    year_column,
)
from members.models import District, DistrictName, Figure, Membership, Person, Tenure

ALIKE = 0.9  # how much of two names has to be the same for a question
MOST_COMPARED = 500  # new districts of a file, each with the others of its state
NUMBERS = re.compile("[0-9]+")
NCES = ("leaid", "nces", "ncesid", "nces_leaid")  # what the id is called elsewhere


def much_alike(name: str, other: str) -> bool:
    """Whether two folded names differ as by a slip of the hand; other numbers in them say that they are two."""
    if NUMBERS.findall(name) != NUMBERS.findall(other):
        return False
    alike = SequenceMatcher(None, name, other, autojunk=False)
    return alike.real_quick_ratio() > ALIKE and alike.quick_ratio() > ALIKE and alike.ratio() > ALIKE


class DistrictTable(Table):
    kind = "districts"
    model = District
    columns = (
        Column("nces_id", aliases=NCES, kept=True, clean=nces_id),
        Column("name", aliases=("district", "district_name"), required=True),
        Column("short_name"),
        Column("slug", kept=True, aliases=("district_slug",)),
        Column("state", required=True),
        Column("city"),
        Column("website", aliases=("web_address", "url")),
        Column("description"),
        STATUS,
        SOURCE,
        PASSAGE,
    )
    related = ("source",)

    def lookups(self) -> dict[str, Any]:
        self.slugs, self.own = slugs_of(District), set[str]()
        return common_lookups()

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        self.former = {
            (pk, fold(name)) for pk, name in DistrictName._base_manager.values_list("district_id", "name")
        }
        return district_index()

    def keys(self, record: Any, row: Row) -> Keys:
        """The NCES id decides; one that is new may be that of a known district without any."""
        place = (fold(record.name), record.state)
        if record.nces_id:
            yield ("nces", record.nces_id)
        if record.slug:
            yield ("slug", record.slug)
        if record.nces_id:
            yield ("no id", *place)
        elif not record.slug:
            yield ("name", *place)
            yield ("former", *place)

    def own_keys(self, record: Any) -> Keys:
        place = (fold(record.name), record.state)
        return [
            ("slug", record.slug),
            ("name", *place),
            ("nces", record.nces_id) if record.nces_id else ("no id", *place),
        ]

    def ambiguous(self, record: Any, count: int) -> str:
        return f"{count} districts are called “{record.name}” in {record.state}: give the NCES id."

    def leave(self, record: Any, stored: Any, given: set[str]) -> set[str]:
        """A name it had before does not become today's again."""
        return given - {"name"} if (stored.pk, fold(record.name)) in self.former else given

    def complete(self, record: Any, given: set[str]) -> None:
        if not record.slug:
            record.slug = free_slug(
                record.name, self.slugs, [record.state, record.nces_id or ""], empty="district"
            )
            self.own.add(record.slug)

    def warn(self, outcome: Outcome) -> None:
        """Two new districts of one state whose names are much alike may be one."""
        seen: dict[str, list[tuple[str, Change]]] = {}
        for change in [change for change in outcome.changes if change.new][:MOST_COMPARED]:
            name, others = fold(change.record.name), seen.setdefault(change.record.state, [])
            if other := next((one for known, one in others if much_alike(name, known)), None):
                text = f"“{change.record.name}” is much like “{other.record.name}” in row {other.row}: are they one?"
                outcome.warnings.append(Problem(change.row, "name", text))
            others.append((name, change))

    def clean(self, record: Any, changed: set[str]) -> None:
        """A slug made here is free for certain; one that is given may have been another's address."""
        if "slug" in changed and record.slug not in self.own:
            record.clean()


class OfDistrict(Table):
    """Rows of a district, found by the columns `key_fields` of the database."""

    key_fields: tuple[str, ...]
    locks = (District,)

    def aliases(self) -> dict[str, str]:
        return {**super().aliases(), **dict.fromkeys(NCES, "nces_id")}

    def lookups(self) -> dict[str, Any]:
        return {**common_lookups(), "districts": Districts()}

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        status = ("status",) if hasattr(self.model, "status") else ()
        for pk, *values in self.model._base_manager.values_list("pk", *self.key_fields, *status).iterator(
            2_000
        ):
            in_bin = bool(status) and values.pop() == Status.BIN
            yield pk, in_bin, [tuple(values)]

    def keys(self, record: Any, row: Row) -> Keys:
        return [tuple(getattr(record, name) for name in self.key_fields)]


class MembershipTable(OfDistrict):
    kind = "memberships"
    model = Membership
    columns = (
        DISTRICT,
        year_column("joined", required=True),
        year_column("left"),
        Column("reason"),
        Column("position", kept=True),
        STATUS,
        SOURCE,
        PASSAGE,
    )
    related = ("district", "joined", "left", "source")
    key_fields = ("district_id", "joined_id")
    periods = True
    twins = True

    def lookups(self) -> dict[str, Any]:
        self.places = Counter(
            dict(Membership.objects.order_by().values_list("joined").annotate(Max("position")))
        )
        return super().lookups()

    def complete(self, record: Any, given: set[str]) -> None:
        if "position" not in given:
            self.places[record.joined_id] += 1
            record.position = self.places[record.joined_id]


class FigureTable(OfDistrict):
    kind = "figures"
    model = Figure
    columns = (
        DISTRICT,
        Column("measure", required=True),
        Column("when", required=True),
        Column("qualifier"),
        Column("value", required=True),
        Column("scope"),
        SOURCE,
        PASSAGE,
    )
    wide = {"students": "students", "enrollment": "students", "teachers": "teachers", "schools": "schools"}
    wide |= {"operational_schools": "schools"}
    related = ("district", "source")
    key_fields = ("district_id", "measure", "when", "scope", "source_id")
    twins = True

    def aliases(self) -> dict[str, str]:
        return {**super().aliases(), **self.wide}

    def arrange(self, rows: list[Row]) -> list[Row]:
        """A column called after a measure makes a figure of each of its cells; an empty one or a 0 makes none."""
        columns = list(dict.fromkeys(self.wide.values()))
        if not rows or not any(name in rows[0].cells for name in columns):
            return rows
        return [
            Row(row.number, {**row.cells, "measure": name, "value": row.cells[name]})
            for row in rows
            for name in columns
            if row.text(name) not in {"", "0"}
        ]


class PersonTable(Table):
    kind = "people"
    model = Person
    columns = (
        Column("name", required=True, aliases=("person",)),
        Column("slug", kept=True),
        Column("about"),
        STATUS,
    )

    def lookups(self) -> dict[str, Any]:
        self.slugs = slugs_of(Person)
        return {}

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        for pk, slug, name, status in Person._base_manager.values_list("pk", "slug", "name", "status"):
            yield pk, status == Status.BIN, [("slug", slug), ("name", fold(name))]

    def keys(self, record: Any, row: Row) -> Keys:
        return [("slug", record.slug)] if record.slug else [("name", fold(record.name))]

    def own_keys(self, record: Any) -> Keys:
        return [("slug", record.slug), ("name", fold(record.name))]

    def ambiguous(self, record: Any, count: int) -> str:
        return f"{count} people are called “{record.name}”: give the slug."

    def complete(self, record: Any, given: set[str]) -> None:
        if not record.slug:
            record.slug = free_slug(record.name, self.slugs, [], empty="person")


class TenureTable(OfDistrict):
    kind = "tenures"
    model = Tenure
    columns = (
        Reference(
            "person",
            headers=("person", "person_slug"),
            lookup="people",
            required=True,
            said=lambda person: [person.name, person.slug],
        ),
        DISTRICT,
        Column("post", kept=True),
        Column("interim"),
        Column("since", required=True),
        Column("since_known"),
        Column("until"),
        SOURCE,
        PASSAGE,
    )
    related = ("person", "district", "source")
    key_fields = ("person_id", "district_id", "post", "since")
    periods = True

    def lookups(self) -> dict[str, Any]:
        return {**super().lookups(), "people": People()}
