from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consortium.record import export


class Command(BaseCommand):
    help = "Write everything, drafts and the bin too, as files that load_record reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            count, missing = export(folder)
        except OSError as error:
            raise CommandError(f"Can't write to {folder}: {error.strerror}.") from error
        self.stdout.write(f"Wrote {count} files to {folder}.")
        if missing:
            raise CommandError(
                f"The rest is written, but these stored files are missing: {', '.join(missing)}."
            )
