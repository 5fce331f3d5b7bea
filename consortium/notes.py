"""The notes of a page: where its facts come from, numbered in the order in which the page tells them.

A template marks each fact where it tells it and lists the notes at its end (templatetags/notes.py). A view only sees
to it that the facts come with their source: marking runs no query. A fact is marked where it is told; a link to the
page that tells it needs no mark.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consortium.models import Fact, Source

NOTHING = mark_safe("")


@dataclass
class Passage:
    """Where in a source facts stand; `key` is its id on the page, if a mark leads to it and not to the whole note."""

    text: str
    key: str = ""


@dataclass
class Note:
    """A source and the passages that the page rests on, each once. Without a source: what is said of unsourced facts."""

    source: Source | None
    number: int
    found: dict[str, Passage] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"s{self.number}"

    @property
    def passages(self) -> list[Passage]:
        return list(self.found.values())


class Notes:
    """Gathers the sources of the facts that are marked. `brief` notes have no passages: the facts' own pages tell them."""

    def __init__(self, *, brief: bool = False) -> None:
        self.brief = brief
        self.unsourced = Note(None, 0)
        self._noted: dict[int, Note] = {}
        self._passages = 0
        # The last one, and whether it rests on one source
        self._group: tuple[Sequence[Fact], bool] = ((), False)

    @property
    def numbered(self) -> list[Note]:
        return list(self._noted.values())

    def mark(self, fact: Fact) -> SafeString:
        """A link to the note on a fact, or the word that it has none."""
        return self._mark([fact])

    def mark_together(self, facts: Sequence[Fact]) -> SafeString:
        """One mark for all facts of a group, beside its heading, if they rest on one source; else nothing."""
        return self._mark(facts) if rest_on_one(facts) else NOTHING

    def mark_among(self, fact: Fact, facts: Sequence[Fact]) -> SafeString:
        """The mark of a fact in a group, unless the group's heading has it."""
        if self._group[0] is not facts:
            self._group = (facts, rest_on_one(facts))
        return NOTHING if self._group[1] else self.mark(fact)

    def _mark(self, facts: Sequence[Fact]) -> SafeString:
        note = self._note(facts[0].source)
        texts = [] if self.brief else list(dict.fromkeys(fact.passage for fact in facts if fact.passage))
        for text in texts:
            note.found.setdefault(text, Passage(text))
        if note.source is None and not texts:
            return mark_safe(' <span class="ref">Unsourced</span>')
        leads_to = self._key(note.found[texts[0]]) if len(texts) == 1 else note.key
        if note.source is None:
            return format_html(' <a class="ref" href="#{}">Unsourced</a>', leads_to)
        return format_html(
            '<a class="ref" href="#{}" aria-label="Source {}">{}</a>', leads_to, note.number, note.number
        )

    def _key(self, passage: Passage) -> str:
        if not passage.key:
            self._passages += 1
            passage.key = f"n{self._passages}"
        return passage.key

    def _note(self, source: Source | None) -> Note:
        if source is None:
            return self.unsourced
        return self._noted.setdefault(source.pk, Note(source, len(self._noted) + 1))


def rest_on_one(facts: Iterable[Fact]) -> bool:
    """Whether all facts of a group have the same source, or none has any; an empty group has nothing to rest."""
    return len({fact.source_id for fact in facts}) == 1
