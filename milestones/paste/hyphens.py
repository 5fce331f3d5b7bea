"""Hyphens at the ends of lines: kept in compounds, dropped in words, put back where a copy lost them."""

import re
from collections.abc import Sequence

from milestones.paste.sentences import question

HYPHENATED = re.compile(r"\b[^\W\d_]{4,}-[^\W\d_]{4,}\b")
COMPOUND_ENDS = {
    "based", "wide", "level", "driven", "term", "quality", "time", "specific", "grade", "related",
    "focused", "funded", "led", "ready", "oriented", "income", "needs", "risk", "going", "making",
    "sharing", "secondary", "year", "day", "site", "person", "aged", "free", "rich", "poor", "step",
    "part", "way", "long", "scale", "minded",
}  # fmt: skip
COMPOUND_STARTS = {
    "self", "cross", "high", "low", "long", "short", "full", "part", "well", "post", "pre", "non", "co",
    "at", "in", "on", "one", "two", "three", "all",
}  # fmt: skip
SYLLABLE = re.compile(
    r"[a-z]{1,3}|[a-z]{0,4}(?:tions?|sions?|ments?|ness|ships?|ances?|ences?|tives?|sive|tures?|tional|[ai]bility|[ai]ble|"
    r"it(?:y|ies)|ing|ings|ized?|izing|ates?|ated|ating|als?|ally|ers?|ors?|ists?|isms?|ous|ful|less|ly|ed|ary|ory|ium)"
)


class Hyphens:
    """Knows how the document writes its compounds, and so which hyphens were lost at the end of a line."""

    def __init__(self, text: str) -> None:
        self.words = {word.casefold() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)}
        self.compounds = {
            match[0].replace("-", "").casefold(): match[0] for match in HYPHENATED.finditer(text)
        }

    def join(self, lines: Sequence[str]) -> tuple[str, str]:
        """One text of several lines, and the question where a hyphen at a line's end is in doubt."""
        parts: list[str] = []
        doubts: list[str] = []
        for line in lines:
            line = " ".join(line.split())
            broken = re.search(r"([^\W\d_]+)-$", parts[-1][-40:]) if parts else None
            tail = re.match(r"[a-z]+", line)
            if broken and tail:
                keep, doubt = self._keeps(broken[1].casefold(), tail[0])
                doubts.append(doubt)
                parts[-1] = parts[-1] if keep else parts[-1][:-1]
                parts.append(line)
            elif line:
                parts += [" ", line] if parts and not re.search(r"[—/]$|[^\W_]-$", parts[-1]) else [line]
        return "".join(parts), question(*doubts)

    def _keeps(self, head: str, tail: str) -> tuple[bool, str]:
        if head + tail in self.words or f"{head}-{tail}" in self.words:
            return f"{head}-{tail}" in self.words, ""
        if tail in COMPOUND_ENDS or head in COMPOUND_STARTS:
            return True, ""
        if SYLLABLE.fullmatch(tail) or (head not in self.words and tail not in self.words):
            return False, ""
        return False, f"“{head}{tail}” was broken at the end of a line; see whether it needs its hyphen."

    def restore(self, text: str) -> tuple[str, str]:
        """Put back hyphens that the document has in the same word elsewhere."""
        doubts: list[str] = []

        def put_back(match: re.Match[str]) -> str:
            compound = self.compounds.get(match[0].casefold(), match[0])
            if compound != match[0]:
                doubts.append(f"“{match[0]}” stands elsewhere as “{compound}”; the hyphen is put back.")
            return compound

        return re.sub(r"[^\W\d_]{8,}", put_back, text), question(*doubts[:3])
