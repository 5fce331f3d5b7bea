"""Copies of the project on databases of a given size, and processes in them that answer questions."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from tests.benchmarks import cores
from tests.drills.site import ROOT, Site, database, project, say
from tests.processes import children

UNCACHED = "tests.benchmarks.uncached"
MOST_OF_SAMPLE = 30_000  # districts that make_sample makes
KINDS = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


class Size(NamedTuple):
    """How large a made-up record is; without districts it is the founding one."""

    districts: int = 0
    years: int = 0
    milestones: int = 0


class Sites:
    """One copy of the project, with as many databases as are asked for; all are gone in the end."""

    def __init__(self, urls):
        self.urls = {kind_of(url): url for url in urls}
        self.all = ExitStack()
        self.made = {}  # (kind, size) → the URL of its database

    def __enter__(self):
        self.folder = self.all.enter_context(project())
        self.all.enter_context(cores.everywhere())
        self.empty = {
            kind: self.all.enter_context(database(url, self.folder.parent)) for kind, url in self.urls.items()
        }
        with ThreadPoolExecutor(len(cores.ALL) or 1) as pool:
            list(pool.map(lambda url: Site(self.folder, url).run("migrate", "-v", "0"), self.empty.values()))
        Site(self.folder, next(iter(self.empty.values()))).run("collectstatic", "--noinput", "-v", "0")
        return self

    def __exit__(self, *error):
        return self.all.__exit__(*error)

    def make(self, sizes, kinds=None):
        """Databases of these sizes, two at a time."""
        wanted = [
            (kind, size)
            for size in sorted(sizes, reverse=True)
            for kind in kinds or self.urls
            if (kind, size) not in self.made
        ]
        for kind, size in wanted:
            self.made[kind, size] = self.all.enter_context(
                database(self.urls[kind], self.folder.parent, self.empty[kind])
            )
        with cores.everywhere(), ThreadPoolExecutor(len(cores.ALL) or 1) as pool:
            list(pool.map(lambda one: self.fill(*one), wanted))

    def fill(self, kind, size):
        place = self.of(self.made[kind, size], UNCACHED)
        sample = size._replace(districts=min(size.districts, MOST_OF_SAMPLE))
        if size.districts:
            place.run(
                "make_sample",
                *(word for name, n in sample._asdict().items() for word in (f"--{name}", str(n))),
            )
        else:
            place.run("load_record")
        if size != sample:
            with Inside(place) as process:
                process.ask("add_districts", count=size.districts)
        if kind == "postgres":
            place.python("-c", ANALYZE).wait()

    def site(self, kind, size, settings="consortium.settings"):
        """A Site of a database that was made, which several may share."""
        self.make([size], [kind])
        return self.of(self.made[kind, size], settings)

    def of(self, url, settings):
        place = Site(self.folder, url)
        place.environment |= {
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(ROOT),  # for what is here; the site itself is found in the copy, before it
        }
        return place

    @contextmanager
    def served(self, place, **options):
        """The Site with its server, on the core that is measured; yields what its addresses begin with."""
        with cores.together():
            place.start(**options)
        try:
            yield f"http://127.0.0.1:{place.port}"
        finally:
            place.stop()

    @contextmanager
    def limits(self, kind, count, settings="settings"):
        """The limits' own project, with as many districts."""
        with database(self.urls[kind], self.folder.parent) as url:
            place = self.of(url, f"tests.benchmarks.limits.{settings}")
            if place.python("-m", "tests.benchmarks.limits.filling", str(count)).wait():
                sys.exit("The limits' own tables could not be filled.")
            yield place

    @contextmanager
    def inside(self, kind, size, settings=UNCACHED):
        """A process in the site, on the core that is measured, to be asked what inside.py knows."""
        place = self.site(kind, size, settings)
        with cores.together(), Inside(place) as process:
            yield process


# Rows that came in one go are not in PostgreSQL's statistics yet, which it would see to within a minute.
ANALYZE = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
"""


def worked(place):
    """How many seconds of a core a Site's server has used so far, and its part of PostgreSQL."""
    pids = list(children(place.server.pid))
    if place.on_postgres:
        import psycopg

        with psycopg.connect(place.url) as server:
            rows = server.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            pids += [pid for (pid,) in rows]
    return cores.seconds(pids)


def kind_of(url):
    return "sqlite" if url.startswith("sqlite") else "postgres"


class Inside:
    """inside.py in a process of its own: a question a line, an answer a line."""

    def __init__(self, place):
        self.process = place.python("-m", "tests.benchmarks.inside", stdin=-1)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def begin(self, name, **given):
        self.process.stdin.write(json.dumps([name, given]) + "\n")
        self.process.stdin.flush()

    def end(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("A process that measures has ended; what it said stands above.")
        return json.loads(line)

    def ask(self, name, **given):
        self.begin(name, **given)
        return self.end()


def said_of(urls):
    """What to know of the databases before the figures."""
    if not any(kind_of(url) == "postgres" for url in urls):
        say("PostgreSQL is left out: TEST_DATABASE_URL is not set.")
        return
    import psycopg

    with psycopg.connect(next(url for url in urls if kind_of(url) == "postgres")) as server:
        used = cores.of_process(server.info.backend_pid)
    if cores.MEASURED and used != cores.MEASURED:
        say(
            "PostgreSQL does not keep to the core that is measured, so that its figures flatter the site. "
            f"Start it with: taskset -c {cores.MEASURED[0]} pg_ctl …"
        )
