"""The sentence of a milestones document that tells of a fall meeting: its hosts, its theme and its date."""

import re
from typing import NamedTuple

from milestones.paste.sentences import folded, sentences
from milestones.paste.when import without_dates

GATHERING = r"(?:meeting|convening|conference|gathering)"
FALL = re.compile(rf"\b(?:fall|autumn) (?:\w+ )?{GATHERING}\b", re.IGNORECASE)
HOSTED = re.compile(r"\b(?:co-?)?hosted (?:jointly )?by\s+|\bhosts?:\s*", re.IGNORECASE)
HOSTING = re.compile(rf"^(?P<host>.{{3,200}}?) hosts (?:the|a|its|our)\b.{{0,40}}?{GATHERING}", re.IGNORECASE)
AT_HOST = re.compile(rf"{GATHERING} (?:at|in|with) (?P<host>.+)", re.IGNORECASE)
QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’")
THEMES = [
    re.compile(
        rf"\b(?:its|the|their|whose) (?:theme|topic|motto) (?:was|is|being),? "
        rf"(?P<theme>{QUOTED.pattern}|.{{1,300}}?(?=,? hosted\b|[.;](?:\s|$)|$))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:on|with|under|around|has|had) (?:the|a|as its|as the) (?:theme|topic|motto)(?: of|,|:)? "
        rf"(?P<theme>{QUOTED.pattern}|.{{1,300}}?(?=,? (?:(?:is |was )?(?:hosted|held)|in [A-Z]|at)\b|[.;](?:\s|$)|$))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"deep[- ]dive (?:in|on|into) (?P<theme>.{{1,300}}?)"
        rf",? (?:during|at|in|as part of) (?:a|an|the|its|our|their|this|that) (?:\S+ ){{0,3}}{GATHERING}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:theme|topic|deep[- ]dive)\s*:\s*(?P<theme>.{1,300}?)(?=[.;]|,? (?:hosted|hosts?:)|$)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:focus(?:e[ds]|ing| is| was)?|cente?red|themed|deep[- ]dive) (?:in|on|into|around) (?P<theme>.{1,300}?)"
        r"(?=,? (?:hosted|hosts?:|during)\b|[.;](?:\s|$)|$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{GATHERING} (?:on|about) (?P<theme>.{{1,300}}?)(?=,? (?:is |was )?(?:hosted|held)\b|[.;](?:\s|$)|$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:fall|autumn) {GATHERING}:\s*(?!\s|host|held|at |none)(?P<theme>.{{1,300}}?)(?=,? (?:hosted|hosts?:)|[.;](?:\s|$)|$)",
        re.IGNORECASE,
    ),
]
ON_THEME = re.compile(
    r"\bhosted by [^.;:]{2,120}? on (?![\w.]+ [0-9])(?P<theme>.{1,300}?)(?=,? (?:in|at) |[.;](?:\s|$)|$)",
    re.IGNORECASE,
)
HOST_ENDS = re.compile(
    r"\s*[;,.(]?\s*\b(?:theme|topic|focus|dates?|where|when|location|deep[- ]dive)\s*:|,?\s+(?:has|had) (?:the|a|as its) (?:theme|topic|motto)\b|\s*:\s+|\s+[–—]\s+",
    re.IGNORECASE,
)
TOLD = 1500  # letters: no sentence on a meeting is longer


class Told(NamedTuple):
    """What a text says of a meeting: the words that name its hosts, its theme, whether it is called a fall meeting."""

    hosts: str
    theme: str
    fall: bool


def read_meeting(text: str) -> Told | None:
    """What a text tells of a fall meeting; None for one that only mentions it, or tells of something else."""
    text = text[:TOLD].replace("*", "")
    fall = bool(FALL.search(text))
    if not fall and not re.search(
        rf"\b{GATHERING}\W{{1,3}}(?:was |is )?(?:co-?)?hosted by", text, re.IGNORECASE
    ):
        return None
    text = without_dates(text)
    hosts, rest = _hosts(text)
    theme = next((match["theme"] for form in THEMES if (match := form.search(text))), "") or rest
    if not theme and (match := ON_THEME.search(text)):
        theme = match["theme"]
    if (
        not hosts
        and not re.match(r"\W*(?:annual )?(?:fall|autumn) ", folded(text[:20]))
        and "deep dive" not in folded(text)
    ):
        return None
    theme = theme.strip(" *.,;:–—")
    if QUOTED.fullmatch(theme):
        theme = theme[1:-1].strip(" .,")
    return Told(hosts, theme, fall)


def _hosts(text: str) -> tuple[str, str]:
    """The words that name the hosts, and a theme that follows them behind a colon or a dash."""
    match = HOSTED.search(text)
    if not match:
        hosting = next(
            (m for a, b in sentences(text) if (m := HOSTING.match(text[a:b]))), None
        ) or AT_HOST.search(text)
        return (hosting["host"], "") if hosting else ("", "")
    after = text[match.end() :]
    end = next((end for _, end in sentences(after)), 0)
    hosts = after[:end].strip()
    cut = HOST_ENDS.search(hosts)
    if not cut:
        return hosts, ""
    named = ":" in cut[0] and cut[0].strip() != ":"  # "theme:" is read with the other themes
    return hosts[: cut.start()], "" if named else hosts[cut.end() :]
