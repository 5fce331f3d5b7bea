"""The lines of a pasted document put together again: entries with their points, years, names of members."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import zip_longest

from milestones.paste.district_names import SMALL_WORDS, DistrictNames, split_state, state_code, words_of
from milestones.paste.habits import Habits
from milestones.paste.lines import EITHER, NO_MEETING, NOT_KNOWN, Sort, Token, is_blank
from milestones.paste.sentences import folded, is_terminated, opening, question

# A line that ends in one of these goes on in the next.
DANGLING = SMALL_WORDS | {
    "a", "an", "by", "to", "with", "on", "from", "or", "as", "that", "which", "its", "their", "our",
    "into", "regarding", "including",
}  # fmt: skip
MEETING_PART = re.compile(
    r"hosted by\b|(?:hosts?|theme|topic|focus|deep[- ]dive|location|where|when|dates?)\s*:", re.IGNORECASE
)


class Role(Enum):
    YEAR = auto()
    MEMBER = auto()
    LEAVER = auto()
    ENTRY = auto()
    NO_MEMBERS = auto()
    NO_MEETING = auto()
    LEFT_OUT = auto()
    UNPLACED = auto()


@dataclass
class Block:
    """What stands together: for an entry `runs` are its own lines and those of its points, each with its level."""

    role: Role
    text: str = ""
    year: int = 0
    state: str = ""
    question: str = ""
    marked: bool = False
    beside: bool = False
    runs: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def last(self) -> str:
        return self.runs[-1][1][-1]


class Reader:
    """Goes through the tokens once; `blocks` is what it found, in the order of the document."""

    def __init__(self, tokens: Sequence[Token], habits: Habits, names: DistrictNames) -> None:
        self.habits, self.names = habits, names
        self.blocks: list[Block] = []
        self.entry: Block | None = None
        self.entry_at = 0
        self.section = ""
        self.year = 0
        self.doubt = ""
        self.crossed = False
        self.waiting: tuple[int, str] | None = None  # a label of new members, and where it stands
        self.row_years = {token.year for token in tokens if token.sort is Sort.YEAR}
        self.marks: list[tuple[str, int]] = []  # of the open entry and its points, from the outermost
        for token, following in zip_longest(tokens, tokens[1:]):
            self._take(token, following)
        self._nobody()

    def _take(self, token: Token, following: Token | None) -> None:
        match token.sort:
            case Sort.YEAR:
                self._year(token, following)
            case Sort.LABEL:
                self._label(token, following)
            case Sort.LEFT_OUT:
                self.blocks.append(Block(Role.LEFT_OUT, token.text, self.year, question=token.question))
            case Sort.TEXT if not (self._names(token) or self._blank(token)):
                self._text(token)

    # Years and labels

    def _year(self, token: Token, following: Token | None) -> None:
        self._nobody()
        torn = self.entry and not is_terminated(self.entry.last) and following and following.sort is Sort.TEXT
        if torn and following and self._small(following):
            doubt = f"{token.year} stands beside the middle of an entry; it is taken as the label of the row that begins with it."
            # An entry that stands first in its row keeps it.
            first = self.blocks[self.entry_at - 1].role is Role.YEAR if self.entry_at else False
            at = len(self.blocks) if first else self.entry_at
            self.blocks.insert(at, Block(Role.YEAR, token.text, token.year, question=doubt))
            self.entry_at += at == self.entry_at
        else:
            self._close()
            # A document labels its rows in one way; once is enough to ask.
            doubt = "" if self.crossed and "crosses two years" in token.question else token.question
            self.crossed = self.crossed or "crosses two years" in token.question
            self.blocks.append(Block(Role.YEAR, token.text, token.year, question=doubt))
        self.section, self.year = "", token.year

    def _label(self, token: Token, following: Token | None) -> None:
        if self.entry and is_terminated(self.entry.last) and not token.beside:
            self._close()
        self._nobody()
        self.section = "" if token.label == "entries" else token.label
        self.doubt = ""
        if token.label == "everyone":
            self.section = "members"
            self.doubt = f"“{token.text}” may list all members; only new ones belong here."
        elif token.label == "meeting" and not (following and following.label == "meeting"):
            self._open(Token(Sort.TEXT, "Fall meeting:"))
        elif token.label == "members":
            self.waiting = (len(self.blocks), token.text)

    def _nobody(self) -> None:
        """Point out a label that no name has followed."""
        if self.waiting:
            at, text = self.waiting
            self.blocks.insert(at, Block(Role.LEFT_OUT, text, question="No name stands under this label."))
            self.entry_at += at <= self.entry_at
            self.waiting = None

    # Names and blanks

    def _names(self, token: Token) -> bool:
        """Take a text that is nothing but names of districts; say whether it was."""
        listed = self.section in ("members", "leavers")
        if self.section == "meeting" or self._tail_of_name(token.text):
            return False
        if self.entry and not listed and not token.beside:
            point = token.mark and (self._point_level(token) or self.entry.last.endswith(":"))
            if point or (not token.mark and self._hangs(self.entry.last)):
                return False
        last = self.blocks[-1] if self.blocks else None
        state = state_code(token.text.strip("()* "))
        if state and last and last.role is Role.MEMBER and not last.state:  # the state stands below its name
            last.state = state
            return True
        items = self.names.items(token.text, in_list=listed)
        if not items:
            if listed and not token.beside and not is_blank(token.text):
                self.section = ""
            return False
        self.waiting = None
        for item in items:
            self._name(item, listed, token.beside)
        return True

    def _name(self, item: str, listed: bool, beside: bool) -> None:
        name, state = split_state(item)
        doubt = self.doubt
        if star := re.search(r"(?<!\*)\*$|[†‡§]+$", item):
            doubt = question(doubt, f"“{star[0]}” stands behind this name; see what it refers to.")
        if not listed and not state:
            doubt = question(doubt, "This name stands alone; it is taken as a new member.")
        above = self.blocks[-1] if self.blocks else None
        if above and above.role is Role.MEMBER and not above.state and state:
            whole = f"{above.text} {name}"
            if self.names.bearers(whole, state):  # a name of two lines
                above.text, above.state = whole, state
                return
        role = Role.LEAVER if self.section == "leavers" else Role.MEMBER
        self.blocks.append(Block(role, name, state=state, question=doubt, beside=beside))

    def _blank(self, token: Token) -> bool:
        """Take "none", "not recorded" and the like; say whether it was one."""
        text = token.text.strip(" *_()")
        if len(text) > 80 or not is_blank(text):
            return False
        about = token.label or self.section
        role, doubt = Role.UNPLACED, "It is not clear what this speaks of."
        if NO_MEETING.fullmatch(text):
            role, doubt = Role.NO_MEETING, ""
        elif NOT_KNOWN.fullmatch(text) and (about or token.beside):
            role, doubt = Role.LEFT_OUT, ""
        elif about in ("members", "meeting", "everyone") or folded(text).startswith("no ") or token.beside:
            role = Role.NO_MEETING if about == "meeting" else Role.NO_MEMBERS
            doubt = (
                f"“{text}” may mean none or not known; it is taken as none." if EITHER.fullmatch(text) else ""
            )
        if self.entry and self.entry is self.blocks[-1] and self.entry.runs == [(0, ["Fall meeting:"])]:
            self.blocks.pop()  # the label, opened as an entry
            self._close()
        self.blocks.append(Block(role, token.text, question=doubt))
        self.waiting = None
        return True

    # Entries

    def _text(self, token: Token) -> None:
        if token.year and token.year != self.year and not self._continues(token):
            self._begins_with_year(token)
        above = self.entry
        if token.label in ("members", "everyone", "leavers"):
            text = f"{self.waiting[1]} {token.text}" if self.waiting else token.text
            self.blocks.append(
                Block(Role.UNPLACED, text, question="No name of a district could be read here.")
            )
            self.waiting = None
        elif token.mark:
            self._bullet(token)
        elif self.entry and self._belongs(token):
            self.entry.runs[-1][1].append(token.text)
        elif self.entry and self._under_points(token):
            self.entry.runs.append((1, [token.text]))
            self.entry.question = question(
                self.entry.question,
                "The text below the points stands in like the line above them; it is put with them.",
            )
        elif self.entry and self._unmarked_point(token):
            self.entry.runs.append((1, [token.text]))
            self.entry.question = question(
                self.entry.question,
                "The points under this line have lost their marks; see where each begins.",
            )
        else:
            self._open(token)
            self._doubt_margin(token, above)
            if self.entry and token.year and self.year and token.year != self.year:
                doubt = f"This line speaks of {token.year} and stands in the row of {self.year}."
                self.entry.question = question(self.entry.question, doubt)

    def _doubt_margin(self, token: Token, above: Block | None) -> None:
        """Ask where a sentence begins with a line and the margin may have broken the one above."""
        broken = above and not token.blank and self.habits.full(above.last, token.text)
        if broken and self.entry and opening(token.text) not in self.habits.usual:
            doubt = "A sentence begins with this line; it is taken as an entry of its own, and may belong to the one above."
            self.entry.question = question(self.entry.question, doubt)

    def _belongs(self, token: Token) -> bool:
        if self.section == "meeting" and self.entry and not token.label:
            return (
                bool(MEETING_PART.match(token.text))
                or self.entry.last.endswith(":")
                or self._continues(token)
            )
        return self._continues(token)

    def _begins_with_year(self, token: Token) -> None:
        """Decide whether the year that a line begins with is the label of a row."""
        label = Token(Sort.YEAR, str(token.year), year=token.year)
        follows = not self.year or self.year < token.year <= self.year + 10
        if not token.text.startswith(label.text):  # "In 2016, …"
            if not self.row_years:
                self._year(label, None)
        elif follows and token.year not in self.row_years:
            label.question = (
                f"{token.year} stands at the beginning of this line; it is taken as the label of a row."
            )
            self._year(label, None)
            token.text = token.text[5:]

    def _open(self, token: Token) -> None:
        small = self._small(token) and not (token.mark or token.label)
        doubt = "This line begins with a small letter; see whether it ends another one." if small else ""
        text = f"Fall meeting: {token.text}" if token.label == "meeting" else token.text
        self.entry = Block(Role.ENTRY, question=doubt, marked=bool(token.mark), runs=[(0, [text])])
        self.entry_at = len(self.blocks)
        self.blocks.append(self.entry)
        if token.label == "meeting" or text == "Fall meeting:":
            self.section = "meeting"
        elif self.section == "meeting":
            self.section = ""
        self.marks = [(token.mark, token.indent if token.mark else -1)]

    def _close(self) -> None:
        self.entry, self.marks = None, []

    def _bullet(self, token: Token) -> None:
        level = self._point_level(token)
        if not self.entry or not level:
            self._open(token)
            return
        self.marks[level:] = [(token.mark, token.indent)]
        self.entry.runs.append((level, [token.text]))

    def _point_level(self, token: Token) -> int:
        """How deep a bullet stands under the open entry: 0 for an entry of its own."""
        if not self.entry:
            return 0
        for level, (mark, indent) in enumerate(self.marks):
            if mark == token.mark and abs(indent - token.indent) < 2:
                return level
        shallower = sum(indent < token.indent or mark != token.mark for mark, indent in self.marks)
        return min(max(shallower, 1), 3)

    def _continues(self, token: Token) -> bool:
        """Whether a text without a mark goes on with the line before it."""
        if not self.entry or token.mark:
            return False
        if self._stands_in(token):
            return True
        above = self.entry.last
        if not is_terminated(above):
            if self._small(token) or self._hangs(above):
                return True
            return self._tail_of_name(token.text) or self.habits.full(above, token.text)
        if token.blank or self._small(token) or not self.habits.full(above, token.text):
            return False
        return self.entry.marked or self.habits.spaced

    def _stands_in(self, token: Token) -> bool:
        """Whether a text stands further in than the bullet above it, and so goes on with its point."""
        mark, indent = self.marks[-1] if self.marks else ("", 0)
        return bool(mark) and token.indent > indent and not (token.label or token.beside)

    def _under_points(self, token: Token) -> bool:
        """Whether a text goes on with a bullet that has points of its own, below them."""
        mark, indent = self.marks[0]
        return bool(mark) and len(self.marks) > 1 and token.indent > indent and not token.label

    @staticmethod
    def _hangs(line: str) -> bool:
        """Whether a line ends where no sentence and no name ends."""
        if line.endswith((",", ";", "–", "—", "-", "(", "&", "/")):
            return True
        return folded(line[-40:].rsplit(maxsplit=1)[-1]) in DANGLING

    def _tail_of_name(self, text: str) -> bool:
        """Whether this line ends the name of a known district that the one above begins."""
        if not self.entry or is_terminated(self.entry.last) or len(text) > 60:
            return False
        whole = f"{self.entry.last[-120:]} {text.strip(' .*')}"
        return self.names.ending(whole) > len(text.split()) and not self.names.bearers(text)

    def _unmarked_point(self, token: Token) -> bool:
        """Whether this line is a point of a list whose marks are lost: it follows a colon, or begins as a point did."""
        if not self.entry or opening(token.text) in self.habits.usual:
            return False
        if len(self.entry.runs) == 1:
            return self.entry.last.rstrip("* ").endswith(":") and not token.label
        points_marked = len(self.marks) > 1
        return (
            not points_marked
            and words_of(token.text[:40])[:1] == words_of(self.entry.runs[-1][1][0][:40])[:1]
        )

    @staticmethod
    def _small(token: Token) -> bool:
        return token.text.lstrip("*“\"‘'(")[:1].islower() or token.text[:1] in ",;)&"


def settle_orphans(blocks: Sequence[Block], names: DistrictNames, damaged: bool) -> None:
    """Put entries of one or two words at the end of the entry that breaks off before them, if one does."""
    entries = [block for block in blocks if block.role in (Role.ENTRY, Role.YEAR)]
    for number, block in enumerate(entries):
        if block.role is Role.YEAR or block.marked or len(block.runs) > 1 or len(block.runs[0][1]) > 1:
            continue
        word = block.last.strip()
        if len(word.split()) > 2 or word[-1:] != "." or not word[:1].isalpha():
            continue
        for other in (*entries[max(number - 1, 0) : number], *entries[number + 1 : number + 2]):
            if other.role is Role.YEAR or is_terminated(other.last):
                continue
            if names.ending(f"{other.last[-120:]} {word}") > len(word.split()):
                block.role, block.text = Role.LEFT_OUT, word
                block.question = f"“{word}” stands alone; it is put at the end of “… {other.last[-40:].split(maxsplit=1)[-1]}”."
                other.runs[-1][1].append(word)
                break
        else:
            if damaged:
                block.role, block.text = Role.UNPLACED, word
                block.question = "This stands alone; see whether it ends another line."
