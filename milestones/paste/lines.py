"""The lines of a pasted document: cleaned of what PDFs and word processors leave in them, and each told apart.

Nothing is joined or decided here that depends on other lines; that is `blocks`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from consortium.dates import FIRST_YEAR, LAST_YEAR, MONTHS
from milestones.paste.district_names import DistrictNames, split_state
from milestones.paste.sentences import folded

SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
LETTERS = {
    **dict.fromkeys(map(ord, SPACES), " "),
    **dict.fromkeys(map(ord, UNSEEN)),
    **dict.fromkeys([*range(9), *range(0x0E, 0x1C), 0x1F, 0x7F, *range(0x80, 0x85), *range(0x86, 0xA0)]),
    **dict.fromkeys([0x0B, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029], "\n"),
    **dict.fromkeys(range(0xF0A0, 0xF0FF), "•"),  # the bullets of symbol fonts
    0x0C: "\n\f\n",
    0x2010: "-",
    0x2011: "-",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st",
}  # fmt: skip

MOST = 20_000  # lines: a hundred years of a busy consortium
LIST_LINES = 6
STRONG_MARKS = "•‣◦▪▫●○■□◆◇➢➤✓✔⁃∙·"
BULLET = re.compile(
    rf"(?:(?P<sign>[{STRONG_MARKS}]|[*\-–—](?=\s))|(?P<o>o)(?=\s[A-Z])|(?P<number>\(?[0-9]{{1,2}}[.)])(?=\s)"
    r"|(?P<letter>\(?[a-z][.)]|\(?[ivx]{1,4}[.)])(?=\s))\s*"
)
WITHIN = re.compile(rf"(?<=\S)\s+(?=[{STRONG_MARKS}]\s)")

YEAR = r"(?:(?:school |fiscal |calendar )?year |[fs]y ?|(?:in|during) (?=[0-9]{4}:))?(?P<year>[0-9]{4})"
RANGE = r"(?P<range>\s?[-–—/]\s?(?:[0-9]{2}|[0-9]{4}))?"
CONTINUED = r"(?:\s*[(,–—-]?\s*cont(?:inued|\.|’d|'d)?\)?)?"
YEAR_ALONE = re.compile(rf"{YEAR}(?![0-9]){RANGE}{CONTINUED}\s*[:.–—-]?", re.IGNORECASE)
YEAR_FIRST = re.compile(rf"{YEAR}(?![0-9]){RANGE}(?:\s*[:–—]\s+|\.\s+|\s+-\s+|\s{{2,}})(?=\S)", re.IGNORECASE)
YEAR_SPACE = re.compile(r"(?P<year>(?:1[89]|2[01])[0-9]{2}) (?=\S)")
BOLD_YEAR = re.compile(r"^(?:\*\*|__)([0-9]{4}[:.]?)(?:\*\*|__)\s*(?=\S)")
IN_YEAR = re.compile(r"(?:In|During) ((?:1[89]|2[01])[0-9]{2}),? (?=\w)")
DATE_FIRST = re.compile(
    rf"(?:{'|'.join(MONTHS[1:])}|spring|summer|fall|autumn|winter)(?: [0-9]{{1,2}},?)? (?P<year>[0-9]{{4}})\s*[:–—-]\s",
    re.IGNORECASE,
)

NEW = (
    r"(?:(?:our |the )?(?:new(?:ly joined)?|founding|charter|first) (?:consortium )?(?:members?|districts?|member districts?)"
    r"(?: (?:include[sd]?|including|are|were|joined|joining|welcomed|listed|this year|in [0-9]{4}))?"
    r"|(?:members?|districts?|member districts?) (?:joined|joining|added|welcomed)"
    r"|joined(?: (?:in [0-9]{4}|this year|the consortium))?|joining|welcomed|new in [0-9]{4})"
)
LABELS = {
    "members": NEW,
    "everyone": r"(?:member districts|members|current members|member list|membership)",
    "leavers": r"(?:departures?|departed|left|withdrew|withdrawn|former members|(?:members?|districts?) (?:leaving|departing|that left|lost))",
    "meeting": r"(?:annual )?fall (?:meeting|convening|conference)",
    "entries": r"(?:key |major |other )?(?:milestones|achievements|accomplishments|highlights|activities|events|successes|the year.s work)",
}
LABEL = re.compile(
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in LABELS.items())})(?: ?\([0-9]{{1,3}}\))?(?:\s*:\s*|\s+[–—]\s+|$)",
    re.IGNORECASE,
)
COUNTED = re.compile(
    r"[\w-]+ joined, [0-9,]+ in all", re.IGNORECASE
)  # how the timeline heads its new members
HEADS = {
    "year", "years", "new", "member", "members", "district", "districts", "joined", "joining",
    "milestones", "milestone", "achievements", "accomplishments", "highlights", "activities", "events",
    "date", "include", "key", "and", "fall", "meeting", "meetings",
}  # fmt: skip
FURNITURE = re.compile(
    r"(?:page|p\.) ?[0-9]{1,4}(?: ?(?:of|/) ?[0-9]{1,4})?|[-–—| ]*[0-9]{1,3}[-–—| ]*(?:page)?|[0-9]{1,3} ?(?:of|/) ?[0-9]{1,3}"
    r"|[\W_]*(?:as of|(?:last )?(?:updated|revised|printed|downloaded)|rev\.)[: ][^.!?]{0,30}[0-9]{2,4}[)\]]?|©.{0,120}|\(c\) (?:[0-9]{4}|www|http).{0,120}|copyright .{0,120}"
    r"|(?:https?://|www\.)\S+|\S+@\S+\.\w+|\(?continued(?: on next page)?\)?|draft|confidential|[-–—_=*~. ]{3,}",
    re.IGNORECASE,
)
NONE = re.compile(
    r"(?:none(?: (?:listed|joined|this year|reported))?"
    r"|no (?:new )?(?:members?|districts?)(?: (?:joined|listed|were added|this year|added))?(?: (?:in [0-9]{4}|this year))?(?:; [0-9,]+ in all)?)[.]?",
    re.IGNORECASE,
)
NOT_KNOWN = re.compile(
    r"(?:unknown|not (?:yet|known|recorded|in the record|available|yet held|listed)|to be (?:announced|determined)|tba|tbd)[.]?",
    re.IGNORECASE,
)
EITHER = re.compile(r"n/?a|[-–—]{1,2}", re.IGNORECASE)
NO_MEETING = re.compile(r"no fall meeting(?: (?:was held|this year|held|in [0-9]{4}))?[.]?", re.IGNORECASE)


class Sort(Enum):
    YEAR = auto()
    LABEL = auto()
    TEXT = auto()
    LEFT_OUT = auto()


@dataclass
class Token:
    """A cell of a line: a year, a label, or a text, whose `year` is one that it begins with.

    `label` is a key of LABELS; `mark` the kind of bullet and `indent` how far it stands in; `blank` says that an
    empty line stands above, `beside` that the cell is the left one of two.
    """

    sort: Sort
    text: str
    year: int = 0
    label: str = ""
    mark: str = ""
    indent: int = 0
    blank: bool = False
    beside: bool = False
    row: int = 0
    page: int = 0
    question: str = ""

    @property
    def bare(self) -> str:
        return bare(self.text)


def bare(text: str) -> str:
    return text.strip("*_# \t")


def is_blank(text: str) -> bool:
    """Whether a text says "none", "not recorded" or the like."""
    return any(form.fullmatch(text[:80].strip(" *_()")) for form in (NONE, NOT_KNOWN, EITHER, NO_MEETING))


def clean(text: str) -> str:
    """One kind of line end, space, hyphen and bullet; no ligatures and no letters that cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u00ad\n", "").replace("\u00ad", "").translate(LETTERS)
    return unicodedata.normalize("NFC", text)


