"""What a row has to keep to, whatever table it stands in."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from consortium.imports.outcome import Change, Outcome
from consortium.publishing import Publishable, Status

if TYPE_CHECKING:
    from consortium.imports.tables import Table


def check_status(table: "Table", record: Any, stored: Any) -> None:
    if not isinstance(record, Publishable):
        return
    was = stored.status if stored else Status.DRAFT
    if stored and was == Status.BIN:
        raise ValidationError(f"This {table.singular} is in the bin: take it out of the bin first.")
    if record.status == Status.BIN:
        raise ValidationError({"status": "Rows are put into the bin on their own screen, not by an import."})
    if record.status != was and not table.may_publish:
        raise ValidationError({"status": "You may not publish or withdraw: leave the status as it is."})


def check(table: "Table", change: Change) -> None:
    """Hold the record to its fields' rules; what needs the database is found when it is written."""
    check_fields(table, change.record, change.attributes)
    table.clean(change.record, change.attributes)


def check_fields(table: "Table", record: Any, attributes: set[str]) -> None:
    related = {field.name for field in table.model._meta.concrete_fields if field.is_relation}
    untouched = {field.name for field in table.model._meta.concrete_fields if field.attname not in attributes}
    record.clean_fields(exclude=related | untouched)


def note(table: "Table", row: int, error: ValidationError, outcome: Outcome) -> None:
    """Sentences of the model beside the column they are about."""
    if not hasattr(error, "error_dict"):
        outcome.problem(row, "", " ".join(error.messages))
        return
    columns = {column.name: column.names[0] for column in table.columns}
    for name, messages in error.message_dict.items():
        outcome.problem(row, columns.get(name, ""), " ".join(messages))
