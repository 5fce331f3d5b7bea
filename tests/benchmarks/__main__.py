"""All sections, or those that are named."""

import argparse
import sys
import time
from pathlib import Path

from tests.benchmarks import cores
from tests.benchmarks.growth import COUNTRY, GROWN, LARGE, LONG, SHORT, growth, search, timeline
from tests.benchmarks.imports import imports
from tests.benchmarks.load import need_wrk
from tests.benchmarks.pages import SIZE, pages
from tests.benchmarks.report import Report
from tests.benchmarks.sites import Sites, Size, kind_of, said_of
from tests.benchmarks.weights import weights
from tests.benchmarks.workers import memory, start
from tests.benchmarks.writers import SIZE as FOR_WRITERS
from tests.benchmarks.writers import writers
from tests.drills.site import say

SIZES = {
    "warm": {SIZE}, "cold": {SIZE}, "growth": set(GROWN), "timeline": {LONG, SHORT}, "search": {LARGE},
    "import": {Size()}, "writers": {FOR_WRITERS}, "bytes": {SIZE, LONG}, "memory": {SIZE}, "start": {SIZE},
}  # fmt: skip


def arguments():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--database-url", metavar="URL", help="of a PostgreSQL to measure beside SQLite")
    parser.add_argument("--only", type=sections, default=list(SIZES), metavar="NAMES", help=", ".join(SIZES))
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="of warm and cold (5)")
    parser.add_argument(
        "--ten-countries", action="store_true", help=f"growth up to {COUNTRY.districts:,} districts, too"
    )
    parser.add_argument("--file", type=Path, help="a CSV of districts for import, in place of made-up ones")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the order and the mixture")
    return parser.parse_args()


def sections(text):
    names = text.split(",")
    if unknown := set(names) - SIZES.keys():
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: there are {', '.join(SIZES)}")
    return names


def main():
    given = arguments()
    need_wrk()
    began, report = time.monotonic(), Report()
    urls = ["sqlite:", *([given.database_url] if given.database_url else [])]
    kinds = [kind_of(url) for url in urls]
    if not cores.MEASURED:
        say(
            "There is one core, or the system does not let them be chosen: who asks and who answers share them."
        )
    said_of(urls)
    wanted = given.only
    grown = [*GROWN, *([COUNTRY] if given.ten_countries else [])]
    sizes = SIZES | {"growth": set(grown)}
    with Sites(urls) as sites:
        say("Making up records …")
        sites.make(set().union(*(sizes[name] for name in wanted)))
        say(f"… took {time.monotonic() - began:.0f} s.")
        throughput = [name for name in ("warm", "cold") if name in wanted]
        if throughput:
            pages(sites, report, given.rounds, given.seed, throughput)
        each = {
            "growth": lambda *place: growth(*place, grown),
            "timeline": timeline,
            "search": search,
            "import": lambda *place: imports(*place, given.file and given.file.resolve()),
            "memory": lambda *place: memory(*place, given.seed),
            "start": start,
        }
        for name, act in each.items():
            for kind in kinds if name in wanted else ():
                act(sites, report, kind)
        if "writers" in wanted:
            writers(sites, report)
        if "bytes" in wanted:
            weights(sites, report, "sqlite")
    say(f"\nIt took {(time.monotonic() - began) / 60:.0f} minutes.")
    sys.exit(1 if report.end() else 0)


if __name__ == "__main__":
    main()
