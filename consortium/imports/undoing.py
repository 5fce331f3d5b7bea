"""The list of imports, and taking one back as a whole."""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Max, Min

from consortium.history import LONGEST, because
from consortium.models import OldAddress
from consortium.past import link_columns, linked_keys
from consortium.publishing import BATCH, Publishable, Record, Status, in_bin
from consortium.search.keeping import gathered

TOLD = 20  # rows named in a refusal


class UndoError(Exception):
    """An import that can't be taken back; `problems` is a list of sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def new_key() -> str:
    return secrets.token_hex(4)


def reason_of(key: str, kind: str, file_name: str) -> str:
    """What history says of every row that an import writes."""
    return f"import {key}: {kind} {file_name}".strip()[:LONGEST]


@dataclass
class Import:
    """An import as history has it."""

    key: str
    reason: str
    when: datetime
    who: str
    rows: int
    undone: bool = False

    @property
    def what(self) -> str:
        """The kind of table and the file's name, as far as there was one."""
        return self.reason.partition(": ")[2]


def imports() -> list[Import]:
    """All imports, the latest first."""
    found: dict[str, Import] = {}
    undone: set[str] = set()
    for model in record_models():
        reasons = history_of(model).values("history_change_reason")
        for row in reasons.filter(history_change_reason__startswith="import ").annotate(
            count=Count(model._meta.pk.attname, distinct=True),
            when=Min("history_date"),
            who=Max("history_user__username"),
        ):
            reason = row["history_change_reason"]
            key = reason.split(":")[0].removeprefix("import ")
            one = found.setdefault(key, Import(key, reason, row["when"], row["who"] or "", 0))
            one.rows += row["count"]
            one.when = min(one.when, row["when"])
        for row in reasons.filter(history_change_reason__startswith="undo ").distinct():
            undone.add(row["history_change_reason"].split(":")[0].removeprefix("undo "))
    for one in found.values():
        one.undone = one.key in undone
    return sorted(found.values(), key=lambda one: one.when, reverse=True)


def record_models() -> list[type[Any]]:
    """The models of the record, each after those that it points at."""
    ours: list[type[Any]] = [model for model in apps.get_models() if issubclass(model, Record)]
    order: list[type[Any]] = []

    def visit(model: type[Any]) -> None:
        for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
            target = column.related_model
            if target in ours and target is not model and target not in order:
                visit(target)
        if model not in order:
            order.append(model)

    for model in ours:
        visit(model)
    return order


def history_of(model: type[Any]) -> Any:
    return model.history.order_by()


def batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(keys)
    while batch := list(islice(waiting, BATCH)):
        yield batch


@dataclass
class Touched:
    """A row that an import wrote: its first and last entry in history under that import, and how many there are."""

    kind: str
    first: int
    last: int
    entries: int


@dataclass
class Undone:
    """How many rows were removed, put in the bin, and given back what stood before."""

    removed: int = 0
    binned: int = 0
    restored: int = 0
    problems: list[str] = field(default_factory=list)


def undo(key: str) -> Undone:
    """Take an import back as a whole. Raises UndoError, and changes nothing, if somebody changed its rows since."""
    known = imports()
    one = next((one for one in known if one.key == key), None)
    if one is None:
        raise UndoError([f"No import has the id {key}."])
    if one.undone:
        raise UndoError([f"The import {key} was taken back already."])
    result = Undone()
    try:
        with transaction.atomic(), because(f"undo {one.reason.removeprefix('import ')}"), gathered():
            order = record_models()
            touched = {model: rows for model in order if (rows := touched_by(model, one.reason))}
            void = [other.reason for other in known if other.undone]
            left = {model: untouched_since(model, rows, void, result) for model, rows in touched.items()}
            for model in reversed(order):
                remove(model, [pk for pk, row in left.get(model, {}).items() if row.kind == "+"], result)
            for model in order:
                restore(
                    model, {pk: row for pk, row in left.get(model, {}).items() if row.kind != "+"}, result
                )
            if result.problems:
                raise UndoError(result.problems[:TOLD] + ["…"] * (len(result.problems) > TOLD))
    except IntegrityError:
        raise UndoError(["What stood before can't stand beside what was entered since."]) from None
    return result


def touched_by(model: type[Any], reason: str) -> dict[Any, Touched]:
    name = model._meta.pk.attname
    found: dict[Any, Touched] = {}
    rows = model.history.filter(history_change_reason=reason).order_by("history_id")
    for pk, number, kind in rows.values_list(name, "history_id", "history_type").iterator(BATCH):
        if pk in found:
            found[pk].last, found[pk].entries = number, found[pk].entries + 1
        else:
            found[pk] = Touched(kind, number, number, 1)
    return found


