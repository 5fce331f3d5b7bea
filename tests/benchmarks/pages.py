"""warm, cold: the site's pages beside the limits, on both databases, interleaved."""

from contextlib import ExitStack

from tests.benchmarks.load import BROWSER, Target, fetch, measure
from tests.benchmarks.sites import KINDS, UNCACHED, Size, worked

SIZE = Size(districts=1_500, years=40, milestones=1_200)
D = "D: a constant page, default middleware"
WARM = {"sqlite": 1.0, "postgres": 0.55}
UNCHANGED = {"sqlite": 1.1, "postgres": 0.65}
COLD = 0.02
LIMITS = "tests.benchmarks.limits.wsgi:application"
LISTS, DETAILS = 10, 14  # queries
TIMES_THE_LIST = 2


def pages(sites, report, rounds, seed, names):
    with ExitStack() as servers:
        targets = limits(sites, servers)
        facts = {}
        for kind in sites.urls:
            facts[kind] = chosen(sites, kind)
            if "warm" in names:
                targets += warm(sites, servers, kind)
            if "cold" in names:
                targets += cold(sites, servers, kind, facts[kind]["addresses"])
        rates = measure(targets, rounds, seed)
    for kind in sites.urls:
        tell(report, rates, kind, facts[kind]["queries"], names)


def limits(sites, servers):
    targets = []
    for kind in sites.urls:
        place = servers.enter_context(sites.limits(kind, SIZE.districts))
        to = served(sites, servers, place, application=LIMITS)
        if not targets:
            bare = servers.enter_context(sites.limits(kind, SIZE.districts, "bare_settings"))
            targets += [
                to(D, "/constant/"),
                served(sites, servers, bare, application=LIMITS)("the same without middleware", "/constant/"),
            ]
        targets += [
            to(f"{kind} D and a query", "/query/"),
            to(f"{kind} a plain page of one row", "/districts/unified-school-district-0/"),
            to(f"{kind} a plain list of 50 with its count", "/districts/"),
        ]
    return targets


def served(sites, servers, place, threads=1, **options):
    """Start the Site's server; what makes a Target of a name, an address and headers."""
    base = servers.enter_context(sites.served(place, threads=threads, **options))

    def to(name, address, headers=()):
        return Target(name, base + address, headers, lambda: worked(place))

    return to


def chosen(sites, kind):
    """The addresses that are asked for, by what they are called, and the queries of each."""
    with sites.inside(kind, SIZE) as process:
        some = process.ask("addresses", each=25)
        addresses = {
            "home": "/",
            "directory": "/members/",
            "directory, filtered": some["filtered"][0],
            "timeline": "/timeline/",
            "district": process.ask("typical", addresses=some["district"]),
            "meeting": process.ask("typical", addresses=some["meeting"]),
            "search": "/search/?q=literacy",
            "download (CSV)": "/data/districts.csv",
        }
        counted = process.ask("queries", addresses=list(addresses.values()))
    return {
        "addresses": addresses,
        "queries": {name: counted[address][0] for name, address in addresses.items()},
    }


def warm(sites, servers, kind):
    to = served(sites, servers, sites.site(kind, SIZE))
    as_served = sites.site(kind, SIZE)
    as_served.environment["ACCESS_LOG"] = "1"
    to_logged = served(sites, servers, as_served, threads=4)
    kept = to(f"{kind} kept", "/members/", BROWSER)
    tag = fetch(kept.url).headers["ETag"]
    return [
        kept,
        to(f"{kind} kept, for who takes nothing compressed", "/members/"),
        to(f"{kind} kept, answered 304", "/members/", (*BROWSER, f"If-None-Match: {tag}")),
        to_logged(f"{kind} kept, with the log and the threads of make serve", "/members/", BROWSER),
    ]


def cold(sites, servers, kind, addresses):
    to = served(sites, servers, sites.site(kind, SIZE, UNCACHED))
    targets = [to(f"{kind} {name}", address) for name, address in addresses.items()]
    if "ETag" in fetch(targets[1].url).headers:
        raise RuntimeError("the pages of the server without kept pages are kept")
    return targets


def tell(report, rates, kind, queries, names):
    columns = ["req/s", "ms of a core", "to D", "queries"]
    section = report.section("/".join(names), f"{KINDS[kind]}: pages beside what is possible", columns)

    def row(name, label, **goal):
        section.add(
            label, f"{rates.rate(name):,.0f}", f"{rates.ms(name):.2f}", f"{rates.ratio(name, D):.3f}",
            queries.get(label, ""), **goal,
        )  # fmt: skip

    row(D, D)
    row("the same without middleware", "the same without middleware")
    for label in ("D and a query", "a plain page of one row", "a plain list of 50 with its count"):
        row(f"{kind} {label}", label)
    if "warm" in names:
        for label, goals in (
            ("kept", WARM),
            ("kept, answered 304", UNCHANGED),
        ):
            ratio = rates.ratio(f"{kind} {label}", D)
            row(f"{kind} {label}", label, goal=f"≥ {goals[kind]} D", value=ratio, at_least=goals[kind])
        for label in (
            "kept, for who takes nothing compressed",  # a longer page than that of D
            "kept, with the log and the threads of make serve",
        ):
            row(f"{kind} {label}", label)
    if "cold" in names:
        cold_rows(section, rates, kind, queries, row)
    section.show()


def cold_rows(section, rates, kind, queries, row):
    for label in queries:
        name = f"{kind} {label}"
        if label in {"district", "meeting"}:
            row(name, label, goal=f"≥ {COLD} D", value=rates.ratio(name, D), at_least=COLD)
        else:
            row(name, label)
    times = rates.ratio(f"{kind} a plain list of 50 with its count", f"{kind} directory")
    section.add(
        "the directory's time to the plain list's", "", "", f"{times:.2f}", "",
        goal=f"≤ {TIMES_THE_LIST}", value=times, at_most=TIMES_THE_LIST,
    )  # fmt: skip
    for label, most in (("directory", LISTS), ("district", DETAILS), ("meeting", DETAILS)):
        section.add(
            f"queries of the {label}",
            "",
            "",
            "",
            queries[label],
            goal=f"≤ {most}",
            value=queries[label],
            at_most=most,
        )
