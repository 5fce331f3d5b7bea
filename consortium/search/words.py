"""Words as the index has them: folded and cut to their stems, the same whatever database keeps them.

Both engines could cut words themselves, but not alike: PostgreSQL's English drops “the” and keeps other stems than
SQLite's porter, and neither says which words of a page it found. So it is done here, once, and the databases get
plain words between spaces.
"""

import re
from functools import lru_cache
from html import unescape

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


# Porter's stemmer (M. F. Porter, “An algorithm for suffix stripping”, Program 14, 1980), with his two later endings

STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": "",
}  # fmt: skip
STEP_4 = dict.fromkeys(
    ("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "ou", "ism",
     "ate", "iti", "ous", "ive", "ize"),
    "",
)  # fmt: skip
STEP_4 |= {"sion": "s", "tion": "t"}


def shape(word: str) -> str:
    """A word as c and v, consonants and vowels; y after a consonant is a vowel."""
    letters = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and letters[-1:] == "c")
        letters += "v" if vowel else "c"
    return letters


def measure(word: str) -> int:
    """How often a consonant follows a vowel."""
    return shape(word).count("vc")


def ends_short(word: str) -> bool:
    return shape(word).endswith("cvc") and word[-1] not in "wxy"


def replaced(word: str, endings: dict[str, str], least: int) -> str:
    """The word with its longest ending of those replaced, if what stands before it has the measure."""
    for length in range(min(len(word), 7), 1, -1):
        if (ending := word[-length:]) in endings:
            rest = word[:-length]
            # the “s” and “t” of -sion and -tion count towards what stands before
            kept = rest + endings[ending]
            return kept if measure(kept if endings is STEP_4 else rest) > least else word
    return word


@lru_cache(maxsize=65_536)  # a pure function of its word: processes can't disagree
def stem(word: str) -> str:
    """What "schools", "school" and "schooling" have in common; a folded word in, numbers as they are."""
    if len(word) < 3 or word.isdigit():
        return word
    # 1a: plurals
    if word.endswith(("sses", "ies")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    # 1b: -ed and -ing
    if word.endswith("eed"):
        word = word[:-1] if measure(word[:-3]) else word
    else:
        for ending in ("ed", "ing"):
            if word.endswith(ending):
                rest = word[: -len(ending)]
                if "v" in shape(rest):
                    word = mended(rest)
                break
    # 1c: y
    if word.endswith("y") and "v" in shape(word[:-1]):
        word = f"{word[:-1]}i"
    word = replaced(word, STEP_2, 0)
    word = replaced(word, STEP_3, 0)
    word = replaced(word, STEP_4, 1)
    # 5: a last e, a doubled l
    if word.endswith("e"):
        rest = word[:-1]
        if measure(rest) > 1 or (measure(rest) == 1 and not ends_short(rest)):
            word = rest
    if word.endswith("ll") and measure(word) > 1:
        word = word[:-1]
    return word


def mended(rest: str) -> str:
    """What is left when -ed or -ing is gone, as it would be written: "hop", "fall", "file"."""
    if rest.endswith(("at", "bl", "iz")):
        return f"{rest}e"
    if len(rest) > 1 and rest[-1] == rest[-2] and shape(rest)[-1] == "c":
        return rest if rest[-1] in "lsz" else rest[:-1]
    return f"{rest}e" if measure(rest) == 1 and ends_short(rest) else rest
