"""Stored files: all of the default storage, whether a row names them or not."""

from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import Storage
from django.db import models

from consortium.backup.databases import FileColumns


def stored_names(storage: Storage, folder: str = "") -> Iterator[str]:
    """The names of all files, in order; none where the folder is not there yet."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    here = f"{folder}/" if folder else ""
    yield from sorted(f"{here}{name}" for name in files)
    for name in sorted(folders):
        yield from stored_names(storage, f"{here}{name}")


def file_columns() -> FileColumns:
    return [
        (model._meta.db_table, str(column.column))
        for model in apps.get_models()
        if model._meta.managed
        for column in model._meta.local_concrete_fields
        if isinstance(column, models.FileField)
    ]
