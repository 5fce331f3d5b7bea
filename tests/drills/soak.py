"""Readers and editors go on for half an hour while a worker is killed every minute: nothing fails twice, memory is flat."""

import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from tests.drills.site import arguments, judged, say, site, table
from tests.drills.visitor import PASSWORD, Form, Visitor
from tests.processes import children, memory_of

WORKERS = 3
READERS = 3
EDITORS = 2
WARM = 0.2  # of the time, after which memory is looked at
FLAT = 1.10  # times what it was then
AGAIN_AFTER = 0.2  # seconds
QUERIES = ("", "?as_of=2016", "?state=VA", "?q=schools", "?page=2", "?topic=equity")


class Reader(threading.Thread):
    """Asks for anything that the site has. What fails is asked for once more."""

    def __init__(self, port, addresses, seed):
        super().__init__()
        self.port, self.addresses, self.rng = port, addresses, random.Random(seed)
        self.counts, self.found, self.goes_on = Counter(), [], True

    def ask(self, address):
        """ "" or what is wrong with the answer."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request("GET", address, headers={"Accept-Encoding": "br"})
                answer = connection.getresponse()
                answer.read()
        except (OSError, HTTPException) as error:
            return f"{address}: {error!r}"
        return "" if answer.status < 500 else f"{address}: {answer.status}"

    def run(self):
        while self.goes_on:
            address = self.rng.choice(self.addresses)
            self.counts["read"] += 1
            if wrong := self.ask(address):
                self.counts["asked again"] += 1
                time.sleep(AGAIN_AFTER)
                if wrong := self.ask(address):
                    self.found.append(f"{time.monotonic():.1f} {wrong}")
            time.sleep(0.2)


class Editor(threading.Thread):
    """Writes the headline of a year on its desk, again and again; `saved` is what was acknowledged."""

    def __init__(self, visitor, year):
        super().__init__()
        self.visitor, self.path = visitor, f"/admin/consortium/year/desk/{year}/"
        self.counts, self.found, self.saved, self.goes_on = Counter(), [], [], True

    def save(self, tag):
        """ "" or what went wrong."""
        try:
            form = Form(self.visitor.get(self.path).text, "desk")
            form.set("year-headline", tag)
            form.add("do", "save")
            answer = self.visitor.post(self.path, form.fields)
        except (OSError, HTTPException, KeyError) as error:
            return repr(error)
        return "" if answer.status == 302 else f"{answer.status} {answer.told}"

    def run(self):
        while self.goes_on:
            tag = f"{self.visitor.name}, {self.counts['saved'] + 1}"
            self.counts["saved"] += 1
            if wrong := self.save(tag):
                self.counts["saved again"] += 1
                time.sleep(AGAIN_AFTER)
                wrong = self.save(tag)
            if wrong:
                self.found.append(f"{time.monotonic():.1f} {tag}: {wrong}")
            else:
                self.saved.append(tag)
            time.sleep(2)


def main():
    parser = arguments(__doc__, 30)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--pause", type=float, default=60, help="seconds from one kill to the next")
    given = parser.parse_args()
    rng = random.Random(given.seed)
    with site(given.database_url) as running:
        from django.contrib.auth.models import User

        from consortium.models import Year
        from consortium.sitemaps import SECTIONS

        for number in range(EDITORS):
            User.objects.create_superuser(f"editor{number}", password=PASSWORD)
        paths = [row["location"] for kind in SECTIONS.values() for row in kind().get_urls(1)]
        paths = ["/" + path.split("/", 3)[3] for path in paths]
        addresses = [f"{path}{query}" for path in paths for query in QUERIES]
        running.serve(WORKERS)
        years = list(Year.objects.exclude(status="bin").values_list("number", flat=True)[:EDITORS])
        visitors = [Visitor(running.port, f"editor{number}") for number in range(EDITORS)]
        readers = [Reader(running.port, addresses, rng.random()) for _ in range(READERS)]
        editors = [Editor(visitor, year) for visitor, year in zip(visitors, years, strict=True)]
        for thread in (*readers, *editors):
            thread.start()
        began, kills, memory = time.monotonic(), 0, []
        survivor = min(children(running.server.pid))
        while (now := time.monotonic() - began) < given.minutes * 60:
            time.sleep(given.pause)
            memory.append(
                (now + given.pause, *(memory_of(pid)["Pss"] for pid in (survivor, running.server.pid)))
            )
            victim = rng.choice(sorted(children(running.server.pid) - {survivor}))
            os.kill(victim, signal.SIGKILL)
            kills += 1
        for thread in (*readers, *editors):
            thread.goes_on = False
        for thread in (*readers, *editors):
            thread.join()
        lost = [
            f"{tag} was acknowledged and is not there"
            for editor in editors
            for tag in editor.saved
            if not Year.history.filter(headline=tag).exists()
        ]
        sound = running.is_sound()
    counts = sum((thread.counts for thread in (*readers, *editors)), Counter())
    table([list(counts), [counts[name] for name in counts]])
    say(
        f"{kills} workers were killed in {given.minutes:g} minutes; the record is {'sound' if sound else 'NOT SOUND'}."
    )
    table(
        [
            ("minutes", "one worker, MB", "the master, MB"),
            *((f"{at / 60:.1f}", f"{one:.1f}", f"{other:.1f}") for at, one, other in memory),
        ]
    )
    later = [one for at, one, _ in memory if at >= given.minutes * 60 * WARM]
    growth = max(later) / later[0]
    problems = [sentence for thread in (*readers, *editors) for sentence in thread.found] + lost
    if growth > FLAT:
        problems.append(f"the worker grew to {growth:.2f} of what it was")
    if not sound:
        problems.append("the record is not sound")
    say(f"Memory at most {growth:.2f} of what it was after {WARM:.0%} of the time.")
    judged(problems)


if __name__ == "__main__":
    main()
