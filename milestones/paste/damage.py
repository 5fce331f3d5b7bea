"""What scanning and copying do to a document: ghost lines, loose labels, rows and points run into one.

Each finding comes with a sentence for staff; none is carried out in silence.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from milestones.paste.district_names import SMALL_WORDS, DistrictNames, state_code
from milestones.paste.sentences import folded, is_terminated, opening, question, sentences

MEMORY = 80  # words of a line that a ghost may repeat
GHOST_LOOKS = 400  # comparisons of spelling; a scan has a handful of ghosts
INSIDE_LABEL = re.compile(
    r"\*{0,2}\b(?:New (?:[Mm]embers?|[Dd]istricts?)(?: [Ii]nclude[sd]?| [Jj]oined)?|Joined|Members [Jj]oined) ?:\*{0,2}"
)
INSIDE_YEAR = re.compile(r"(?<![\w/–.,$#-])\*{0,2}((?:19|20)[0-9]{2})(?![\w/–\-'’.,;)%]):?\*{0,2}")
INSIDE_STATE = re.compile(r"\(([A-Z]{2})\)\*{0,2}")
BEFORE_REAL_YEAR = {
    "in", "of", "since", "by", "until", "till", "through", "during", "from", "to", "for", "before",
    "after", "around", "circa", "about", "early", "late", "mid", "fall", "spring", "summer", "winter",
    "autumn", "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "fy", "year", "years", "class", "the", "its", "our", "their", "his", "her",
    "this", "that", "an", "a", "than", "between", "under", "at", "on",
}  # fmt: skip
HOSTED = re.compile(r"\b(?:by|hosts?|at|with)[\s:]+(?:the )?\*{0,2}$", re.IGNORECASE)


@dataclass
class Fragment:
    """A part of a paragraph: an entry, or a new member (`state` is its two letters) that stood within it."""

    text: str
    year: int | None
    question: str = ""
    member: bool = False
    state: str = ""


Find = Fragment | int | str  # a member, a row's year, a label
Cut = tuple[int, int, Find]  # start, end, what stands there


# Ghost lines


class Ghosts:
    """Tells lines that repeat a neighbour, garbled or cut off."""

    def __init__(self) -> None:
        self.looks = GHOST_LOOKS
        self.above: list[str] = []  # the folded words of the lines above, the last ones
        self.whole = 0  # how many there were

    def see(self, line: str) -> None:
        """Remember a line that is none."""
        words = folded(line).split()
        goes_on = line[:1].islower()
        self.whole = len(words) + (self.whole if goes_on else 0)
        self.above = [*(self.above if goes_on else []), *words][-MEMORY:]

    def repeats(self, line: str) -> str:
        """ "" for a line of its own, else the sentence that says what it repeats."""
        if line.count(" ") < 2 or line.count(" ") > MEMORY:
            return ""
        words = folded(line).split()
        if not 2 < len(words) <= len(self.above):
            return ""
        if words == self.above[-len(words) :]:
            return "This line repeats the one above; it is left out."
        for count in (len(words), len(words) + 1, len(words) - 1):
            if self._garbled(words, self.above[-count:], whole=count == len(words) == self.whole):
                return "This line repeats the one above, garbled; it is left out."
        return ""

    def begins(self, line: str, below: str) -> str:
        """The same for a line that garbles the beginning of the one below it."""
        if not 3 < line.count(" ") < MEMORY or is_terminated(line):
            return ""
        words, others = folded(line).split(), folded(below[: 2 * len(line)]).split()
        if len(words) >= len(others) or words == others[: len(words)]:
            return ""
        garbled = self._garbled(words, others[: len(words)], whole=False)
        return "This line repeats the one below, garbled; it is left out." if garbled else ""

    def _garbled(self, words: list[str], tail: list[str], whole: bool) -> bool:
        if len(set(words) & set(tail)) * 2 < len(words) or self.looks <= 0:
            return False
        self.looks -= 1
        if any(char.isdigit() for word in set(words) ^ set(tail) for char in word):
            return False
        if not whole:
            return SequenceMatcher(None, " ".join(words), " ".join(tail), autojunk=False).ratio() >= 0.8
        # Two entries may be alike but for a word; garbled words are alike themselves.
        other = [pair for pair in zip(words, tail, strict=True) if pair[0] != pair[1]]
        return len(words) > 4 and all(SequenceMatcher(None, *pair).ratio() >= 0.65 for pair in other)


# Rows run together


def loose_years(
    text: str, year: int | None, following: int | None, tangled: bool
) -> list[tuple[int, int, int]]:
    """(start, end, year) of years within a text that can only be labels of rows between `year` and `following`.

    A row that has a line of its own is no candidate: so "the 2018 National Conference" in the row of 2017, with
    2018 below it, is text. Neither is a year that a sentence needs: "in 2014", "the 2014 plan", "2014-15".
    """
    found: list[tuple[int, int, int]] = []
    for match in INSIDE_YEAR.finditer(text):
        number = int(match[1])
        before, after = (
            text[max(0, match.start() - 40) : match.start()].rstrip(),
            text[match.end() : match.end() + 40],
        )
        between = (not before or is_terminated(before)) and after.lstrip(' *“"')[:1].isupper()
        if not (tangled or between) or not _lies_between(number, year, following):
            continue
        word = folded(before.rsplit(maxsplit=1)[-1]).strip("*(“\"',") if before else ""
        needed = word in BEFORE_REAL_YEAR or word.endswith(("'s", "’s", "s'", "s’")) or word.isdigit()
        pair = word in {"and", "or", "&", "nor"} and re.search(r"[0-9]{4},?\s+\S+$", before)
        if between or not (needed or pair):
            found.append((match.start(), match.end(), number))
            year = number
    return found


def _lies_between(number: int, year: int | None, following: int | None) -> bool:
    if year is None:
        return following is None or number < following
    return year < number < (following or year + 10) or bool(following and following < number < year)


def stands_needlessly(text: str, year: int | None, following: int | None) -> list[int]:
    """Years that would be taken as labels, did the text show other damage; they stay, and are pointed out."""
    if year is None or following is None or not year < following - 1:
        return []
    return [number for _, _, number in loose_years(text, year, following, tangled=True)]


def untangle(
    text: str,
    year: int | None,
    following: int | None,
    names: DistrictNames,
    usual: Collection[str],
    damaged: bool,
) -> tuple[list[Fragment], int | None]:
    """Take a paragraph apart into entries and the new members between them, and say which year it ends in.

    `usual` are the openings that most entries of the document have; `damaged` says that the document has ghosts or
    labels within its lines, so that sentences that name their subject are suspected of being entries.
    """
    cuts: list[Cut] = [(*match.span(), match[0].strip("* ")) for match in INSIDE_LABEL.finditer(text)]
    years = loose_years(text, year, following, bool(cuts))
    tangled = bool(cuts or years)
    if not tangled and len(text) < 60:  # too short to hold two
        return [Fragment(text, year)], year
    cuts += years
    if tangled:
        cuts += _members_within(text, names)
    cuts.sort(key=lambda cut: cut[:2])
    rest, places = _without(text, cuts)
    starts = [start for start, _ in sentences(rest)]
    rows = {place for place, cut in zip(places, cuts, strict=True) if isinstance(cut[2], int)}.intersection(
        starts
    )
    torn = {place for place in places if opening(rest[place : place + 80]) in usual}
    entries = _entries(rest, sorted(torn.union(starts)), rows, usual, tangled, damaged)
    return _placed(rest, entries, list(zip(places, (cut[2] for cut in cuts), strict=True)), set(starts), year)


def _members_within(text: str, names: DistrictNames) -> Iterator[Cut]:
    """New members within a text: each "Name (ST)" that is no host."""
    done = 0
    for match in INSIDE_STATE.finditer(text):
        base = max(done, match.start() - 200)
        before = text[base : match.start()]
        count = (names.ending(before) or _capitals(before)) if state_code(match[1]) else 0
        if not count:
            continue
        start = base + list(re.finditer(r"\S+", before))[-count].start()
        ahead, behind = text[base:start].rstrip(), text[match.end() : match.end() + 5].strip()
        if HOSTED.search(text[base:start]):
            continue
        done = match.end()
        name = text[start : match.start()].strip(" *(")
        alone = (not ahead or is_terminated(ahead)) and not behind[:1].islower()
        doubt = (
            "" if alone else f"{name} ({match[1]}) stands inside a sentence; it is taken out as a new member."
        )
        yield start, done, Fragment(name, None, doubt, member=True, state=match[1])


def _capitals(before: str) -> int:
    """How many words at the end read as an unknown name."""
    best = 0
    for count, word in enumerate(reversed(before.split()[-12:])):
        if count and word[-1] in ".!?:;,)":
            break
        if word.lstrip("*(“")[:1].isupper() or word[0].isdigit():
            best = count + 1
        elif word not in SMALL_WORDS:
            break
    return best


def _without(text: str, cuts: Sequence[tuple[int, int, object]]) -> tuple[str, list[int]]:
    """The text without the cuts, and the place in it that each was cut from."""
    parts: list[str] = []
    places, length, done = [], 0, 0
    for start, end, _ in cuts:
        if part := text[done : max(start, done)].strip():
            parts.append(part)
            length += len(part) + 1
        places.append(length)
        done = max(end, done)
    return " ".join([*parts, text[done:].strip()]), places


def _entries(
    rest: str, starts: list[int], rows: Collection[int], usual: Collection[str], tangled: bool, damaged: bool
) -> list[tuple[int, str]]:
    """(start, question) of each entry of a text whose sentences have these `starts`; a row begins at each of `rows`."""
    openings = [(start, opening(rest[start : start + 80])) for start in starts]
    many = sum(words in usual for _, words in openings) > 2
    found: list[tuple[int, str]] = []
    for start, words in openings:
        subject = re.match(r"[“\"*]*(?:The [A-Z]|Consortium )", rest[start : start + 20])
        if not found or start in rows or (words in usual and tangled):
            found.append((start, ""))
        elif (words in usual and (damaged or many)) or (subject and (tangled or damaged)):
            found.append(
                (start, "This sentence stood behind the one above; it is taken as an entry of its own.")
            )
    return found


def _placed(
    rest: str,
    entries: list[tuple[int, str]],
    cuts: list[tuple[int, Find]],
    starts: Collection[int],
    year: int | None,
) -> tuple[list[Fragment], int | None]:
    """Put members between the entries, and give each its year; `cuts` are (place in `rest`, what was cut there)."""
    fragments: list[Fragment] = []
    cut = iter([*cuts, (len(rest) + 2, "")])
    place, found = next(cut)
    for number, (start, doubt) in enumerate(entries):
        end = entries[number + 1][0] if number + 1 < len(entries) else len(rest)
        doubts: list[str] = [doubt]
        members: list[Fragment] = []
        while place < end or (place <= start and place <= len(rest)):
            if isinstance(found, int):
                year = found
                doubts.append(
                    f"{year} stands loose inside this line; it is taken as the label of the row that begins here."
                )
            elif isinstance(found, Fragment):
                found.year = year
                (fragments if place <= start else members).append(found)
            elif place not in starts:
                doubts.append(f"“{found}” stood inside a sentence here; it is taken out.")
            place, found = next(cut)
        fragments.append(Fragment(rest[start:end].strip(), year, question(*doubts)))
        fragments += members
    for _, last in [(place, found), *cut]:
        if isinstance(last, int):
            year = last
        elif isinstance(last, Fragment):
            last.year = year
            fragments.append(last)
    return [fragment for fragment in fragments if fragment.text], year


# Points


def points_of(text: str) -> list[str]:
    """A nested point, or the points that ran into one: each begins with the same word, in the middle of a sentence."""
    first = text.split(maxsplit=2)[:2]
    if len(first) < 2 or not first[0][:1].isupper() or len(first[0]) < 4 or not first[0].isalpha():
        return [text]
    again = first[0] if first[0].endswith("ing") else " ".join(first)
    cuts = [match.start() for match in re.finditer(rf"(?<=[a-z,;)] ){re.escape(again)}\b", text)]
    return [text[start:end].strip() for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
