"""JSON in one form, for a checksum; and read strictly, because it may come from a file that anybody wrote."""

import hashlib
import json
from collections.abc import Callable, Set
from typing import Any, TypeVar

from consortium.dates import KnownDate

Item = TypeVar("Item")


class ContentError(ValueError):
    """A content that is none of a milestones document; the sentence says where."""


def canonical(value: Any) -> str:
    """JSON in the one form that a checksum is made of: names sorted, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def checksum(value: Any) -> str:
    """SHA-256 over the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value).encode("utf-8", "surrogatepass")).hexdigest()


def mapping(value: Any, where: str, needed: Set[str], more: Set[str] = frozenset()) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ContentError(f"{where}: a row is missing.")
    if lacking := sorted(needed - value.keys()):
        raise ContentError(f"{where}: “{lacking[0]}” is missing.")
    if strange := sorted(value.keys() - needed - more):
        raise ContentError(f"{where}: there is no “{strange[0][:40]}” here.")
    return value


def items(value: Any, where: str, read: Callable[[Any, str], Item]) -> tuple[Item, ...]:
    if not isinstance(value, list):
        raise ContentError(f"{where}: a list is missing.")
    return tuple(read(item, f"{where}, row {number}") for number, item in enumerate(value, 1))


def text_in(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise ContentError(f"{where}: a text is missing.")
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ContentError(f"{where}: null characters and halves of characters are not allowed.")
    return value


def number_in(value: Any, where: str, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ContentError(f"{where}: a number from {least} to {most} is missing.")
    return value


def date_in(value: Any, where: str) -> KnownDate:
    try:
        return KnownDate.parse(text_in(value, where))
    except ContentError:
        raise
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error


def date_or_none(value: Any, where: str) -> KnownDate | None:
    return None if value == "" else date_in(value, where)