def tokens(text: str, names: DistrictNames) -> tuple[list[Token], str]:
    """The cells of a cleaned text, in order, and the first line that is not read because there are too many."""
    found: list[Token] = []
    blank, mark, indent, page = False, "", 0, 0
    for row, line in enumerate(text.split("\n")):
        if len(found) >= MOST:
            return found[:MOST], line.strip()[:200]
        if not line.strip():
            page += "\f" in line
            blank = blank or "\f" not in line
            continue
        if line.strip() in STRONG_MARKS:  # a bullet that lost its line
            mark = line.strip()
            indent = len(wide := line.expandtabs(4)) - len(wide.lstrip())
            continue
        for token in _cells(line, names):
            token.blank, token.row, token.page = blank, row, page
            if mark and token.sort is Sort.TEXT:
                if not token.mark:
                    token.mark, token.indent = mark, indent
                mark = ""
            found.append(token)
        blank = False
    return _whole_lists(found[:MOST], names), found[MOST].text[:200] if len(found) > MOST else ""


def _whole_lists(found: list[Token], names: DistrictNames) -> list[Token]:
    """Join the lines of a list that goes on behind its label: "New members: Mesa (AZ), Cobb / County (GA)"."""
    whole: list[Token] = []
    joined = 0
    for number, token in enumerate(found):
        if joined:
            joined -= 1
            continue
        whole.append(token)
        if (
            token.sort is Sort.TEXT
            and token.label in ("members", "everyone", "leavers")
            and not is_blank(token.text)
        ):
            for count in range(LIST_LINES):
                lines = found[number : number + 1 + count]
                if any(line.sort is not Sort.TEXT or line.mark for line in lines):
                    break
                text = " ".join(line.text for line in lines)
                if not text.endswith((",", " and", " &", ";")) and names.items(text, in_list=True):
                    token.text, joined = text, count
                    break
    return whole


