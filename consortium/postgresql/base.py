"""Django's PostgreSQL, with connections that notice that nobody answers any more.

The server's statement_timeout does nothing where the server hangs, and TCP's own limits count minutes.
"""

from collections.abc import Callable
from time import monotonic
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg import errors

from consortium import time_limit

INTERVAL = 0.1  # seconds; psycopg's own, in which it looks for Ctrl-C


class UnansweredError(psycopg.OperationalError):
    is_unanswered = True

    def __init__(self) -> None:
        super().__init__("the database does not answer")


class Connection(psycopg.Connection):
    is_anybody_there: Callable[[], bool] | None = None

    def wait(self, gen: Any, interval: float = INTERVAL, timeout: float | None = None) -> Any:
        """Raises UnansweredError, and the connection is no more, if the time is up and the database doesn't answer."""
        seconds = time_limit.next_wait()
        if seconds is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        while True:
            try:
                return super().wait(gen, interval, time_limit.next_wait())
            except errors._WaitTimeout:
                if not time_limit.is_final() and self.is_anybody_there and self.is_anybody_there():
                    continue  # what was asked for takes long
                self.pgconn.finish()
                raise UnansweredError from None

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Any:
        """As above for a new connection, for which psycopg's own limit is 2 seconds or more."""
        seconds = time_limit.connecting()
        steps = super()._connect_gen(conninfo)
        if seconds is None:
            return (yield from steps)
        until, ready = monotonic() + seconds, None
        try:
            while True:
                ready = yield steps.send(ready)  # type: ignore[arg-type]
                if monotonic() > until:
                    steps.close()
                    raise UnansweredError
        except StopIteration as done:
            return done.value


class DatabaseWrapper(base.DatabaseWrapper):
    Database = SimpleNamespace(**{**vars(psycopg), "connect": Connection.connect})  # type: ignore[assignment]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.is_anybody_there = lambda: is_anybody_there(conn_params)
        return connection


def is_anybody_there(conn_params: dict[str, Any]) -> bool:
    """Whether a new connection gets an answer, be it that there are too many already."""
    try:
        with time_limit.at_most(time_limit.KNOCK):
            Connection.connect(**conn_params).close()
    except psycopg.Error as error:
        return "FATAL" in str(error)  # which only a server says
    return True
