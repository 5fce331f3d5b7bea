from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from consortium.check import Level, findings, unknowns


class Command(BaseCommand):
    help = (
        "List what looks wrong or unknown in the record, with where to mend it. "
        "Ends with status 1 if something contradicts itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--errors", action="store_true", help="only what contradicts itself")

    def handle(self, *, errors: bool, **options: Any) -> None:
        found = findings()
        levels = [Level.ERROR] if errors else list(Level)
        by_level = {level: [finding for finding in found if finding.level == level] for level in levels}
        for level, rows in by_level.items():
            self.section(level.label, [(finding.text, finding.address) for finding in rows])
        counts = ", ".join(counted(len(rows), level.value) for level, rows in by_level.items())
        if not errors:
            gaps = [(f"{row.number}: {', '.join(row.gaps)}", row.address) for row in unknowns() if row.gaps]
            self.section("Gaps by year", gaps)
            counts += f"; {counted(len(gaps), 'year')} with gaps"
        self.stdout.write(counts)
        if by_level[Level.ERROR]:
            raise SystemExit(1)

    def section(self, heading: str, lines: list[tuple[str, str]]) -> None:
        """A heading and, below it, lines with the addresses where they are mended; nothing if there are none."""
        if lines:
            self.stdout.write(heading)
            for text, address in lines:
                self.stdout.write(f"- {text}\n  {settings.SITE_URL}{address}")
            self.stdout.write("")


def counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
