"""Writing the entries wherever the record is written, in the same transaction.

All changes of the record pass two places: the model's signals, for a row that is saved or deleted and for links, and
`RecordQuerySet`, for many rows at once. Both say here which rows they change; what an entry then says is read from
the database anew, so that no way of changing a row can leave it half told.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from consortium.models import SearchEntry, SearchWord
from consortium.search.shelf import SHELVES_AT_MOST, Path, Shelf
from consortium.search.shelves import SHELVES

BATCH = 500
SHORTEST = 4  # letters of a word that may be a misspelt one
COLUMNS = [column.attname for column in SearchEntry._meta.concrete_fields if not column.primary_key]


@dataclass
class Changes:
    """Rows that were changed, by model; those apart that stand `alone`, since nothing points at what is new or gone.

    `stale` are records by shelf, whose entries told of rows before these were changed.
    """

    changed: dict[type[Any], set[Any]] = field(default_factory=dict)
    alone: dict[type[Any], set[Any]] = field(default_factory=dict)
    stale: dict[Shelf, set[Any]] = field(default_factory=dict)

    def write(self) -> None:
        """Write what they change of the index, each entry once."""
        stale = {shelf: set(pks) for shelf, pks in self.stale.items()}
        for rows, alone in ((self.changed, False), (self.alone, True)):
            for model, pks in rows.items():
                for shelf in SHELVES:
                    if shelf.model is model:
                        stale.setdefault(shelf, set()).update(pks)
                for shelf, path in ways().get(model, ()):
                    if path.is_pointed_by or not alone:
                        stale.setdefault(shelf, set()).update(records(shelf, path, pks))
        for shelf in SHELVES:
            for batch in batches(sorted(stale.get(shelf, ()))):
                keep(shelf, batch)


_gathered: ContextVar[Changes | None] = ContextVar("gathered", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Write the entries for all that is changed inside the block once, at its end. The block is in a transaction."""
    if _gathered.get() is not None:
        yield
        return
    changes = Changes()
    token = _gathered.set(changes)
    try:
        yield
    finally:
        _gathered.reset(token)
    if not connection.needs_rollback:  # such as that of an import's preview
        changes.write()


# Told by whoever changes rows


def will_change(model: type[Any], pks: Iterable[Any], *, to_go: bool = False) -> dict[Shelf, set[Any]]:
    """To be called before rows are changed or, `to_go`, deleted: the records whose entries may tell of them no more."""
    keys = set(pks)
    found: dict[Shelf, set[Any]] = {}
    for shelf, path in ways().get(model, ()):
        if path.is_pointed_by or to_go:  # else they stay where they are on the way
            found.setdefault(shelf, set()).update(records(shelf, path, keys))
    return found


def has_changed(
    model: type[Any],
    pks: Iterable[Any],
    before: dict[Shelf, set[Any]] | None = None,
    *,
    alone: bool = False,
) -> None:
    """To be called after rows were changed, with what was found `before` then."""
    if model not in told_of():
        return
    outer = _gathered.get()
    changes = outer or Changes()
    (changes.alone if alone else changes.changed).setdefault(model, set()).update(pks)
    for shelf, records_then in (before or {}).items():
        changes.stale.setdefault(shelf, set()).update(records_then)
    if outer is None:
        changes.write()


@cache
def told_of() -> frozenset[type[Any]]:
    """The models that entries are made of."""
    return frozenset({shelf.model for shelf in SHELVES} | ways().keys())


@cache
def ways() -> dict[type[Any], list[tuple[Shelf, Path]]]:
    """By model, from which shelves which paths lead to its rows."""
    found: dict[type[Any], list[tuple[Shelf, Path]]] = {}
    for shelf in SHELVES:
        for path in shelf.paths:
            found.setdefault(path.model, []).append((shelf, path))
    return found


