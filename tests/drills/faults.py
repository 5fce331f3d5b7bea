"""The database is stopped, closed, hangs, cuts off and is slow: what readers and staff are told meanwhile, and after.

Readers of pages that are kept get them, with an Age; all others are told to come back; nobody waits longer than two
seconds; and two seconds after the database is back, all is well, without a restart.
"""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tests.drills.site import arguments, judged, site, table
from tests.drills.visitor import PASSWORD, Form, Visitor
from tests.proxy import Proxy

LASTS = 30  # seconds
WITHIN = 2.0  # seconds for an answer, and for all to be well again
WORKERS = 2
KEPT = (
    "/",
    "/members/",
    "/timeline/",
    "/timeline/2016/",
    "/meetings/",
    "/data/districts.csv",
    "/feeds/milestones.atom",
)
OTHERS = ("/search/?q=schools", "/members/?q=county", "/contact/", "/join/")
SCREEN = "/admin/consortium/topic/add/"
SLOW, CRAWLING = 0.05, 1.5  # seconds that each answer of the database is late


class Asked(NamedTuple):
    address: str
    at: float  # when, by the monotonic clock
    seconds: float
    status: int  # 0 of none
    age: str | None
    retry: str | None
    text: str


class Reader(threading.Thread):
    """Asks for the addresses in turn until it is told to stop."""

    def __init__(self, port, addresses):
        super().__init__()
        self.port, self.addresses = port, addresses
        self.found, self.goes_on = [], True

    def ask(self, address):
        began = time.monotonic()
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
                connection.request("GET", address)
                answer = connection.getresponse()
                text = answer.read().decode()
                status, age, retry = answer.status, answer.headers["Age"], answer.headers["Retry-After"]
        except (OSError, HTTPException) as error:
            status, age, retry, text = 0, None, None, repr(error)
        return Asked(address, began, time.monotonic() - began, status, age, retry, text)

    def run(self):
        while self.goes_on:
            for address in self.addresses:
                self.found.append(self.ask(address))
                time.sleep(0.02)


class Editor(Reader):
    """A member of staff, who saves a new topic every other second."""

    def __init__(self, visitor):
        super().__init__(visitor.port, [])
        self.visitor, self.number = visitor, 0
        self.form = Form(visitor.get(SCREEN).text, "topic_form")

    def run(self):
        while self.goes_on:
            self.number += 1
            form, name = self.form.copy(), f"{self.visitor.name} {self.number}"
            form.set("name", name)
            form.set("slug", name.lower().replace(" ", "-").replace(",", ""))
            form.add("_save", "Save")
            began = time.monotonic()
            try:
                answer = self.visitor.post(SCREEN, form.fields)
                self.found.append(
                    Asked(SCREEN, began, time.monotonic() - began, answer.status, None, None, answer.text)
                )
            except (OSError, HTTPException) as error:
                self.found.append(Asked(SCREEN, began, time.monotonic() - began, 0, None, None, repr(error)))
            time.sleep(2)


class Fault(NamedTuple):
    name: str
    begin: Callable[[], None]
    end: Callable[[], None]
    is_away: bool  # else it answers, if late
    lasts: float = LASTS


def faults_of_postgresql(server, proxy, name):
    """`server` is a URL of another database there, `name` that of the site's."""

    def shut(mode, delay=0.0):
        proxy.delay = delay
        proxy.set(mode)

    def close(is_closed):
        with psycopg.connect(server, autocommit=True) as beside:
            allowed = SQL("false" if is_closed else "true")
            beside.execute(SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(Identifier(name), allowed))
            if is_closed:
                beside.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
                )

    ok = partial(shut, "ok")
    return [
        Fault("stopped", partial(shut, "refuse"), ok, True),
        Fault("closed", partial(close, True), partial(close, False), True),
        Fault("hanging", partial(shut, "hang"), ok, True),
        Fault("resetting", partial(shut, "reset"), ok, True),
        Fault("crawling", partial(shut, "slow", CRAWLING), ok, True),
        Fault("slow", partial(shut, "slow", SLOW), ok, False),
    ]


def faults_of_sqlite(file):
    """Another program holds what only one may: readers notice nothing."""
    holder = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    return [
        Fault("held", partial(holder.execute, "BEGIN IMMEDIATE"), partial(holder.execute, "ROLLBACK"), False)
    ]


