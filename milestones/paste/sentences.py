"""Where sentences end and what they begin with."""

import re
from collections.abc import Iterator

from consortium.text import fold

ABBREVIATIONS = {
    "u.s", "u.k", "u.n", "d.c", "dr", "mr", "mrs", "ms", "no", "st", "ft", "mt", "vs", "inc", "jr",
    "sr", "prof", "gov", "sen", "rep", "sens", "reps", "co", "dept", "approx", "supt", "asst", "e.g",
    "i.e", "al", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec",
}  # fmt: skip
SENTENCE_END = re.compile(r"[.!?][”\"’')\]*]*\s+(?=[“\"‘'(\[*]*[A-Z0-9À-Þ])")


def folded(text: str) -> str:
    """What `fold` gives; plain letters, most of a long document, take the short way."""
    return text.casefold() if text.isascii() else fold(text)


def is_terminated(text: str) -> bool:
    """Whether a line ends where a sentence may end."""
    text = text.rstrip("”\"’')]* ")
    return text.endswith((".", "!", "?", ":", "…")) and not _abbreviated(text)


def _abbreviated(text: str) -> bool:
    """Whether the full stop at the end belongs to a short form: "U.S.", "Dr.", "J."."""
    word = folded(text[-12:].rsplit(maxsplit=1)[-1]).strip("(“\"'.") if text[-1:] == "." else ""
    return (
        word in ABBREVIATIONS
        or (len(word) == 1 and word.isalpha())
        or bool(re.fullmatch(r"(?:[a-z]\.)+[a-z]", word))
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence starts and ends."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        if match[0][0] != "." or not _abbreviated(text[max(start, match.start() - 12) : match.start() + 1]):
            yield start, match.end()
            start = match.end()
    if start < len(text):
        yield start, len(text)


def opening(text: str) -> str:
    """The first two words, folded: what entries of one document begin alike with."""
    return " ".join(folded(text[:80]).strip("*“\"‘'( ").split()[:2])


def question(*doubts: str) -> str:
    return " ".join(dict.fromkeys(filter(None, doubts))) if any(doubts) else ""
