"""growth, timeline, search: what happens to a page as the record grows, in process and in turn."""

from contextlib import ExitStack
from itertools import chain
from statistics import median

from tests.benchmarks.sites import KINDS, Size

GROWN = [Size(count, years=40, milestones=1_200) for count in (150, 1_500, 15_000)]
COUNTRY = Size(150_000, years=40, milestones=1_200)  # ten times as many as there are: without a goal
ROUNDS = 5
MOST = {"first page": 1.3, "last page": 4, "a district": 1.3, "a year": 1.3}

LONG, SHORT = Size(1_500, years=200, milestones=6_000), Size(150, years=20, milestones=600)
ENTRIES, PAGE = 100, 1.2

LARGE = Size(15_000, years=40, milestones=15_000)
RARE, COMMON = 5, 20  # milliseconds of the database


def in_turn(processes, addresses, times):
    """Milliseconds of each address by process, all processes in turn."""
    found = [{address: [] for address in some} for some in addresses]
    for _ in range(ROUNDS):
        for process, some, times_found in zip(processes, addresses, found, strict=True):
            for address, more in process.ask("times", addresses=some, times=times).items():
                times_found[address] += more
    return found


def growth(sites, report, kind, sizes=GROWN):
    with ExitStack() as stack:
        processes = [stack.enter_context(sites.inside(kind, size)) for size in sizes]
        groups = [groups_of(process.ask("addresses", each=11)) for process in processes]
        addresses = [list(chain.from_iterable(group.values())) for group in groups]
        found = in_turn(processes, addresses, 3)
    columns = [f"{size.districts:,}" for size in sizes] + ["grows"]
    section = report.section(
        "growth", f"{KINDS[kind]}: ms of a page by districts, and from 1,500 to 15,000", columns
    )
    for name, most in MOST.items():
        sums = [
            median(time for address in group[name] for time in times[address])
            for group, times in zip(groups, found, strict=True)
        ]
        grows = sums[2] / sums[1]
        section.add(
            name, *(f"{ms:.1f}" for ms in sums), f"{grows:.2f}", goal=f"≤ {most}", value=grows, at_most=most
        )
    section.show()


def groups_of(addresses):
    return {
        "first page": ["/members/"],
        "last page": addresses["last"],
        "a district": addresses["district"],
        "a year": addresses["year"][2:-2],  # those at the ends have fewer neighbours and more founders
    }


def timeline(sites, report, kind):
    with ExitStack() as stack:
        processes = [stack.enter_context(sites.inside(kind, size)) for size in (LONG, SHORT)]
        pages = [process.ask("timeline_pages") for process in processes]
        middle = [[address for address, _, _ in some[:: max(len(some) // 5, 1)]] for some in pages]
        found = in_turn(processes, middle, 3)
    ms_long, ms_short = (median(chain.from_iterable(times.values())) for times in found)
    section = report.section(
        "timeline", f"{KINDS[kind]}: the timeline, 30 milestones a year", ["200 years", "20 years", "grows"]
    )
    entries_long, entries_short = (max(entries for _, entries, _ in some) for some in pages)
    section.add("pages", len(pages[0]), len(pages[1]), "")
    section.add(
        "milestones of a page, at most", entries_long, entries_short, "",
        goal=f"≤ {ENTRIES}", value=max(entries_long, entries_short), at_most=ENTRIES,
    )  # fmt: skip
    kb_long, kb_short = (max(length for _, _, length in some) / 1024 for some in pages)
    section.add(
        "KB of a page, at most",
        f"{kb_long:.1f}",
        f"{kb_short:.1f}",
        "",
        goal="≤ 50",
        value=kb_long,
        at_most=50,
    )
    section.add(
        "ms of a page", f"{ms_long:.1f}", f"{ms_short:.1f}", f"{ms_long / ms_short:.2f}",
        goal=f"≤ {PAGE}", value=ms_long / ms_short, at_most=PAGE,
    )  # fmt: skip
    section.show()


def search(sites, report, kind):
    with sites.inside(kind, LARGE) as process:
        words = process.ask("words")
        asked = {"a rare word": words["rare"], "a word that 5 of 100 have": words["common"]}
        addresses = {name: f"/search/?q={word}" for name, word in asked.items()}
        taken = process.ask("queries", addresses=list(addresses.values()))
        times = process.ask("times", addresses=list(addresses.values()), times=9)
    section = report.section(
        "search",
        f"{KINDS[kind]}: search among {LARGE.districts:,} districts and {LARGE.milestones:,} milestones "
        f"({words['entries']:,} entries)",
        ["ms, database", "queries", "ms, whole page"],
    )
    for (name, address), most in zip(addresses.items(), (RARE, COMMON), strict=True):
        queries, ms = taken[address]
        section.add(
            f"{name} ({asked[name]})", f"{ms:.1f}", queries, f"{median(times[address]):.1f}",
            goal=f"≤ {most} ms", value=ms, at_most=most,
        )  # fmt: skip
    section.show()
