"""Text as staff type it: Markdown made into safe HTML, and letters folded so that search and sorting agree."""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import Any

import nh3
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Raw HTML stays text; what is left after rendering is cut down to these all the same.
MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": 100}).disable(
    ["image", "heading", "lheading", "code", "fence", "hr", "backticks"]
)
LONGEST_SEARCH = 100  # characters
UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TAGS = {"p", "a", "em", "strong", "ul", "ol", "li", "br", "blockquote"}


@lru_cache(maxsize=4096)  # a pure function of its text: processes can't disagree
def markdown(text: str) -> SafeString:
    """Render emphasis, links and nested lists; everything else stays as it was typed."""
    html = nh3.clean(
        MARKDOWN.render(text),
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(html)  # noqa: S308 # nosec B703 # nh3 has just cut it down to TAGS


def plain(text: str) -> str:
    """The words of a Markdown text without its marks, on one line."""
    return " ".join(unescape(nh3.clean(markdown(text), tags=set())).split()) if text else ""


def printable(text: str) -> str:
    """The text without the characters that no XML and no calendar can hold, and no reader can see."""
    return UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """The text without what breaks a line or is not seen; every run of blanks is one."""
    return " ".join(printable(text).split())


def fold(text: str) -> str:
    """Lower case without accents, so that "PEÑA", "peña" and "pena" are one."""
    if text.isascii():
        return text.replace("\0", "").lower()
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", ""))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


class FoldedField(models.TextField):
    """The folded text of other columns of its row, one a line: what lists sort by and filters look in.

    It is written by `save()` and `bulk_create()`; `RecordQuerySet.update()` and `Record.save(update_fields=…)` look
    after it when they touch one of its sources. Its collation compares bytes, so both engines give one order.
    """

    def __init__(self, *sources: str, **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(
            **{**kwargs, "editable": False, "blank": True, "db_collation": "BINARY", "default": ""}
        )

    def deconstruct(self) -> Any:
        name, path, _, kwargs = super().deconstruct()
        for fixed in ("editable", "blank", "db_collation", "default"):
            kwargs.pop(fixed, None)
        return name, path, list(self.sources), kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = "\n".join(fold(str(getattr(model_instance, name) or "")) for name in self.sources)
        setattr(model_instance, self.attname, value)
        return value


def words_in(field: str, text: str) -> models.Q:
    """The condition that the folded column `field` has every word of `text`, in any order.

    Of a very long text the beginning counts: databases refuse conditions without end.
    """
    condition = models.Q()
    for word in fold(text[:LONGEST_SEARCH]).split():
        condition &= models.Q(**{f"{field}__contains": word})
    return condition


ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def spelled(number: int) -> str:
    """A count as running text has it: "eleven", "twenty-two", from a hundred on "1,204"."""
    if number < len(ONES):
        return ONES[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return TENS[ten - 2] + (f"-{ONES[one]}" if one else "")
    return f"{number:,}"


def listed(parts: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)
