"""What was asked for and how it went, one line a request, and the lines of what went wrong, which bear the same id.

    {"at":"2026-11-22T08:30:00.123Z","id":"9f86d081884c7d65","method":"GET","path":"/timeline/","status":200,"ms":12.3,
    "queries":7,"bytes":28411}

`queries` are those of Django's cursors. A line says nothing of who asked: no network address, no cookie, no browser. It
has no query string, as people type names into a search; and of a link that works like a password, no more than its kind.
What a visitor sends is escaped, so that no line can be forged with it.
"""

import json
import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.db.backends.signals import connection_created

logger = logging.getLogger("consortium.access")

LONGEST_PATH = 300  # characters: a line is written in one piece, beside those of other processes, up to 4 KB
SECRET_PATH = re.compile(r"^(/admin/reset/).*")  # a link that sets a new password
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


class _Now(threading.local):
    """The request that this thread is at."""

    id = ""
    queries = 0


_now = _Now()


def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    _now.queries += 1
    return execute(sql, params, many, context)


def count_queries_of(connection: Any, **kwargs: Any) -> None:
    if count not in connection.execute_wrappers:
        connection.execute_wrappers.append(count)


class AccessLog:
    """A WSGI application around another one."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        connection_created.connect(count_queries_of)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        line = Line(environ)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            line.status = int(status[:3])
            line.bytes = next(
                (int(value) for name, value in headers if name.lower() == "content-length"), None
            )
            return start_response(status, [*headers, ("X-Request-ID", line.id)], *error)

        try:
            answer = self.application(environ, start)
        except BaseException:
            line.write()
            raise
        if getattr(answer, "streaming", True):
            return Streamed(answer, line)
        # Handed over whole: no thread waits for a reader who is slow.
        body = [answer.content]
        answer.close()
        line.write()
        return body


class Line:
    def __init__(self, environ: dict[str, Any]) -> None:
        self.id = _now.id = secrets.token_hex(8)
        _now.queries = 0
        self.began = perf_counter()
        self.method = str(environ.get("REQUEST_METHOD", ""))[:20]
        self.path = shown_path(environ.get("PATH_INFO", ""))
        self.status = 500  # unless somebody says better
        self.bytes: int | None = None

    def write(self) -> None:
        queries, _now.id = _now.queries, ""
        if not logger.isEnabledFor(logging.INFO):
            return
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "id": self.id,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "ms": round((perf_counter() - self.began) * 1000, 1),
            "queries": queries,
            "bytes": self.bytes,
        }
        logger.info(json.dumps(line, separators=(",", ":")))


def shown_path(path: str) -> str:
    """A path as WSGI has it, as people write it, without secrets; what is no text is escaped."""
    text = path.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
    text = SECRET_PATH.sub(r"\1…", text)
    return CONTROL.sub(escaped, text if len(text) <= LONGEST_PATH else f"{text[:LONGEST_PATH]}…")


def escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class Streamed:
    """An answer that is sent in pieces; its line is written once it was."""

    def __init__(self, answer: Any, line: Line) -> None:
        self.answer, self.line = answer, line

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.answer)

    def close(self) -> None:
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            self.line.write()


class Lines(logging.Formatter):
    """What went wrong, in lines of which only the first of each record begins at the left."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if _now.id:
            text = text.replace(f"{record.name}:", f"{record.name} [{_now.id}]:", 1)
        return CONTROL.sub(escaped, text).replace("\n", "\n    ")
