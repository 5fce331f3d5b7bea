"""What to do while the database is away: to ask it rarely, to say so, and to notice when it is back.

A process that got no answer asks at most once a second; who comes in between is told at once. It is one request that
asks, with a small query and a short limit of time, so that all others are answered meanwhile.
"""

import errno
import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TypeVar

from django.db import Error, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from consortium import time_limit

logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")

PAUSE = 1.0  # seconds from one question to the next
PATIENCE = 0.8  # seconds for a small query on a connection that was there; then a new one is tried


class AwayError(Exception):
    """The database does not answer."""


class _Watch:
    """Whether the database was away when it was last asked, for all threads of the process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.is_away = False
        self.asked = 0.0

    def may_ask(self) -> bool:
        """Whether it is there as far as is known; while it is away, whether it is this thread's turn to ask."""
        if not self.is_away:
            return True
        with self.lock:
            if self.is_away and monotonic() - self.asked < PAUSE:
                return False
            self.asked = monotonic()
            return True

    def found(self, error: BaseException | None) -> None:
        with self.lock:
            if self.is_away != bool(error):
                self.is_away = bool(error)
                self.asked = monotonic()
                if error:
                    logger.error("The database is away: %s", " ".join(str(error).split())[:300])
                else:
                    logger.warning("The database is back.")


_watch = _Watch()


def ask(question: Callable[[BaseDatabaseWrapper], Answer]) -> Answer:
    """The answer to a small question to the database, which gets its connection; raises AwayError.

    A connection may be broken, by a restart or by what lies between, while the database is well: then a new one is
    tried.
    """
    if not _watch.may_ask():
        raise AwayError
    there = connections["default"]
    was_connected = there.connection is not None
    try:
        try:
            with time_limit.at_most(PATIENCE if was_connected else time_limit.KNOCK):
                answer = question(there)
        except (OperationalError, InterfaceError):
            there.close()
            if not was_connected:
                raise
            with time_limit.at_most(time_limit.KNOCK):
                answer = question(there)
    except (OperationalError, InterfaceError) as error:
        there.close()
        _watch.found(error)
        raise AwayError from error
    if _watch.is_away:
        _watch.found(None)
    there.health_check_done = True  # type: ignore[attr-defined]  # Django would look again, without a limit
    return answer


def look(error: BaseException | None = None) -> None:
    """Find out whether the database is away, after a question to it failed with `error`."""
    if getattr(error and error.__cause__, "is_unanswered", False):
        _watch.found(error)  # which was found out by then
        return
    with suppress(AwayError):  # which is noted by now
        ask(connected)


def connected(there: BaseDatabaseWrapper) -> None:
    """The smallest question there is."""
    there.ensure_connection()
    with there.wrap_database_errors:
        there.connection.execute("SELECT 1").fetchall()


# Why something failed

AWAY = "The database can’t be reached at the moment."
BUSY = "Others were writing to the database for too long."
FULL = "The disk is full. Whoever runs the site has to make room on it."
READ_ONLY = "The database can’t be written to at the moment. Whoever runs the site has to look after it."

# By the beginning of what PostgreSQL calls them, https://www.postgresql.org/docs/current/errcodes-appendix.html
STATES = {
    "08": AWAY, "53300": AWAY, "57P": AWAY,
    "40001": BUSY, "40P01": BUSY, "55P03": BUSY, "57014": BUSY,
    "53100": FULL, "25006": READ_ONLY,
}  # fmt: skip
# … and SQLite, https://sqlite.org/rescode.html
NAMES = {
    "SQLITE_BUSY": BUSY, "SQLITE_LOCKED": BUSY, "SQLITE_FULL": FULL, "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": AWAY, "SQLITE_IOERR": AWAY,
}  # fmt: skip
NUMBERS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}


def why(error: BaseException | None) -> str:
    """What to tell of a failure of the database or the disk; "" of any other, which is a fault of the program."""
    if isinstance(error, OSError):
        return NUMBERS.get(error.errno or 0, "")
    if not isinstance(error, Error):
        return ""
    told = error.__cause__ or error
    state, name = getattr(told, "sqlstate", None), getattr(told, "sqlite_errorname", None)
    for text, known in ((state, STATES), (name, NAMES)):
        if text:
            return next((reason for start, reason in known.items() if text.startswith(start)), "")
    if os.strerror(errno.ENOSPC) in str(told):
        return FULL  # a server that had no room for another connection; of that psycopg keeps no state
    # What never came to the server, or never came back, has no name.
    return AWAY if isinstance(error, OperationalError | InterfaceError) else ""
