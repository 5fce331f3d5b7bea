from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from consortium.models import SearchEntry
from consortium.search.keeping import index_anew


class Command(BaseCommand):
    help = "Make the index of the search anew from the record. What is right in it stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="leave an index that is there alone")

    def handle(self, *, if_empty: bool, **options: Any) -> None:
        if if_empty and SearchEntry.objects.exists():
            return
        entries, changed = index_anew()
        if changed or not if_empty:
            self.stdout.write(f"{entries:,} entries; {changed:,} of them were missing, wrong or too many.")
