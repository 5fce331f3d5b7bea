"""Names of districts as documents write them, matched to the districts of the record."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import NamedTuple

from consortium.states import STATES
from milestones.paste.sentences import folded

LONGEST = 12  # words of a name
CLOSE_LOOKS = 300  # close spelling is costly to look for, and no honest document has so many unknown names
STATE_CODES = {folded(name): code for code, name in STATES.items()}
SHORT_FORMS = {
    "&": ["and"],
    "co": ["county"],
    "cnty": ["county"],
    "dist": ["district"],
    "isd": ["independent", "school", "district"],
    "pub": ["public"],
    "sch": ["school"],
    "schs": ["schools"],
    "usd": ["unified", "school", "district"],
}
# What two spellings of one name may differ in; "city" and "county" tell districts apart.
GENERIC = {"public", "school", "schools", "district", "districts", "system", "independent", "unified", "of"}
DISTRICT_WORDS = {
    "academy", "area", "board", "borough", "central", "city", "community", "consolidated", "county", "district",
    "districts", "education", "independent", "municipal", "parish", "public", "regional", "school", "schools",
    "township", "unified",
}  # fmt: skip
SMALL_WORDS = {
    "of", "the", "and", "for", "in", "at", "de", "del", "la", "las", "los", "du", "des", "–", "-", "&",
}  # fmt: skip
CLAUSE = re.compile(
    r",? (?:in|on|at|from|during|with|this|for|near|where|which|while|who|focus\w+|themed|about|devoted|centered|centred)\b"
)
WITH_STATE = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]{2,30})[)\]]", re.DOTALL)
AFTER_MARK = re.compile(r"(.*\S)(?:,|\s[–—-])\s*([^,–—]{2,30})", re.DOTALL)
AFTER_SPACE = re.compile(r"(.*\S)\s([A-Z]{2})", re.DOTALL)
BETWEEN = re.compile(r"\s*;\s*(?:and\s+)?|\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
AFTER_STATE = re.compile(r"(?<=[)\]*†‡])[\s,;]*(?:(?:and|&)\s+)?")


@dataclass(frozen=True)
class KnownDistrict:
    """A district of the record: `state` is its two letters, `former_names` are those before today's."""

    pk: int
    name: str
    short_name: str
    state: str
    former_names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.state})" if self.state else self.name


class Found(NamedTuple):
    """A name of a document: the district that it is taken for, if any, and what staff must look at, if anything."""

    name: str
    state: str
    district: int | None = None
    candidates: tuple[int, ...] = ()
    question: str = ""


def state_code(text: str) -> str:
    """ "VA" for "VA", "Va.", "Virginia"; "" for what is no state. Two small letters are a word, not a state."""
    letters = re.sub(r"[.\s]", "", text)
    if len(letters) == 2 and letters[0].isupper() and letters.upper() in STATES:
        return letters.upper()
    return STATE_CODES.get(folded(text.strip(" .")), "")


def split_state(text: str) -> tuple[str, str]:
    """("Mesa Public Schools", "AZ") of "Mesa Public Schools (AZ)*", "…, Arizona", "… – AZ" or "… AZ"."""
    text = text[:300].strip(" *_†‡§")
    for form in (WITH_STATE, AFTER_MARK, AFTER_SPACE):
        match = form.fullmatch(text)
        if match and (state := state_code(match[2])):
            return match[1].rstrip(" ,"), state
    return text, ""


@lru_cache(maxsize=4096)  # a pure function of the name
def words_of(name: str) -> tuple[str, ...]:
    """The words by which two spellings are compared: folded, without marks, short forms written out."""
    plain = re.sub(r"['’`´]", "", folded(name))
    words = [full for word in re.findall(r"\w+|&", plain) for full in SHORT_FORMS.get(word, [word])]
    return tuple(words[1:] if words[:1] == ["the"] else words)


def core_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words) - GENERIC


def looks_like_name(text: str) -> bool:
    """Whether an unknown text reads as a district's name: capitals and one of the words that districts bear."""
    words = text.split()
    if not 1 < len(words) <= LONGEST or text[-1] in ".!?:;,":
        return False
    if not any(word in DISTRICT_WORDS for word in words_of(text)):
        return False
    return is_capitalized(text)


def is_capitalized(text: str) -> bool:
    words = text.split()
    return text[:1].isupper() and all(
        word in SMALL_WORDS or not word[0].isalpha() or word[0].isupper() for word in words
    )


