import hashlib
import os
import secrets
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg.sql import SQL, Identifier

from consortium.backup import Archive, BackupError, Manifest, check_it_fits, database_of
from consortium.backup.archive import UPLOADS
from consortium.backup.databases import PostgreSQL, refuse_unlike
from consortium.backup.uploads import stored_names

OF_ITS_PLACE = "consortium_revision"  # a restored site begins a state of its own, which no page was kept in


class Command(BaseCommand):
    help = "Prove that a backup can be restored: restore it into a temporary place and compare. Changes nothing else."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--into",
            metavar="URL",
            help="an empty PostgreSQL database to restore into, where the site's account may not make one; it is filled",
        )

    def handle(self, *, file: Path, into: str | None, **options: Any) -> None:
        try:
            with (
                Archive(file) as archive,
                tempfile.TemporaryDirectory(prefix="consortium-restored-") as folder,
            ):
                manifest = archive.manifest
                check_it_fits(manifest, manifest.kind)
                with place(manifest.kind, Path(folder), into) as url:
                    media = Path(folder) / "uploads"
                    said = restored(file.absolute(), url, media)
                    compare(manifest, url, media)
        except BackupError as error:
            raise CommandError(f"{file} was not restored. {error}") from error
        self.stdout.write(said)
        self.stdout.write(f"{file} can be restored: a temporary place then held the same.")


@contextmanager
def place(kind: str, folder: Path, into: str | None) -> Iterator[str]:
    """The address of an empty database of this kind, which is gone in the end unless it was given."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'restored.sqlite3'}"
        return
    if into:
        yield into
        return
    database = database_of(connection.settings_dict)
    if not isinstance(database, PostgreSQL):
        raise BackupError(
            "It is a backup of PostgreSQL, and this site has none: name an empty database, --into postgres://…"
        )
    name = f"restored_{secrets.token_hex(6)}"
    try:
        with database.connection() as server:
            server.execute(SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
    except BackupError as error:
        raise BackupError(
            f"A temporary database can't be made: {error} Let the account make some (ALTER ROLE … CREATEDB), or name "
            "an empty one, --into postgres://…"
        ) from error
    try:
        address = urlsplit(os.environ["DATABASE_URL"].strip())
        yield address._replace(path=f"/{name}").geturl()
    finally:
        with database.connection() as server:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def restored(file: Path, url: str, media: Path) -> str:
    """What `restore` says, run as it would be on another machine."""
    done = subprocess.run(  # noqa: S603 # nosec B603 # this very program
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "restore", str(file)],
        env={**os.environ, "DATABASE_URL": url, "MEDIA_ROOT": str(media)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BackupError(f"It says:\n{done.stderr.strip()[-4000:]}")
    return done.stdout.strip()


def compare(manifest: Manifest, url: str, media: Path) -> None:
    """What stands in the temporary place with what was kept, read anew from there."""
    storage = FileSystemStorage(location=media)
    names = list(stored_names(storage))
    if names != manifest.uploads:
        raise BackupError("The uploads that were restored are not those that were kept.")
    for name in names:
        with storage.open(name) as stored:
            if hashlib.file_digest(stored, "sha256").hexdigest() != manifest.parts[f"{UPLOADS}{name}"][1]:
                raise BackupError(f"The upload {name} that was restored is not the one that was kept.")
    database = database_of(dict(dj_database_url.parse(url)))
    found = database.contents()
    # The migrations of a newer version change what was restored; `restore` has compared it before they ran.
    if found.get("django_migrations") == manifest.tables.get("django_migrations"):
        kept, then = (
            {name: rows for name, rows in tables.items() if name != OF_ITS_PLACE}
            for tables in (manifest.tables, found)
        )
        refuse_unlike(kept, then, "It is of no use.")
