from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consortium.imports import files
from consortium.imports.columns import Column
from consortium.imports.kinds import KINDS
from consortium.imports.undoing import UndoError, imports, undo
from consortium.record import count_anew

MANY = 1_000  # rows from which on the database counts anew
HELP = """Import a CSV or XLSX file into one table, all or nothing, with history.

The first line names the columns; unknown ones are named and left out. A column that the file lacks leaves what is
there alone; an empty cell empties it. A row means the record that has its NCES id or, without one, its name and state
(a former name will do); no two rows may mean the same record. New rows are drafts unless a column “status” says
published. Figures may stand in columns called students (or enrollment), teachers and schools, one date for all:

    manage.py import_data districts us-districts.csv
    manage.py import_data figures us-districts.csv --set when="fall 2019"

The columns, by KIND:
"""


def columns_of(kind: str) -> str:
    names = []
    for column in KINDS[kind].columns:
        starred = isinstance(column, Column) and column.required and len(column.names) == 1
        names += [f"{name}*" if starred else name for name in column.names]
    return ", ".join(names)


class Command(BaseCommand):
    help = HELP + "\n".join(f"    {kind}: {columns_of(kind)}" for kind in KINDS)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", nargs="?", choices=list(KINDS), metavar="KIND")
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="COLUMN=VALUE",
            dest="given",
            help="a cell for every row, for a column that the file lacks",
        )
        parser.add_argument(
            "--list", action="store_true", dest="listing", help="list the imports and their ids"
        )
        parser.add_argument("--undo", metavar="ID", help="take an import back as a whole")

    def handle(
        self,
        *,
        kind: str | None,
        file: Path | None,
        dry_run: bool,
        given: list[str],
        listing: bool,
        undo: str | None,
        **options: Any,
    ) -> None:
        if listing:
            self.list_imports()
        elif undo:
            self.take_back(undo)
        elif kind is None or file is None:
            raise CommandError("Name a KIND and a FILE, or use --list or --undo ID.")
        else:
            self.bring_in(kind, file, dry_run, given)

    def bring_in(self, kind: str, file: Path, dry_run: bool, given: list[str]) -> None:
        cells = {}
        for pair in given:
            name, equals, text = pair.partition("=")
            if not equals:
                raise CommandError(f"--set {pair} is not of the form COLUMN=VALUE.")
            cells[name] = text
        try:
            dataset = files.read(file.name, file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except files.FileError as error:
            raise CommandError(f"Nothing was imported.\n{error}") from error
        outcome = KINDS[kind]().import_data(
            dataset, dry_run, file_name=file.name, may_publish=True, given=cells, told=False
        )
        if outcome.ignored:
            self.stdout.write(
                f"Not imported, because {kind} have no such columns: {', '.join(outcome.ignored)}."
            )
        if outcome.problems:
            raise CommandError("\n".join(["Nothing was imported.", *map(str, outcome.problems)]))
        if dry_run:
            self.stdout.write(f"Would import {outcome.counts}.")
            return
        self.stdout.write(f"Imported {outcome.counts}.")
        if outcome.key:
            self.stdout.write(f"To take it back: manage.py import_data --undo {outcome.key}")
        if len(outcome.changes) >= MANY:
            count_anew()

    def list_imports(self) -> None:
        for one in imports():
            who = f" by {one.who}" if one.who else ""
            undone = ", taken back" if one.undone else ""
            what = one.reason.partition(": ")[2]
            self.stdout.write(
                f"{one.key}  {one.when:%Y-%m-%d %H:%M} UTC{who}  {what}: {one.rows:,} rows{undone}"
            )

    def take_back(self, key: str) -> None:
        try:
            done = undo(key)
        except UndoError as error:
            raise CommandError("\n".join(["Nothing was changed.", *error.problems])) from error
        self.stdout.write(
            f"Removed {done.removed:,}, put in the bin {done.binned:,}, "
            f"gave back what stood before to {done.restored:,}."
        )
