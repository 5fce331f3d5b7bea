"""What a public table is: its rows, its columns, and how they point at rows of other tables.

One declaration gives the CSV, the JSON, the list of columns on the page and the data package.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from consortium.dates import SEASONS
from consortium.pages import Reading
from consortium.publishing import Record
from members.models import District

KNOWN_DATE = rf"^([0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}})?)?|({'|'.join(SEASONS)}) [0-9]{{4}})$"


class Seen:
    """What one reader sees of the tables, each asked for once."""

    def __init__(self, reading: Reading, tables: Mapping[str, "Table"]) -> None:
        self.reading, self.tables = reading, tables
        self._keys: dict[str, dict[Any, Any]] = {}

    def of(self, rows: Any) -> Any:
        return self.reading.of(rows)

    def keys(self, name: str) -> dict[Any, Any]:
        """The key of each row of a table, by its number in the database."""
        if name not in self._keys:
            self._keys[name] = self.tables[name].keys(self)
        return self._keys[name]

    @cached_property
    def names_then(self) -> dict[Any, str]:
        """What districts were called in the year looked at, by their number: those that had another name at some time."""
        if not self.reading.as_of:
            return {}
        renamed = self.of(District.objects.filter(names__isnull=False)).distinct().prefetch_related("names")
        return {district.pk: self.reading.name_of(district) for district in renamed}


@dataclass(frozen=True)
class Column:
    """A column: `type` is one of Table Schema's, and what it allows: a `pattern`, some `choices`.

    `read` gives its value of a row as the reader sees it; without, it is the row's attribute of that name. An empty
    text is no value.
    """

    name: str
    meaning: str
    type: str = "string"
    read: Callable[[Any, Seen], Any] | None = None
    required: bool = False
    unit: str = ""
    pattern: str = ""
    choices: tuple[str, ...] = ()
    is_address: bool = False

    def value(self, row: Any, seen: Seen) -> Any:
        value = self.read(row, seen) if self.read else getattr(row, self.name)
        return None if value == "" else value


@dataclass(frozen=True)
class Link(Column):
    """The key of a row in another `table`; empty where the reader does not see that row.

    A row whose `required` link leads to one that is not seen is not seen either. `attribute` is the foreign key, if it
    has another name than the column.
    """

    table: str = ""
    attribute: str = ""

    @property
    def foreign_key(self) -> str:
        return self.attribute or self.name

    def leads_somewhere(self, seen: Seen) -> Q:
        """The condition that the reader sees the row it leads to.

        Asked row by row: of two lists of keys, SQLite would try each with each where an index has both columns.
        """
        target = seen.tables[self.table].rows(seen).order_by()
        return Q(Exists(target.filter(pk=OuterRef(f"{self.foreign_key}_id"))))

    def value(self, row: Any, seen: Seen) -> Any:
        target = self.read(row, seen) if self.read else getattr(row, f"{self.foreign_key}_id")
        return None if target is None else seen.keys(self.table).get(target)


@dataclass(frozen=True)
class Table:
    """A public table. `key` are the columns that tell its rows apart.

    `handle` are the attributes whose values, with a slash between, are its key in the links of other tables; a table
    without one is not linked to. Of the links in `one_of` a row needs one that leads somewhere.
    """

    name: str
    title: str
    meaning: str
    model: type[Any]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    handle: tuple[str, ...] = ()
    start: Callable[[Seen], Any] | None = None
    order: tuple[Any, ...] = ()
    one_of: tuple[str, ...] = ()
    links: Mapping[str, Link] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        links = {column.name: column for column in self.columns if isinstance(column, Link)}
        object.__setattr__(self, "links", links)

    def rows(self, seen: Seen) -> Any:
        rows = self.start(seen) if self.start else self.all(seen)
        for link in self.links.values():
            if link.required:
                rows = rows.filter(link.leads_somewhere(seen))
        if self.one_of:
            rows = rows.filter(reduce(or_, (self.links[name].leads_somewhere(seen) for name in self.one_of)))
        return rows.order_by(*self.order) if self.order else rows

    def all(self, seen: Seen) -> Any:
        """The model's rows through the one door; those that tie two records together have none, their links do."""
        rows = self.model._default_manager.all()
        return seen.of(rows) if issubclass(self.model, Record) else rows

    def keys(self, seen: Seen) -> dict[Any, Any]:
        rows = self.rows(seen).order_by().values_list("pk", *self.handle)
        return {pk: parts[0] if len(parts) == 1 else "/".join(map(str, parts)) for pk, *parts in rows}

    def values(self, row: Any, seen: Seen) -> dict[str, Any]:
        return {column.name: column.value(row, seen) for column in self.columns}


# Columns that many tables have


def known(
    name: str, meaning: str, *, required: bool = False, sortable: bool = False,
    read: Callable[[Any, Seen], Any] | None = None,
) -> tuple[Column, ...]:  # fmt: skip
    """A date as precise as what is known; a `sortable` one with the first day of its period beside it."""

    def when(row: Any, seen: Seen) -> Any:
        return read(row, seen) if read else getattr(row, name)

    def text(row: Any, seen: Seen) -> str | None:
        value = when(row, seen)
        return value.plain if value else None

    def first(row: Any, seen: Seen) -> Any:
        value = when(row, seen)
        return value.first if value else None

    said = f"{meaning} As precise as what is known: 2016-05-12, 2016-05, fall 2016 or 2016."
    column = Column(name, said, read=text, required=required, pattern=KNOWN_DATE)
    if not sortable:
        return (column,)
    day = f"The first day of what {name} says, to sort by; it is no more precise than {name}."
    return column, Column(f"{name}_from", day, "date", read=first, required=required)


def markdown(name: str, meaning: str) -> Column:
    return Column(name, f"{meaning} Markdown.")


def choice(name: str, meaning: str, choices: Any, **kwargs: Any) -> Column:
    """One of a model's choices; `choices` is the class that has them."""
    return Column(name, meaning, choices=tuple(choices.values), **kwargs)


def number(meaning: str = "The number of the row. It stays with the row and goes to no other one.") -> Column:
    return Column("id", meaning, "integer", read=lambda row, seen: row.pk, required=True)


def until(meaning: str) -> Column:
    """A last year as far as it was known on the day looked at."""
    return Column(
        "until",
        f"{meaning} Empty while no end is recorded.",
        "year",
        read=lambda row, seen: row.until if row.until and row.until <= seen.reading.day.year else None,
    )


def page(meaning: str = "The address of its page.", has: Callable[[Any], bool] = lambda row: True) -> Column:
    """The address of a row's page, of rows that have one."""
    return Column(
        "page",
        meaning,
        read=lambda row, seen: settings.SITE_URL + row.get_absolute_url() if has(row) else None,
        is_address=True,
    )


def state(meaning: str = "", **kwargs: Any) -> Column:
    said = f"Two letters, as the postal service has them. {meaning}".strip()
    return Column("state", said, pattern="^[A-Z]{2}$", **kwargs)


CITED = (
    Link("source", "Where this is said. Empty: no document is named, it is unsourced.", table="sources"),
    Column("passage", "Where in the source, or how it was read."),
)


def pairs(name: str, title: str, meaning: str, model: type[Any], *links: Link) -> Table:
    """The table of what ties two records together and says no more."""
    return Table(
        name,
        title,
        meaning,
        model,
        key=tuple(link.name for link in links),
        columns=links,
        order=tuple(f"{link.foreign_key}_id" for link in links),
    )
