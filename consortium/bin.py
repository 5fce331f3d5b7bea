"""Deleting for good: out of the bin, and only what nothing outside the bin hangs on."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import model_ngettext
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest
from django.template.response import TemplateResponse

from consortium.history import because
from consortium.models import OldAddress
from consortium.publishing import Publishable, Record, in_bin


class InUseError(Exception):
    """Something that is not in the bin hangs on a row."""


def hanging_on(row: Record) -> Iterator[Any]:
    """The rows that name this one, those that only mention it among others included."""
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Record):
            yield from model._base_manager.filter(**{relation.field.name: row.pk}).order_by("pk")


def keeper_of(row: Any, doomed: Any) -> Any:
    """What keeps a row that hangs on `doomed`: itself, or something else that it hangs on; None if both are in the bin."""
    if isinstance(row, Publishable):
        return None if in_bin(row) else row
    for name in row.parents:
        parent = getattr(row, name)
        if parent and parent != doomed and isinstance(parent, Publishable) and not in_bin(parent):
            return parent
    return None


def to_delete(row: Any, seen: dict[Any, None]) -> None:
    """Add to `seen` whatever goes along with a row, and then the row. Raises InUseError."""
    if row in seen:
        return
    for other in hanging_on(row):
        keeper = keeper_of(other, row)
        if keeper is not None:
            named = f"{keeper._meta.verbose_name} “{keeper}”"
            raise InUseError(
                f"“{row}” stays: the {named} is not in the bin and hangs on it. Put that into the bin first, or change it."
            )
        if other != row:
            to_delete(other, seen)
    seen[row] = None


def stored_files(row: Any) -> Iterator[tuple[Any, str]]:
    """The files of a row, those that stood there before among them: (storage, name)."""
    for column in row._meta.concrete_fields:
        if isinstance(column, models.FileField):
            names = {getattr(row, column.name).name, *row.history.values_list(column.name, flat=True)}
            yield from ((column.storage, name) for name in sorted(filter(None, names)))


def delete_rows(rows: dict[Any, None]) -> None:
    """Delete rows and, once that is certain, their stored files, which until then are kept whatever happens to a row."""
    with transaction.atomic():
        for row in rows:
            for storage, name in stored_files(row):
                transaction.on_commit(partial(storage.delete, name))
            kind = ContentType.objects.get_for_model(row)
            OldAddress.objects.filter(kind=kind, record_id=row.pk).delete()
            key = row.pk
            row.delete()
            if row.is_personal:
                forget(type(row), [key])


def forget(model: type[Any], keys: list[Any]) -> int:
    """Delete what history and the log of the admin say of rows that are gone, by their keys; how many lines that were."""
    history = model.history.filter(**{f"{model._meta.pk.attname}__in": keys})
    kind = ContentType.objects.get_for_model(model)
    log = LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys))
    return sum(rows.delete()[0] for rows in (history, log))


def forget_what_is_gone() -> int:
    """As `forget`, for whatever is gone of the models that hold personal data, however it went."""
    lines = 0
    for model in apps.get_models():
        if issubclass(model, Record) and model.is_personal:
            there = set(model._base_manager.values_list("pk", flat=True))
            known = set(model.history.values_list(model._meta.pk.attname, flat=True))
            logged = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
            known |= {model._meta.pk.to_python(key) for key in logged.values_list("object_id", flat=True)}
            lines += forget(model, sorted(known - there))
    return lines


@admin.action(description="Delete the selected %(verbose_name_plural)s for good", permissions=["empty_bin"])
def delete_for_good(model_admin: Any, request: HttpRequest, queryset: Any) -> TemplateResponse | None:
    """Asks first, then deletes what is in the bin, with what hangs on it there. The history of each stays, but for personal data."""
    doomed: dict[Any, None] = {}
    refused = []
    chosen = 0
    for row in queryset.order_by("pk"):
        if not in_bin(row):
            refused.append(f"“{row}” is not in the bin.")
            continue
        along = dict(doomed)
        try:
            to_delete(row, along)
        except InUseError as error:
            refused.append(str(error))
        else:
            doomed, chosen = along, chosen + 1
    for sentence in refused:
        messages.error(request, sentence)
    if not doomed:
        return None
    if "for_good" in request.POST:
        chosen_rows = [row for row in doomed if isinstance(row, model_admin.model)]
        model_admin.log_deletions(request, [row for row in chosen_rows if not row.is_personal])
        with because("deleted for good"):
            delete_rows(doomed)
        messages.success(request, f"{chosen} {model_ngettext(model_admin.opts, chosen)} deleted for good.")
        return None
    return TemplateResponse(
        request,
        "admin/delete_for_good.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": "Delete for good?",
            "opts": model_admin.opts,
            "doomed": [(row._meta.verbose_name, row) for row in reversed(doomed)],
            "chosen": [row.pk for row in doomed if isinstance(row, model_admin.model)],
        },
    )
