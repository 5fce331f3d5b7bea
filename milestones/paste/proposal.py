"""From blocks to pieces."""

import re
from collections.abc import Mapping, Sequence

from milestones.paste.blocks import Block, Reader, Role, settle_orphans
from milestones.paste.damage import INSIDE_LABEL, INSIDE_STATE, points_of, stands_needlessly, untangle
from milestones.paste.district_names import DistrictNames, KnownDistrict, state_code
from milestones.paste.habits import Habits
from milestones.paste.hyphens import Hyphens
from milestones.paste.lines import MOST, clean, tokens
from milestones.paste.meetings import Told, read_meeting
from milestones.paste.pieces import Kind, Piece, mark_duplicates
from milestones.paste.sentences import is_terminated, question
from milestones.paste.titles import leave_out_titles
from milestones.paste.when import read_when

JOINING = re.compile(r"\b(?:join(?:s|ed|ing)?|welcom(?:e|es|ed|ing)|new members?)\b", re.IGNORECASE)


def parse(
    text: str, districts: Sequence[KnownDistrict], recorded: Mapping[int, Sequence[str]] | None = None
) -> list[Piece]:
    """The pieces of a document, in its order.

    `recorded` are the headlines and texts that the record has, by year; pieces that say the same are marked.
    """
    text = clean(text)
    names = DistrictNames(districts)
    found, unread = tokens(text, names)
    leave_out_titles(found, names)
    habits = Habits(found, names)
    blocks = Reader(found, habits, names).blocks
    settle_orphans(blocks, names, habits.damaged)
    pieces = Proposal(names, habits, Hyphens(text)).pieces_of(blocks)
    mark_duplicates(pieces, recorded or {})
    if unread:
        doubt = f"Only {MOST:,} lines are read at a time; paste again from here on."
        pieces.append(Piece(Kind.UNPLACED, None, unread, doubt))
    return pieces


