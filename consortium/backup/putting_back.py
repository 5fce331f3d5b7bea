"""From a file to a site, in an empty place."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import Storage
from django.db.migrations.loader import MigrationLoader

from consortium.backup.archive import UPLOADS, Archive, BackupError, Manifest, said_plainly, sync_folder
from consortium.backup.databases import PostgreSQL, SQLite
from consortium.backup.uploads import stored_names

SHOWN = 3


def check_it_fits(manifest: Manifest, kind: str) -> None:
    """Raise BackupError for a backup of the other kind of database, or of a newer version."""
    if manifest.kind != kind:
        named = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise BackupError(
            f"It is a backup of {named[manifest.kind]}, and DATABASE_URL names {named[kind]}. Restore it into its own kind."
        )
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    known = {
        *loader.disk_migrations,
        *chain.from_iterable(one.replaces for one in loader.disk_migrations.values()),
    }
    unknown = [f"{app} {name}" for app, name in manifest.migrations if (app, name) not in known]
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        raise BackupError(
            "It was made by a newer version or by another site: this one does not know the migrations "
            f"{', '.join(unknown[:SHOWN])}{more}."
        )


def refuse_unless_empty(database: SQLite | PostgreSQL, storage: Storage) -> None:
    if count := database.tables():
        raise BackupError(
            f"A backup is restored into an empty place only, and the database {database} has {count} "
            f"table{'' if count == 1 else 's'}. Move it away, or name another one in DATABASE_URL."
        )
    if (name := next(stored_names(storage), None)) is not None:
        raise BackupError(
            f"A backup is restored into an empty place only, and among the uploads there is {name} already. "
            "Move them away, or name another folder in MEDIA_ROOT."
        )


def put_back(archive: Archive, database: SQLite | PostgreSQL, storage: Storage) -> None:
    """Restore a backup that fits. Raises BackupError, and then the place is empty again."""
    refuse_unless_empty(database, storage)
    archive.check()
    kept: list[str] = []
    try:
        with database_copy(archive, database) as copy:
            for name in archive.manifest.uploads:
                kept.append(name)
                store(archive, storage, name)
            os.sync()
            # Last, as it is what makes a site: whoever is cut off before has none.
            database.load(copy, archive.manifest.tables)
        if isinstance(database, SQLite):
            sync_folder(database.path.parent)
    except BaseException as error:
        for name in kept:
            storage.delete(name)
        if isinstance(error, OSError):
            raise said_plainly(error, f"restore {archive.path}") from error
        raise


@contextmanager
def database_copy(archive: Archive, database: SQLite | PostgreSQL) -> Iterator[Path]:
    """The dump as a file; where it becomes the database itself, beside its place, to be moved in one step."""
    where = None
    if isinstance(database, SQLite):
        where = database.path.parent
        where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=where, prefix=".restoring-") as folder:
        copy = Path(folder) / archive.manifest.database
        with open(copy, "xb", opener=only_mine) as stream:
            archive.copy(archive.manifest.database, stream)
            stream.flush()
            os.fsync(stream.fileno())
        yield copy


def only_mine(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def store(archive: Archive, storage: Storage, name: str) -> None:
    with tempfile.TemporaryFile() as copy:
        stream: BinaryIO = copy  # type: ignore[assignment]
        archive.copy(f"{UPLOADS}{name}", stream)
        copy.seek(0)
        try:
            stored = storage.save(name, File(copy))
        except SuspiciousFileOperation as error:
            raise BackupError(f"The upload {name} can't be stored under its name.") from error
        if stored != name:
            storage.delete(stored)
            raise BackupError(f"The upload {name} can't be stored: the disk takes it for another one's name.")
