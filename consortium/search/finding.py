"""What a reader's words find, and in which order.

The order is made of what both databases say alike: whether a name is what was asked or begins so, how many of the
words stand in the names, then the date, then the name. Where a word is everywhere, no order would be worth its price:
of a kind with more than `RANKED` entries, the first ones entered are put in order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from consortium.models import SearchEntry
from consortium.models.search import Term
from consortium.search.shelf import SHELVES_AT_MOST
from consortium.search.shelves import SHELVES
from consortium.search.words import all_words_of, stem, words_of

RANKED = 2_000  # of a kind
SHORTEST_BEGINNING = 3  # letters by which a longer word is found
# Not looked for beside others: “districts in Virginia” is no word of any page on Virginia.
SMALL_WORDS = frozenset(
    ("a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with")
)  # fmt: skip
Kind = SearchEntry.Kind


@dataclass(frozen=True)
class Word:
    """A word that is looked for: by its stem, and as the beginning of a longer one."""

    text: str

    @cached_property
    def stem(self) -> str:
        return stem(self.text)

    @property
    def root(self) -> str:
        """What all that it finds begins with: "polic" for "policies"."""
        root = self.stem.removesuffix("i")
        return root if self.text.startswith(root) else self.text

    @property
    def goes_on(self) -> bool:
        return len(self.text) >= SHORTEST_BEGINNING

    @property
    def terms(self) -> tuple[Term, ...]:
        whole = ((self.text, self.goes_on),)
        return whole if self.stem == self.text else (*whole, (self.stem, False))

    def finds(self, text: str) -> bool:
        """Whether it finds a word of a text, such as "O’Brien"."""
        return any(
            stem(word) == self.stem or (self.goes_on and word.startswith(self.text))
            for word in all_words_of(text)
        )


@dataclass(frozen=True)
class Search:
    """`words`, all of which an entry has to have; `phrase` is as the reader typed them, small ones between them."""

    words: tuple[Word, ...]
    phrase: str

    @classmethod
    def of(cls, text: str) -> "Search":
        words = words_of(text)
        kept = [word for word in words if word not in SMALL_WORDS] or words
        return cls(tuple(map(Word, dict.fromkeys(kept))), " ".join(words))

    def found(self) -> QuerySet[SearchEntry]:
        """The entries that have all words."""
        return SearchEntry.objects.filter(words__has=tuple(word.terms for word in self.words)).order_by()

    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind that there are any of, in the order of the kinds."""
        counted = dict(self.found().values_list("kind").annotate(Count("pk")))
        return {kind: counted[kind] for kind in Kind if kind in counted}

    def best(self, counts: dict[Kind, int], each: int) -> dict[Kind, list[SearchEntry]]:
        """The best entries of each kind."""
        place = Window(RowNumber(), partition_by=F("kind"), order_by=self.order())
        rows = self.found().filter(self.worth_ranking(counts)).annotate(score=self.score(), place=place)
        keys = rows.filter(place__lte=each).order_by("kind", "place").values_list("pk", flat=True)
        shown: dict[Kind, list[SearchEntry]] = {kind: [] for kind in counts}
        for entry in entries(keys):
            shown[Kind(entry.kind)].append(entry)
        return {kind: there for kind, there in shown.items() if there}

    def ranked(self, counts: dict[Kind, int], kind: Kind) -> Any:
        """The keys of the entries of a kind, the best first; of very many, those of the first `RANKED`."""
        rows = self.found().filter(self.worth_ranking({kind: counts[kind]}))
        return rows.annotate(score=self.score()).order_by(*self.order()).values_list("pk", flat=True)

    def worth_ranking(self, counts: dict[Kind, int]) -> Q:
        few = [kind for kind, count in counts.items() if count <= RANKED]
        condition = Q(kind__in=few)
        for kind in counts.keys() - set(few):
            condition |= Q(pk__in=self.found().filter(kind=kind).order_by("pk").values("pk")[:RANKED])
        return condition

    def order(self) -> tuple[Any, ...]:
        return (F("score").desc(), F("weight").desc(), "heads", "pk")

    def score(self) -> Any:
        score = scored((f"\n {self.phrase} \n", 200), (f"\n {self.phrase}", 100))
        for word in self.words:
            score += scored((f" {word.text} ", 2), *(((f" {word.root}", 1),) if word.goes_on else ()))
        return score


def scored(*cases: tuple[str, int]) -> Any:
    """The number beside the first text that the names have; 0 if they have none."""
    whens = [When(heads__contains=text, then=Value(number)) for text, number in cases]
    return Case(*whens, default=Value(0), output_field=IntegerField())


def entries(keys: Iterable[int]) -> list[SearchEntry]:
    """The entries with these keys, in their order. Whether a record may be seen is asked of itself, once more."""
    in_order = list(keys)
    found = SearchEntry.objects.in_bulk(in_order)
    public = public_ones(found)
    return [found[key] for key in in_order if key in public]


def public_ones(keys: Iterable[int]) -> set[int]:
    """Those of the keys whose records the public may see: a glance at every shelf that has one, in one query."""
    by_shelf: dict[int, list[int]] = {}
    for key in keys:
        by_shelf.setdefault(key % SHELVES_AT_MOST, []).append(key // SHELVES_AT_MOST)
    glances = [
        shelf.findable(shelf.model._default_manager.filter(pk__in=by_shelf[shelf.number]))
        .order_by()
        .values_list(Value(shelf.number, output_field=IntegerField()), "pk")
        for shelf in SHELVES
        if shelf.number in by_shelf
    ]
    rows = glances[0].union(*glances[1:], all=True).order_by() if glances else ()
    return {pk * SHELVES_AT_MOST + number for number, pk in rows}
