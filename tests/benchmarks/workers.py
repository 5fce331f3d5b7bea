"""memory, start: a server's process over its life."""

import http.client
import random
import sys
import threading
import time
from statistics import median

from tests.benchmarks import cores
from tests.benchmarks.pages import SIZE
from tests.benchmarks.sites import KINDS
from tests.drills.site import free_port
from tests.processes import children, memory_of

REQUESTS = 10_000
LOOKS = (1_000, 5_000, REQUESTS)  # requests after which the memory is looked at
READERS = 4
MEGABYTES = 150
FLAT = 1.1  # from the middle to the end
STARTS = 3
STARTS_WITHIN = 2  # seconds
WORDS = (
    "literacy",
    "school",
    "alderbourne",
    "budget",
    "mathmatics",
    "north",
    "fairfx",
    "superintendent",
    "report 2019",
)


def memory(sites, report, kind, seed):
    with sites.inside(kind, SIZE) as process:
        some = process.ask("addresses", each=1_500)
    drawn = mixed(some, seed)
    place = sites.site(kind, SIZE)
    with cores.together():
        place.serve(1)
    try:
        (pid,) = children(place.server.pid)
        looks, began = [], time.monotonic()
        for start, end in zip((0, *LOOKS), LOOKS, strict=False):
            ask_all(place.port, drawn[start:end])
            looks.append(memory_of(pid))
        took = time.monotonic() - began
        peak = memory_of(pid)["VmHWM"]
    finally:
        place.stop()
    columns = [f"after {count:,}" for count in LOOKS] + ["peak"]
    section = report.section(
        "memory",
        f"{KINDS[kind]}: MB of a worker during {REQUESTS:,} mixed requests ({REQUESTS / took:.0f} a second)",
        columns,
    )
    for name, label in (("VmRSS", "of its own and shared (RSS)"), ("Pss", "its share (PSS)")):
        sums = [look[name] for look in looks]
        section.add(label, *(f"{mb:.0f}" for mb in sums), f"{peak:.0f}" if name == "VmRSS" else "")
    section.add(
        "at the most", "", "", "", f"{peak:.0f}", goal=f"≤ {MEGABYTES} MB", value=peak, at_most=MEGABYTES
    )
    grows = looks[2]["VmRSS"] / looks[1]["VmRSS"]
    section.add(
        "from the middle to the end",
        "",
        "",
        f"{grows:.2f}",
        "",
        goal=f"flat: ≤ {FLAT}",
        value=grows,
        at_most=FLAT,
    )
    section.show()


def mixed(some, seed):
    """Addresses as they come: mostly pages, some again and again, searches, downloads, feeds, and what is not there."""
    rng = random.Random(seed)
    states, years = ("TX", "CA", "VA", "NY", "OH", "IL", "PA", "MN"), range(1990, 2020)
    ways = (
        (40, lambda: rng.choice(some["district"])),
        (10, lambda: rng.choice(some["meeting"])),
        (8, lambda: rng.choice(some["year"])),
        (6, lambda: f"/members/?page={rng.randint(1, 20)}"),
        (8, lambda: f"/members/?state={rng.choice(states)}&joined={rng.choice(years)}"),
        (4, lambda: f"/timeline/?page={rng.randint(1, 8)}"),
        (8, lambda: rng.choice(("/", "/members/", "/timeline/", "/meetings/", "/practices/", "/about/", "/data/"))),
        (4, lambda: f"/search/?q={rng.choice(WORDS).replace(' ', '+')}"),
        (4, lambda: f"/members/?as_of={rng.choice(years)}"),
        (2, lambda: rng.choice(("/data/districts.csv", "/data/milestones.json", "/feeds/milestones.atom"))),
        (2, lambda: f"/members/nobody-{rng.randint(1, 10_000)}/"),
        (4, lambda: rng.choice(("/contact/", "/join/", "/healthz", "/sitemap.xml", "/timeline/?view=decades"))),
    )  # fmt: skip
    weights, acts = [weight for weight, _ in ways], [act for _, act in ways]
    return [act() for act in rng.choices(acts, weights, k=REQUESTS)]


def ask_all(port, addresses):
    failed = []

    def read(own):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for address in own:
            connection.request("GET", address, headers={"Accept-Encoding": "gzip, deflate, br"})
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 500:
                failed.append(f"{address}: {answer.status}")
        connection.close()

    with cores.asking():  # which threads that begin here inherit
        threads = [threading.Thread(target=read, args=(addresses[at::READERS],)) for at in range(READERS)]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit("\n".join(failed[:10]))


def start(sites, report, kind):
    place = sites.site(kind, SIZE)
    place.port = free_port()
    took = []
    with cores.everywhere():
        for _ in range(STARTS):
            began = time.monotonic()
            place.serve(len(cores.ALL) or 2, ready=lambda: is_answered(place.port))
            took.append(time.monotonic() - began)
            place.stop()
    section = report.section(
        "start", f"{KINDS[kind]}: seconds from make serve, prepared, to the first page", ["median", "most"]
    )
    section.add(
        "the home page",
        f"{median(took):.2f}",
        f"{max(took):.2f}",
        goal=f"≤ {STARTS_WITHIN} s",
        value=median(took),
        at_most=STARTS_WITHIN,
    )
    section.show()


def is_answered(port):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