def misspelt(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether two names differ in letters only; a word that is another word makes it another name."""
    return len(ours) == len(theirs) and all(
        our == their or SequenceMatcher(None, our, their).ratio() >= 0.75
        for our, their in zip(ours, theirs, strict=True)
    )


def same_but_for_spelling(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return core_of(ours) == core_of(theirs) or misspelt(ours, theirs)


def _with_states(parts: Sequence[str]) -> Iterator[str]:
    """Put a state that a comma cut off back behind its name."""
    waiting = ""
    for part in parts:
        if waiting and state_code(part):
            waiting = f"{waiting}, {part}"
            continue
        if waiting:
            yield waiting
        waiting = part
    if waiting:
        yield waiting


class DistrictNames:
    """The known districts by every name that they have had, and by their short ones."""

    def __init__(self, districts: Sequence[KnownDistrict]) -> None:
        self.districts = {district.pk: district for district in districts}
        self.full: dict[str, dict[int, KnownDistrict]] = defaultdict(dict)
        self.short: dict[str, dict[int, KnownDistrict]] = defaultdict(dict)
        for district in districts:
            for name in (district.name, *district.former_names):
                self.full[" ".join(words_of(name))][district.pk] = district
            self.short[" ".join(words_of(district.short_name))][district.pk] = district
        for names in (self.full, self.short):
            names.pop("", None)
        self.last_words = {key.rsplit(maxsplit=1)[-1] for names in (self.full, self.short) for key in names}
        self.looks = CLOSE_LOOKS
        self.told: dict[tuple[str, bool], list[str]] = {}

    def bearers(self, name: str, state: str = "") -> list[KnownDistrict]:
        """The districts of exactly this name, present or former, else of this short name."""
        key = " ".join(words_of(name))
        for names in (self.full, self.short):
            found = [d for d in names.get(key, {}).values() if not state or d.state == state]
            if found:
                return found
        return []

    def find(self, name: str, state: str = "") -> Found:
        """Match a name as it is written; `state` is its two letters, or "" where none stands with it."""
        bearers = self.bearers(name, state)
        if len(bearers) == 1:
            return Found(name, state or bearers[0].state, bearers[0].pk)
        if bearers:
            return Found(
                name, state, None, self._pks(bearers), f"“{name}” may be {self._or(bearers)}; choose one."
            )
        elsewhere = self.bearers(name) if state else []
        if elsewhere:
            return Found(
                name, state, None, self._pks(elsewhere),
                f"{self._or(elsewhere)} is known, but not in {state}: a new one, {name} ({state}), would be made.",
            )  # fmt: skip
        close = self.close(name, state)
        if len(close) == 1 and self._same_but_for_spelling(name, close[0]):
            question = f"“{name}” is not known by this spelling; it is taken as {close[0]}."
            return Found(name, state or close[0].state, close[0].pk, (close[0].pk,), question)
        new = f"{name} ({state})" if state else f"{name}, of a state to be named"
        hint = f"; {self._or(close)} comes close. A" if close else ": a"
        question = f"No district of this name is known{hint} new one, {new}, would be made."
        return Found(name, state, None, self._pks(close), question)

    def ending(self, text: str) -> int:
        """How many words at the end of `text` are the longest known name; 0 for none."""
        words = text[-200:].split()
        if not words or not self.last_words.intersection(words_of(words[-1])[-1:]):
            return 0
        return next(
            (n for n in range(min(len(words), LONGEST), 0, -1) if self.bearers(" ".join(words[-n:]))), 0
        )

    def items(self, text: str, in_list: bool) -> list[str]:
        """The names, each as written, if `text` is nothing but one or more names; else none.

        Outside a list of members a name needs its state behind it, or to be known in full. In one, it may be
        unknown and bare, or stand in a row with commas.
        """
        key = (text, in_list)
        if key not in self.told:
            self.told[key] = self._items(text, in_list)
        return self.told[key]

    def _items(self, text: str, in_list: bool) -> list[str]:
        text = text.strip(" ,;").removesuffix(".") if len(text) < 2000 else ""
        if not in_list and text[:1].islower():
            return []
        if not text.strip("*_ ") or self._is_known(text, in_list):
            return [text] if text.strip("*_ ") else []
        for form in (AFTER_STATE, BETWEEN):
            parts = list(_with_states([part for part in form.split(text) if part.strip()]))
            found = [self.items(part, in_list) for part in parts] if len(parts) > 1 else []
            if in_list and any(found):  # among names, a bare unknown one is a name
                found = [
                    items or ([part] if is_capitalized(part) else [])
                    for items, part in zip(found, parts, strict=True)
                ]
            if found and all(found):
                return [item for items in found for item in items]
        return [text] if self._may_be_name(text, in_list) else []

    def hosts(self, text: str) -> tuple[tuple[int, ...], tuple[int, ...], str]:
        """The hosts named in the words after "hosted by": their keys, the candidates and the question if unsure."""
        text = text[:300].strip(' *_.,;:“”"')
        hosts: list[int] = []
        cuts = [match.span() for match in BETWEEN.finditer(text)] + [(len(text), len(text))]
        start = 0
        while start < len(text):
            ends = [(cut, after) for cut, after in cuts if cut > start]
            # The longest run first: a name may hold "and" or a comma.
            found = next(
                ((s, a) for c, a in reversed(ends) if (s := self._host(text[start:c])).district), None
            )
            if not found:
                rest = text[start : ends[0][0]]
                if hosts and (state_code(rest) or CLAUSE.match(f" {rest}")):
                    break
                clause = CLAUSE.search(rest)
                named = self._host(rest[: clause.start()] if clause else rest)
                if named.district and clause:
                    hosts.append(named.district)
                    break
                unsure = self.find(*split_state(rest))
                doubt = unsure.question
                if "would be made" in doubt:
                    doubt = f"“{unsure.name}” is no known district; no host is set."
                return (*hosts, *filter(None, [unsure.district])), unsure.candidates, doubt
            hosts.append(found[0].district or 0)
            start = found[1]
        return tuple(hosts), (), ""

    def _host(self, text: str) -> Found:
        name, state = split_state(text)
        bearers = self.bearers(name, state)
        return Found(name, state, bearers[0].pk if len(bearers) == 1 else None)

    def _is_known(self, text: str, in_list: bool) -> bool:
        name, state = split_state(text)
        bare_is_enough = in_list or bool(state) or " ".join(words_of(name)) in self.full
        return bare_is_enough and bool(self.bearers(name, state))

    @staticmethod
    def _may_be_name(text: str, in_list: bool) -> bool:
        name, state = split_state(text)
        if (
            not name[:1].isupper()
            or re.search(r"[:;,]|[^.]{3}[.!?] |hosted by", name)
            or len(name.split()) > LONGEST
        ):
            return False
        return bool(state) if in_list and state else (in_list or bool(state)) and looks_like_name(name)

    def close(self, name: str, state: str = "") -> list[KnownDistrict]:
        """Districts with the same name but for generic words, else a name much like this one, else with all its words.

        Where a state is given, only those of it: a like name in another state is another district.
        """
        self.looks -= 1
        words = words_of(name)
        if self.looks < 0 or not words or len(name) > 120:
            return []
        core = core_of(words)
        near: dict[int, KnownDistrict] = {}
        for names in (self.full, self.short):
            keys = [
                key
                for key, those in names.items()
                if not state or any(d.state == state for d in those.values())
            ]
            alike = [key for key in keys if core_of(tuple(key.split())) == core != frozenset()]
            for key in alike or get_close_matches(" ".join(words), keys, 3, 0.85):
                near |= self._of(names[key], state)
        if not near and core:
            for key in [key for key in self.full if core <= set(key.split())][:3]:
                near |= self._of(self.full[key], state)
        return list(near.values())

    @staticmethod
    def _of(districts: dict[int, KnownDistrict], state: str) -> dict[int, KnownDistrict]:
        return {pk: d for pk, d in districts.items() if not state or d.state == state}

    def _same_but_for_spelling(self, name: str, district: KnownDistrict) -> bool:
        ours = words_of(name)
        spellings = [words_of(n) for n in (district.name, district.short_name, *district.former_names)]
        return any(same_but_for_spelling(ours, theirs) for theirs in spellings)

    def _pks(self, districts: Sequence[KnownDistrict]) -> tuple[int, ...]:
        return tuple(district.pk for district in districts)

    def _or(self, districts: Sequence[KnownDistrict]) -> str:
        return " or ".join(str(district) for district in districts)
