"""Giving a row back what an entry of its history says: an earlier state, one from the bin, a deleted one."""

from copy import copy
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.urls import NoReverseMatch
from django.utils.text import capfirst
from simple_history.utils import get_m2m_reverse_field_name

from consortium.history import because
from consortium.models import Addressed, OldAddress
from consortium.past import (
    Named,
    State,
    changes,
    columns,
    entries_of,
    kept_links,
    last_entries,
    link_columns,
    no_state,
    said,
)
from consortium.publishing import Publishable, Status, in_bin
from consortium.text import FoldedField
from members.forms import refuse_overlaps


class RestoreError(Exception):
    """A state that can't be restored; `problems` is a list of sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Restoring:
    """What one entry of history would give back, held against the present.

    Restoring never publishes and never withdraws: a draft stays a draft and what is published stays so, whatever
    it was then. What is in the bin or was deleted comes back as a draft.
    """

    def __init__(self, entry: Any, *, lock: bool = False) -> None:
        self.entry, self.model = entry, entry.instance_type
        pk = getattr(entry, self.model._meta.pk.attname)
        rows = self.model._base_manager.select_for_update() if lock else self.model._base_manager
        self.present = rows.filter(pk=pk).first()
        self.latest = entries_of(self.model, pk).values_list("history_id", flat=True).first()
        then = State.of_entry(entry)
        if issubclass(self.model, Publishable):
            kept = self.present is not None and not in_bin(self.present)
            then.values["status"] = self.present.status if kept else Status.DRAFT
        now = State.of_row(self.present) if self.present else no_state(self.model)
        self.then, self.named = then, Named(self.model, [now, then])
        self.changes = changes(self.model, now, then, self.named)
        self.row = self._row(pk)
        self.name = self.named.say(self.row)

    def _row(self, pk: Any) -> Any:
        row = copy(self.present) if self.present else self.model(pk=pk)
        for column in self.model._meta.concrete_fields:
            if not column.primary_key and not isinstance(column, FoldedField):
                value = self.then.values.get(column.attname, getattr(self.entry, column.attname))
                setattr(row, column.attname, value)
        return row

    def missing(self) -> list[str]:
        """A sentence for each record that the row named then and that is gone."""
        keys = [(column, self.then.values[column.attname]) for column in columns(self.model)]
        for column in link_columns(self.model):
            keys += [(column, key) for key in sorted(self.then.links[column.name])]
        return [
            f"{capfirst(column.verbose_name)}: “{self.named.name(column.related_model, key)}” is not in the record "
            "any more. Bring that back first."
            for column, key in keys
            if (column.related_model, key) in self.named.gone
        ]

    def save(self) -> Any:
        """Write it, under the checks of a form and the lock of one. Raises RestoreError, and then nothing is written."""
        if problems := self.missing():
            raise RestoreError(problems)
        try:
            with transaction.atomic(), because(f"restored from {said(self.entry.history_date)}"):
                refuse_clash(self.row)
                self.row.save(force_insert=self.present is None)
                for column in link_columns(self.model):
                    getattr(self.row, column.name).set(self.then.links[column.name])
                if self.present is None:
                    link_again(self.row)
                    keep_old_addresses(self.row)
        except ValidationError as error:
            raise RestoreError(sentences(error, self.model)) from error
        return self.row


def refuse_clash(row: Any) -> None:
    """Raise ValidationError if a row can't stand beside those entered since; periods that it overlaps are named."""
    row.full_clean()
    if not hasattr(type(row).objects, "overlapping"):
        return
    try:
        refuse_overlaps([row])
    except ValidationError:
        post = getattr(row, "post_fields", ("district",))
        others = type(row).objects.filter(**{name: getattr(row, name) for name in post}).exclude(pk=row.pk)
        refuse_overlaps([row, *others])  # the same again, which names both sides
        raise


def sentences(error: ValidationError, model: type[Any]) -> list[str]:
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    found = []
    for name, texts in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{capfirst(model._meta.get_field(name).verbose_name)}: "
        found += [f"{label}{text}" for text in texts]
    return found


def link_again(row: Any) -> None:
    """Give back the links that others had to a row: they went with it, unsaid in the history of those others."""
    for relation in type(row)._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if name not in {column.name for column in link_columns(model)}:
            continue
        link = f"{kept_links(model, relation.field).name}__{get_m2m_reverse_field_name(relation.field)}"
        linked = last_entries(model).filter(**{link: row.pk}).order_by().values(model._meta.pk.attname)
        for other in model._base_manager.filter(pk__in=linked).order_by("pk"):
            getattr(other, name).add(row)


def keep_old_addresses(row: Any) -> None:
    """Those that a row once had were forgotten when it was deleted for good."""
    if not isinstance(row, Addressed):
        return
    for entry in entries_of(type(row), row.pk):
        try:
            address = entry.instance.get_absolute_url()
        except NoReverseMatch:
            continue
        if address != row.get_absolute_url() and not OldAddress.objects.filter(path=address).exists():
            OldAddress.objects.keep(address, row)