def records(shelf: Shelf, path: Path, pks: Iterable[Any]) -> set[Any]:
    """The keys of the records of a shelf that lead to some rows."""
    found: set[Any] = set()
    for batch in batches(pks):
        rows = shelf.model._base_manager.filter(**{f"{path.lookup}__in": batch})
        found.update(rows.values_list("pk", flat=True))
    return found


def batches(keys: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(keys)
    while batch := list(islice(waiting, BATCH)):
        yield batch


# The index


def keep(shelf: Shelf, pks: list[Any]) -> int:
    """Make the entries of some records what the records say now; how many that changed.

    They are locked first, then the records are read: of two who change what one entry tells of, the second sees
    what the first wrote.
    """
    with transaction.atomic(savepoint=False):
        stored = SearchEntry.objects.select_for_update().order_by("pk").in_bulk(map(shelf.key, pks))
        written, gone = wrong(shelf, pks, stored)
        if written:
            SearchEntry.objects.bulk_create(
                [entry for entry, _ in written],
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=COLUMNS,
            )
            keep_words(set[str]().union(*(words for _, words in written)))
        if gone:
            SearchEntry.objects.filter(pk__in=gone).delete()
    return len(written) + len(gone)


def wrong(
    shelf: Shelf, pks: list[Any], stored: dict[int, SearchEntry]
) -> tuple[list[tuple[SearchEntry, set[str]]], set[int]]:
    """Of some records the entries that should stand there and don't, with their words, and the keys of those too many."""
    told = list(shelf.entries(pks))
    lacking = [one for one in told if differs(one[0], stored.get(one[0].pk))]
    return lacking, stored.keys() - {entry.pk for entry, _ in told}


def differs(entry: SearchEntry, stored: SearchEntry | None) -> bool:
    return stored is None or any(getattr(entry, name) != getattr(stored, name) for name in COLUMNS)


def keep_words(words: set[str]) -> None:
    """Add words to those that misspelt ones are held against. Whoever adds the same one at once waits for the other."""
    new = {word for word in words if word.isalpha() and len(word) >= SHORTEST}
    for batch in batches(sorted(new)):
        known = set(SearchWord.objects.filter(pk__in=batch).values_list("pk", flat=True))
        SearchWord.objects.bulk_create(
            [SearchWord(word) for word in batch if word not in known], ignore_conflicts=True
        )


def all_keys() -> Iterator[tuple[Shelf, list[Any]]]:
    """The keys of all records, and of those that are gone and have an entry all the same, in batches."""
    for shelf in SHELVES:
        entered = SearchEntry.objects.annotate(shelf=F("id") % SHELVES_AT_MOST).filter(shelf=shelf.number)
        keys = {key // SHELVES_AT_MOST for key in entered.values_list("pk", flat=True)}
        keys.update(shelf.model._base_manager.values_list("pk", flat=True))
        for batch in batches(sorted(keys)):
            yield shelf, batch


def index_anew() -> tuple[int, int]:
    """Make every entry what its record says; how many entries there are, and how many were wrong, missing or too many."""
    with transaction.atomic():
        changed = sum(keep(shelf, batch) for shelf, batch in all_keys())
        forget_words()
        return SearchEntry.objects.count(), changed


def out_of_date() -> list[str]:
    """The titles of the entries that are wrong, missing or too many."""
    titles = []
    for shelf, batch in all_keys():
        stored = SearchEntry.objects.in_bulk(map(shelf.key, batch))
        lacking, gone = wrong(shelf, batch, stored)
        titles += [entry.title for entry, _ in lacking] + [stored[key].title for key in sorted(gone)]
    return titles


def forget_words() -> None:
    """Drop the words that stand in no entry any more."""
    there: set[str] = set()
    for words in SearchEntry.objects.values_list("words", flat=True).iterator(BATCH):
        there.update(words.split(" "))
    gone = set(SearchWord.objects.values_list("pk", flat=True)) - there
    for batch in batches(sorted(gone)):
        SearchWord.objects.filter(pk__in=batch).delete()
