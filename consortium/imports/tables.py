"""A table of the record as a file: which record a row means, what would change, writing it all or nothing."""

from collections.abc import Hashable, Iterable, Iterator
from itertools import islice
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from import_export import resources  # type: ignore[import-untyped]
from tablib import Dataset  # type: ignore[import-untyped]

from consortium.history import because
from consortium.imports.cells import harmless, one_line_end
from consortium.imports.columns import Column, Many, Reference, Row
from consortium.imports.lines import lines
from consortium.imports.outcome import Change, Outcome
from consortium.imports.rules import check, check_fields, check_status, note
from consortium.imports.undoing import new_key, reason_of
from consortium.imports.writing import write
from consortium.publishing import BATCH
from consortium.search.keeping import gathered

Keys = Iterable[Hashable]


class Table(resources.Resource):
    """One kind of rows. Subclasses say which columns it has and by which keys a row finds its record."""

    kind: ClassVar[str]
    model: ClassVar[type[Any]]
    columns: ClassVar[tuple[Column | Many, ...]]
    related: ClassVar[tuple[str, ...]] = ()
    locks: ClassVar[
        tuple[type[Any], ...]
    ] = ()  # whose rows nobody may change meanwhile: periods hang on them
    periods: ClassVar[bool] = False  # whether the model has `overlapping()`
    twins: ClassVar[bool] = (
        False  # whether several records may share a key; the one that is the same is taken
    )

    # What a subclass says of itself

    def lookups(self) -> dict[str, Any]:
        """The lookups of its references and of its links, by name."""
        return {}

    def index(self) -> Iterator[tuple[Any, bool, Keys]]:
        """Every record's primary key, whether it is in the bin, and its keys."""
        raise NotImplementedError

    def keys(self, record: Any, row: Row) -> Keys:
        """The keys by which a row finds its record, the surest first."""
        raise NotImplementedError

    def own_keys(self, record: Any) -> Keys:
        """The keys that a new record adds to the index."""
        return self.keys(record, Row(0, {}))

    def arrange(self, rows: list[Row]) -> list[Row]:
        """The rows as the columns have them, where a file may have another form."""
        return rows

    def leave(self, record: Any, stored: Any, given: set[str]) -> set[str]:
        """Of the attributes that a row gives, those that are taken over into the record it means."""
        return given

    def complete(self, record: Any, given: set[str]) -> None:
        """Fill in what a new record needs and the row does not give, such as its slug."""

    def clean(self, record: Any, changed: set[str]) -> None:
        record.clean()

    def warn(self, outcome: Outcome) -> None:
        """Note in `outcome.warnings` what may be a mistake and is no problem."""

    def aliases(self) -> dict[str, str]:
        """Headers as files have them, folded, and the columns they stand for."""
        known = {name: name for column in self.columns for name in column.names}
        return known | {alias: column.name for column in self.columns for alias in column.aliases}

    # In

    def import_data(
        self,
        dataset: Dataset,
        dry_run: bool = False,
        raise_errors: bool = False,
        *,
        file_name: str = "",
        most: int | None = None,
        may_publish: bool = False,
        given: dict[str, str] | None = None,
        told: bool = True,
        seen: str = "",
        **kwargs: Any,
    ) -> Outcome:
        """Import all rows or, if there is a problem, none.

        `given` are cells for columns that the file lacks; without `told`, texts before and after are not kept;
        `seen` is the digest of the preview, if there was one.
        """
        outcome = Outcome()
        self.told = told
        if most is not None and len(dataset) > most:
            outcome.problem(
                0,
                "",
                f"The file has {len(dataset):,} rows; here it may have {most:,}. "
                f"Larger ones go through “manage.py import_data {self.kind} FILE”.",
            )
            return outcome
        self.may_publish = may_publish
        key = new_key()
        with transaction.atomic(), because(reason_of(key, self.kind, file_name)), gathered():
            for model in self.locks:
                list(model._base_manager.select_for_update().order_by("pk").values_list("pk"))
            rows = lines(self, dataset, given or {}, outcome)
            if not outcome.problems:
                self.plan(rows, outcome)
            if seen and not outcome.problems and seen != outcome.digest:
                outcome.problem(
                    0, "", "The record was changed after the preview: upload the file and look again."
                )
            if not outcome.problems:
                self.warn(outcome)
                write(self, outcome)
            if dry_run or outcome.problems:
                transaction.set_rollback(True)
        if not dry_run and not outcome.problems and outcome.changes:
            outcome.key = key
        outcome.tell_library()
        return outcome

    def plan(self, rows: list[Row], outcome: Outcome) -> None:
        """Note for each row what it would make or change."""
        self.bound = self.lookups()
        self.known: dict[Hashable, list[tuple[Any, bool]]] = {}
        for pk, in_bin, keys in self.index():
            for key in keys:
                self.known.setdefault(key, []).append((pk, in_bin))
        self.taken: dict[Any, int] = {}  # the row that has spoken of a record already …
        self.made: dict[Hashable, int] = {}  # … or that makes one with this key
        waiting = iter(rows)
        while chunk := list(islice(waiting, BATCH)):
            read = [(row, found) for row in chunk if (found := self.read(row, outcome))]
            matched = [(row, *found, self.match(found[0], row)) for row, found in read]
            wanted = {pk for *_, pks in matched for pk in pks}
            stored = self.model._base_manager.select_for_update().in_bulk(wanted) if wanted else {}
            if linked := [column.path for column in self.columns if isinstance(column, Many)]:
                models.prefetch_related_objects(list(stored.values()), *linked)
            for row, record, attributes, many, pks in matched:
                try:
                    self.judge(
                        row, record, attributes, many, [stored[pk] for pk in pks if pk in stored], outcome
                    )
                except ValidationError as error:
                    note(self, row.number, error, outcome)

    def read(self, row: Row, outcome: Outcome) -> tuple[Any, set[str], dict[Many, list[Any]]] | None:
        """The row as a record of its own, the attributes it gives, and its links."""
        record, attributes, before = self.model(), set(), len(outcome.problems)
        many: dict[Many, list[Any]] = {}
        for column in self.columns:
            name = next((name for name in column.names if row.text(name)), column.names[0])
            if not any(name in row.cells for name in column.names):
                continue
            try:
                if isinstance(column, Many):
                    many[column] = column.read(row, self.bound[column.lookup])
                else:
                    reader = column.bind(self.bound) if isinstance(column, Reference) else column
                    attributes |= set(reader.read(row, record))
            except ValidationError as error:
                outcome.problem(row.number, name, " ".join(error.messages))
        if len(outcome.problems) == before:
            return record, attributes, many
        try:  # what is wrong with its other cells is said in the same round
            check_fields(self, record, attributes)
        except ValidationError as error:
            note(self, row.number, error, outcome)
        return None

    def match(self, record: Any, row: Row) -> list[Any]:
        """The records that the first key which finds any finds; those in the bin only if there are no others."""
        for key in self.keys(record, row):
            if found := self.known.get(key):
                return [pk for pk, in_bin in found if not in_bin] or [pk for pk, _ in found]
        return []

    def judge(
        self,
        row: Row,
        record: Any,
        given: set[str],
        many: dict[Many, list[Any]],
        stored: list[Any],
        outcome: Outcome,
    ) -> None:
        """Note what a row changes, if anything. Raises ValidationError."""
        if not stored:
            outcome.changes.append(self.new(row, record, given, many))
            return
        differences = [(one, self.difference(row, record, given, many, one)) for one in stored]
        if len(stored) > 1:
            if self.twins:
                free = [pair for pair in differences if pair[0].pk not in self.taken]
                differences = [pair for pair in free if pair[1] is None] or free
            if len(differences) > 1 and not (self.twins and differences[0][1] is None):
                raise ValidationError(self.ambiguous(record, len(differences)))
        meant, change = differences[0] if differences else (stored[0], None)
        if meant.pk in self.taken:
            raise ValidationError(f"This is the same {self.singular} as in row {self.taken[meant.pk]}.")
        self.taken[meant.pk] = row.number
        if change is None:
            outcome.same += 1
        else:
            check_status(self, change.record, meant)
            check(self, change)
            outcome.changes.append(change)

    @property
    def singular(self) -> str:
        return str(self.model._meta.verbose_name)

    def ambiguous(self, record: Any, count: int) -> str:
        return f"{count} records fit this row equally well."

    def new(self, row: Row, record: Any, given: set[str], many: dict[Many, list[Any]]) -> Change:
        for key in self.keys(record, row):
            if key in self.made:
                raise ValidationError(f"This is the same {self.singular} as in row {self.made[key]}.")
        missing = [
            column.names[0] for column in self.columns if column.required and not self.has(column, given)
        ]
        if missing:
            raise ValidationError(
                f"There is no such {self.singular} yet, and a new one needs the columns {', '.join(missing)}."
            )
        self.complete(record, given)
        check_status(self, record, None)
        attributes = {column.attname for column in self.model._meta.concrete_fields}
        texts = [(name, "", text) for name, text in self.texts(row) if text]
        change = Change(
            row.number, record, True, attributes, texts, {column: pks for column, pks in many.items() if pks}
        )
        check(self, change)
        for key in self.own_keys(record):
            self.made.setdefault(key, row.number)
        return change

    def has(self, column: Column | Many, given: set[str]) -> bool:
        return isinstance(column, Many) or self.attname(column) in given

    def attname(self, column: Column) -> str:
        return self.model._meta.get_field(column.attribute or column.name).attname

    def difference(
        self, row: Row, record: Any, given: set[str], many: dict[Many, list[Any]], stored: Any
    ) -> Change | None:
        """What the row changes in a stored record; None if it says nothing else."""
        changed = {
            name
            for name in self.leave(record, stored, given)
            if one_line_end(getattr(stored, name)) != getattr(record, name)
        }
        links = {column: pks for column, pks in many.items() if column.now(stored) != pks}
        if not changed and not links:
            return None
        other = self.model(
            **{field.attname: getattr(stored, field.attname) for field in stored._meta.concrete_fields}
        )
        other._state.adding, other._state.db = False, stored._state.db
        for name in changed:
            setattr(other, name, getattr(record, name))
        touched = [column for column in self.columns if column in links or self.is_of(column, changed)]
        texts = [
            (name, before, row.text(name))
            for column in touched * self.told
            for name, before in zip(column.names, column.write(stored), strict=True)
            if name in row.cells and before != row.text(name)
        ]
        return Change(row.number, other, False, changed, texts, links)

    def is_of(self, column: Column | Many, attributes: set[str]) -> bool:
        return not isinstance(column, Many) and self.attname(column) in attributes

    def texts(self, row: Row) -> list[tuple[str, str]]:
        """The cells of a row, for people."""
        return [(name, row.text(name)) for name in row.cells] if self.told else []

    # Out

    def export(self, queryset: Any = None, **kwargs: Any) -> Dataset:
        """The rows of a queryset, in its order, with cells that no spreadsheet runs."""
        rows = self.model._default_manager.all() if queryset is None else queryset
        linked = [column.path for column in self.columns if isinstance(column, Many)]
        rows = (rows.select_related(*self.related) if self.related else rows).prefetch_related(*linked)
        table = Dataset()
        table.headers = [name for column in self.columns for name in column.names]
        for record in rows.iterator(BATCH):
            table.append([harmless(text) for column in self.columns for text in column.write(record)])
        return table

    def get_user_visible_fields(self) -> list[Any]:
        """What the library's form lists: things with a `column_name`."""
        return [type("Named", (), {"column_name": name}) for column in self.columns for name in column.names]

    @classmethod
    def get_display_name(cls) -> str:
        return cls.kind
