"""From a running site to a file."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import Storage

from consortium.backup.archive import UPLOADS, BackupError, Manifest, Writing, new_file, said_plainly
from consortium.backup.databases import Database
from consortium.backup.uploads import file_columns, stored_names


def make(path: Path, database: Database, storage: Storage) -> Manifest:
    """Write a backup, while people go on reading and writing. Raises BackupError, and then there is no file."""
    if not database.tables():
        raise BackupError(f"There is nothing to keep: the database {database} is empty.")
    try:
        with (
            new_file(path) as stream,
            tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder,
            Writing(stream) as backup,
        ):
            return write(backup, Path(folder), database, storage)
    except OSError as error:
        raise said_plainly(error, f"write {path}") from error


def write(backup: Writing, folder: Path, database: Database, storage: Storage) -> Manifest:
    # A stored file never changes; it is there before the row that names it, and goes after it is gone. So those of
    # before the database's moment, with those that came until after it, are all that its rows name.
    add_files(backup, storage)
    manifest = Manifest(database.kind, "", [], {}, [])
    copy = folder / manifest.database
    found = database.dump(copy, file_columns())
    manifest.made = datetime.now(UTC).isoformat(timespec="seconds")
    with copy.open("rb") as source:
        backup.add(manifest.database, source, packed=database.kind == "sqlite")
    copy.unlink()
    add_files(backup, storage)
    manifest.tables, manifest.migrations = found.tables, found.migrations
    manifest.missing = sorted(name for name in found.names if f"{UPLOADS}{name}" not in backup.parts)
    backup.finish(manifest)
    return manifest


def add_files(backup: Writing, storage: Storage) -> None:
    """Those that are not in it yet."""
    for name in stored_names(storage):
        if f"{UPLOADS}{name}" in backup.parts:
            continue
        try:
            source = storage.open(name)
        except FileNotFoundError:
            continue  # deleted since they were listed
        with source:
            backup.add(f"{UPLOADS}{name}", source)
