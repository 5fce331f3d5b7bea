"""writers: four processes that write to one SQLite file, and one that reads it, on all cores."""

from contextlib import ExitStack
from statistics import median, quantiles

from tests.benchmarks import cores
from tests.benchmarks.sites import Inside, Size

SIZE = Size(150, years=20, milestones=600)
WRITERS = 4
SECONDS = 3
ROUNDS = 3
P99 = 10  # milliseconds
KINDS_OF_WRITE = {
    "write_rows": "small transactions",
    "save_districts": "districts saved as staff do",
}


def writers(sites, report):
    columns = ["a second", "p50 ms", "p99 ms", "max ms", "“locked”", "other errors"]
    section = report.section("writers", f"SQLite: {WRITERS} writers and a reader", columns)
    site = sites.site("sqlite", SIZE)
    with ExitStack() as stack:
        stack.enter_context(cores.everywhere())
        reader, *others = (stack.enter_context(Inside(site)) for _ in range(WRITERS + 1))
        reader.ask("make_rows")
        for act, name in KINDS_OF_WRITE.items():
            found, read = [], []
            for _ in range(ROUNDS):
                reader.begin("read_rows", seconds=SECONDS)
                for number, process in enumerate(others):
                    process.begin(act, seconds=SECONDS, number=number)
                read.append(reader.end())
                found += [process.end() for process in others]
            row(section, name, found, goals=True, has_p99=act == "write_rows")
            row(section, f"reading meanwhile ({name})", read)
    section.show()


def row(section, name, found, *, goals=False, has_p99=False):
    times = [time for one in found for time in one["times"]]
    errors = [error for one in found for error in one["errors"]]
    locked = sum("locked" in error for error in errors)
    p99 = quantiles(times, n=100)[-1]
    cells = (
        f"{len(times) / SECONDS / ROUNDS:,.0f}",
        f"{median(times):.2f}",
        f"{p99:.1f}",
        f"{max(times):.0f}",
    )
    limit = {"goal": "none locked", "value": len(errors), "at_most": 0} if goals else {}
    section.add(name, *cells, locked, len(errors) - locked, **limit)
    if has_p99:
        section.add(
            f"{name}: p99", "", "", f"{p99:.1f}", "", "", "", goal=f"≤ {P99} ms", value=p99, at_most=P99
        )
