"""A column of a file and the part of a record it speaks of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import ValidationError

from consortium.imports.cells import one_line_end, text_of, unquoted, value_of

BETWEEN = "; "  # between the names in a cell that has several


@dataclass
class Row:
    """A line of a file: its number as a spreadsheet shows it, and its cells by column, those that the file has."""

    number: int
    cells: dict[str, str]

    def text(self, name: str) -> str:
        return unquoted(self.cells.get(name, ""))


@dataclass
class Problem:
    """What is wrong, where: `row` is 0 for the file as a whole, `column` empty for the row as a whole."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = ", ".join(
            [f"row {self.row}"] * bool(self.row) + [f"column {self.column}"] * bool(self.column)
        )
        return f"{where[:1].upper()}{where[1:]}: {self.text}" if where else self.text


@dataclass(frozen=True)
class Column:
    """A column of the database. `attribute` is its attname on the record; `kept` is not emptied by an empty cell."""

    name: str
    attribute: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    kept: bool = False
    clean: Callable[[str], str] = str

    @property
    def names(self) -> tuple[str, ...]:
        """The headers that stand for this column in a file."""
        return (self.name,)

    @property
    def attributes(self) -> tuple[str, ...]:
        return (self.attribute or self.name,)

    def read(self, row: Row, record: Any) -> tuple[str, ...]:
        """Put the cell on the record; the attributes that were given. Raises ValidationError."""
        cell = row.cells[self.name]
        column = record._meta.get_field(self.attribute or self.name)
        text = self.clean(unquoted(cell))
        if not text:
            if self.required:
                raise ValidationError("This is empty.")
            has_default = column.has_default() and column.get_default() not in (None, "")
            if self.kept or has_default:
                return ()
        value = one_line_end(value_of(column, text))
        setattr(record, column.attname, value)
        return (column.attname,)

    def write(self, record: Any) -> list[str]:
        column = record._meta.get_field(self.attribute or self.name)
        return [text_of(column, getattr(record, column.attname))]


class Lookup(Protocol):
    """Finds the primary key that a row names. Raises ValidationError with a sentence."""

    def find(self, row: Row, names: tuple[str, ...]) -> Any: ...


@dataclass(frozen=True)
class Reference(Column):
    """A foreign key, named by one or more columns; the lookup is made anew for each import."""

    headers: tuple[str, ...] = ()
    lookup: str = ""
    said: Callable[[Any], Iterable[str]] = field(default=lambda target: [str(target)])

    @property
    def names(self) -> tuple[str, ...]:
        return self.headers or (self.name,)

    def bind(self, lookups: dict[str, Any]) -> "Bound":
        return Bound(self, lookups[self.lookup])

    def write(self, record: Any) -> list[str]:
        target = getattr(record, self.attribute or self.name)
        return list(self.said(target)) if target is not None else [""] * len(self.names)


@dataclass(frozen=True)
class Bound:
    column: Reference
    lookup: Lookup

    def read(self, row: Row, record: Any) -> tuple[str, ...]:
        names = self.column.names
        target = record._meta.get_field(self.column.attribute or self.column.name)
        if not any(row.text(name) for name in names):
            if self.column.required:
                raise ValidationError("This is empty.")
            if self.column.kept:
                return ()
            setattr(record, target.attname, None)
        else:
            setattr(record, target.attname, self.lookup.find(row, names))
        return (target.attname,)


@dataclass(frozen=True)
class Many:
    """Links to several records in one cell; they are read into a sorted list and written one record at a time."""

    name: str
    lookup: str
    key: str = "slug"
    aliases: tuple[str, ...] = ()
    required: bool = False
    noted: bool = True  # whether the record's own history has these links

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def path(self) -> str:
        """What is to be read beforehand for many records at once."""
        return self.name

    def read(self, row: Row, lookup: Any) -> list[Any]:
        parts = [part.strip() for part in row.text(self.name).split(BETWEEN.strip())]
        return sorted(
            {lookup.find(Row(row.number, {self.name: part}), (self.name,)) for part in parts if part}
        )

    def now(self, record: Any) -> list[Any]:
        return sorted(target.pk for target in getattr(record, self.name).all())

    def set(self, record: Any, targets: list[Any]) -> None:
        getattr(record, self.name).set(targets)

    def write(self, record: Any) -> list[str]:
        return [
            BETWEEN.join(sorted(getattr(target, self.key) for target in getattr(record, self.name).all()))
        ]


class ByKey:
    """Records by the one column that names them, such as a source by its key or a year by its number."""

    def __init__(self, model: Any, key: str) -> None:
        self.name = model._meta.verbose_name
        self.known = {str(value): pk for pk, value in model._base_manager.values_list("pk", key)}

    def find(self, row: Row, names: tuple[str, ...]) -> Any:
        text = row.text(names[0])
        if text not in self.known:
            raise ValidationError(f"There is no {self.name} “{text[:60]}” in the record yet; add it first.")
        return self.known[text]