def warm(reader):
    """Ask so often that every process keeps each address."""
    for _ in range(20 * WORKERS):
        for address in KEPT:
            reader.ask(address)


def endure(fault, running, visitor):
    """What was asked while the database was away, by group, and after how many seconds all was well again."""
    groups = {
        "kept": [Reader(running.port, KEPT) for _ in range(3)],
        "others": [Reader(running.port, OTHERS)],
        "health": [Reader(running.port, ["/healthz"])],
        "saves": [Editor(visitor)],  # the last
    }
    warm(groups["kept"][0])
    threads = [thread for group in groups.values() for thread in group]
    *readers, editor = threads
    for thread in readers:
        thread.start()
    time.sleep(1)
    began = time.monotonic()
    fault.begin()
    editor.start()  # only now: what is saved takes what is kept away
    time.sleep(fault.lasts)
    fault.end()
    ended = time.monotonic()
    time.sleep(WITHIN + 3)
    for thread in threads:
        thread.goes_on = False
    for thread in threads:
        thread.join()
    during, well = {}, 0.0
    for name, group in groups.items():
        found = [asked for thread in group for asked in thread.found]
        during[name] = [asked for asked in found if began < asked.at < ended - WITHIN]
        late = [asked.at for asked in found if asked.at > ended and not is_well(asked)]
        well = max([well, *(at - ended for at in late)])
    return during, well


def is_well(asked):
    """As it is when nothing is wrong."""
    return asked.status in {200, 302} and asked.age is None


def judge(fault, during):
    """Sentences about answers that are not as promised."""
    for name, found in during.items():
        for asked in found:
            served = asked.status == 200 or (name == "saves" and asked.status == 302)
            told = asked.status == 503 and (asked.retry or name in {"health", "saves"})
            if name == "saves":
                told = told and 'value="Editor' in asked.text
            may_wait = fault.is_away or name == "saves"
            if not (served or (told and may_wait and name != "kept")):
                yield f"{fault.name}, {asked.address}: {asked.status} after {asked.seconds:.1f} s: {asked.text[-200:]!r}"
            elif asked.seconds > WITHIN and (fault.is_away or name == "kept"):
                yield f"{fault.name}, {asked.address}: {asked.status} after {asked.seconds:.1f} s"


def main():
    parser = arguments(__doc__, 1)
    parser.add_argument("--seconds", type=float, default=LASTS, help="that each fault lasts")
    parser.add_argument("--only", help="the name of one fault")
    given = parser.parse_args()
    rows = [("", "asked", "answered", "with an Age", "told to wait", "longest, s", "well again after, s")]
    problems = []
    with site(given.database_url) as running, ExitStack() as closing_up:
        from django.contrib.auth.models import User
        from django.db import connection

        User.objects.create_superuser("Editor", password=PASSWORD)
        if running.on_postgres:
            place = urlsplit(running.url)
            proxy = Proxy(place.hostname, place.port or 5432)
            closing_up.callback(proxy.close)
            here = f"{place.username}:{place.password or ''}@127.0.0.1:{proxy.port}"
            running.environment["DATABASE_URL"] = place._replace(netloc=here).geturl()
            faults = faults_of_postgresql(given.database_url, proxy, place.path.removeprefix("/"))
        else:
            faults = faults_of_sqlite(connection.settings_dict["NAME"])
        connection.close()
        running.serve(WORKERS)
        visitor = Visitor(running.port, "Editor")
        for fault in faults:
            if given.only in {None, fault.name}:
                during, well = endure(fault._replace(lasts=given.seconds), running, visitor)
                problems += judge(fault, during)
                if well > WITHIN:
                    problems.append(f"{fault.name}: well again after {well:.1f} s")
                for name, found in during.items():
                    statuses = [asked.status for asked in found]
                    rows.append(
                        (
                            f"{fault.name}, {name}",
                            len(found),
                            statuses.count(200) + statuses.count(302),
                            sum(asked.age is not None for asked in found),
                            statuses.count(503),
                            f"{max(asked.seconds for asked in found):.2f}",
                            f"{well:.2f}",
                        )
                    )
    table(rows)
    judged(problems)


if __name__ == "__main__":
    main()
