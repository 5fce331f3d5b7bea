"""What looks wrong or unknown in the record, drafts included, and where to mend it. The bin is not looked at.

A rule is a function of its own that takes a Scope and yields findings in a fixed order, in a number of queries that
does not grow with the record.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from consortium.check.collaboratives import (
    numbers_against_rosters,
    participants_not_members,
    participations_outside,
    participations_overlap,
    program_years_overlap,
)
from consortium.check.editions import editions_changed
from consortium.check.facts import corrections_astray, facts_without_source, hidden_by_drafts
from consortium.check.finding import Finding, Kind, Level, Scope
from consortium.check.meetings import (
    examples_of_another_state,
    hosts_not_members,
    meetings_without_year_page,
    planned_in_the_past,
    two_fall_meetings,
)
from consortium.check.milestones import districts_not_linked, people_without_post, speakers_without_post
from consortium.check.periods import (
    districts_without_membership,
    memberships_overlap,
    offices_overlap,
    old_figures,
    posts_overlap,
)
from consortium.check.plans import parts_without_evidence
from consortium.check.search import search_out_of_date
from consortium.check.years import (
    Cell,
    Row,
    nones_contradicted,
    unknowns,
    years_missing,
    years_off_timeline,
    years_past_kept_to,
    years_without_headline,
)
from consortium.models import Year
from meetings.models import Meeting
from milestones.models import Milestone

__all__ = ("Cell", "Finding", "Kind", "Level", "Row", "findings", "findings_of_year", "unknowns")

RULES: tuple[Callable[[Scope], Iterator[Finding]], ...] = (
    nones_contradicted,
    hosts_not_members,
    memberships_overlap,
    posts_overlap,
    offices_overlap,
    participations_overlap,
    program_years_overlap,
    editions_changed,
    corrections_astray,
    examples_of_another_state,
    two_fall_meetings,
    planned_in_the_past,
    meetings_without_year_page,
    years_off_timeline,
    participations_outside,
    participants_not_members,
    numbers_against_rosters,
    hidden_by_drafts,
    search_out_of_date,
    districts_not_linked,
    people_without_post,
    speakers_without_post,
    districts_without_membership,
    years_missing,
    years_past_kept_to,
    years_without_headline,
    parts_without_evidence,
    facts_without_source,
    old_figures,
)


# Those whose findings name a year, a meeting or a milestone, and that are quick enough to look at with every desk:
# looking for unlinked names in 10,000 milestones takes a second.
RULES_ON_YEARS = (
    nones_contradicted,
    hosts_not_members,
    two_fall_meetings,
    planned_in_the_past,
    meetings_without_year_page,
    hidden_by_drafts,
    years_without_headline,
)


def findings(
    today: date | None = None, rules: Iterable[Callable[[Scope], Iterator[Finding]]] = RULES
) -> list[Finding]:
    """All findings, errors first, within a level in the order of the rules."""
    scope = Scope(today)
    levels = list(Level)
    return sorted(
        (finding for rule in rules for finding in rule(scope)),
        key=lambda finding: levels.index(finding.level),
    )


def findings_of_year(number: int, today: date | None = None) -> list[Finding]:
    """What the quick rules find of a year, its meetings and its milestones."""
    mine: set[tuple[str, Any]] = {(Year._meta.label_lower, number)}
    for model in (Meeting, Milestone):
        keys = model.objects.filter(year=number).values_list("pk", flat=True)
        mine |= {(model._meta.label_lower, key) for key in keys}
    return [finding for finding in findings(today, RULES_ON_YEARS) if finding.record in mine]
