"""What looks wrong or unknown in the record, drafts included, and where to mend it. The bin is not looked at.

A rule is a function of its own that takes a Scope and yields findings in a fixed order, in a number of queries that
does not grow with the record.
"""

from collections.abc import Callable, Iterator
from datetime import date

from consortium.check.facts import facts_without_source, hidden_by_drafts
from consortium.check.finding import Finding, Kind, Level, Scope
from consortium.check.meetings import (
    hosts_not_members,
    meetings_without_year_page,
    planned_in_the_past,
    two_fall_meetings,
)
from consortium.check.milestones import districts_not_linked, people_without_post
from consortium.check.periods import (
    districts_without_membership,
    memberships_overlap,
    offices_overlap,
    old_figures,
    posts_overlap,
)
from consortium.check.years import (
    Cell,
    Row,
    nones_contradicted,
    unknowns,
    years_missing,
    years_without_headline,
)

__all__ = ("Cell", "Finding", "Kind", "Level", "Row", "findings", "unknowns")

RULES: tuple[Callable[[Scope], Iterator[Finding]], ...] = (
    nones_contradicted,
    hosts_not_members,
    memberships_overlap,
    posts_overlap,
    offices_overlap,
    two_fall_meetings,
    planned_in_the_past,
    meetings_without_year_page,
    hidden_by_drafts,
    districts_not_linked,
    people_without_post,
    districts_without_membership,
    years_missing,
    years_without_headline,
    facts_without_source,
    old_figures,
)


def findings(today: date | None = None) -> list[Finding]:
    """All findings, errors first, within a level in the order of the rules."""
    scope = Scope(today)
    levels = list(Level)
    return sorted(
        (finding for rule in RULES for finding in rule(scope)),
        key=lambda finding: levels.index(finding.level),
    )
