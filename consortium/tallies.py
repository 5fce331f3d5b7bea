"""Counts over the whole record, which many pages show: counted once for each state of the record.

They follow from the record and from the way it is looked at, as a page does (consortium/page_cache.py). But they are the
same on many pages, and take the longer the larger the record is, where the rest of a page does not.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from consortium.pages import Reading
from consortium.revision import state

MOST = 200  # of one state: past days are asked for, too
Counted = TypeVar("Counted")


class _Kept:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp = ""
        self.counts: OrderedDict[Any, Any] = OrderedDict()


_kept = _Kept()


def tally(reading: Reading, name: str, count: Callable[[], Counted]) -> Counted:
    """What `count()` gives, which follows from the public record, the `reading` and the `name` alone.

    Whoever asks changes nothing of it: others get the same. Staff, who see drafts, and transactions, which see what
    nobody else does, count for themselves.
    """
    now = None if reading.preview else state()
    if now is None:
        return count()
    key = (name, reading.day, reading.as_of is None)
    with _kept.lock:
        if _kept.stamp != now.stamp:
            _kept.stamp, _kept.counts = now.stamp, OrderedDict()
        elif key in _kept.counts:
            _kept.counts.move_to_end(key)
            found: Counted = _kept.counts[key]
            return found
    counted = count()
    if state() == now:
        with _kept.lock:
            if _kept.stamp == now.stamp:
                _kept.counts[key] = counted
                while len(_kept.counts) > MOST:
                    _kept.counts.popitem(last=False)
    return counted
