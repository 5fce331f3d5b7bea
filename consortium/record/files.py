"""The files beside the rows: DIR/files/ holds each stored file under the name that its row has."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models

from consortium.record.tables import TABLES, Table
from consortium.uploads import MEDIA_TYPES, ending, is_kind, refuse_unlike_stored

FOLDER = "files"
STORED = re.compile(
    rf"(pictures/[0-9a-f]{{32}}\.(jpg|png)|documents/[0-9a-f]{{32}}\.({'|'.join(MEDIA_TYPES)}))"
)


def file_columns(table: Table) -> Iterator[models.FileField]:
    for column in table.columns():
        if isinstance(column, models.FileField):
            yield column
    for child in table.children.values():
        yield from file_columns(child)


def copy_out(folder: Path) -> list[str]:
    """Copy every stored file that a row names into `folder`; the names of those that are missing."""
    missing = []
    columns = [column for table in TABLES.values() for column in file_columns(table)]
    for column in columns:
        for row in column.model._base_manager.order_by("pk"):
            stored = getattr(row, column.name)
            if not STORED.fullmatch(stored.name):
                missing.append(stored.name)
                continue
            target = folder / FOLDER / stored.name
            try:
                with stored.storage.open(stored.name) as source:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("wb") as copy:
                        copy.writelines(source.chunks())
            except FileNotFoundError:
                missing.append(stored.name)
    return missing


def copy_in(folder: Path, column: Any, name: str) -> bool:
    """Put a file of `folder` into storage under its own name; whether it was not there. Raises ValidationError."""
    if not STORED.fullmatch(name) or not name.startswith(column.upload_to(None, name).partition("/")[0]):
        raise ValidationError(f"“{name[:80]}” is not the name of a stored file.")
    source = folder / FOLDER / name
    if not source.is_file():
        raise ValidationError(f"the file {FOLDER}/{name} is missing.")
    data = source.read_bytes()
    if name.startswith("documents/") and not is_kind(ending(name), data):
        raise ValidationError(f"by its content {FOLDER}/{name} is not a .{ending(name)} file.")
    if name.startswith("pictures/"):
        refuse_unlike_stored(ending(name), data)
    if column.storage.exists(name):
        with column.storage.open(name) as there:
            if there.read() != data:
                raise ValidationError(f"another file is stored as {name}.")
        return False
    with source.open("rb") as stream:
        column.storage.save(name, File(stream))
    return True
