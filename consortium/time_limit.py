"""How long a thread waits for the database, which may hang rather than refuse. Without a limit, as in commands, for ever."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

ROUND = 1.0  # seconds after which an answer that is not there makes one look whether anybody is
KNOCK = 0.6  # seconds for that, and for a new connection


class _Limit(threading.local):
    in_rounds = False
    until: float | None = None  # monotonic


_limit = _Limit()


@contextmanager
def in_rounds() -> Iterator[None]:
    """Wait for an answer as long as the database shows that it is there: a request, which may ask for what takes long."""
    before, _limit.in_rounds = _limit.in_rounds, True
    try:
        yield
    finally:
        _limit.in_rounds = before


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Wait so long for all that is asked inside, connecting included: for what takes a moment."""
    before, _limit.until = _limit.until, monotonic() + seconds
    try:
        yield
    finally:
        _limit.until = before


def next_wait() -> float | None:
    """Seconds to wait for one answer; None without a limit."""
    if _limit.until is not None:
        return max(_limit.until - monotonic(), 0.001)
    return ROUND if _limit.in_rounds else None


def connecting() -> float | None:
    """Seconds to wait for a new connection; None without a limit."""
    if _limit.until is not None:
        return max(_limit.until - monotonic(), 0.001)
    return KNOCK if _limit.in_rounds else None


def is_final() -> bool:
    """Whether nothing more is to be waited for once `next_wait()` is over."""
    return _limit.until is not None
