"""Who joined, left or is called otherwise, from one milestones document to a later one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from consortium.text import fold, listed
from milestones.document.changed_entries import counted
from milestones.document.content import Member, MilestonesDocument
from milestones.paste.district_names import same_but_for_spelling, words_of

FEW = 10  # names that a sentence has room for


def named(members: Sequence[str]) -> str:
    """The end of a sentence: ": A and B." or, of more than a few, ", among them A, B and C."."""
    return f"{': ' if len(members) <= FEW else ', among them '}{listed(list(members[: FEW if len(members) <= FEW else 3]))}."


@dataclass
class District:
    """A district of a document: by year, how it stands among those that joined and those that left."""

    joined: dict[int, Member] = field(default_factory=dict)
    left: dict[int, Member] = field(default_factory=dict)

    @property
    def latest(self) -> Member:
        """How it is called last."""
        return max([*self.joined.items(), *self.left.items()], key=lambda item: item[0])[1]

    @property
    def now(self) -> str:
        member = self.latest
        return member.now or member.name

    @property
    def key(self) -> tuple[str, str]:
        return fold(self.now), self.latest.state


def districts_of(document: MilestonesDocument) -> dict[str, District]:
    found: dict[str, District] = defaultdict(District)
    for year in document.years:
        for member in year.joined:
            found[member.slug].joined[year.number] = member
        for member in year.left:
            found[member.slug].left[year.number] = member
    return dict(found)


def paired(
    before: dict[str, District], after: dict[str, District]
) -> list[tuple[District | None, District | None]]:
    """Each district as it stands in both documents; None where it doesn't."""
    pairs: list[tuple[District | None, District | None]] = []
    gone = {slug: district for slug, district in before.items() if slug not in after}
    by_name = {district.key: slug for slug, district in gone.items()}
    for slug, district in after.items():
        old = before.get(slug)
        if old is None:  # its slug may have changed, with its name or without
            other = by_name.get(district.key) or next(
                (other for other, was in gone.items() if is_renamed(was, district)), None
            )
            old = gone.pop(other) if other in gone else None
        pairs.append((old, district))
    return [*pairs, *((district, None) for district in gone.values())]


def is_renamed(before: District, after: District) -> bool:
    """Whether two stand in the same year and state under names that are one but for their spelling."""
    return any(
        year in after.joined
        and after.joined[year].state == member.state
        and same_but_for_spelling(words_of(member.name), words_of(after.joined[year].name))
        for year, member in before.joined.items()
    )


def member_changes(before: MilestonesDocument, after: MilestonesDocument) -> Iterator[str]:
    joined: list[str] = []
    late: dict[int, list[str]] = defaultdict(list)  # those who joined before the earlier document's year
    taken_off: dict[int, list[str]] = defaultdict(list)
    left: dict[int, list[str]] = defaultdict(list)
    others: list[str] = []
    for old, new in paired(districts_of(before), districts_of(after)):
        came, went = difference(old.joined if old else {}, new.joined if new else {})
        moved = len(came) == len(went) == 1
        if moved and new:
            others.append(
                f"{new.joined[came[0]]} stands among the new members of {came[0]} now, not of {went[0]}."
            )
        elif new:
            for year in came:
                (joined if year >= before.as_of.year else late[year]).append(str(new.joined[year]))
        for year in went if old and not moved else ():
            taken_off[year].append(str(old.joined[year]))  # type: ignore[union-attr]  # `old` is asked for above
        others += departures(old, new, left)
        if old and new:
            others += renamings(old, new)
    if joined:
        yield f"{counted(len(joined), 'member')} joined{named(joined)}"
    for year, names in sorted(late.items()):
        yield f"{counted(len(names), 'member was', 'members were')} added to those who joined in {year}{named(names)}"
    for year, names in sorted(taken_off.items()):
        yield f"{counted(len(names), 'member is', 'members are')} no longer listed among those who joined in {year}{named(names)}"
    for year, names in sorted(left.items()):
        yield f"{counted(len(names), 'member')} left in {year}{named(names)}"
    yield from others


def difference(before: Iterable[int], after: Iterable[int]) -> tuple[list[int], list[int]]:
    """The years that are new, and those that are gone."""
    old, new = set(before), set(after)
    return sorted(new - old), sorted(old - new)


def departures(old: District | None, new: District | None, left: dict[int, list[str]]) -> Iterator[str]:
    """Put a departure that is new into `left`, by year; yield what else changed."""
    came, went = difference(old.left if old else {}, new.left if new else {})
    if new and old and len(came) == len(went) == 1:
        yield f"{new.left[came[0]]} is said to have left in {came[0]} now, not in {went[0]}."
        return
    for year in came if new else ():
        left[year].append(str(new.left[year]))  # type: ignore[union-attr]
    for year in went if old else ():
        yield f"{old.left[year]} is no longer said to have left in {year}."  # type: ignore[union-attr]


def renamings(old: District, new: District) -> Iterator[str]:
    corrected = [
        (old.joined[year], new.joined[year])
        for year in old.joined.keys() & new.joined.keys()
        if str(old.joined[year]) != str(new.joined[year])
    ]
    if corrected:
        was, reads = corrected[0]
        yield f"The name of {was} reads {reads} now."
    elif old.now != new.now:
        yield f"{old.now} ({new.latest.state}) is called {new.now} now."
