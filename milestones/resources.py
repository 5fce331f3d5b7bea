"""Milestones as a table."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Max

from consortium.imports.columns import ByKey, Column, Many, Row
from consortium.imports.tables import Keys, Table
from consortium.models import Topic
from consortium.publishing import Status
from consortium.text import fold
from members.lookups import PASSAGE, SOURCE, STATUS, Districts, common_lookups, year_column
from members.models import Organization
from milestones.models import Milestone


class MilestoneTable(Table):
    kind = "milestones"
    model = Milestone
    columns = (
        year_column("year", required=True),
        Column("position", kept=True),
        Column("headline", required=True),
        Column("text"),
        Column("kind", kept=True),
        Column("event_date"),
        Many("topics", "topics"),
        Many("districts", "districts"),
        Many("organizations", "organizations"),
        STATUS,
        SOURCE,
        PASSAGE,
    )
    related = ("year", "source")

    def lookups(self) -> dict[str, Any]:
        self.places = Counter(
            dict(Milestone.objects.order_by().values_list("year").annotate(Max("position")))
        )
        return {
            **common_lookups(),
            "topics": ByKey(Topic, "slug"),
            "districts": Districts(),
            "organizations": ByKey(Organization, "slug"),
        }

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        for pk, year, headline, status in Milestone._base_manager.values_list(
            "pk", "year", "headline", "status"
        ):
            yield pk, status == Status.BIN, [(year, headline), (year, fold(headline), "folded")]

    def keys(self, record: Any, row: Row) -> Keys:
        return [(record.year_id, record.headline), (record.year_id, fold(record.headline), "folded")]

    def ambiguous(self, record: Any, count: int) -> str:
        return f"{count} milestones of this year have this headline."

    def complete(self, record: Any, given: set[str]) -> None:
        if "position" not in given:
            self.places[record.year_id] += 1
            record.position = self.places[record.year_id]
