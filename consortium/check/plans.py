"""Rules on plans."""

from collections.abc import Iterator

from consortium.check.finding import Finding, Kind, Level, Scope, found
from consortium.evidence import parts_of
from consortium.models import Plan
from consortium.pages import Reading
from consortium.text import listed


def parts_without_evidence(scope: Scope) -> Iterator[Finding]:
    """Of the plan in force only: nobody will tie anything to one that another has taken the place of."""
    plan = Plan.objects.public().in_force(scope.today)
    parts = parts_of(plan, Reading(scope.today, preview=True)) if plan else []
    gaps = [part for part in parts if part.is_gap]
    if gaps:
        what = "a part" if len(gaps) == 1 else "parts"
        text = f"{plan}, the plan in force, has {what} that nothing in the record is tied to: "
        names = [f"“{part}” ({part.get_kind_display().lower()})" for part in gaps]
        yield found(Kind.NO_EVIDENCE, Level.NOTE, f"{text}{listed(names)}.", Plan, plan.pk)
