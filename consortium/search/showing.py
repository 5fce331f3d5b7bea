"""What a page shows of what was found: the words marked, and the part of a text that they stand in."""

import re
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from consortium.models import SearchEntry
from consortium.search.finding import Search
from consortium.text import fold

# A word with its compounds, such as “U-46”, and the words that it is made of
WHOLE = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 220  # characters of a snippet
BEFORE = 70  # of them before the first word that was found


@dataclass(frozen=True)
class Hit:
    """An entry as a page prints it, with its words marked. `snippet` is empty where there is no more to say."""

    title: SafeString
    note: SafeString
    snippet: SafeString
    address: str


def hit(entry: SearchEntry, search: Search) -> Hit:
    return Hit(
        marked(entry.title, search),
        marked(entry.note, search),
        marked(snippet(entry.text, search), search),
        entry.address,
    )


def places(text: str, search: Search) -> list[tuple[int, int]]:
    """Where the words stand in a text: (start, end), in order."""
    found = []
    for whole in WHOLE.finditer(text):
        parts = list(PART.finditer(text, *whole.span()))
        meant = [part for part in parts if is_meant(part.group(), search)]
        if not meant and len(parts) > 1 and is_meant(whole.group(), search):
            meant = [whole]
        found += [part.span() for part in meant]
    return found


def is_meant(text: str, search: Search) -> bool:
    return any(word.finds(text) for word in search.words)


def marked(text: str, search: Search) -> SafeString:
    """The text as HTML with the words marked."""
    pieces, end = [], 0
    for start, stop in places(text, search):
        pieces += [escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 # nosec B703 # each piece is escaped


def snippet(text: str, search: Search) -> str:
    """The line of an entry's text that has most of the words, or its first one, cut around the first of them."""
    lines = text.split("\n")
    line = max(lines, key=lambda line: words_in(line, search))  # of equals, the first
    if len(line) <= LONGEST:
        return line
    first = next(iter(places(line, search)), (0, 0))[0] if words_in(line, search) else 0
    start = line.find(" ", first - BEFORE) + 1 if first > BEFORE else 0
    stop = len(line) if len(line) - start <= LONGEST else line.rfind(" ", start, start + LONGEST)
    stop = stop if stop > start else start + LONGEST  # a word without an end
    return f"{'…' if start else ''}{line[start:stop]}{'…' if stop < len(line) else ''}"


def words_in(line: str, search: Search) -> int:
    """How many of the words a line seems to have: a look at their beginnings, since there may be many lines."""
    folded = fold(line)
    return sum(word.root in folded for word in search.words)
