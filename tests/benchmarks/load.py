"""Requests as fast as they are answered, with wrk: every address in turn, so that what slows the machine slows all."""

import http.client
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.benchmarks import cores
from tests.drills.site import say

CONNECTIONS = 8
SECONDS = 2
BROWSER = ("Accept-Encoding: gzip, deflate, br",)


class Target(NamedTuple):
    name: str
    url: str
    headers: tuple[str, ...] = ()
    worked: Callable[[], float] = float  # how many seconds of a core its server and database have used so far


class Fetched(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes  # as it was sent


def fetch(url, headers=BROWSER):
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    try:
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request("GET", address, headers=dict(header.split(": ", 1) for header in headers))
        answer = connection.getresponse()
        return Fetched(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def need_wrk():
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing, which sends the requests. On Debian or Ubuntu: apt-get install wrk")


class Figure(NamedTuple):
    """Of one round: requests a second, and milliseconds of a core for each."""

    rate: float
    ms: float


def wrk(target, seconds=SECONDS, *, again=True):
    """A Figure of requests that are each answered as they should be; where one was not, it is tried once more."""
    words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    words += [word for header in target.headers for word in ("-H", header)]
    before = target.worked()
    with cores.asking():
        said = subprocess.run(  # noqa: S603 - our own words
            [*words, target.url], check=True, capture_output=True, text=True
        ).stdout
    worked = target.worked() - before
    if wrong := re.search("Non-2xx.*|Socket errors.*", said):
        text = f"{target.name}, {target.url}: {wrong[0]}"
        if not again:
            sys.exit(text)
        say(text)
        return wrk(target, seconds, again=False)
    answered = int(re.search(r"([0-9]+) requests in", said)[1])
    return Figure(float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), worked * 1000 / max(answered, 1))


class Rates(dict[str, list[Figure]]):
    """A Figure a round, by target."""

    def rate(self, name):
        return median(figure.rate for figure in self[name])

    def ms(self, name):
        return median(figure.ms for figure in self[name])

    def ratio(self, name, other):
        """How often as many as of `other` a core answers: the median of the rounds' ratios.

        By the time that a core was at work, which is the same as requests a second where nothing else has it, and says
        so where something has. Where it can't be told, by requests a second.
        """
        pairs = list(zip(self[name], self[other], strict=True))
        if all(mine.ms and base.ms for mine, base in pairs):
            return median(base.ms / mine.ms for mine, base in pairs)
        return median(mine.rate / base.rate for mine, base in pairs)


def measure(targets, rounds, seed):
    rng = random.Random(seed)
    rates = Rates({target.name: [] for target in targets})
    for target in targets:
        wrk(target, 1)  # imports, templates, connections: what only the first requests pay for
    for _ in range(rounds):
        for target in rng.sample(targets, len(targets)):
            rates[target.name].append(wrk(target))
    return rates
