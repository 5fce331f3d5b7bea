"""Words as the index has them: folded and cut to their stems, the same whatever database keeps them.

Both engines could cut words themselves, but not alike: PostgreSQL's English drops “the” and keeps other stems than
SQLite's porter, and neither says which words of a page it found. So it is done here, once, and the databases get
plain words between spaces.
"""

import re
from functools import lru_cache
from html import unescape

from snowballstemmer import stemmer

from consortium.text import fold, markdown

LONGEST = 64  # letters of a word that count
WORD = re.compile(r"[^\W_]+")
# As people write them in one word, too: “O’Brien” and “U-46” are found as “obrien” and “u46”.
COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)+")
BLOCK = re.compile(r"</?(?:p|ul|ol|li|br|blockquote)\b[^>]*>")
TAG = re.compile(r"<[^>]*>")
APOSTROPHE = re.compile(r"(?<=[^\W_])['’](?=[^\W_])")


def blocks(text: str) -> list[str]:
    """A Markdown text without its marks: a paragraph or an item of a list each."""
    if not text:
        return []
    parts = (unescape(TAG.sub("", part)).split() for part in BLOCK.split(markdown(text)))
    return [" ".join(part) for part in parts if part]


def words_of(text: str) -> list[str]:
    """The words of a text, folded, in its order; what has an apostrophe is one: "Peña’s U-46" gives penas, u, 46."""
    return [word[:LONGEST] for word in WORD.findall(APOSTROPHE.sub("", fold(text)))]


def all_words_of(text: str) -> set[str]:
    """The words of a text and of its compounds, whole and in parts: of "Peña’s U-46" pena, s, penas, u, 46, u46."""
    folded = fold(text)
    whole = ("".join(WORD.findall(compound)) for compound in COMPOUND.findall(folded))
    words = {*WORD.findall(folded), *(word for word in whole if not word.isdigit())}
    return {word[:LONGEST] for word in words}


def lexemes(words: set[str]) -> str:
    """What the index keeps of a text with these words: them and their stems, in order."""
    return " ".join(sorted(words | {stem(word) for word in words}))


@lru_cache(maxsize=65_536)  # a pure function of its word: processes can't disagree
def stem(word: str) -> str:
    """What "schools", "school" and "schooling" have in common; a folded word in, numbers as they are."""
    # A stemmer keeps the word it is at, so that two threads can't share one
    return str(stemmer("english").stemWord(word))
