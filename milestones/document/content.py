"""The milestones document as it is drawn: plain values that JSON can hold.

The document of today and an edition are both a MilestonesDocument; the same template and the same writer of .docx
files draw both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from consortium.dates import FIRST_YEAR, LAST_YEAR, KnownDate
from milestones.document.strict_json import (
    ContentError,
    checksum,
    date_in,
    date_or_none,
    items,
    mapping,
    number_in,
    text_in,
)

DEEPEST = 2  # levels of points under an entry; what is nested deeper stands with them
MARKS = ("•", "◦", "▪")  # of an entry and of its points: the signs by which a pasted text is read again
LINK = re.compile(r"(?:https?://|mailto:|/(?!/))[^\s\0]*")


class Kind(StrEnum):
    MILESTONE = "milestone"
    MEETING = "meeting"


@dataclass(frozen=True)
class Words:
    """Words in one style; `link` is where they lead, "" for nowhere."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""

    def to_json(self) -> Any:
        """Plain words are a text, others say what they are."""
        marks: dict[str, Any] = {
            name: value for name in ("bold", "italic", "link") if (value := getattr(self, name))
        }
        return {"text": self.text, **marks} if marks else self.text

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        if isinstance(value, str):
            return cls(text_in(value, where))
        row = mapping(value, where, {"text"}, {"bold", "italic", "link"})
        if any(row.get(name, True) is not True for name in ("bold", "italic")):
            raise ContentError(f"{where}: bold and italic are true or left out.")
        link = text_in(row.get("link", ""), where)
        if link and not LINK.fullmatch(link):
            raise ContentError(f"{where}: “{link[:40]}” is not an address that words may lead to.")
        return cls(text_in(row["text"], where), "bold" in row, "italic" in row, link)


@dataclass(frozen=True)
class Line:
    """A line of an entry: its own at level 0, those of its points at 1 and 2."""

    level: int
    words: tuple[Words, ...]

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words)

    @property
    def mark(self) -> str:
        return MARKS[self.level]

    def to_json(self) -> Any:
        return {"level": self.level, "words": [words.to_json() for words in self.words]}

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        row = mapping(value, where, {"level", "words"})
        return cls(number_in(row["level"], where, 0, DEEPEST), items(row["words"], where, Words.of_json))


@dataclass(frozen=True)
class Point:
    """A point of an entry, and those below it."""

    line: Line
    points: tuple["Point", ...]


@dataclass(frozen=True)
class Entry:
    """A milestone or a fall meeting: its own line, and below it those of its points, in the order of reading."""

    kind: Kind
    lines: tuple[Line, ...]

    @property
    def line(self) -> Line:
        return self.lines[0]

    @property
    def points(self) -> tuple[Point, ...]:
        """Its points as nested lists."""
        return nested(self.lines[1:], 1)

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def to_json(self) -> Any:
        return {"kind": self.kind.value, "lines": [line.to_json() for line in self.lines]}

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        row = mapping(value, where, {"kind", "lines"})
        if row["kind"] not in list(Kind):
            raise ContentError(f"{where}: there is no kind of entry “{str(row['kind'])[:40]}”.")
        lines = items(row["lines"], where, Line.of_json)
        if [line.level == 0 for line in lines] != [True, *[False] * (len(lines) - 1)]:
            raise ContentError(f"{where}: an entry has one line of its own, and its points below it.")
        if any(below.level > above.level + 1 for above, below in pairwise(lines)):
            raise ContentError(f"{where}: a point stands at most one level below the one above it.")
        return cls(Kind(row["kind"]), lines)


@dataclass(frozen=True)
class Member:
    """A district in a list of those that joined or left: its name then, and at the document's date if that is another."""

    slug: str
    name: str
    state: str
    now: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    def to_json(self) -> Any:
        then = {"slug": self.slug, "name": self.name, "state": self.state}
        return {**then, "now": self.now} if self.now else then

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        row = mapping(value, where, {"slug", "name", "state"}, {"now"})
        return cls(*(text_in(row.get(name, ""), where) for name in ("slug", "name", "state", "now")))


