from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from consortium.backup import BackupError, database_of, make


class Command(BaseCommand):
    help = "Write the database and the uploads into one file, while people go on working. Never over another file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            manifest = make(file, database_of(connection.settings_dict), default_storage)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Wrote {file}: {manifest.summary}, {file.stat().st_size / 1_000_000:.1f} MB.")
        if manifest.missing:
            raise CommandError(
                f"The rest is kept, but these stored files are missing: {', '.join(manifest.missing)}."
            )
