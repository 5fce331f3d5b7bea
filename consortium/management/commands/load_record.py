from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consortium.history import because
from consortium.record import Loader, RecordError, count_anew, equals, is_empty

FOUNDING_RECORD = Path(__file__).resolve().parents[2] / "founding_record"


class Command(BaseCommand):
    help = "Load the founding record, or one of the same form, into an empty record. All or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOUNDING_RECORD, metavar="DIR")
        parser.add_argument("--if-empty", action="store_true", help="leave a record that is there alone")

    def handle(self, *, folder: Path, if_empty: bool, **options: Any) -> None:
        empty = is_empty()
        if if_empty and not empty:
            return
        try:
            loader = Loader(folder)
            if empty:
                with because("load_record"):
                    self.stdout.write(f"Loaded {loader.load():,} rows from {folder.name}.")
                count_anew()
                return
        except RecordError as error:
            raise CommandError("Nothing was loaded.\n" + "\n".join(error.problems)) from error
        if loader.problems or not equals(loader):
            raise CommandError(
                "Nothing was loaded: the database holds another record. Load into an empty one."
            )
        self.stdout.write("The database holds this very record; nothing to do.")
