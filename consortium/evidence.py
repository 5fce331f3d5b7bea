"""From plan to evidence: what the record ties to each part of a plan."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from consortium.models import Plan, PlanPart
from consortium.pages import Reading
from meetings.models import Meeting, Practice
from milestones.models import Milestone


@dataclass(frozen=True)
class Evidence:
    """A `row` that serves a part of a plan: a "milestone", a "meeting" or a "practice".

    `year` is None for a practice that was neither seen at a meeting nor published on a known date.
    """

    kind: str
    row: Any
    year: int | None
    before: bool  # older than the plan


def parts_of(plan: Plan, reading: Reading) -> list[Any]:
    """The parts of a plan, each with its `evidence` by year, and whether that it has none `is_gap`: notes ask for none."""
    of = reading.of
    meetings = of(Meeting.objects.not_cancelled(reading.day))
    parts: list[Any] = list(
        of(PlanPart.objects.filter(plan=plan).select_related("source")).prefetch_related(
            Prefetch("milestones", of(Milestone.objects.all()), to_attr="deeds"),
            Prefetch("meetings", meetings.order_by("begins", "pk"), to_attr="gatherings"),
            Prefetch(
                "practices",
                of(Practice.objects.all()).prefetch_related(
                    Prefetch("seen_at", of(Meeting.objects.order_by("begins", "pk")), to_attr="shown_at")
                ),
                to_attr="shown",
            ),
        )
    )
    for part in parts:
        rows = [("milestone", row, row.year_id) for row in part.deeds]
        rows += [("meeting", row, row.year_id) for row in part.gatherings]
        rows += [("practice", row, row.first_year(row.shown_at)) for row in part.shown]
        rows.sort(key=lambda found: (found[2] is None, found[2]))
        part.evidence = [
            Evidence(kind, row, year, before=year is not None and year < plan.adopted.year)
            for kind, row, year in rows
        ]
        part.is_gap = part.kind != PlanPart.Kind.NOTE and not rows
        for meeting in part.gatherings:
            meeting.standing = meeting.status_on(reading.day)
    return parts
