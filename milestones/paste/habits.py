"""How a document is written, as far as the reading of a single line depends on it."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from statistics import median

from milestones.paste.damage import INSIDE_LABEL, Ghosts
from milestones.paste.district_names import DistrictNames
from milestones.paste.lines import Sort, Token
from milestones.paste.sentences import is_terminated, opening


class Habits:
    """How a document is written: where its lines break, what its entries begin with, whether it shows damage."""

    def __init__(self, tokens: Sequence[Token], names: DistrictNames) -> None:
        self.damaged = self._ghosts(tokens, names) or any(
            INSIDE_LABEL.search(token.text, 1) for token in tokens if token.sort is Sort.TEXT
        )
        texts = [token for token in tokens if token.sort is Sort.TEXT]
        long = [token for token in texts if len(token.text) > 40]
        openers = Counter(opening(token.text) for token in long if token.text[:1].isupper())
        self.usual = {words for words, count in openers.items() if count > 2}
        broken = [
            len(above.text)
            for above, below in pairwise(texts)
            if below.text[:1].islower() and not (is_terminated(above.text) or below.blank or below.mark)
        ]
        # Lines of very different lengths are not broken by a margin, whatever else has torn them.
        self.width = max(broken) if len(broken) > 2 and median(broken) >= 0.75 * max(broken) else 0
        apart = sum(is_terminated(above.text) and below.blank for above, below in pairwise(long))
        self.spaced = bool(self.width) and apart > 1

    @staticmethod
    def _ghosts(tokens: Sequence[Token], names: DistrictNames) -> bool:
        """Mark the lines that repeat a neighbour in their row."""
        ghosts, found = Ghosts(), False
        for token, below in zip_longest(tokens, tokens[1:]):
            if token.sort is Sort.YEAR:
                ghosts.above = []  # what is done every year is told every year
            elif token.sort is not Sort.TEXT or names.items(token.text, in_list=False):
                continue
            repeats = ""
            if not token.mark and not token.label:
                following = below.text if below and below.sort is Sort.TEXT else ""
                repeats = ghosts.repeats(token.text) or ghosts.begins(token.text, following)
            if repeats:
                token.sort, token.question, found = Sort.LEFT_OUT, repeats, True
            else:
                ghosts.see(token.text)
        return found

    def full(self, line: str, below: str) -> bool:
        """Whether the first word of the line below had no room in this one, so that the margin broke it."""
        return bool(self.width) and len(line) + 1 + len(below.split(maxsplit=1)[0]) > 0.97 * self.width
