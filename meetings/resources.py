"""Meetings as a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consortium.imports.columns import BETWEEN, Column, Many, Row
from consortium.imports.tables import Keys, Table
from consortium.models import OldAddress
from consortium.publishing import Status
from meetings.models import Hosting, Meeting
from members.lookups import PASSAGE, SOURCE, STATUS, Districts, common_lookups, free_slug, year_column


@dataclass(frozen=True)
class Hosts(Many):
    """The districts that host a meeting, by slug or NCES id; who stays keeps its lead and its source."""

    @property
    def path(self) -> str:
        return "hostings__district"

    def now(self, record: Any) -> list[Any]:
        return sorted(hosting.district_id for hosting in record.hostings.all())

    def set(self, record: Any, targets: list[Any]) -> None:
        for hosting in record.hostings.exclude(district__in=targets):
            hosting.delete()
        there = set(record.hostings.values_list("district", flat=True))
        for pk in targets:
            if pk not in there:
                Hosting.objects.create(meeting=record, district_id=pk)

    def write(self, record: Any) -> list[str]:
        return [BETWEEN.join(sorted(hosting.district.slug for hosting in record.hostings.all()))]


class MeetingTable(Table):
    kind = "meetings"
    model = Meeting
    columns = (
        year_column("year"),
        Column("kind", kept=True),
        Column("slug", kept=True),
        Column("title"),
        Column("theme"),
        Column("summary"),
        Column("begins", required=True, aliases=("when", "date")),
        Column("ends"),
        Column("days"),
        Column("announced"),
        Column("cancelled"),
        Column("held"),
        Column("venue"),
        Column("city"),
        Column("state"),
        Column("format"),
        Column("fallback"),
        Column("practice_seen"),
        Column("discussed"),
        Column("registration_url"),
        Column("registration_deadline"),
        Hosts("hosts", "districts", noted=False),
        STATUS,
        SOURCE,
        PASSAGE,
    )
    related = ("year", "source")

    def lookups(self) -> dict[str, Any]:
        self.slugs: dict[int, set[str]] = {}
        for year, slug in Meeting._base_manager.values_list("year", "slug"):
            self.slugs.setdefault(year, set()).add(slug)
        for path in OldAddress.objects.filter(path__startswith="/meetings/").values_list("path", flat=True):
            _, year_text, slug = ["", "", "", *path.strip("/").split("/")][-3:]
            if year_text.isdigit():
                self.slugs.setdefault(int(year_text), set()).add(slug)
        return {**common_lookups(), "districts": Districts()}

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        rows = Meeting._base_manager.values_list("pk", "year", "slug", "kind", "begins", "status")
        for pk, year, slug, kind, begins, status in rows:
            yield pk, status == Status.BIN, [("slug", year, slug), ("when", year, kind, begins)]

    def arrange(self, rows: list[Row]) -> list[Row]:
        """The year stands in the date where the file has no column for it."""
        for row in rows:
            if not row.text("year") and row.text("begins"):
                digits = [
                    part
                    for part in row.text("begins").replace("-", " ").replace(",", " ").split()
                    if len(part) == 4
                ]
                row.cells["year"] = digits[-1] if digits else ""
        return rows

    def keys(self, record: Any, row: Row) -> Keys:
        if row.text("slug"):
            return [("slug", record.year_id, record.slug)]
        return [("when", record.year_id, record.kind, record.begins)]

    def own_keys(self, record: Any) -> Keys:
        return [("slug", record.year_id, record.slug), ("when", record.year_id, record.kind, record.begins)]

    def ambiguous(self, record: Any, count: int) -> str:
        return f"{count} meetings of this kind begin then: give the slug."

    def complete(self, record: Any, given: set[str]) -> None:
        if "slug" not in given and record.year_id:
            record.slug = free_slug(
                str(record.kind), self.slugs.setdefault(record.year_id, set()), [record.theme], longest=80
            )