def untouched_since(
    model: type[Any], rows: dict[Any, Touched], void: list[str], result: Undone
) -> dict[Any, Touched]:
    """The rows that are as the import left them; those it made and that are gone since need nothing.

    Imports taken back since, whose reasons are `void`, and their undoing cancel each other out.
    """
    name, left = model._meta.pk.attname, dict(rows)
    for pks in batches(rows):
        stored = model._base_manager.select_for_update().in_bulk(pks)
        entries = history_of(model).filter(**{f"{name}__in": pks}).exclude(history_change_reason__in=void)
        entries = entries.exclude(history_change_reason__startswith="undo ")
        latest = entries.values_list(name).annotate(Max("history_id"))
        for pk, number in latest:
            row, record = rows[pk], stored.get(pk)
            if number == row.last:
                continue
            if row.kind == "+" and (record is None or in_bin(record)):
                del left[pk]
                continue
            entry = model.history.get(history_id=number)
            who = entry.history_user or f"“{entry.history_change_reason or 'a command'}”"
            result.problems.append(
                f"{model._meta.verbose_name} {record or entry.instance}: changed since by {who}, "
                f"{entry.history_date:%B} {entry.history_date.day}, {entry.history_date.year}."
            )
    return left


def remove(model: type[Any], pks: list[Any], result: Undone) -> None:
    """Delete rows; where something hangs on one since, it goes into the bin or, without one, is refused."""
    for batch in batches(pks):
        held = hung_on(model, batch)
        if held and issubclass(model, Publishable):
            result.binned += (
                model._default_manager.filter(pk__in=held)
                .exclude(status=Status.BIN)
                .update(status=Status.BIN)
            )
        elif held:
            rows = model._default_manager.filter(pk__in=held)
            result.problems += [
                f"{model._meta.verbose_name} {row}: something hangs on it since." for row in rows
            ]
        free = set(batch) - held
        kind = ContentType.objects.get_for_model(model)
        OldAddress.objects.filter(kind=kind, record_id__in=free).delete()
        model._default_manager.filter(pk__in=free).delete()
        result.removed += len(free)


def hung_on(model: type[Any], pks: list[Any]) -> set[Any]:
    """Those of the rows that another row points at."""
    held: set[Any] = set()
    for relation in model._meta.related_objects:
        name = relation.field.name
        rows: Any = relation.related_model._base_manager
        held |= set(rows.filter(**{f"{name}__in": pks}).values_list(name, flat=True))
    return held & set(pks)


def restore(model: type[Any], rows: dict[Any, Touched], result: Undone) -> None:
    """Give rows back what stood before the import."""
    name = model._meta.pk.attname
    fields = [column for column in model._meta.concrete_fields if not column.primary_key]
    tracked = {column.attname for column in model.history.model.tracked_fields}
    attributes = [column.attname for column in fields if column.attname in tracked]
    for batch in batches(rows):
        before: dict[Any, int] = {}
        entries = history_of(model).filter(**{f"{name}__in": batch}).values_list(name, "history_id")
        for pk, number in entries:
            if number < rows[pk].first:
                before[pk] = max(number, before.get(pk, 0))
        earlier = model.history.in_bulk(before.values())
        stored = model._base_manager.in_bulk(batch)
        changed: set[str] = set()
        for pk in batch:
            entry, record = earlier.get(before.get(pk, 0)), stored.get(pk)
            if entry is None:
                result.problems.append(
                    f"{model._meta.verbose_name} {record}: history does not say what stood before."
                )
            elif record is None:
                entry.instance.save(force_insert=True)
            else:
                differing = [one for one in attributes if getattr(record, one) != getattr(entry, one)]
                changed |= set(differing)
                for one in differing:
                    setattr(record, one, getattr(entry, one))
        if changed and not result.problems:
            model._default_manager.bulk_update(list(stored.values()), sorted(changed), batch_size=BATCH // 2)
        relink(model, {pk: rows[pk] for pk in stored if rows[pk].entries > 1}, stored)
        result.restored += len(batch)
    if rows and hasattr(model.objects, "overlapping"):
        periods = [row for row in model.objects.overlapping() if row.pk in rows]
        result.problems += [
            f"{model._meta.verbose_name} {row}: would overlap another one entered since." for row in periods
        ]


def relink(model: type[Any], rows: dict[Any, Touched], stored: dict[Any, models.Model]) -> None:
    """Give back links to other records: an import that changes them notes them first."""
    for column in link_columns(model):
        for pk, row in rows.items():
            entry = model.history.get(history_id=row.first)
            getattr(stored[pk], column.name).set(linked_keys(entry, column))