class Proposal:
    """Turns blocks into pieces; carries the year, which a loose label may change in the middle of a block."""

    def __init__(self, names: DistrictNames, habits: Habits, hyphens: Hyphens) -> None:
        self.names, self.habits, self.hyphens = names, habits, hyphens
        self.pieces: list[Piece] = []
        self.year: int | None = None
        self.rising = True
        self.following: int | None = None
        self.joined: set[int] = set()
        self.meetings: list[
            tuple[Piece, Told, tuple[str, str]]
        ] = []  # with what is in doubt before and behind the hosts
        self.loose = False  # whether the year comes from a label that stood loose

    def pieces_of(self, blocks: Sequence[Block]) -> list[Piece]:
        labels = [block.year for block in blocks if block.role is Role.YEAR]
        self.rising = len(labels) < 2 or labels[0] <= labels[-1]
        headings = any(block.marked for block in blocks if block.role is Role.ENTRY)
        ahead = iter([*labels, None])
        self.following = next(ahead)
        bare_row: Block | None = None
        for block in blocks:
            if block.role is Role.YEAR:
                self._empty(bare_row)
                self.following = next(ahead)
                self._year(block)
                bare_row = block
                continue
            if block.role is not Role.LEFT_OUT:
                bare_row = None
            self._block(block, headings)
        self._empty(bare_row)
        self._hosts()
        return self.pieces

    def _hosts(self) -> None:
        """Find the hosts among the known districts and the new members of the document, wherever it lists them."""
        listed = [
            (piece.text, piece.state)
            for piece in self.pieces
            if piece.kind is Kind.MEMBER and not piece.district
        ]
        new = enumerate((pair for pair in dict.fromkeys(listed) if pair[1]), 1)
        own = [KnownDistrict(-number, name, "", state) for number, (name, state) in new]
        names = DistrictNames([*self.names.districts.values(), *own]) if own else self.names
        for piece, told, (before, behind) in self.meetings:
            hosts, candidates, unsure = names.hosts(told.hosts)
            piece.hosts = tuple(pk if pk > 0 else str(names.districts[pk]) for pk in hosts)
            piece.candidates = tuple(pk for pk in candidates if pk > 0)
            unsure = unsure or ("" if hosts else "No host could be read.")
            piece.question = question(before, unsure, behind)

    def _empty(self, row: Block | None) -> None:
        if row and row.year != self.following:
            self._add(Kind.LEFT_OUT, row.text, "Nothing stands under this year.")

    def _year(self, block: Block) -> None:
        doubt = block.question
        if self.year is not None and block.year != self.year and (block.year > self.year) is not self.rising:
            doubt = question(
                doubt, f"{block.year} is out of order here; see whether it is the label of a row."
            )
        self.year, self.loose = block.year, False
        if doubt:
            self._add(Kind.LEFT_OUT, block.text, doubt)

    def _add(self, kind: Kind, text: str, doubt: str = "") -> Piece:
        needs_year = kind not in (Kind.LEFT_OUT, Kind.UNPLACED) and self.year is None
        doubt = question(doubt, "No year stands above this line." if needs_year else "")
        piece = Piece(kind, self.year, text, doubt)
        self.pieces.append(piece)
        return piece

    def _block(self, block: Block, headings: bool) -> None:
        match block.role:
            case Role.MEMBER:
                row = "The label of this row stood loose; see whether the name belongs to it."
                self._member(
                    block.text,
                    block.state,
                    question(block.question, row if self.loose and block.beside else ""),
                )
            case Role.LEAVER:
                found = self.names.find(block.text, block.state)
                piece = self._add(
                    Kind.UNPLACED,
                    block.text,
                    "This district is said to have left; record it with its membership.",
                )
                piece.district, piece.state, piece.candidates = found.district, found.state, found.candidates
            case Role.ENTRY:
                self._entry(block, headings)
            case Role.NO_MEMBERS:
                self._add(Kind.NOTHING, block.text, block.question)
            case Role.NO_MEETING:
                self._add(Kind.NO_MEETING, block.text, block.question)
            case Role.UNPLACED:
                self._add(Kind.UNPLACED, block.text, block.question)
            case _:
                self._add(Kind.LEFT_OUT, block.text, block.question).year = block.year or self.year

    def _member(self, name: str, state: str, doubt: str) -> None:
        found = self.names.find(name, state)
        again = found.district in self.joined
        piece = self._add(
            Kind.MEMBER,
            name,
            question(doubt, found.question, "This district is listed twice." if again else ""),
        )
        piece.district, piece.state, piece.candidates = found.district, found.state, found.candidates
        if found.district:
            self.joined.add(found.district)

    def _entry(self, block: Block, headings: bool) -> None:
        text, doubt = self.hyphens.join(block.runs[0][1])
        kept = [] if INSIDE_LABEL.search(text) else stands_needlessly(text, self.year, self.following)
        began = self.year
        fragments, self.year = untangle(
            text, self.year, self.following, self.names, self.habits.usual, self.habits.damaged
        )
        if kept and len(fragments) == 1:
            doubt = question(
                doubt,
                f"{kept[0]} stands inside this line, and no row has this label; it is left in the text.",
            )
        points, doubts = self._points(block)
        if points and headings and not block.marked and not text.rstrip("* ").endswith(":"):
            doubts.append(
                "The points below stand under this line; see whether they are entries of their own."
            )
        last = max((number for number, fragment in enumerate(fragments) if not fragment.member), default=-1)
        ends = self.year
        self.loose = self.loose or ends != began
        for number, fragment in enumerate(fragments):
            self.year = fragment.year
            if fragment.member:
                self._member(fragment.text, fragment.state, fragment.question)
                continue
            first = question(block.question, doubt) if number == 0 else ""
            below = question(*doubts) if number == last else ""
            self._told(
                fragment.text, points if number == last else [], question(first, fragment.question, below)
            )
        self.year = ends
        if points and last < 0:  # the line was nothing but names; its points are all that is left
            self._told(points[0].lstrip("- "), points[1:], question(block.question, doubt, *doubts))

    def _points(self, block: Block) -> tuple[list[str], list[str]]:
        """The lines of the nested list, and what is in doubt about them."""
        lines, doubts = [], []
        for level, parts in block.runs[1:]:
            text, doubt = self.hyphens.join(parts)
            doubts.append(doubt)
            points = points_of(text)
            if len(points) > 1:
                doubts.append("Two points seem to have run into one; is this right?")
            lines += [f"{'  ' * (level - 1)}- {self._tidy(point)}" for point in points]
        return lines, doubts

    @staticmethod
    def _tidy(text: str) -> str:
        text = re.sub(r"\s+([,.;:)])", r"\1", " ".join(text.split()))
        return text if text.count("**") % 2 == 0 else text.replace("**", "")

    def _told(self, text: str, points: list[str], doubt: str) -> None:
        """Add an entry: a fall meeting, a milestone, or a line that is neither."""
        text, lost = self.hyphens.restore(self._tidy(text))
        restored = [self.hyphens.restore(point) for point in points]
        text = "\n".join([text, *(point for point, _ in restored)])
        doubt = question(doubt, lost, *(hint for _, hint in restored))
        if not any(char.isalpha() for char in text):
            self._add(Kind.UNPLACED, text, question(doubt, "No word stands in this line."))
        elif told := read_meeting(text):
            theme = "" if told.theme else "No theme could be read."
            fall = "" if told.fall else "This meeting is not called a fall meeting; see whether it is one."
            when, day = read_when(text, self.year)
            piece = self._add(Kind.MEETING, text, doubt)
            piece.theme, piece.when = told.theme, when
            self.meetings.append((piece, told, (piece.question, question(theme, fall, day))))
        elif text.isupper() and len(text.split()) < 9 and not is_terminated(text):
            self._add(Kind.LEFT_OUT, text, question(doubt, "This line is taken as a heading."))
        elif self.year is None and len(text.split()) < 4:
            self._add(Kind.UNPLACED, text, question(doubt, "No year stands above this line."))
        else:
            joins = JOINING.search(text) and any(
                state_code(match[1]) for match in INSIDE_STATE.finditer(text)
            )
            hint = "This sentence speaks of joining; see whether it names new members." if joins else ""
            torn = self.habits.damaged and not points and not is_terminated(text)
            self._add(Kind.MILESTONE, text, question(doubt, hint, "This line breaks off." if torn else ""))
