"""import: a file of all districts of a country, new, again, and with a change in every row."""

from tests.benchmarks.sites import KINDS, Size

ROWS = 12_210
SECONDS, MEGABYTES = 60, 150


def imports(sites, report, kind, file=None):
    """`file` is a CSV of districts; without one they are made up."""
    columns = ["s", "MB over start", "districts", "history"]
    name = f"of {file}" if file else f"of {ROWS:,} districts"
    section = report.section("import", f"{KINDS[kind]}: an import {name}, with its history", columns)
    for what, path in files(sites, kind, file):
        with sites.inside(kind, Size()) as process:  # a new one, whose memory is that of this import alone
            found = process.ask("bring_in", file=str(path))
        section.add(
            what, f"{found['seconds']:.1f}", f"{found['megabytes']:.0f}", f"{found['districts']:,}", f"{found['history']:,}",
            goal=f"≤ {SECONDS} s", value=found["seconds"], at_most=SECONDS,
        )  # fmt: skip
        section.add(
            f"{what}: memory", "", f"{found['megabytes']:.0f}", "", "",
            goal=f"≤ {MEGABYTES} MB", value=found["megabytes"], at_most=MEGABYTES,
        )  # fmt: skip
    section.show()


def files(sites, kind, file):
    if file:
        return [("new", file), ("again", file)]
    first, changed = sites.folder / "districts.csv", sites.folder / "districts-changed.csv"
    with sites.inside(kind, Size()) as process:
        process.ask("write_districts", file=str(first), rows=ROWS)
        process.ask("write_districts", file=str(changed), rows=ROWS, suffix=" Heights")
    return [("new", first), ("again", first), ("with a change in every row", changed)]
