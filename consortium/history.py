"""Why a change is made, kept with every row of history beside who made it and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

LONGEST = 100  # what simple-history's column holds

_reason: ContextVar[str] = ContextVar("reason", default="")


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Give all changes inside the block this reason: the name of a command, an import or a bulk action."""
    token = _reason.set(reason[:LONGEST])
    try:
        yield
    finally:
        _reason.reset(token)


def reason() -> str:
    return _reason.get()


def note_reason(sender: Any, history_instance: Any, **kwargs: Any) -> None:
    """Fill in the reason of a row of history that has none of its own."""
    if not history_instance.history_change_reason:
        history_instance.history_change_reason = reason() or None
