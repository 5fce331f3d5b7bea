"""A kind of record as the search has it: which rows it reads, and what of them an entry says."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from consortium.models import SearchEntry
from consortium.named import By
from consortium.publishing import RecordQuerySet, Status, ways_up
from consortium.search.words import all_words_of, lexemes, words_of

SHELVES_AT_MOST = 32
PUBLIC = {Status.PUBLISHED}


@dataclass
class Told:
    """What an entry says of a record.

    `lines` are seen below the title and `note` beside it; `names` rank it, those beside the title too, and `unseen`
    is what it is found by all the same, such as a postal code. `weight` is the day of what has a date.
    """

    title: str
    note: str = ""
    lines: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    weight: int = 0


@dataclass(frozen=True)
class Path:
    """A way from a record to rows that its entry tells of, such as `tenures__person`.

    `is_pointed_by` says that those rows point at what is before them on the way, so that one may move to another record.
    """

    lookup: str
    model: type[Any]
    is_pointed_by: bool


def ways_of_naming(by: By) -> tuple[str, ...]:
    """The ways from a record to the rows that name it, and to all that these hang on."""
    found = []
    for other, column in by:
        name = other._meta.get_field(column).related_query_name()
        found += [name, *(f"{name}__{way}" for way in ways_up(other) if way.split("__")[0] != column)]
    return tuple(found)


class Shelf:
    """Subclasses say what stands on it: the records that the public may see.

    What an entry tells of other rows is seen with it: `rows()` leaves out those that may be hidden while the record
    is not, and `ways` lead to every row that its text depends on, beside those that the record hangs on. Whatever is
    changed there writes the entry anew.
    """

    number: ClassVar[int]  # part of the keys of its entries: never given to another one
    kind: ClassVar[SearchEntry.Kind]
    model: ClassVar[type[Any]]
    ways: ClassVar[tuple[str, ...]] = ()

    def rows(self) -> RecordQuerySet:
        """All its records, drafts too, with what `told()` needs."""
        raise NotImplementedError

    def told(self, row: Any) -> Told:
        raise NotImplementedError

    def findable(self, rows: Any) -> Any:
        """Those of `rows` that readers may find."""
        return rows.public()

    def key(self, pk: int) -> int:
        """The key of the entry of a record."""
        return pk * SHELVES_AT_MOST + self.number

    def entries(self, pks: Iterable[Any]) -> Iterator[tuple[SearchEntry, set[str]]]:
        """The entries of those of the records `pks` that readers may find, each with its words."""
        for row in self.findable(self.rows().filter(pk__in=pks)).order_by():
            yield self.entry(row)

    def entry(self, row: Any) -> tuple[SearchEntry, set[str]]:
        told = self.told(row)
        names = list(dict.fromkeys([told.title, *told.names]))
        lines = list(dict.fromkeys(filter(None, told.lines)))
        words = all_words_of("\n".join([*names, told.note, *lines, *told.unseen]))
        entry = SearchEntry(
            id=self.key(row.pk),
            kind=self.kind,
            weight=told.weight,
            heads="\n".join(["", *(f" {' '.join(words_of(name))} " for name in names), ""]),
            title=told.title,
            note=told.note,
            address=row.get_absolute_url(),
            words=lexemes(words),
            text="\n".join(lines),
        )
        return entry, words

    @cached_property
    def paths(self) -> list[Path]:
        """The ways to other rows, those that it hangs on among them, and the parts of these ways."""
        found = {}
        for way in (*self.ways, *ways_up(self.model)):
            model, so_far = self.model, []
            for name in way.split("__"):
                relation: Any = model._meta.get_field(name)
                model = relation.related_model
                so_far.append(name)
                points_back = relation.auto_created and not relation.many_to_many
                found["__".join(so_far)] = Path("__".join(so_far), model, points_back)
        return list(found.values())

    @cached_property
    def links(self) -> list[Any]:
        """The tables of links to many others among its ways."""
        fields = (self.model._meta.get_field(path.lookup) for path in self.paths if "__" not in path.lookup)
        return [one.remote_field.through for one in fields if isinstance(one, models.ManyToManyField)]
