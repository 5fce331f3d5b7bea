"""What changed from one milestones document to a later one, in sentences.

Documents hold words, not rows of a database: `changed_members` knows a district again by its slug, or by its name and
state; `changed_entries` a milestone by its words, by what it begins with, or because it says much the same.
"""

from collections.abc import Iterator

from milestones.document.changed_entries import year_changes
from milestones.document.changed_members import member_changes
from milestones.document.content import MilestonesDocument


def changes(before: MilestonesDocument, after: MilestonesDocument) -> list[str]:
    """Sentences on what a reader of `before` finds changed in `after`; one that says so if there is nothing."""
    found = [
        *heading_changes(before, after),
        *member_changes(before, after),
        *year_changes(before, after),
    ]
    return found or ["Nothing changed." if before.as_of == after.as_of else "Nothing changed but the date."]


def heading_changes(before: MilestonesDocument, after: MilestonesDocument) -> Iterator[str]:
    if before.title != after.title:
        yield f"The title reads “{after.title}” now."
    if before.name != after.name:
        yield f"The name below it reads “{after.name}” now."
