"""Writes what an import has planned: many rows at once and, only where that fails, one by one to name the culprit."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consortium.imports.outcome import Change, Outcome
from consortium.imports.rules import note
from consortium.publishing import BATCH

if TYPE_CHECKING:
    from consortium.imports.tables import Table

TOLD = 50  # problems of the database that are looked for one by one


def write(table: "Table", outcome: Outcome) -> None:
    """Changed rows first, so that a period is closed before the next one opens; then new ones; then links."""
    changed = [change for change in outcome.changes if not change.new and change.attributes]
    new = [change for change in outcome.changes if change.new]
    rows = table.model._default_manager
    for change in outcome.changes:
        if not change.new and any(column.noted for column in change.many):
            rows.get(pk=change.record.pk).save()  # history then has the links as they were, for undo
    try:
        with transaction.atomic():
            if changed:
                names = sorted(set[str]().union(*(change.attributes for change in changed)))
                rows.bulk_update([change.record for change in changed], names, batch_size=BATCH // 2)
            if new:
                rows.bulk_create([change.record for change in new], batch_size=BATCH)
    except IntegrityError:
        one_by_one(table, [*changed, *new], outcome)
    for change in outcome.changes:
        for column, targets in change.many.items():
            if not outcome.problems:
                column.set(change.record, targets)
    if table.periods and not outcome.problems:
        overlaps(table, outcome)


def one_by_one(table: "Table", changes: list[Change], outcome: Outcome) -> None:
    for change in changes:
        if change.new:  # what the failed attempt left on it
            change.record.pk, change.record._state.adding = None, True
        try:
            with transaction.atomic():
                change.record.full_clean()
                change.record.save()
        except ValidationError as error:
            note(table, change.row, error, outcome)
        except IntegrityError:
            outcome.problem(
                change.row, "", "This row can't stand beside another one of the record or the file."
            )
        if len(outcome.problems) >= TOLD:
            outcome.problem(0, "", f"After {TOLD} problems the rest was not looked at.")
            return


def overlaps(table: "Table", outcome: Outcome) -> None:
    model: Any = table.model
    found = set(model.objects.overlapping().values_list("pk", flat=True))
    for change in outcome.changes:
        if change.record.pk in found:
            outcome.problem(change.row, "", f"{change.record} overlaps another period of the same kind.")