def _cells(line: str, names: DistrictNames) -> Iterator[Token]:
    wide = line.expandtabs(4)
    indent = len(wide) - len(wide.lstrip())
    line = line.strip()
    cells = line.split("|") if line.count("|") > 1 else line.split("\t")
    if len(cells) == 1:
        cells = re.split(r" {3,}", line, maxsplit=3)
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) > 1 and all(set(folded(bare(cell)).split()) <= HEADS for cell in filled):
        yield Token(Sort.LEFT_OUT, "  ".join(filled))
        return
    if not filled:
        return
    if filled[0] == "o":  # a bullet of a word processor
        filled[0] = "◦"
    left = 0
    while left < len(filled) - 1 and _stands_alone(filled[left], names):
        left += 1
    columns = [*filled[:left], " ".join(filled[left:])]
    for number, cell in enumerate(columns):
        for part in WITHIN.split(cell):
            for token in _told(part):
                token.indent, token.beside = indent, number < len(columns) - 1
                yield token


def _stands_alone(cell: str, names: DistrictNames) -> bool:
    """Whether a cell before others is one of a table's left columns, and no piece of a torn sentence."""
    cell = bare(cell)
    name, state = split_state(cell)
    label = _label(cell[5:] if YEAR_SPACE.match(cell) else cell)
    return bool(
        label
        or (state and name[:1].isupper())
        or names.bearers(name, state)
        or any(form.fullmatch(cell) for form in (YEAR_ALONE, NONE, NOT_KNOWN))
        or (EITHER.fullmatch(cell) and cell != "-")
    )


def _label(plain: str) -> tuple[str, int] | None:
    """The key of the label that a cell begins with, and where it ends."""
    if COUNTED.fullmatch(plain[:80]):
        return "members", len(plain)
    match = LABEL.match(plain)
    return (match.lastgroup or "", match.end()) if match else None


def _told(cell: str) -> Iterator[Token]:
    """Tell what a cell is; a year or a label may have more behind it."""
    bullet = BULLET.match(cell)
    mark = ""
    plain = bare(cell)
    if not plain or (len(plain) < 200 and FURNITURE.fullmatch(plain) and not EITHER.fullmatch(plain)):
        yield Token(Sort.LEFT_OUT, cell)
        return
    if bullet and cell[bullet.end() :]:
        mark = bullet["sign"] or next(name for name in ("o", "number", "letter") if bullet[name])
        cell = cell[bullet.end() :].strip()
    cell = BOLD_YEAR.sub(r"\1 ", cell, count=1)
    year = _year(bare(cell))
    if year:
        yield year[0]
        cell = cell[_before(cell) + year[1] :]
    label = _label(bare(cell))
    if label:
        end = _before(cell) + label[1]
        yield Token(Sort.LABEL, bare(cell[:end]), label=label[0])
        cell = cell[end:].lstrip("*_ ")
    elif len(cell) < 100 and len(words := folded(cell).split()) > 1 and set(words) <= HEADS:
        yield Token(Sort.LEFT_OUT, cell)
        return
    if cell:
        unsure = None if year else IN_YEAR.match(cell) or (None if mark else YEAR_SPACE.match(cell))
        yield Token(
            Sort.TEXT, cell, mark=mark, label=label[0] if label else "", year=int(unsure[1]) if unsure else 0
        )


def _before(cell: str) -> int:
    """How many marks stand before the first word."""
    return len(cell) - len(cell.lstrip("*_# \t"))


def _year(plain: str) -> tuple[Token, int] | None:
    """The year that a cell surely begins with as its label, and where the rest of the cell begins.

    "2016 The …" is no sentence, so the year is a label; "2018 National Conference …" may be one.
    """
    dated = DATE_FIRST.match(plain)
    match = dated or YEAR_ALONE.fullmatch(plain) or YEAR_FIRST.match(plain) or YEAR_SPACE.match(plain)
    if not match or not FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
        return None
    year, rest = int(match["year"]), plain[match.end() :]
    if (
        match.re is YEAR_SPACE
        and not _label(rest)
        and not re.match(r"(?:The|A|An|Consortium|Members) ", rest)
    ):
        return None
    crossed = match.re in (YEAR_ALONE, YEAR_FIRST) and match["range"]
    question = (
        f"“{match[0].strip(' .:')}” crosses two years; the first of them is taken, here and in labels like it."
        if crossed
        else ""
    )
    return Token(Sort.YEAR, match[0].strip(), year=year, question=question), 0 if dated else match.end()
