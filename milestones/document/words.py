"""From the record's words to the lines of an entry."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from markdown_it.token import Token

from consortium.text import MARKDOWN
from milestones.document.content import DEEPEST, LINK, Line, Words


def sentence(text: str) -> str:
    """A headline as the sentence that stands before its text: with a full stop, unless it has a sign of its own."""
    text = " ".join(text.split())
    return text if text.endswith(("!", "?", "…")) else f"{text.rstrip(' .:;,')}."


@lru_cache(maxsize=4096)  # a pure function of its words, as `markdown` is
def lines_of(lead: tuple[Words, ...], text: str) -> tuple[Line, ...]:
    """The lines of an entry: `lead` and the first paragraph of a Markdown text in one, then its points.

    A document has one line an entry, so paragraphs run on; one below the points is one more of them. Numbers of
    points are not printed.
    """
    first = list(lead)
    points: list[tuple[int, list[Words]]] = []
    for level, is_new, words in blocks(MARKDOWN.parse(text)):
        if not joined(words):
            continue
        if not level and not points:
            first += [Words(" "), *words] if first else words
        elif level and not is_new and points and points[-1][0] == min(level, DEEPEST):
            points[-1][1].extend([Words(" "), *words])
        else:
            points.append((min(max(level, 1), DEEPEST), words))
    levels = stepwise([level for level, _ in points])
    return (
        Line(0, joined(first)),
        *(Line(level, joined(words)) for level, (_, words) in zip(levels, points, strict=True)),
    )


def stepwise(levels: Sequence[int]) -> list[int]:
    """The same, no level deeper than one below the point above it: an item may begin with a list."""
    found: list[int] = []
    for level in levels:
        found.append(min(level, (found[-1] if found else 0) + 1))
    return found


def blocks(tokens: Sequence[Token]) -> Iterator[tuple[int, bool, list[Words]]]:
    """The paragraphs of a text: how deep each stands in lists, whether it begins its item, its words."""
    level, fresh = 0, False
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            level += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            level -= 1
        elif token.type == "list_item_open":
            fresh = True
        elif token.type == "inline":
            yield level, fresh, styled(token.children or [])
            fresh = False


def styled(tokens: Sequence[Token]) -> list[Words]:
    """The words of one paragraph with their styles."""
    found: list[Words] = []
    bold = italic = 0
    link = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                address = str(token.attrGet("href") or "")
                link = address if LINK.fullmatch(address) else ""
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                found.append(Words(" ", bool(bold), bool(italic), link))
            case _:
                found.append(Words(token.content, bool(bold), bool(italic), link))
    return found


def joined(words: Sequence[Words]) -> tuple[Words, ...]:
    """Neighbours of one style in one, white space as a reader sees it, none at the ends."""
    found: list[Words] = []
    for item in words:
        text = re.sub(r"\s+", " ", item.text)
        if text.startswith(" ") and (not found or found[-1].text.endswith(" ")):
            text = text[1:]
        if not text:
            continue
        if found and replace(found[-1], text="") == replace(item, text=""):
            found[-1] = replace(found[-1], text=found[-1].text + text)
        else:
            found.append(replace(item, text=text))
    if found and found[-1].text.endswith(" "):
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
        if not found[-1].text:
            found.pop()
    return tuple(found)
