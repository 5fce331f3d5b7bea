"""What a record said in the past: the entries of its history, compared in words that staff read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, Self

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from simple_history.utils import get_m2m_reverse_field_name

AROUND = 1  # unchanged lines shown on either side of changed ones
KINDS = {"+": "added", "~": "changed", "-": "deleted"}


def entries_of(model: type[Any], pk: Any) -> Any:
    """The entries of one row, the latest first. By their numbers: two may bear the same time."""
    rows = model.history.filter(**{model._meta.pk.attname: pk})
    return with_links(model, rows.select_related("history_user").order_by("-history_id"))


def with_links(model: type[Any], rows: Any) -> Any:
    return rows.prefetch_related(
        *(kept_links(model, column).get_accessor_name() for column in link_columns(model))
    )


def deleted_entries(model: type[Any], **hung_on: Any) -> Any:
    """The last entry of each row that is gone, the latest first; `hung_on` names what they hung on by its key."""
    there = model._base_manager.filter(pk=OuterRef(model._meta.pk.attname))
    rows = last_entries(model).filter(~Exists(there), history_type="-", **hung_on)
    return rows.select_related("history_user").order_by("-history_id")


def last_entries(model: type[Any]) -> Any:
    """Of each row, gone or not, the entry after which there is none."""
    pk = model._meta.pk.attname
    later = model.history.filter(**{pk: OuterRef(pk)}, history_id__gt=OuterRef("history_id"))
    return model.history.filter(~Exists(later.order_by()))


def link_columns(model: type[Any]) -> tuple[Any, ...]:
    return getattr(model, "_history_m2m_fields", ())


def kept_links(model: type[Any], column: Any) -> Any:
    """The relation from an entry to its links of one column, which simple-history keeps in a table of their own."""
    return getattr(model.history.model, column.name).model._meta.get_field("history").remote_field


def linked_keys(entry: Any, column: Any) -> set[Any]:
    """What a row was linked to by one column when an entry was made."""
    links = getattr(entry, kept_links(entry.instance_type, column).get_accessor_name()).all()
    return {getattr(link, f"{get_m2m_reverse_field_name(column)}_id") for link in links}


def columns(model: type[Any]) -> list[Any]:
    """What staff know of a row: neither its number nor what is made of other columns for searching."""
    return [column for column in model._meta.concrete_fields if column.editable and not column.auto_created]


@dataclass
class State:
    """What a row said at a time: values by column, and the keys of what it was linked to."""

    values: dict[str, Any]
    links: dict[str, set[Any]]

    @classmethod
    def of_row(cls, row: Any) -> Self:
        links = {
            column.name: set(getattr(row, column.name).values_list("pk", flat=True))
            for column in link_columns(type(row))
        }
        return cls({column.attname: getattr(row, column.attname) for column in columns(type(row))}, links)

    @classmethod
    def of_entry(cls, entry: Any) -> Self:
        """History notes a deletion after the links are gone: for one, they are those of the entry before."""
        model = entry.instance_type
        linked = entry
        if entry.history_type == "-" and link_columns(model):
            before = entries_of(model, getattr(entry, model._meta.pk.attname))
            linked = before.filter(history_id__lt=entry.history_id).first() or entry
        links = {column.name: linked_keys(linked, column) for column in link_columns(model)}
        return cls({column.attname: getattr(entry, column.attname) for column in columns(model)}, links)


class Named:
    """The records that states point at, read a model at a time; of those that are gone, what history says last."""

    def __init__(self, model: type[Any], states: Iterable[State]) -> None:
        wanted: dict[type[Any], set[Any]] = {}
        for state in states:
            for column in columns(model):
                if column.related_model and state.values[column.attname] is not None:
                    wanted.setdefault(column.related_model, set()).add(state.values[column.attname])
            for column in link_columns(model):
                wanted.setdefault(column.related_model, set()).update(state.links[column.name])
        self.rows: dict[tuple[type[Any], Any], Any] = {}
        self.gone: set[tuple[type[Any], Any]] = set()
        for kind, keys in wanted.items():
            there = kind._base_manager.in_bulk(list(keys))
            self.rows |= {(kind, key): row for key, row in there.items()}
            if lost := keys - there.keys():
                self.gone |= {(kind, key) for key in lost}
                past = kind.history.filter(**{f"{kind._meta.pk.attname}__in": lost}).order_by("history_id")
                self.rows |= {(kind, row.pk): row for row in (entry.instance for entry in past)}

    def name(self, kind: type[Any], key: Any) -> str:
        name = str(self.rows.get((kind, key), f"no. {key}"))
        return f"{name} (deleted)" if (kind, key) in self.gone else name

    def listed(self, column: Any, keys: set[Any]) -> str:
        return ", ".join(sorted(self.name(column.related_model, key) for key in keys))

    def say(self, row: Any) -> str:
        """What staff would say of a row; its `__str__` may speak of another one, which may be gone."""
        for column in columns(type(row)):
            target = self.rows.get((column.related_model, getattr(row, column.attname)))
            if column.related_model and target is not None:
                setattr(row, column.name, target)
        try:
            return str(row)
        except ObjectDoesNotExist:
            return f"{row._meta.verbose_name} no. {row.pk}"

    def in_words(self, column: Any, value: Any) -> str:
        """Empty for nothing."""
        if value is None or value == "":
            return ""
        if column.related_model:
            return self.name(column.related_model, value)
        if column.flatchoices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return date_format(value, "F j, Y") if isinstance(value, date) else str(value)


@dataclass
class Change:
    """One field before and after, in words; of a longer text, the `lines` that differ as (kind, line)."""

    label: str
    before: str
    after: str
    lines: list[tuple[str, str]]


def changes(model: type[Any], before: State, after: State, named: Named) -> list[Change]:
    found = []
    for column in columns(model):
        old, new = before.values[column.attname], after.values[column.attname]
        if old != new:
            is_text = isinstance(column, models.TextField) and old and new
            lines = lines_changed(old, new) if is_text else []
            words = named.in_words(column, old), named.in_words(column, new)
            if any(words):
                found.append(Change(capfirst(column.verbose_name), *words, lines))
    for column in link_columns(model):
        if before.links[column.name] != after.links[column.name]:
            old, new = (named.listed(column, state.links[column.name]) for state in (before, after))
            found.append(Change(capfirst(column.verbose_name), old, new, []))
    return found


def lines_changed(before: str, after: str) -> list[tuple[str, str]]:
    """(kind, line) with the kinds "same", "removed", "added", and "cut" for unchanged lines that are left out."""
    old, new = before.splitlines(), after.splitlines()
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [("removed", line) for line in old[a:b]] + [("added", line) for line in new[c:d]]
        elif b - a <= 2 * AROUND + 1:
            found += [("same", line) for line in old[a:b]]
        else:
            head, tail = old[a : a + AROUND], old[b - AROUND : b]
            found += [*(("same", line) for line in head), ("cut", ""), *(("same", line) for line in tail)]
    return found


@dataclass
class Entry:
    """One entry of history as a screen shows it."""

    number: int
    when: datetime
    who: str
    kind: str
    reason: str
    changes: list[Change]

    @property
    def shows_both(self) -> bool:
        """Before and after, as of a change; not of what was added."""
        return self.kind == "changed"


def who_made(entry: Any) -> str:
    """A user, else the command or import that gave its name as the reason."""
    if entry.history_user:
        return entry.history_user.get_full_name() or entry.history_user.get_username()
    return entry.history_change_reason or "a command"


def told(model: type[Any], entries: list[Any], shown: int) -> Iterator[Entry]:
    """The first `shown` of some entries, each with what changed since the one before it, which follows it."""
    states = [State.of_entry(entry) for entry in entries]
    named = Named(model, states)
    nothing = no_state(model)
    for index, entry in enumerate(entries[:shown]):
        before = states[index + 1] if index + 1 < len(states) else nothing
        if entry.history_type == "+":
            before = nothing
        found = [] if entry.history_type == "-" else changes(model, before, states[index], named)
        yield Entry(
            entry.history_id,
            entry.history_date,
            who_made(entry),
            KINDS[entry.history_type],
            entry.history_change_reason or "",
            found,
        )


def no_state(model: type[Any]) -> State:
    """Of a row that is not there."""
    return State(
        dict.fromkeys(column.attname for column in columns(model)),
        {column.name: set() for column in link_columns(model)},
    )


def said(moment: datetime) -> str:
    """A time as staff pages show it, in the zone of the Profile."""
    return date_format(timezone.localtime(moment), "M j, Y, H:i")
