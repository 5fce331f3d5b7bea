"""The pieces of a proposal, as a screen shows them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

from milestones.paste.lines import clean
from milestones.paste.sentences import folded, question, sentences

HEADLINE = 120  # as long as the record's field


class Kind(StrEnum):
    """What a piece is: NOTHING says that no district joined, NO_MEETING that no fall meeting was held."""

    MEMBER = "member"
    MILESTONE = "milestone"
    MEETING = "meeting"
    NOTHING = "nothing"
    NO_MEETING = "no meeting"
    LEFT_OUT = "left out"
    UNPLACED = "unplaced"


@dataclass
class Piece:
    """A row on the screen; `year` is None where no year stands above it.

    `text` is a member's name as the document has it, or the Markdown of a milestone, or the words of whatever else.
    `question` is empty where the parser is sure, else says what staff should look at. `district`, `candidates` and
    `hosts` are keys of known districts; a host that is a new member of the same document is its name; `when` reads back with `parse_span`; `duplicate` is the wording that the record already has.
    """

    kind: Kind
    year: int | None
    text: str
    question: str = ""
    district: int | None = None
    state: str = ""
    candidates: tuple[int, ...] = ()
    hosts: tuple[int | str, ...] = ()
    theme: str = ""
    when: str = ""
    duplicate: str = ""


def questions(pieces: Sequence[Piece]) -> int:
    return sum(bool(piece.question) for piece in pieces)


class Headed(NamedTuple):
    """A milestone's words as the record has them; `shortened` where the headline is less than the first sentence."""

    headline: str
    text: str
    shortened: bool = False


def headed(text: str) -> Headed:
    """A first headline, and what is left to say below it.

    The headline is the first sentence, which the text then does not repeat. Of one that is too long for a headline it
    is a shortening, and the text keeps all of it.
    """
    headline, text = headline_of(text), clean(text).strip()
    first, _, below = text.partition("\n")
    end = next((end for _, end in sentences(first)), 0)
    sentence = first[:end]
    if len(_plain(sentence)) > HEADLINE or headline_of(sentence) != headline:
        return Headed(headline, text, shortened=bool(headline))
    rest = first[end:].strip()
    if rest.count("**") % 2:  # bold that began in the sentence
        rest = rest.replace("**", "")
    return Headed(headline, "\n".join(filter(None, [rest, below])))


def headline_of(text: str) -> str:
    """A first headline of a milestone: its first sentence without marks, cut at a word where it is too long."""
    lines = [line for line in clean(text).split("\n") if line.strip()]
    line = _plain(lines[0]) if lines else ""
    if len(line) <= HEADLINE:
        return line
    cut = line[:HEADLINE]
    clause = max(cut.rfind(mark) for mark in (", ", "; ", ": ", " – ", " — "))
    if clause >= HEADLINE // 2:
        return cut[:clause].rstrip(" ,;:–—")
    return shortened(line, HEADLINE)


def _plain(line: str) -> str:
    """The first sentence of a line, without the marks of Markdown and its full stop."""
    line = re.sub(r"^(?:[-*+>#]|[0-9]{1,2}[.)])+\s+", "", line.strip())
    line = re.sub(r"\[([^\[\]]*)\]\([^()\s]*(?: [^()]*)?\)", r"\1", line[:4000])
    line = " ".join(re.sub(r"\*+|(?<!\w)_+|_+(?!\w)|`|\\(?=\W)", "", line).split())
    end = next((end for _, end in sentences(line)), 0)
    return re.sub(r",? (?:including|such as)$", "", line[:end].strip().rstrip(".:;, "))


def shortened(text: str, most: int) -> str:
    """At most so many letters of a text, cut between two words."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    words = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return words.rstrip(" ,;:–—") + "…"


# What the record has already


def mark_duplicates(pieces: Sequence[Piece], recorded: Mapping[int, Sequence[str]]) -> None:
    """Mark the milestones and meetings that the record has in their year, in the same words or nearly so."""
    twice: set[tuple[int | None, str]] = set()
    for piece in pieces:
        if piece.kind not in (Kind.MILESTONE, Kind.MEETING):
            continue
        piece.duplicate = next(
            (words for words in recorded.get(piece.year or 0, ()) if _same(piece, words)), ""
        )
        key = (piece.year, folded(piece.text))
        if key in twice:
            piece.question = question(piece.question, "The same words stand in this year already, above.")
        twice.add(key)


def _same(piece: Piece, words: str) -> bool:
    theirs = _said(words)
    for ours in (_said(piece.text), _said(headline_of(piece.text)), _said(piece.theme)):
        if theirs and ours == theirs:
            return True
        if len(ours) < 4 or len(theirs) < 4:
            continue
        if f" {' '.join(ours)} " in f" {' '.join(theirs)} ":  # a headline and its text in one
            return True
        alike = len(set(ours) & set(theirs)) * 3 >= 2 * len(set(theirs))
        if alike and SequenceMatcher(None, ours, theirs, autojunk=False).ratio() >= 0.85:
            return True
    return False


def _said(text: str) -> list[str]:
    return re.findall(r"\w+", folded(text[:1500]))
