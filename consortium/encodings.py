"""How an answer is written for a browser: as it is, or compressed."""

import gzip
import re
from collections.abc import Callable
from functools import lru_cache

import brotli

PLAIN = ""
# Level 5 is a quarter smaller than gzip's and takes no longer; the levels above take ten times as long.
ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
DECODERS: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
LONGEST = 500  # characters of a header that are read
SMALLEST = 500  # bytes; below, compressing saves no packet
TEXTS = re.compile("text/|application/(json|xml|[a-z.-]+[+](json|xml))")


def is_worth_it(content_type: str, body: bytes) -> bool:
    return len(body) >= SMALLEST and TEXTS.match(content_type) is not None


def preferred(accepted: str) -> str:
    """The encoding to answer an Accept-Encoding header with, the one that makes it smallest; PLAIN if it takes none."""
    return _preferred(accepted[:LONGEST])


@lru_cache(maxsize=512)  # which keeps what it is asked: a header may have a third of a megabyte
def _preferred(accepted: str) -> str:
    weights = {}
    for part in accepted.lower().split(","):
        name, _, more = part.partition(";")
        weight = re.fullmatch(r"\s*q=([01](?:\.[0-9]{0,3})?)\s*", more)
        weights[name.strip()] = float(weight[1]) if weight else 1.0
    others = weights.get("*", 0.0)
    return next((name for name in ENCODERS if weights.get(name, others) > 0), PLAIN)