@dataclass(frozen=True)
class DocumentYear:
    """A row of the document's table."""

    number: int
    joined: tuple[Member, ...] = ()
    left: tuple[Member, ...] = ()
    entries: tuple[Entry, ...] = ()

    def to_json(self) -> Any:
        lists = {
            name: [item.to_json() for item in getattr(self, name)] for name in ("joined", "left", "entries")
        }
        return {"year": self.number, **lists}

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        row = mapping(value, where, {"year", "joined", "left", "entries"})
        number = number_in(row["year"], where, FIRST_YEAR, LAST_YEAR)
        where = f"{where} ({number})"
        return cls(
            number,
            items(row["joined"], f"{where}, joined", Member.of_json),
            items(row["left"], f"{where}, left", Member.of_json),
            items(row["entries"], f"{where}, entries", Entry.of_json),
        )


@dataclass(frozen=True)
class SourceLine:
    """A source of what the document says; `url` is "" where it has none."""

    title: str
    publisher: str = ""
    published: KnownDate | None = None
    url: str = ""

    def to_json(self) -> Any:
        published = self.published.plain if self.published else ""
        return {"title": self.title, "publisher": self.publisher, "published": published, "url": self.url}

    @classmethod
    def of_json(cls, value: Any, where: str) -> Self:
        row = mapping(value, where, {"title", "publisher", "published", "url"})
        url = text_in(row["url"], where)
        if url and not LINK.fullmatch(url):
            raise ContentError(f"{where}: “{url[:40]}” is not a web address.")
        title, publisher = text_in(row["title"], where), text_in(row["publisher"], where)
        return cls(title, publisher, date_or_none(row["published"], where), url)


@dataclass(frozen=True)
class MilestonesDocument:
    """`as_of` is the date that it bears; `kept_to` the date that the record reaches, if that comes before."""

    title: str
    name: str
    as_of: KnownDate
    kept_to: KnownDate | None
    years: tuple[DocumentYear, ...]
    sources: tuple[SourceLine, ...] = ()

    @property
    def stamp(self) -> str:
        """The line below the title: "as of May 2020"."""
        return f"as of {self.as_of}" + (f" (kept to {self.kept_to})" if self.kept_to else "")

    @property
    def members(self) -> set[str]:
        """The districts that joined, by slug; one that came back counts once."""
        return {member.slug for year in self.years for member in year.joined}

    @property
    def states(self) -> set[str]:
        return {member.state for year in self.years for member in year.joined}

    @property
    def entries(self) -> list[Entry]:
        return [entry for year in self.years for entry in year.entries]

    @property
    def checksum(self) -> str:
        return checksum(self.to_json())

    def to_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "name": self.name,
            "as_of": self.as_of.plain,
            "kept_to": self.kept_to.plain if self.kept_to else "",
            "years": [year.to_json() for year in self.years],
            "sources": [source.to_json() for source in self.sources],
        }

    @classmethod
    def of_json(cls, value: Any) -> Self:
        """Raises ContentError for whatever `to_json` could not have given."""
        where = "the document"
        row = mapping(value, where, {"title", "name", "as_of", "kept_to", "years", "sources"})
        document = cls(
            text_in(row["title"], where),
            text_in(row["name"], where),
            date_in(row["as_of"], where),
            date_or_none(row["kept_to"], where),
            items(row["years"], "years", DocumentYear.of_json),
            items(row["sources"], "sources", SourceLine.of_json),
        )
        numbers = [year.number for year in document.years]
        if numbers != sorted(set(numbers)):
            raise ContentError("The years of a document stand once each and in order.")
        if document.to_json() != value:
            raise ContentError("The document is not written in the one way it can be.")
        return document


def nested(lines: Sequence[Line], level: int) -> tuple[Point, ...]:
    starts = [number for number, line in enumerate(lines) if line.level == level]
    return tuple(
        Point(lines[start], nested(lines[start + 1 : end], level + 1))
        for start, end in pairwise([*starts, len(lines)])
    )
