"""What was added to the years, removed, moved, said otherwise or put in another order, from one document to a later one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from consortium.text import fold, listed, spelled
from milestones.document.content import DocumentYear, Entry, Kind, MilestonesDocument

ALIKE, MUCH_ALIKE = 0.5, 0.8  # of two entries of one year, and of different years, that are taken for one
LOOKS = 400  # comparisons of wording in one place: a year rewritten as a whole is not held against itself


def counted(count: int, one: str, many: str = "") -> str:
    """ "One milestone", "Two milestones"."""
    return f"{spelled(count).capitalize()} {one if count == 1 else many or f'{one}s'}"


@dataclass
class Found:
    """An entry with its place in a document, and the one of the other document that it is taken for."""

    year: int
    place: int
    entry: Entry
    same: "Found | None" = None

    @property
    def lead(self) -> tuple[Kind, str]:
        """What it begins with: a headline."""
        words = self.entry.line.words
        return self.entry.kind, fold(words[0].text) if words else ""

    @property
    def is_reworded(self) -> bool:
        return self.same is not None and self.same.entry.text != self.entry.text

    @property
    def is_restyled(self) -> bool:
        return self.same is not None and not self.is_reworded and self.same.entry != self.entry


def found_in(document: MilestonesDocument) -> list[Found]:
    return [
        Found(year.number, place, entry)
        for year in document.years
        for place, entry in enumerate(year.entries)
    ]


def ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE else 0.0


def match(old: list[Found], new: list[Found]) -> None:
    """Tie each entry to the one of the other document that it is."""
    tie(old, new, lambda one: (one.year, one.entry))
    tie(old, new, lambda one: (one.year, one.entry.kind, one.entry.text))
    tie(old, new, lambda one: (one.year, one.lead) if one.entry.kind is Kind.MILESTONE else None)
    for year in sorted({one.year for one in old} & {one.year for one in new}):
        ours, theirs = (free(one for one in side if one.year == year) for side in (old, new))
        tie_alike(ours, theirs, ALIKE)
    # A year has one fall meeting; whatever is said of it, it is the same.
    tie(old, new, lambda one: (one.year, one.entry.kind) if one.entry.kind is Kind.MEETING else None)
    tie(old, new, lambda one: (one.entry.kind, one.entry.text))
    tie(old, new, lambda one: one.lead if one.entry.kind is Kind.MILESTONE else None)
    tie_alike(free(old), free(new), MUCH_ALIKE)


def free(rows: Iterable[Found]) -> list[Found]:
    return [one for one in rows if one.same is None]


def tie(old: Iterable[Found], new: Iterable[Found], key: Callable[[Found], object]) -> None:
    """Tie those of one key in their order; what has no key (None) is left alone."""
    waiting: dict[object, list[Found]] = defaultdict(list)
    for one in free(old):
        waiting[key(one)].append(one)
    waiting.pop(None, None)
    for other in free(new):
        if same := waiting.get(key(other)):
            other.same, same[0].same = same[0], other
            same.pop(0)


def tie_alike(old: Sequence[Found], new: Sequence[Found], least: float) -> None:
    """Tie those whose words are alike, the most alike first."""
    if len(old) * len(new) > LOOKS:
        return
    pairs = [
        (-alike, number, other)
        for number, one in enumerate(old)
        for other, two in enumerate(new)
        if one.entry.kind == two.entry.kind
        and (alike := ratio(fold(one.entry.text), fold(two.entry.text))) >= least
    ]
    for _, number, other in sorted(pairs):
        if old[number].same is None and new[other].same is None:
            old[number].same, new[other].same = new[other], old[number]


def year_changes(before: MilestonesDocument, after: MilestonesDocument) -> Iterator[str]:
    old, new = found_in(before), found_in(after)
    match(old, new)
    there = {year.number: year for year in before.years}
    here = {year.number: year for year in after.years}
    for number in sorted(there.keys() | here.keys()):
        if number not in here:
            yield f"{number} is no longer in the document."
            continue
        mine = [one for one in new if one.year == number]
        gone = [one for one in old if one.year == number and one.same is None]
        if number not in there:
            yield f"{number} was added{contents(mine)}."
        else:
            yield from entry_changes(number, mine, gone)
            yield from order_changes(there[number], here[number], mine)
    yield from moves(new)


def contents(mine: Sequence[Found]) -> str:
    """ ", with three milestones and a fall meeting"; those that came from another year are told as moved."""
    kinds = Counter(one.entry.kind for one in mine if one.same is None)
    parts = [f"{counted(kinds[Kind.MILESTONE], 'milestone').lower()}"] if kinds[Kind.MILESTONE] else []
    if meetings := kinds[Kind.MEETING]:
        parts.append("a fall meeting" if meetings == 1 else f"{spelled(meetings)} fall meetings")
    return f", with {listed(parts)}" if parts else ""


def entry_changes(number: int, mine: Sequence[Found], gone: Sequence[Found]) -> Iterator[str]:
    """A year that stands in both documents: what came, what went and what reads otherwise."""
    milestones = [one for one in mine if one.entry.kind is Kind.MILESTONE]
    stays = [one for one in milestones if one.same and one.same.year == number]
    said = []
    if added := sum(one.same is None for one in milestones):
        said.append(f"{counted(added, 'milestone')} added to {number}.")
    if removed := sum(one.entry.kind is Kind.MILESTONE for one in gone):
        what = counted(removed, "milestone") if not added else spelled(removed).capitalize()
        said.append(f"{what} removed{'' if added else f' from {number}'}.")
    for count, text in (
        (sum(one.is_reworded for one in stays), "The wording of {} was corrected."),
        (sum(one.is_restyled for one in stays), "Emphasis or a link changed in {}."),
    ):
        if count:
            of = "" if said else f" milestone{'' if count == 1 else 's'} of {number}"
            said.append(text.format(f"{spelled(count)}{of}"))
    if said:
        yield " ".join(said)
    for one in (*mine, *gone):
        if one.entry.kind is Kind.MEETING:
            yield from meeting_changes(number, one, is_gone=one in gone)


def meeting_changes(number: int, one: Found, *, is_gone: bool) -> Iterator[str]:
    meeting = f"he fall meeting of {number}"
    if one.same is None:
        yield f"T{meeting} was {'removed' if is_gone else 'added'}."
    elif one.same.year == number and one.same.entry != one.entry:
        yield f"What is said of t{meeting} was corrected."


def order_changes(old: DocumentYear, new: DocumentYear, mine: Sequence[Found]) -> Iterator[str]:
    places = [one.same.place for one in mine if one.same and one.same.year == new.number]
    if is_shuffled(places):
        yield f"The order of the entries of {new.number} was changed."
    slugs = [member.slug for member in old.joined]
    if is_shuffled([slugs.index(member.slug) for member in new.joined if member.slug in slugs]):
        yield f"The order of the new members of {new.number} was changed."


def is_shuffled(places: Sequence[int]) -> bool:
    return any(later < earlier for earlier, later in pairwise(places))


def moves(new: Iterable[Found]) -> Iterator[str]:
    """What stands in another year than before, by the two years."""
    moved: Counter[tuple[Kind, int, int]] = Counter()
    reworded: Counter[tuple[Kind, int, int]] = Counter()
    for one in new:
        if one.same and one.same.year != one.year:
            way = one.entry.kind, one.same.year, one.year
            moved[way] += 1
            reworded[way] += one.is_reworded
    for way, count in sorted(moved.items()):
        kind, start, end = way
        what = counted(count, "milestone" if kind is Kind.MILESTONE else "fall meeting")
        words = f", and the wording of {spelled(reworded[way])} was corrected" if reworded[way] else ""
        yield f"{what} moved from {start} to {end}{words}."
