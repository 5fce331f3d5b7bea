"""bytes: of the pages as they are and as a browser gets them, and of what they load."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.benchmarks.growth import LONG
from tests.benchmarks.load import BROWSER, fetch
from tests.benchmarks.pages import SIZE

MOST = {"list": (30, 6), "detail": (15, 4), "timeline": (50, 8)}  # KB, plain and compressed
LOADED = 30  # KB of styles and scripts, compressed
GZIP = ("Accept-Encoding: gzip",)


class Loaded(HTMLParser):
    """What a page makes a browser load."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "link" and given.get("rel") in {"stylesheet", "icon", "preload", "modulepreload"}:
            self.found.append(given["href"])
        elif tag in {"script", "img", "iframe", "source", "video", "audio", "embed"} and given.get("src"):
            self.found.append(given["src"])


def weights(sites, report, kind):
    groups = {"list": [], "detail": [], "timeline": []}
    for size in (SIZE, LONG):
        with sites.inside(kind, size) as process:
            some = process.ask("addresses", each=40)
            pages = [address for address, _, _ in process.ask("timeline_pages")]
        with sites.served(sites.site(kind, size), workers=1) as base:
            lists = ["/members/", *some["filtered"], *some["last"], "/members/?sort=-joined"]
            lists += [
                "/meetings/",
                "/practices/",
                "/collaboratives/",
                "/editions/",
                "/search/?q=literacy",
                "/data/",
            ]
            groups["list"] += [weighed(base, address, size) for address in lists]
            details = some["district"] + some["meeting"] + some["year"]
            groups["detail"] += [weighed(base, address, size) for address in details]
            groups["timeline"] += [weighed(base, address, size) for address in pages]
            if size == SIZE:
                loaded, elsewhere = what_is_loaded(base, ["/", *lists, *details[:3], "/timeline/"])
    columns = ["pages", "KB, most", "of", "KB, median", "KB br", "KB gzip"]
    section = report.section("bytes", "Bytes of the pages: plain, and as a browser gets them", columns)
    for name, (most, compressed) in MOST.items():
        tell(section, name, groups[name], most, compressed)
    section.add(
        "styles and scripts of a page, at most", "", "", loaded[1], "", f"{loaded[0] / 1024:.1f}", "",
        goal=f"≤ {LOADED} KB", value=loaded[0] / 1024, at_most=LOADED,
    )  # fmt: skip
    section.add(
        "loaded from elsewhere",
        "",
        "",
        ", ".join(elsewhere),
        "",
        len(elsewhere),
        "",
        goal="nothing",
        value=len(elsewhere),
        at_most=0,
    )
    section.show()


def weighed(base, address, size):
    """Address, bytes plain, as brotli and as gzip."""
    answers = [fetch(base + address, headers) for headers in ((), BROWSER, GZIP)]
    if [answer.status for answer in answers] != [200] * 3:
        raise RuntimeError(f"{address} is answered {[answer.status for answer in answers]}")
    return address, *(len(answer.body) for answer in answers)


def tell(section, name, found, most, compressed):
    heaviest = max(found, key=lambda one: one[1])
    middle = sorted(one[1] for one in found)[len(found) // 2]
    plain, br, gzip = (max(one[at] for one in found) / 1024 for at in (1, 2, 3))
    section.add(
        f"a {name}", len(found), f"{plain:.1f}", heaviest[0][:40], f"{middle / 1024:.1f}", f"{br:.1f}", f"{gzip:.1f}",
        goal=f"≤ {most} KB", value=plain, at_most=most,
    )  # fmt: skip
    section.add(
        f"a {name}: compressed",
        "",
        "",
        "",
        "",
        f"{br:.1f}",
        f"{gzip:.1f}",
        goal=f"≤ {compressed} KB",
        value=br,
        at_most=compressed,
    )


def what_is_loaded(base, addresses):
    """The most bytes of styles and scripts that one of the pages loads, with its address, and what is not of this host."""
    most, elsewhere, sizes = (0, ""), set(), {}
    for address in addresses:
        parser = Loaded()
        parser.feed(fetch(base + address, ()).body.decode())
        total = 0
        for link in {urljoin(base + address, found) for found in parser.found}:
            if urlsplit(link).netloc != urlsplit(base).netloc:
                elsewhere.add(link)
                continue
            if link not in sizes:
                sizes[link] = len(fetch(link).body)
            if re.search(r"\.(css|js)$", urlsplit(link).path):
                total += sizes[link]
        most = max(most, (total, address))
    return most, sorted(elsewhere)
