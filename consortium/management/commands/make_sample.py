from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from consortium.dates import FIRST_YEAR, LAST_YEAR
from consortium.models import Profile
from consortium.record import count_anew, is_empty
from consortium.sample import LIMITS, Sample
from consortium.search.keeping import gathered


class Command(BaseCommand):
    help = (
        "Fill an empty record with a large made-up one, to try the site at scale: the same for the same seed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, most in LIMITS.items():
            parser.add_argument(f"--{name}", type=int, required=True, metavar="N", help=f"1 to {most:,}")
        parser.add_argument("--seed", type=int, default=1, metavar="N", help="0 or more (1 if not given)")
        parser.add_argument(
            "--last-year",
            type=int,
            metavar="YEAR",
            help="the record's last year (the one before this if not given); its last meetings are planned ones",
        )

    def handle(self, *, seed: int, last_year: int | None, **options: Any) -> None:
        numbers = {name: options[name] for name in LIMITS}
        for name, number in numbers.items():
            if not 1 <= number <= LIMITS[name]:
                raise CommandError(f"--{name} is {number}; use a number from 1 to {LIMITS[name]:,}.")
        if seed < 0:
            raise CommandError(f"--seed is {seed}; use 0 or more.")
        if last_year is None:
            last_year = Profile().today().year - 1
        first_year = last_year - numbers["years"] + 1
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise CommandError(
                f"The record would reach from {first_year} to {last_year}; "
                f"years from {FIRST_YEAR} to {LAST_YEAR} can be recorded."
            )
        with transaction.atomic(), gathered():
            if not is_empty():
                raise CommandError(
                    "Nothing was made: the database holds a record. Make a sample in an empty one."
                )
            made = Sample(seed=seed, last_year=last_year, **numbers).made
        count_anew()
        self.stdout.write(f"Made up from seed {seed}, for the years {first_year} to {last_year}:")
        for model, count in made.items():
            name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
            self.stdout.write(f"{count:>10,} {name}")
