"""Which districts a text names."""

import re
from typing import Any

from consortium.text import fold
from members.models import District, DistrictName, Organization, Person

WORD = re.compile(r"[^\W_]+")
ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+")  # a link's target is not text
END = ""  # no word is empty: it marks where a name ends


def words_of(folded: str) -> list[str]:
    return WORD.findall(ADDRESS.sub(" ", folded))


class DistrictNames:
    """Every name of every district, today's, short or former, as a tree of words.

    A text is read once, word by word; where two names begin alike the longest one is meant. Names of organizations
    and people stand in the tree too, so that “Mesa” in “Mesa Arts Center” is nobody's district.
    """

    def __init__(self) -> None:
        self.districts: dict[int, str] = {}
        self._tree: dict[str, Any] = {}
        for pk, name, short_name, state in District.objects.preview().values_list(
            "pk", "name", "short_name", "state"
        ):
            self.districts[pk] = f"{name} ({state})"
            self._plant(name, pk)
            self._plant(short_name, pk)
        for pk, name in DistrictName.objects.preview().values_list("district", "name"):
            if pk in self.districts:  # if not, it was entered since they were read
                self._plant(name, pk)
        others: tuple[type[Any], ...] = (Organization, Person)
        for model in others:
            for name in model.objects.preview().values_list("name", flat=True):
                self._plant(name)

    def _plant(self, name: str, pk: int | None = None) -> None:
        words = words_of(fold(name))
        if not words:
            return
        node = self._tree
        for word in words:
            node = node.setdefault(word, {})
        _, owners = node.setdefault(END, (name, set()))
        if pk is not None:
            owners.add(pk)

    def found_in(self, folded: str) -> dict[str, set[int]]:
        """The names that a folded text uses, in its order, and the districts that each may mean."""
        words = words_of(folded)
        found: dict[str, set[int]] = {}
        start = 0
        while start < len(words):
            node, here, longest, meant = self._tree, start, start, None
            while here < len(words) and (node := node.get(words[here], {})):
                here += 1
                if END in node:
                    longest, meant = here, node[END]
            if meant and meant[1]:
                found[meant[0]] = meant[1]
            start = max(longest, start + 1)
        return found
