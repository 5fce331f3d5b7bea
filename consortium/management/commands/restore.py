from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from consortium.backup import Archive, BackupError, check_it_fits, database_of, put_back
from consortium.record import count_anew


class Command(BaseCommand):
    help = "Restore a backup into an empty database and an empty folder of uploads. All or nothing."
    requires_system_checks = []  # some would ask the database, which is not there

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            database = database_of(connection.settings_dict)
            with Archive(file) as archive:
                manifest = archive.manifest
                check_it_fits(manifest, database.kind)
                put_back(archive, database, default_storage)
        except BackupError as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        self.stdout.write(f"Restored {manifest.summary}, as they were at {manifest.made}.")
        # What a newer version has changed since; it leaves alone what is up to date.
        call_command("migrate", interactive=False, verbosity=0)
        call_command("index_search", if_empty=True, stdout=self.stdout)
        count_anew()
        if newer := MigrationRecorder(connection).applied_migrations().keys() - set(
            map(tuple, manifest.migrations)
        ):
            self.stdout.write(f"Migrations of this version were run: {len(newer)}.")
        if manifest.missing:
            self.stderr.write(
                f"These stored files were missing when it was made: {', '.join(manifest.missing)}."
            )
